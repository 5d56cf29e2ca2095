"""How a cluster is reached, and what is said where it cannot be."""

from __future__ import annotations

import json
import logging
import shutil
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from index.errors import (
    ClusterAnswerError,
    ClusterIncompleteError,
    ClusterRefusedError,
    ClusterTimeoutError,
    ClusterUnreachableError,
    ClusterUntrustedError,
)
from index.opensearch import connection
from index.opensearch.connection import Cluster, ClusterSettings
from tests.cluster import FaultyProxy

PASSWORD = "mật-khẩu-bí-mật"
API_KEY = "a2hvOmJpLW1hdA=="

WHOLE = {
    "_shards": {"total": 2, "successful": 2, "failed": 0},
    "timed_out": False,
    "hits": {},
}
IN_PART = {
    "_shards": {
        "total": 2,
        "successful": 1,
        "failed": 1,
        "failures": [{"reason": {"reason": "the disk is gone"}}],
    },
    "timed_out": False,
    "hits": {},
}

# So OpenSearch 3.4.0 answers where a shard is on no node.
IN_SILENCE = WHOLE | {"_shards": {"total": 2, "successful": 1, "failed": 0}}

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="no openssl to make a certificate with"
)


class Node(ThreadingHTTPServer):
    """Answers every request with what it is told to, the last answer for ever."""

    daemon_threads = True
    answers: list[dict]
    n_asked = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Node

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        node = self.server
        node.n_asked += 1
        answer = node.answers.pop(0) if len(node.answers) > 1 else node.answers[0]
        told = json.dumps(answer).encode()
        self.send_response(answer.get("status", 200))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def node() -> Iterator[Node]:
    server = Node(("127.0.0.1", 0), _Handler)
    server.answers = [WHOLE]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_WAITS", (0.0,) * len(connection._WAITS))


def url_of(node: Node) -> str:
    return f"http://127.0.0.1:{node.server_address[1]}"


def cluster_at(*hosts: str, **options: object) -> Cluster:
    return Cluster(ClusterSettings(hosts, timeout=5, **options))  # type: ignore[arg-type]


