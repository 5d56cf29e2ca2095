"""A day's work in ten minutes: memory stays flat, no file and no process is left over.

From the project's folder::

    .venv/bin/python -m bench.reliability.soak --minutes 10

Several clients do without a pause what people and programs do in a day: pages and JSON,
searches of all kinds, suggestions, articles, requests that are wrong; meanwhile
new versions of the archive are published and, in the first third of the time, the
service is told again and again to reload (SIGHUP), which gives it new processes.
All of its processes are looked at every second: their memory, open files and threads,
and how many there are. After the first third, a line is laid through the memory by
least squares, and the middle third is compared with the last: nothing may grow.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from bench.measuring import machine, print_table
from bench.reliability.commands import run
from bench.reliability.common import QUERIES, Archive
from bench.reliability.load import (
    Client,
    Load,
    Step,
    article_path,
    search_path,
    wrong_for_version,
)
from bench.serving import Service, descendants_of, memory_of, running_service

_MAY_GROW = 0.05
"""Share of the memory by which it may differ at the end and still be called flat."""

_MAY_OPEN = 3
"""Files and threads that a process may have more of: connections come and go."""

_BAD_PATHS = (
    ("/api/search?q=%22ch%C6%B0a+xong", (200, 400)),
    ("/api/search?q=tin&page=0", (400,)),
    ("/api/search?q=tin&khong=co", (400,)),
    ("/api/search?q=" + "a" * 2000, (400,)),
    ("/api/articles/khong-co", (404,)),
    ("/articles/../../etc/passwd", (404,)),
    ("/khong-co", (404,)),
    ("/?from=31%2F2%2F2020&q=tin", (200,)),
)
_TYPED = ("t", "ti", "hoi", "hội ng", "Nguyễn V", "lu l", "zzz")


@dataclass(frozen=True, slots=True)
class Look:
    """All processes of the service at one moment.

    Attributes
    ----------
    second : float
        From the start.
    memory : int
        Bytes that are their own and in memory, of all together.
    n_processes : int
    n_files, n_threads : float
        Open files and threads, a process.
    """

    second: float
    memory: int
    n_processes: int
    n_files: float
    n_threads: float


@dataclass
class Soaked:
    """What was done, what was seen, and what was wrong with any answer."""

    looks: list[Look] = field(default_factory=list)
    n_requests: int = 0
    n_publications: int = 0
    n_reloads: int = 0
    wrong: list[str] = field(default_factory=list)

    def middle_and_end(self, what: Callable[[Look], float]) -> tuple[float, float]:
        """Give the median of the middle third and that of the last."""
        third = max(len(self.looks) // 3, 1)
        middle, end = self.looks[third : 2 * third], self.looks[-third:]
        return tuple(statistics.median(map(what, part)) for part in (middle, end))

    @property
    def slope(self) -> float:
        """Bytes a second by which the memory grows after the first third."""
        settled = self.looks[len(self.looks) // 3 :]
        seconds = [look.second for look in settled]
        return float(np.polyfit(seconds, [look.memory for look in settled], 1)[0])

    def grown(self, *, is_memory_told: bool = True) -> list[str]:
        """Say what has grown."""
        grown = []
        middle, end = self.middle_and_end(attrgetter("n_processes"))
        if end > middle:
            grown.append(f"processes from {middle} to {end}")
        for name in ("n_files", "n_threads"):
            middle, end = self.middle_and_end(
                lambda look, name=name: getattr(look, name)
            )
            if end > middle + _MAY_OPEN:
                grown.append(f"{name} of a process from {middle:.1f} to {end:.1f}")
        middle, end = self.middle_and_end(attrgetter("memory"))
        if is_memory_told and end > middle * (1 + _MAY_GROW):
            grown.append(f"memory from {middle / 1e6:.1f} to {end / 1e6:.1f} MB")
        return grown


def soak(
    folder: Path,
    seconds: float,
    *,
    n_clients: int = 4,
    workers: int = 2,
    publish_every: float = 5.0,
    reload_every: float = 15.0,
    base: int = 300,
) -> Soaked:
    """Let clients, publications and reloads work on a service for so long."""
    archive = Archive(folder, base)
    archive.publish(1)
    soaked, version = Soaked(), 1
    with running_service(archive.index, workers) as service:
        started = time.monotonic()
        publish_at, reload_at = publish_every, reload_every
        with Load(service, lambda: _steps(base), n_clients) as load:
            while (second := time.monotonic() - started) < seconds:
                if second > publish_at:
                    version += 1
                    publish_at += publish_every
                    _publish(archive, version, folder / "log", soaked)
                if reload_at < second < seconds / 3:
                    reload_at += reload_every
                    os.kill(service.pid, signal.SIGHUP)
                    soaked.n_reloads += 1
                soaked.looks.append(_look(service, second))
                time.sleep(1)
    soaked.n_requests = load.n_requests
    soaked.wrong += load.wrong
    return soaked


def main() -> int:
    """Soak, print what was seen, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        soaked = soak(
            Path(folder),
            60 * arguments.minutes,
            n_clients=arguments.clients,
            workers=arguments.workers,
        )
    told = {
        "memory of all, MB": lambda look: look.memory / 1e6,
        "processes": lambda look: look.n_processes,
        "open files of one": lambda look: look.n_files,
        "threads of one": lambda look: look.n_threads,
    }
    rows = [
        [name, *(f"{value:.1f}" for value in soaked.middle_and_end(what))]
        for name, what in told.items()
    ]
    print_table("Median of each third", ["", "middle", "last"], rows)
    per_day = soaked.n_requests / arguments.minutes * 60 * 24
    grown = soaked.grown()
    print(
        f"\n{soaked.n_requests:,} requests ({per_day:,.0f} in a day at this pace), "
        f"{soaked.n_publications} publications, {soaked.n_reloads} reloads; "
        f"{len(soaked.wrong)} requests wrong. Memory grows by "
        f"{60 * soaked.slope / 1e6:+.2f} MB a minute after the first third. "
        f"Grown: {', '.join(grown) or 'nothing'}."
    )
    print(*soaked.wrong[:20], sep="\n")
    return 1 if soaked.wrong or grown else 0


