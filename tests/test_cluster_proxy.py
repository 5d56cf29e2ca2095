"""The proxy of `tests.cluster` has TLS and asks for credentials, and its faults come
when they were asked for and only then."""

from __future__ import annotations

import base64
import http.client
import json
import shutil
import ssl
import threading
import time
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.cluster import FaultyProxy


class Target(ThreadingHTTPServer):
    """A server that tells what it was asked, and remembers it."""

    daemon_threads = True
    asked: list[dict]


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Target

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = {
            "method": self.command,
            "path": self.path,
            "headers": {k.lower(): v for k, v in self.headers.items()},
            "body": body.decode(),
        }
        self.server.asked.append(asked)
        told = json.dumps(asked).encode()
        self.send_response(201)
        self.send_header("X-Told", "yes")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told)

    do_GET = do_HEAD = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def target() -> Iterator[Target]:
    server = Target(("127.0.0.1", 0), _Echo)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def url_of(target: Target) -> str:
    return f"http://127.0.0.1:{target.server_address[1]}"


def ask(
    proxy: FaultyProxy,
    path: str = "/",
    method: str = "GET",
    body: bytes | None = None,
    trusted: ssl.SSLContext | None = None,
    **headers: str,
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Ask once, on a connection of its own."""
    address = urllib.parse.urlsplit(proxy.url)
    assert address.hostname is not None
    connection: http.client.HTTPConnection
    if address.scheme == "https":
        connection = http.client.HTTPSConnection(
            address.hostname, address.port, timeout=10, context=trusted
        )
    else:
        connection = http.client.HTTPConnection(
            address.hostname, address.port, timeout=10
        )
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def test_a_request_without_a_fault_is_forwarded_whole(target: Target) -> None:
    with FaultyProxy(url_of(target)) as proxy:
        status, headers, body = ask(
            proxy, "/tin/_search?q=l%C5%A9", "POST", "lũ lụt".encode(), Accept="a/b"
        )
    assert (status, headers["X-Told"]) == (201, "yes")
    told = json.loads(body)
    assert (told["method"], told["path"]) == ("POST", "/tin/_search?q=l%C5%A9")
    assert (told["body"], told["headers"]["accept"]) == ("lũ lụt", "a/b")
    assert [(s.method, s.path, s.status) for s in proxy.seen] == [
        ("POST", "/tin/_search?q=l%C5%A9", 201)
    ]


def test_a_body_in_chunks_and_a_head_request_are_forwarded(target: Target) -> None:
    with FaultyProxy(url_of(target)) as proxy:
        # http.client sends what it cannot measure in chunks.
        parts = iter([b"mot ", b"hai"])
        assert json.loads(ask(proxy, "/", "POST", parts)[2])["body"] == "mot hai"
        status, headers, body = ask(proxy, "/", "HEAD")
        assert (status, body) == (201, b"") and int(headers["Content-Length"]) > 0


def test_one_connection_serves_many_requests(target: Target) -> None:
    with FaultyProxy(url_of(target)) as proxy:
        address = urllib.parse.urlsplit(proxy.url)
        connection = http.client.HTTPConnection(str(address.hostname), address.port)
        sockets = set()
        for _ in range(3):
            connection.request("GET", "/")
            connection.getresponse().read()
            sockets.add(connection.sock.getsockname())
        connection.close()
    assert len(sockets) == 1 and len(proxy.seen) == 3


def test_only_who_shows_the_credentials_is_forwarded(target: Target) -> None:
    pair = base64.b64encode("người dùng:mật:khẩu".encode()).decode()
    with FaultyProxy(
        url_of(target), user="người dùng", password="mật:khẩu", api_key="aWQ6a2V5"
    ) as proxy:
        for refused in ("", "Basic eDp5", "ApiKey x", f"ApiKey {pair}", pair):
            status, headers, _ = ask(proxy, Authorization=refused)
            assert status == 401 and headers["WWW-Authenticate"].startswith("Basic")
        assert target.asked == []
        assert ask(proxy, Authorization=f"Basic {pair}")[0] == 201
        assert ask(proxy, Authorization="ApiKey aWQ6a2V5")[0] == 201
    # The cluster behind it knows no credentials.
    assert all("authorization" not in asked["headers"] for asked in target.asked)


def test_without_credentials_those_of_a_client_are_passed_on(target: Target) -> None:
    with FaultyProxy(url_of(target)) as proxy:
        ask(proxy, Authorization="Basic eDp5")
    assert target.asked[0]["headers"]["authorization"] == "Basic eDp5"


def test_the_next_requests_fail_as_often_as_told(target: Target) -> None:
    with FaultyProxy(url_of(target)) as proxy:
        proxy.fail(2, 429, retry_after=7)
        proxy.fail(1, 503)
        answers = [ask(proxy) for _ in range(4)]
    assert [status for status, _, _ in answers] == [429, 429, 503, 201]
    assert [headers["Retry-After"] for _, headers, _ in answers] == ["7", "7"] + 2 * [
        None
    ]
    assert json.loads(answers[0][2])["error"]["type"].endswith(
        "rejected_execution_exception"
    )
    assert len(target.asked) == 1


def test_a_fault_waits_for_a_request_of_its_path(target: Target) -> None:
    with FaultyProxy(url_of(target)) as proxy:
        proxy.fail(1, 503, path="_bulk")
        proxy.fail(1, 404)
        assert [ask(proxy, path)[0] for path in ("/", "/", "/a/_bulk", "/a/_bulk")] == [
            *(404, 201),
            *(503, 201),
        ]
        proxy.fail(3, 500)
        assert proxy.n_waiting == 3
        proxy.heal()
        assert ask(proxy)[0] == 201


def test_a_delayed_request_is_answered_late(target: Target) -> None:
    with FaultyProxy(url_of(target)) as proxy:
        proxy.delay(1, 0.1)
        begun = time.monotonic()
        assert ask(proxy)[0] == 201
        late = time.monotonic() - begun
    assert late >= 0.1 and len(target.asked) == 1


def test_a_delayed_request_holds_up_no_other_and_ends_with_the_proxy(
    target: Target,
) -> None:
    proxy = FaultyProxy(url_of(target))
    proxy.delay(1, 3600, path="slow")
    lost = []

    def ask_in_vain() -> None:
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            ask(proxy, "/slow")
        lost.append(True)

    thread = threading.Thread(target=ask_in_vain)
    thread.start()
    while proxy.n_waiting:
        time.sleep(0.01)
    assert ask(proxy, "/fast")[0] == 201 and not lost
    proxy.close()
    thread.join()
    assert lost and [asked["path"] for asked in target.asked] == ["/fast"]


def test_a_dropped_request_was_carried_out_only_if_dropped_late(
    target: Target,
) -> None:
    with FaultyProxy(url_of(target)) as proxy:
        for when, n_asked, error in (
            ("before", 0, http.client.RemoteDisconnected),
            ("midway", 1, http.client.IncompleteRead),
            ("after", 2, http.client.RemoteDisconnected),
        ):
            proxy.drop(1, when)
            with pytest.raises(error):
                ask(proxy)
            assert len(target.asked) == n_asked
        assert ask(proxy)[0] == 201
    assert [seen.status for seen in proxy.seen] == [None, None, None, 201]


def test_a_target_that_is_down_is_a_bad_gateway() -> None:
    server = Target(("127.0.0.1", 0), _Echo)
    server.server_close()
    with FaultyProxy(url_of(server)) as proxy:
        status, _, body = ask(proxy)
    assert status == 502 and b"does not answer" in body


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl command here")
def test_tls_is_trusted_by_who_has_the_certificate_and_the_right_name(
    target: Target,
) -> None:
    with FaultyProxy(url_of(target), tls=True) as proxy:
        assert proxy.url.startswith("https://")
        with pytest.raises(ssl.SSLCertVerificationError):
            ask(proxy, trusted=ssl.create_default_context())
        trusting = ssl.create_default_context(cafile=proxy.certificate)
        trusting.verify_flags |= ssl.VERIFY_X509_STRICT
        assert ask(proxy, trusted=trusting)[0] == 201
        proxy.drop(1)
        with pytest.raises((ConnectionError, ssl.SSLError)):
            ask(proxy, trusted=trusting)
    with FaultyProxy(url_of(target), tls=True, names=("example.org",)) as proxy:
        trusting = ssl.create_default_context(cafile=proxy.certificate)
        with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
            ask(proxy, trusted=trusting)


def test_what_cannot_be_proxied_is_refused() -> None:
    for url in ("https://127.0.0.1:9200", "127.0.0.1:9200", "http://127.0.0.1"):
        with pytest.raises(ValueError, match="expected a target as"):
            FaultyProxy(url)
    with pytest.raises(ValueError, match="a user and a password"):
        FaultyProxy("http://127.0.0.1:9200", user="a")
