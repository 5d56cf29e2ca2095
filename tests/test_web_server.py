"""The real server process: announced, answering, and ended by a signal."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

import web
from web.config import WebConfig
from web.errors import AddressInUseError, AddressUnavailableError
from web.server import serve

ROOT = Path(web.__file__).parent.parent
PROGRAM = """
import os
from dataclasses import replace
from tests.web_fakes import FakeSearcher
from web.config import WebConfig
from web.server import serve

class PidSearcher(FakeSearcher):
    def __init__(self):
        super().__init__()
        self.pid = os.getpid()
    def status(self):
        return replace(super().status(), generation=self.pid, n_failed=0)

print(os.getpid(), flush=True)
serve(PidSearcher, WebConfig(), host="127.0.0.1", port=0, workers=1,
      announce=lambda address: print(address, flush=True))
"""


@pytest.fixture
def never_served(monkeypatch):
    """Fail rather than serve for ever where an error was expected."""
    monkeypatch.setattr("web.server._Server.run", lambda self: pytest.fail("served"))


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_it_announces_itself_answers_from_a_worker_and_ends_when_told():
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            parent = int(process.stdout.readline())
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
                worker = json.load(answer)["generation"]
            assert worker != parent
            query = urllib.parse.quote("hội nghị " * 110)
            with urllib.request.urlopen(f"{address}/?q={query}", timeout=10) as page:
                assert page.status == 200
        finally:
            process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=15)
    assert process.returncode == 0
    assert (rest, errors) == ("", "")


def test_a_port_in_use_is_said_at_once(taken_port, never_served):
    with pytest.raises(AddressInUseError, match=f"127.0.0.1:{taken_port}"):
        serve(lambda: None, WebConfig(), host="127.0.0.1", port=taken_port, workers=1)


@pytest.mark.parametrize(
    ("host", "port"), [("no such host", 0), ("192.0.2.1", 0), ("127.0.0.1", 70000)]
)
def test_an_address_that_cannot_be_had_is_said_at_once(host, port, never_served):
    with pytest.raises(AddressUnavailableError, match=re.escape(host)):
        serve(lambda: None, WebConfig(), host=host, port=port, workers=1)