def _publish(archive: Archive, version: int, log: Path, soaked: Soaked) -> None:
    archive.write(version)
    paths = [str(archive.corpus), "--index", str(archive.index)]
    # Only a full one merges everything; both happen in a day.
    ended = run(["reindex", *paths, *(["--full"] if version % 10 == 0 else [])], log)
    if ended.status:
        soaked.wrong.append(f"reindex: {ended.said}")
    soaked.n_publications += 1


def _look(service: Service, second: float) -> Look:
    pids = descendants_of(service.pid)
    n_files = n_threads = n_seen = 0
    for pid in pids:
        try:
            n_files += len(os.listdir(f"/proc/{pid}/fd"))
            n_threads += len(os.listdir(f"/proc/{pid}/task"))
            n_seen += 1
        except OSError:
            continue  # It has ended.
    memory = sum(memory_of(pid, "Pss_Anon", "Pss_Shmem") for pid in pids)
    return Look(
        second, memory, n_seen, n_files / max(n_seen, 1), n_threads / max(n_seen, 1)
    )


def _steps(base: int) -> Sequence[Step]:
    def everything(client: Client, draw: random.Random) -> str | None:
        path = search_path("tin số", page=draw.randint(1, 9), explain="1")
        return wrong_for_version(client.ask(path), base)

    def search(client: Client, draw: random.Random) -> str | None:
        sort = draw.choice(("relevance", "newest", "oldest"))
        path = search_path(
            draw.choice(QUERIES), sort=sort, per_page=draw.choice((5, 50))
        )
        return _unless(client, path, (200,))

    def page(client: Client, draw: random.Random) -> str | None:
        words = f"{draw.choice(QUERIES)} {draw.randint(0, base)}"
        year = str(draw.randint(2014, 2023))
        path = "/?" + urlencode({"q": words, "from": year, "person": "Lê Văn An"})
        return _unless(client, path, (200,))

    def suggestions(client: Client, draw: random.Random) -> str | None:
        path = "/api/suggest?" + urlencode({"q": draw.choice(_TYPED)})
        return _unless(client, path, (200,))

    def article(client: Client, draw: random.Random) -> str | None:
        path = article_path(f"bai-{draw.randrange(base):04}")
        return _unless(client, draw.choice((path, path.removeprefix("/api"))), (200,))

    def bad(client: Client, draw: random.Random) -> str | None:
        return _unless(client, *draw.choice(_BAD_PATHS))

    def others(client: Client, draw: random.Random) -> str | None:
        paths = ("/", "/api", "/openapi.json", "/livez", "/readyz", "/static/style.css")
        return _unless(client, draw.choice(paths), (200,))

    return (everything, search, search, page, suggestions, article, bad, others)


def _unless(client: Client, path: str, statuses: Sequence[int]) -> str | None:
    answer = client.ask(path)
    if answer.status in statuses:
        return None
    return f"{path}: status {answer.status}, {answer.body[:300]!r}"


if __name__ == "__main__":
    sys.exit(main())
