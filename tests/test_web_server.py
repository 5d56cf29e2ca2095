"""The real server process: announced, answering, and ended by a signal."""

import errno
import http.client
import json
import re
import socket
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from contextlib import ExitStack, closing, suppress

import pytest

from tests.helpers import ROOT
from tests.programs import running
from web.config import WebConfig
from web.errors import (
    AddressInUseError,
    AddressUnavailableError,
    NoRoomForCountsError,
)
from web.middleware.metrics import Metrics
from web.serving.server import THREADS, serve

PROGRAM = """
import os
from dataclasses import replace
from tests.web_fakes import FakeSearcher
from web.serving import worker
from web.config import WebConfig
from web.serving.server import serve

class PidSearcher(FakeSearcher):
    def prepare(self):
        self.prepared_by = os.getpid()
    def status(self, **options):
        return replace(
            super().status(**options),
            generation=os.getpid(), n_articles=self.prepared_by
        )

worker.SILENCE_SECONDS = worker.REQUEST_SECONDS = 1
print(os.getpid(), flush=True)
serve(PidSearcher, WebConfig(log_requests="slow", slow_query_ms=60_000),
      host="127.0.0.1", port=0, workers=1,
      announce=lambda address: print(address, flush=True))
"""


@pytest.fixture
def never_served(monkeypatch):
    """Fail rather than serve for ever where an error was expected."""
    monkeypatch.setattr(
        "web.serving.server._Server.run", lambda self: pytest.fail("served")
    )


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def started():
    """A service: its first process and its address; it ends well and says nothing."""
    with running(PROGRAM) as program:
        parent = int(program.line())
        yield parent, urllib.parse.urlsplit(program.line())
    assert program.status == 0
    assert (program.rest, program.errors) == ("", "")


def test_it_announces_itself_answers_from_a_worker_and_ends_when_told(started):
    parent, address = started
    assert (address.scheme, address.hostname) == ("http", "127.0.0.1")
    with urllib.request.urlopen(f"{address.geturl()}/readyz", timeout=10) as answer:
        ready = json.load(answer)
    # What was opened was opened before the worker was forked.
    assert ready["generation"] != parent == ready["articles"]
    query = urllib.parse.quote("hội nghị " * 110)
    with urllib.request.urlopen(f"{address.geturl()}/?q={query}", timeout=10) as page:
        assert page.status == 200


def test_a_fault_in_preparing_does_not_keep_the_service_from_starting():
    source = PROGRAM.replace("self.prepared_by = os.getpid()", "raise MemoryError")
    with running(source) as program:
        program.line()
        url = f"{program.line()}/livez"
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert answer.status == 200
    assert program.status == 0
    assert "MemoryError" in program.errors


def test_clients_that_stop_in_the_middle_of_a_request_keep_nobody_out(started):
    _, address = started
    with ExitStack() as stack:
        for _ in range(THREADS):
            client = socket.create_connection((address.hostname, address.port), 10)
            stack.enter_context(closing(client)).sendall(b"GET / HTTP/1.1\r\nHo")
        with urllib.request.urlopen(f"{address.geturl()}/livez", timeout=10) as answer:
            assert answer.status == 200


def test_clients_that_never_finish_a_request_keep_nobody_out(started):
    _, address = started
    is_answered = threading.Event()

    def send_slowly(clients):
        while not is_answered.wait(0.2):
            for client in clients:
                with suppress(OSError):
                    client.sendall(b"a")

    with ExitStack() as stack:
        clients = []
        for _ in range(THREADS):
            client = socket.create_connection((address.hostname, address.port), 10)
            clients.append(stack.enter_context(closing(client)))
            client.sendall(b"GET / HTTP/1.1\r\nHo")
        sender = threading.Thread(target=send_slowly, args=(clients,))
        sender.start()
        stack.callback(sender.join)
        stack.callback(is_answered.set)
        with urllib.request.urlopen(f"{address.geturl()}/livez", timeout=10) as answer:
            assert answer.status == 200


def test_connections_that_are_kept_are_answered_again_and_keep_nobody_out(started):
    _, address = started
    connections = [
        http.client.HTTPConnection(address.hostname, address.port, timeout=10)
        for _ in range(THREADS + 3)
    ]
    with ExitStack() as stack:
        for connection in connections:
            stack.enter_context(closing(connection))
        for turn in range(12):
            # First one after the other on one connection, then in turns on all.
            for connection in connections[:1] if turn < 4 else connections:
                connection.request("GET", "/livez")
                answer = connection.getresponse()
                assert (answer.status, answer.will_close) == (200, False)
                assert json.loads(answer.read()) == {"status": "ok"}


def test_requests_that_come_in_one_piece_are_all_answered(started):
    _, address = started
    request = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with socket.create_connection((address.hostname, address.port), 10) as connection:
        connection.sendall(2 * request + last)
        received = b"".join(iter(lambda: connection.recv(4096), b""))
    assert received.count(b"HTTP/1.1 200 OK") == 3


def test_a_worker_settles_its_memory_wherever_it_runs():
    program = (
        "import gc; from web.serving.memory import settle_memory; settle_memory(); "
        "assert gc.get_freeze_count() and gc.get_threshold()[0] > 700"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_port_in_use_is_said_at_once(taken_port, never_served):
    with pytest.raises(AddressInUseError, match=f"127.0.0.1:{taken_port}"):
        serve(lambda: None, WebConfig(), host="127.0.0.1", port=taken_port, workers=1)


@pytest.mark.parametrize(
    ("host", "port"), [("no such host", 0), ("192.0.2.1", 0), ("127.0.0.1", 70000)]
)
def test_an_address_that_cannot_be_had_is_said_at_once(host, port, never_served):
    with pytest.raises(AddressUnavailableError, match=re.escape(host)):
        serve(lambda: None, WebConfig(), host=host, port=port, workers=1)


def test_a_full_disk_is_said_before_anything_is_counted_on_it(
    tmp_path, monkeypatch, never_served
):
    def refuse(metrics, place):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(Metrics, "reserve", refuse)
    with pytest.raises(NoRoomForCountsError, match="No space left"):
        serve(lambda: None, WebConfig(), host="127.0.0.1", port=0, workers=1)
    assert list(tmp_path.iterdir()) == []
