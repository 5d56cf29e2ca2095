"""The whole service under signals, deaths and bad requests, as a process."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.helpers import ROOT, build_index, make_article
from web.middleware.headers import HEADERS

WAIT_SECONDS = 30
CONFIG = 'index = "kho"\nport = 0\nserve_workers = 2\nlang = "en"\n'
SECRET = "b%C3%AD-m%E1%BA%ADt"


@dataclass
class Service:
    """A running ``tracuu serve`` in a folder of its own."""

    folder: Path
    process: subprocess.Popen
    host: str
    port: int

    @property
    def log(self) -> list[dict]:
        lines = (self.folder / "log").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def configure(self, text: str) -> None:
        (self.folder / "tracuu.toml").write_text(CONFIG + text)

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    def send(self, raw: bytes) -> str:
        with socket.create_connection((self.host, self.port), 20) as connection:
            connection.sendall(raw)
            return b"".join(iter(lambda: connection.recv(4096), b"")).decode()

    def metric(self, name: str) -> float:
        text = self.get("/metrics").text
        return float(re.search(rf"^tracuu_{name}\S* (\S+)$", text, re.M)[1])

    def workers(self) -> set[int]:
        pids = (int(each.name) for each in Path("/proc").glob("[0-9]*"))
        return {pid for pid in pids if _parent(pid) == self.process.pid}


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def wait_until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


@dataclass
class Load:
    """Clients that ask without a pause, on connections that are kept."""

    service: Service
    statuses: list[object] = field(default_factory=list)

    def __enter__(self) -> Load:
        self._is_over = threading.Event()
        self._clients = [threading.Thread(target=self._ask) for _ in range(3)]
        for client in self._clients:
            client.start()
        return self

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(
            self.service.host, self.service.port, timeout=20
        )
        while not self._is_over.is_set():
            try:
                connection.request("GET", "/api/search?q=tin")
                answer = connection.getresponse()
                answer.read()
                self.statuses.append(answer.status)
            except (OSError, http.client.HTTPException) as exc:
                self.statuses.append(exc)
        connection.close()

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for client in self._clients:
            client.join()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    build_index(folder / "kho", [make_article("mot"), make_article("hai")])
    (folder / "tmp").mkdir()
    (folder / "tracuu.toml").write_text(CONFIG)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TRACUU_")}
    with open(folder / "log", "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tracuu", "serve"],
            cwd=folder,
            env=clean | {"TMPDIR": str(folder / "tmp"), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        address = urlsplit(re.search(r"http://\S+", process.stdout.readline())[0])
        service = Service(folder, process, address.hostname, address.port)
        wait_until(lambda: len(service.workers()) == 2)
        yield service
    finally:
        process.terminate()
        process.wait(timeout=WAIT_SECONDS)
        process.stdout.close()
    assert process.returncode == 0
    assert list((folder / "tmp").iterdir()) == []
    assert all(line["level"] in ("info", "warning", "error") for line in service.log)


def reload(service: Service) -> None:
    """Reload, and wait until no worker is left that was there before."""
    before = service.workers()
    service.process.send_signal(signal.SIGHUP)
    wait_until(lambda: not before & (now := service.workers()) and len(now) >= 2)


def test_a_reload_takes_new_settings_and_the_new_index_and_drops_no_request(service):
    service.configure('site_name = "Kho moi"\nlog_requests = "none"\n')
    articles = [make_article(name) for name in ("mot", "hai", "ba")]
    build_index(service.folder / "kho", articles)
    with Load(service) as load:
        wait_until(lambda: len(load.statuses) > 20)
        for _ in range(2):
            reload(service)
            n_asked = len(load.statuses)
            wait_until(lambda n=n_asked: len(load.statuses) > n + 20)
    assert set(load.statuses) == {200}
    assert "Kho moi" in service.get("/").text
    assert json.loads(service.get("/readyz").text)["articles"] == 3
    n_lines = len(service.log)
    service.get("/")
    assert len(service.log) == n_lines
    service.configure("")
    reload(service)
    assert "Kho moi" not in service.get("/").text


@pytest.mark.parametrize("wrong", ['port = "x"', "slow_query_ms = -1", "nope = 1", "["])
def test_settings_that_cannot_be_used_leave_the_service_as_it_was(service, wrong):
    service.configure(f'site_name = "Kho hong"\n{wrong}\n')
    n_lines = len(service.log)
    try:
        reload(service)
        wait_until(lambda: service.get("/livez").status == 200)
    finally:
        service.configure("")
    assert "Kho hong" not in service.get("/").text
    [refused] = [line for line in service.log[n_lines:] if line["level"] == "error"]
    assert refused["message"].startswith("the settings stay as they were: ")


def test_counts_are_added_up_and_outlive_a_worker(service):
    asked = 'requests_total{method="GET",route="/api/suggest",status="200"}'
    for _ in range(30):
        assert service.get("/api/suggest?q=t").status == 200
    before = service.workers()
    assert service.metric(re.escape(asked)) == 30
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not before & (now := service.workers()) and len(now) == 2)
    assert service.get("/api/suggest?q=t").status == 200
    assert service.metric(re.escape(asked)) == 31
    assert service.metric("requests_in_flight") == 1


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (f"GET /?q={SECRET} HTTP/9.9\r\n\r\n", 400),
        (f"GET /?q={SECRET} oh HTTP/1.1\r\n\r\n", 400),
        (f"{SECRET}\r\n\r\n", 400),
        (f"get /?q={SECRET} HTTP/1.1\r\n\r\n", 400),
        (f"GET /?q={SECRET} HTTP/1.1\r\n{SECRET}\r\n\r\n", 400),
        (f"GET /?q={SECRET} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (f"GET /?q={SECRET}\u1eadt HTTP/1.1\r\n\r\n", 400),
        (f"GET /?q={SECRET}{'x' * 9000} HTTP/1.1\r\n\r\n", 414),
        (f"GET /?q={SECRET} HTTP/1.1\r\n" + "A: b\r\n" * 70 + "\r\n", 431),
        (f"GET /?q={SECRET} HTTP/1.1\r\nA: {'b' * 9000}\r\n\r\n", 431),
    ],
)
def test_what_is_no_request_is_told_so_and_no_more(service, raw, status):
    n_lines = len(service.log)
    head, _, body = service.send(raw.encode()).partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "Content-Type: application/problem+json" in head
    for name, value in HEADERS:
        assert f"\r\n{name}: {value}\r\n" in head
    problem = json.loads(body)
    assert problem["status"] == status
    wait_until(lambda: len(service.log) > n_lines)
    assert service.log[n_lines]["request_id"] == problem["request_id"]
    told = head + body + json.dumps(service.log[n_lines:])
    for unwanted in (SECRET, "unicorn", "Traceback", str(ROOT), str(service.folder)):
        assert unwanted not in told


def test_a_body_ends_the_connection_and_is_not_waited_for(service):
    head = "GET /api/search HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
    started = time.monotonic()
    answer = service.send(head.encode())
    assert answer.startswith("HTTP/1.1 413 ") and "Connection: close" in answer
    assert time.monotonic() - started < WAIT_SECONDS


def test_nobody_is_told_the_version_of_anything(service):
    answer = service.get("/")
    assert answer.headers["Server"] == "gunicorn"


def test_headers_of_a_proxy_are_not_believed_even_from_this_machine(service):
    service.get("/", **{"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"})
    assert service.log[-1]["client"] == "127.0.0.1"
    answer = service.get("/", **{"X-Forwarded-Ssl": "on"})
    assert answer.headers["Strict-Transport-Security"] is None
