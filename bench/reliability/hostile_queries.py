r"""Does anything that can be sent give an answer of 500, or one that takes too long?

From the project's folder, over an index of real news::

    .venv/bin/python bench/reliability/hostile_queries.py --index DIR \
        [--requests 100000] [--seed 1]

A hundred thousand random and hostile requests (`hostile_requests.py`) go to a live
``tracuu serve``. By kind of request the table counts answers by status, those that
took longer than the time limit, and those that did not come where one had to. Of
what went wrong the request is printed. The exit status is 1 where there was an
answer of 500, one over the limit, none, or a worker process that ended.

Of answers in pieces (CSV) the first piece counts, and the client goes away after it.

By the OpenAPI document, with schemathesis (bench/requirements.txt), against a service
that runs::

    schemathesis run http://127.0.0.1:8000/openapi.json --max-examples 300 \
        --exclude-checks positive_data_acceptance

The check left out takes every 400 for a fault that the schema does not foretell: a
query with a mistake, a day that is not in the calendar, page times per_page.
"""

from __future__ import annotations

import argparse
import random
import socket
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from measuring import indexed_articles, indexed_ids, machine, print_table  # noqa: E402
from serving import Service, running_service  # noqa: E402

from index.analysis.syllables import syllables  # noqa: E402
from reliability.hostile_requests import Drawer, Request  # noqa: E402
from web.config import WebConfig  # noqa: E402

N_CLIENTS = 4
SLACK_SECONDS = 1.0
"""Beyond the limit: time on the way, and in the queue before the clock starts."""

N_SHOWN = 20
_CUT_OFF = "closed"


@dataclass
class Tally:
    """What came of the requests of one kind."""

    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    n_late: int = 0
    n_unanswered: int = 0


class Client(threading.Thread):
    """Sends requests one after the other, on a connection that it keeps.

    Parameters
    ----------
    service : Service
    drawer : Drawer
    n_requests : int
    """

    def __init__(self, service: Service, drawer: Drawer, n_requests: int) -> None:
        super().__init__()
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self.wrong: list[tuple[str, bytes]] = []
        self._service = service
        self._drawer = drawer
        self._n_requests = n_requests
        self._socket: socket.socket | None = None

    def run(self) -> None:
        """Send all requests."""
        for _ in range(self._n_requests):
            request = self._drawer.draw()
            started = time.perf_counter()
            # A connection may be closed at any time while it rests.
            was_kept = self._socket is not None
            status = self._ask(request)
            if status == _CUT_OFF and was_kept:
                status = self._ask(request)
            self._note(request, status, time.perf_counter() - started)
        self._close()

    def _note(self, request: Request, status: str, seconds: float) -> None:
        tally = self.tallies[request.kind]
        tally.statuses[status] += 1
        tally.slowest = max(tally.slowest, seconds)
        is_late = seconds > WebConfig().time_limit + SLACK_SECONDS
        is_missing = status == _CUT_OFF and request.is_whole
        tally.n_late += is_late
        tally.n_unanswered += is_missing
        if is_late or is_missing or status == "500":
            self.wrong.append((f"{status}, {seconds:.1f} s", request.data))

    def _ask(self, request: Request) -> str:
        try:
            if self._socket is None:
                place = self._service.host, self._service.port
                self._socket = socket.create_connection(place, 60)
            try:
                self._socket.sendall(request.data)
            except OSError:
                pass  # Refused before it was read whole; the answer may be there.
            if not request.is_whole:
                # What is no whole request may wait for its end.
                self._socket.shutdown(socket.SHUT_WR)
            answer = HTTPResponse(self._socket, method=request.method)
            answer.begin()
            answer.read(1 << 16) if answer.chunked else answer.read()
            if answer.chunked or answer.will_close or not request.is_whole:
                self._close()
            return str(answer.status)
        except (OSError, HTTPException):
            self._close()
            return _CUT_OFF

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def main() -> None:
    """Run the service, send everything, print the table."""
    arguments = parse_arguments()
    ids = indexed_ids(arguments.index)
    rng = random.Random(arguments.seed)
    drawn = rng.sample(ids, min(300, len(ids)))
    counts: Counter[str] = Counter()
    for article in indexed_articles(arguments.index, drawn):
        counts.update(syllables(article.body))
    words = [word for word, _ in counts.most_common()]
    started = time.monotonic()
    with running_service(arguments.index, arguments.workers) as service:
        before = service.worker_pids()
        clients = [
            Client(
                service,
                Drawer(random.Random(f"{arguments.seed} {n}"), words, drawn),
                arguments.requests // N_CLIENTS,
            )
            for n in range(N_CLIENTS)
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        n_ended = len({*before} - {*service.worker_pids()})
    seconds = time.monotonic() - started
    print(f"{machine()}; {len(ids):,} articles; {seconds:,.0f} s")
    is_wrong = print_tallies(clients)
    print(f"worker processes that ended: {n_ended} of {len(before)}")
    sys.exit(is_wrong or n_ended > 0)


def print_tallies(clients: list[Client]) -> bool:
    """Print what came of all requests; tell whether anything is wrong."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for client in clients:
        for kind, other in client.tallies.items():
            for name in (kind, "all"):
                tally = tallies[name]
                tally.statuses += other.statuses
                tally.slowest = max(tally.slowest, other.slowest)
                tally.n_late += other.n_late
                tally.n_unanswered += other.n_unanswered
    whole = tallies.pop("all")
    columns = sorted(whole.statuses)
    rows = [
        [
            kind,
            f"{tally.statuses.total():,}",
            *(f"{tally.statuses[status]:,}" for status in columns),
            f"{tally.n_unanswered:,}",
            f"{tally.n_late:,}",
            f"{tally.slowest:.2f}",
        ]
        for kind, tally in [*sorted(tallies.items()), ("all", whole)]
    ]
    head = ["kind", "requests", *columns, "unanswered", "over the limit", "slowest, s"]
    print_table("Hostile requests", head, rows)
    wrong = [each for client in clients for each in client.wrong]
    for what, data in wrong[:N_SHOWN]:
        print(f"{what}: {data[:400]!r}")
    return bool(wrong)


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
