"""The service as a process, for measuring: start, ask, look at its memory."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

_ADDRESS = re.compile(r"https?://\S+")
_STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: where it listens, and the process that leads it."""

    host: str
    port: int
    pid: int

    def worker_pids(self) -> list[int]:
        """List the processes that answer requests."""
        return children_of(self.pid)

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection that is kept."""
        return http.client.HTTPConnection(self.host, self.port, timeout=60)


@contextmanager
def running_service(
    index_dir: Path, workers: int, *arguments: str
) -> Iterator[Service]:
    """Run ``tracuu serve`` on a free port and end it afterwards."""
    command = [
        *(sys.executable, "-m", "tracuu", "serve", "--index", str(index_dir)),
        *(
            "--port",
            "0",
            "--workers",
            str(workers),
            "--log-requests",
            "slow",
            *arguments,
        ),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        announced = _ADDRESS.search(process.stdout.readline())
        if announced is None:
            raise RuntimeError("the service did not start")
        address = urlsplit(announced[0])
        assert address.hostname is not None and address.port is not None
        service = Service(address.hostname, address.port, process.pid)
        _wait_for_workers(service, workers)
        yield service
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def search(connection: http.client.HTTPConnection, query: str) -> int:
    """Ask the JSON endpoint for the first page; give the status.

    The whole answer is read, as a client would, and not parsed.
    """
    connection.request("GET", "/api/search?" + urlencode({"q": query}))
    answer = connection.getresponse()
    answer.read()
    return answer.status


def ask_all(
    service: Service, queries: Sequence[str], per_connection: int
) -> tuple[list[float], int]:
    """Ask one query after the other, the connection renewed now and then.

    Returns
    -------
    list of float, int
        Seconds of each request, and how many were not answered with 200.
    """
    seconds: list[float] = []
    n_failed = 0
    connection = service.connect()
    for at, query in enumerate(queries):
        if at % per_connection == 0:
            connection.close()
            connection.connect()
        started = time.perf_counter()
        n_failed += search(connection, query) != 200
        seconds.append(time.perf_counter() - started)
    connection.close()
    return seconds, n_failed


def children_of(pid: int) -> list[int]:
    """List the processes that a process started and that still run."""
    return [child for child, parent in _parents().items() if parent == pid]


def descendants_of(pid: int) -> list[int]:
    """List a process and everything that it started, directly or not."""
    parents = _parents()
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found


def memory_of(pid: int, *kinds: str) -> int:
    """Add up kinds of resident memory, as ``Private_Dirty``, in bytes; 0 if gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    parts = [line.split() for line in lines]
    return sum(int(p[1]) for p in parts if p[0].rstrip(":") in kinds) * 1024


@dataclass(frozen=True, slots=True)
class PrivateMemory:
    """Resident bytes that a process shares with nobody.

    Attributes
    ----------
    written : int
        What is the process's own: ``Private_Dirty``.
    mapped : int
        Pages of files that happen to be mapped by it alone, which another worker
        would share and the system can drop: ``Private_Clean``.
    """

    written: int
    mapped: int

    @classmethod
    def of(cls, pid: int) -> PrivateMemory:
        """Look at a process."""
        return cls(memory_of(pid, "Private_Dirty"), memory_of(pid, "Private_Clean"))

    def __str__(self) -> str:
        both = self.written + self.mapped
        return (
            f"{both / 1e6:,.0f} MB ({self.written / 1e6:,.0f} of its own and "
            f"{self.mapped / 1e6:,.0f} of mapped files)"
        )


def processor_seconds(pid: int) -> float:
    """Give the processor's time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def all_processes() -> Iterator[tuple[int, list[str]]]:
    """Give each process and its fields of ``/proc/PID/stat``, from its state on."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue  # It has ended.
            # The name before may hold spaces and parentheses.
            yield int(folder.name), stat.rpartition(")")[2].split()


def _parents() -> dict[int, int]:
    # Not every kernel lists the children of a process, so every one is asked.
    return {pid: int(fields[1]) for pid, fields in all_processes()}


def _wait_for_workers(service: Service, workers: int) -> None:
    # The socket listens before the workers are there; a request would wait, and
    # its time would be that of the start.
    end = time.monotonic() + _STARTS_WITHIN_SECONDS
    while time.monotonic() < end:
        pids = service.worker_pids()
        if len(pids) >= workers and _is_ready(service):
            return
        time.sleep(0.05)
    raise RuntimeError("the workers did not start")


def _is_ready(service: Service) -> bool:
    connection = service.connect()
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