def dead_host() -> str:
    """Give an address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@needs_openssl
def test_a_name_and_a_password_with_marks_open_a_node_with_tls(node: Node) -> None:
    with FaultyProxy(url_of(node), tls=True, user="kho", password=PASSWORD) as proxy:
        options = {"user": "kho", "password": PASSWORD}
        cluster = cluster_at(proxy.url, ca_file=str(proxy.certificate), **options)
        assert cluster.ask("GET", "/") == WHOLE


@needs_openssl
def test_an_api_key_opens_a_node_with_tls(node: Node) -> None:
    with FaultyProxy(url_of(node), tls=True, api_key=API_KEY) as proxy:
        options = {"api_key": API_KEY, "ca_file": str(proxy.certificate)}
        assert cluster_at(proxy.url, **options).ask("GET", "/") == WHOLE
        assert proxy.seen[-1].authorization == f"ApiKey {API_KEY}"


@pytest.mark.parametrize(
    "wrong", [{}, {"user": "kho", "password": PASSWORD}, {"api_key": API_KEY}]
)
def test_wrong_credentials_are_refused_once_and_stay_secret(
    node: Node, caplog: pytest.LogCaptureFixture, wrong: dict
) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultyProxy(url_of(node), user="another", password="one") as proxy:
        with pytest.raises(ClusterRefusedError) as caught:
            cluster_at(proxy.url, **wrong).ask("GET", "/")
        assert len(proxy.seen) == 1
    told = f"{caught.value} {caught.value!r} {caught.value.params} {caplog.text}"
    assert "401" in told and proxy.url in told
    assert PASSWORD not in told and API_KEY not in told
    assert not caught.value.may_pass


@needs_openssl
def test_a_certificate_that_nobody_vouches_for_is_told_with_the_way_out(
    node: Node,
) -> None:
    with FaultyProxy(url_of(node), tls=True) as proxy:
        with pytest.raises(ClusterUntrustedError) as caught:
            cluster_at(proxy.url, user="kho", password=PASSWORD).ask("GET", "/")
        assert not proxy.seen
    assert "opensearch_ca_file" in str(caught.value)
    assert "self-signed certificate" in str(caught.value)
    assert PASSWORD not in str(caught.value)


@needs_openssl
def test_a_certificate_of_another_host_is_not_trusted(node: Node) -> None:
    with FaultyProxy(url_of(node), tls=True, names=("kho-2.example",)) as proxy:
        with pytest.raises(ClusterUntrustedError) as caught:
            cluster_at(proxy.url, ca_file=str(proxy.certificate)).ask("GET", "/")
    assert "IP address mismatch" in str(caught.value)


def test_a_node_without_tls_is_told_where_https_was_said(node: Node) -> None:
    with pytest.raises(ClusterUnreachableError):
        cluster_at(url_of(node).replace("http:", "https:")).ask("GET", "/")


def test_one_dead_host_of_several_costs_nothing_but_an_attempt(node: Node) -> None:
    cluster = cluster_at(dead_host(), url_of(node), dead_host())
    for _ in range(5):
        assert cluster.search("kho", {}) == WHOLE


def test_where_all_hosts_are_dead_each_is_named() -> None:
    hosts = dead_host(), dead_host()
    with pytest.raises(ClusterUnreachableError) as caught:
        cluster_at(*hosts).ask("GET", "/")
    assert all(host in str(caught.value) for host in hosts)
    assert caught.value.may_pass


def test_an_answer_that_is_late_is_given_up_after_the_time_of_one_request(
    node: Node,
) -> None:
    with FaultyProxy(url_of(node)) as proxy:
        proxy.delay(1, 60)
        with pytest.raises(ClusterTimeoutError) as caught:
            cluster_at(proxy.url).ask("GET", "/", timeout=0.2)
    assert "0.2 seconds" in str(caught.value)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_node_is_asked_again_and_then_told_of(node: Node, status: int) -> None:
    with FaultyProxy(url_of(node)) as proxy:
        proxy.fail(3, status)
        assert cluster_at(proxy.url).search("kho", {}) == WHOLE
        proxy.fail(100, status)
        with pytest.raises(ClusterUnreachableError) as caught:
            cluster_at(proxy.url).search("kho", {})
    assert f": {status} " in str(caught.value)


def test_an_answer_of_some_shards_is_asked_for_again_and_never_taken(
    node: Node,
) -> None:
    node.answers = [IN_PART, IN_PART | {"timed_out": True}, WHOLE]
    assert cluster_at(url_of(node)).search("kho", {}) == WHOLE
    assert node.n_asked == 3
    node.answers = [IN_PART]
    with pytest.raises(ClusterIncompleteError) as caught:
        cluster_at(url_of(node)).search("kho", {})
    assert "the disk is gone" in str(caught.value)


def test_a_shard_that_is_on_no_node_is_missed_although_nothing_failed(
    node: Node,
) -> None:
    node.answers = [IN_SILENCE]
    with pytest.raises(ClusterIncompleteError) as caught:
        cluster_at(url_of(node)).search("kho", {})
    assert "1 of 2 shards did not answer" in str(caught.value)
    node.answers = [{"responses": [WHOLE, IN_SILENCE]}, IN_SILENCE]
    with pytest.raises(ClusterIncompleteError):
        cluster_at(url_of(node)).search_many("kho", [{}, {}])


def test_of_several_answers_only_those_in_part_are_asked_for_again(node: Node) -> None:
    node.answers = [{"responses": [WHOLE, IN_PART]}, WHOLE]
    assert cluster_at(url_of(node)).search_many("kho", [{}, {}]) == [WHOLE, WHOLE]
    assert node.n_asked == 2


def test_what_a_cluster_cannot_do_is_told_by_its_reason(node: Node) -> None:
    node.answers = [{"status": 400, "error": {"reason": "no such field"}}]
    with pytest.raises(ClusterAnswerError) as caught:
        cluster_at(url_of(node)).ask("GET", "/kho")
    assert (caught.value.status, node.n_asked) == (400, 1)
    assert "no such field" in str(caught.value)


def test_no_secret_is_part_of_what_settings_look_like() -> None:
    settings = ClusterSettings(("http://x",), password=PASSWORD, api_key=API_KEY)
    assert PASSWORD not in repr(settings) and API_KEY not in repr(settings)
