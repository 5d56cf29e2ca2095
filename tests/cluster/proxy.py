"""A reverse proxy that has TLS, asks for credentials, and fails on demand.

The server of `tests.cluster` has no security plug-in, and a real one fails when it
likes. In front of it this proxy does what a search has to live with: certificates,
401, 429 and 503, answers that come late, half, or never.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import ssl
import sys
import threading
import urllib.parse
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Literal

from tests.cluster.certificate import make_certificate

HOP_BY_HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding"} | {
    *("upgrade", "proxy-authorization", "proxy-authenticate", "host", "content-length")
}
When = Literal["before", "midway", "after"]


@dataclass(frozen=True)
class Fault:
    """What happens to one request.

    Attributes
    ----------
    status : int, optional
        Answered instead of asking the target.
    seconds : float
        Waited for before anything else.
    lost : {"before", "midway", "after"}, optional
        The connection is closed: before the target hears of the request, in the
        middle of its answer, or instead of its answer, when it has done what it was
        asked.
    path : str
        Only requests whose path has this in it.
    """

    status: int | None = None
    seconds: float = 0
    lost: When | None = None
    retry_after: int | None = None
    path: str = ""


@dataclass(frozen=True)
class Seen:
    """A request that came in: `status` is None where its connection was dropped."""

    method: str
    path: str
    status: int | None
    authorization: str | None


class FaultyProxy:
    """A proxy on a free port of loopback, which serves until it is closed.

    Faults wait in line: each request takes the first that is for its path, and a
    request for which there is none is forwarded.

    Parameters
    ----------
    target_url : str
        Such as ``http://127.0.0.1:9200``.
    tls : bool
        Whether it speaks HTTPS, with a certificate of its own that nobody trusts
        who is not given `certificate`.
    user, password, api_key : str, optional
        What a client has to show: ``Authorization: Basic …`` of the first two, or
        ``Authorization: ApiKey …`` with the third as it is. Others get 401.
    names : tuple of str
        Host names and addresses that the certificate is for.

    Attributes
    ----------
    url : str
        Where it listens.
    certificate : Path, optional
        The certificate, in PEM, that clients may trust; None without `tls`.
    seen : list of Seen
        The requests, in the order in which they were done with.
    """

    def __init__(
        self,
        target_url: str,
        tls: bool = False,
        user: str | None = None,
        password: str | None = None,
        api_key: str | None = None,
        names: tuple[str, ...] = ("127.0.0.1", "localhost"),
    ) -> None:
        target = urllib.parse.urlsplit(target_url)
        if target.scheme != "http" or target.hostname is None or target.port is None:
            raise ValueError(f"expected a target as http://HOST:PORT, not {target_url}")
        if (user is None) != (password is None):
            raise ValueError("expected a user and a password, or neither")
        self.target = (target.hostname, target.port)
        self.credentials: list[str] = []
        if user is not None and password is not None:
            pair = base64.b64encode(f"{user}:{password}".encode()).decode()
            self.credentials.append(f"Basic {pair}")
        if api_key is not None:
            self.credentials.append(f"ApiKey {api_key}")
        self.seen: list[Seen] = []
        self.certificate: Path | None = None
        self._faults: deque[Fault] = deque()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._folder = TemporaryDirectory(prefix="tracuu-proxy-")
        proxy = self

        class Handler(_Handler):
            owner = proxy

        self._server = _Server(("127.0.0.1", 0), Handler)
        try:
            if tls:
                self.certificate, key = make_certificate(Path(self._folder.name), names)
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.certificate, key)
                self._server.socket = context.wrap_socket(
                    self._server.socket,
                    server_side=True,
                    # Shaken hands with in the thread of the connection: one client
                    # that says nothing must not hold up the others.
                    do_handshake_on_connect=False,
                )
        except BaseException:
            self._server.server_close()
            self._folder.cleanup()
            raise
        port = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def fail(
        self, n: int, status: int, retry_after: int | None = None, path: str = ""
    ) -> None:
        """Answer the next n requests with a status, such as 429 or 503."""
        self._add(n, Fault(status=status, retry_after=retry_after, path=path))

    def delay(self, n: int, seconds: float, path: str = "") -> None:
        """Let the next n requests wait before they are forwarded."""
        self._add(n, Fault(seconds=seconds, path=path))

    def drop(self, n: int, when: When = "before", path: str = "") -> None:
        """Close the connections of the next n requests.

        ``before`` the target hears of it, ``midway`` in its answer, or ``after`` it
        has done what it was asked, so that a client cannot know whether it was done.
        """
        self._add(n, Fault(lost=when, path=path))

    def heal(self) -> None:
        """Forget the faults that still wait."""
        with self._lock:
            self._faults.clear()

    @property
    def n_waiting(self) -> int:
        """How many faults have not come to pass yet."""
        with self._lock:
            return len(self._faults)

    def close(self) -> None:
        """Stop serving; requests that are delayed are given up."""
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._folder.cleanup()

    def __enter__(self) -> FaultyProxy:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _add(self, n: int, fault: Fault) -> None:
        with self._lock:
            self._faults.extend([fault] * n)

    def _next_fault(self, path: str) -> Fault:
        with self._lock:
            for fault in self._faults:
                if fault.path in path:
                    self._faults.remove(fault)
                    return fault
        return Fault()

    def _note(self, seen: Seen) -> None:
        with self._lock:
            self.seen.append(seen)

    def _allows(self, authorization: str | None) -> bool:
        given = (authorization or "").encode()
        return not self.credentials or any(
            hmac.compare_digest(given, allowed.encode()) for allowed in self.credentials
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up or trust no certificate."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    owner: FaultyProxy
    protocol_version = "HTTP/1.1"
    # Head and body leave in one piece: no waiting for the other's acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `FaultyProxy.seen` tells."""

    def do_GET(self) -> None:
        owner = self.owner
        body = self._body()
        fault = owner._next_fault(self.path)
        if fault.seconds:
            owner._closed.wait(fault.seconds)
        if owner._closed.is_set() or fault.lost == "before":
            return self._hang_up()
        if fault.status is not None:
            extra = (
                []
                if fault.retry_after is None
                else [("Retry-After", str(fault.retry_after))]
            )
            return self._answer(fault.status, extra, refusal(fault.status))
        if not owner._allows(self.headers["Authorization"]):
            asked = [("WWW-Authenticate", 'Basic realm="tests"')]
            return self._answer(401, asked, b"Unauthorized")
        status, headers, answer = self._forward(body)
        if fault.lost == "after":
            return self._hang_up()
        if fault.lost == "midway":
            self.send_response_only(status)
            self.send_header("Content-Length", str(len(answer) + 1))
            self.end_headers()
            self.wfile.write(answer[: len(answer) // 2])
            self.wfile.flush()
            return self._hang_up()
        self._answer(status, headers, answer)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while length := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(length))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers
        return b"".join(chunks)

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        kept = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
        if self.owner.credentials:
            kept.pop("Authorization", None)
        connection = http.client.HTTPConnection(*self.owner.target, timeout=120)
        try:
            connection.request(self.command, self.path, body or None, kept)
            told = connection.getresponse()
            answer = told.read()
            headers = told.getheaders()
        except (OSError, http.client.HTTPException) as error:
            # As a gateway answers whose node is down.
            return 502, [], f"the target does not answer: {error}".encode()
        finally:
            connection.close()
        if self.command != "HEAD":
            headers = [(k, v) for k, v in headers if k.lower() not in HOP_BY_HOP]
        return told.status, headers, answer

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        # Noted first: who has the answer in hand finds it there.
        self._note(status)
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _hang_up(self) -> None:
        self._note(None)
        self.close_connection = True

    def _note(self, status: int | None) -> None:
        asked = self.headers["Authorization"]
        self.owner._note(Seen(self.command, self.path, status, asked))


def refusal(status: int) -> bytes:
    """Write what OpenSearch says where it is asked too much, or cannot answer."""
    kind = {429: "opensearch_rejected_execution_exception"}.get(
        status, "cluster_block_exception"
    )
    return (
        f'{{"error":{{"type":"{kind}","reason":"a fault of the tests"}},'
        f'"status":{status}}}'
    ).encode()
