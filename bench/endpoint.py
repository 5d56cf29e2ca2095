"""The JSON endpoint over loopback, under gunicorn: latency, throughput, memory.

From the project's folder, with an index that is there::

    .venv/bin/python bench/endpoint.py INDEX

Latency alone: one worker, one client, one connection that is kept, every query
another one. Queries are drawn from the index's own articles by a fixed seed
(`bench/queries.py`) and go through the strict language as they are typed, other
spellings and readings included; every answer has both facets and ten snippets.
Times are those on the wall, seen from the client, which shares the processors
with the service; the worker's own processor time a request is told beside them.

Throughput: two workers and as many client processes as there are processors,
each with queries of its own. A connection is renewed after ``--per-connection``
requests: which worker takes one is chance, and two that are kept for good could
both be with one worker while the other has nothing to do.

Memory is what a worker shares with nobody after all queries, ``Private_Dirty``
and ``Private_Clean``. With one worker the latter has pages of the index as well,
since nobody else maps them; with two these are shared.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

from measuring import (
    DISTRIBUTION_HEADS,
    Distribution,
    drawn_articles,
    machine,
    milliseconds,
    print_table,
)
from queries import Kind, draw_neighbours
from serving import (
    PrivateMemory,
    Service,
    ask_all,
    processor_seconds,
    running_service,
    search,
)

SEED = 61
_SHARES: dict[Kind, float] = {"AND": 0.7, "phrase": 0.15, "OR": 0.15}
"""Most people type plain words."""


def main() -> None:
    """Run both parts and print their tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--queries", type=int, default=1000, help="of each part")
    parser.add_argument("--workers", type=int, default=2, help="of the second part")
    parser.add_argument("--clients", type=int, default=os.cpu_count())
    parser.add_argument("--per-connection", type=int, default=50)
    arguments = parser.parse_args()
    print(f"{machine()}; times on the wall.")
    n = arguments.queries
    by_kind = draw_typed(arguments.index, 2 * n)
    first = {kind: some[: len(some) // 2] for kind, some in by_kind.items()}
    others = [text for some in by_kind.values() for text in some[len(some) // 2 :]]
    print_latency(arguments.index, first)
    print_throughput(arguments, others)


def draw_typed(index_dir: Path, n: int) -> dict[Kind, list[str]]:
    """Draw `n` different query strings, most of them plain words."""
    articles = drawn_articles(index_dir, SEED)
    return {
        kind: [
            query.text
            for query in draw_neighbours(kind, articles, round(share * n), SEED)
        ]
        for kind, share in _SHARES.items()
    }


def print_latency(index_dir: Path, by_kind: dict[Kind, list[str]]) -> None:
    """Measure one worker with one client, then look at its memory."""
    seconds: dict[str, list[float]] = {}
    slowest: list[tuple[float, str]] = []
    n_failed = 0
    with running_service(index_dir, workers=1) as service:
        started = time.perf_counter()
        connection = service.connect()
        search(connection, "tin tức")
        first = time.perf_counter() - started
        connection.close()
        (worker,) = service.worker_pids()
        before = PrivateMemory.of(worker)
        used = processor_seconds(worker)
        for kind, texts in by_kind.items():
            seconds[kind], failed = ask_all(service, texts, len(texts))
            n_failed += failed
            slowest += zip(seconds[kind], texts, strict=True)
        used = processor_seconds(worker) - used
        after = PrivateMemory.of(worker)
    every = [one for some in seconds.values() for one in some]
    rows = [
        [kind, *Distribution.of(some).cells]
        for kind, some in {**seconds, "all": every}.items()
    ]
    print_table(
        "Latency: one worker, one client; ms", ["query", *DISTRIBUTION_HEADS], rows
    )
    print(
        f"\n{n_failed} not answered with 200. The worker's processor time was "
        f"{milliseconds(1000 * used / len(every))} ms a request. First request after "
        f"the start {milliseconds(1000 * first)} ms. Memory that the worker shares "
        f"with nobody: {before} after one query, {after} after {len(every):,}."
    )
    slowest.sort(reverse=True)
    shown = (f"{text} ({milliseconds(1000 * one)} ms)" for one, text in slowest[:3])
    print(f"\nThe slowest: {'; '.join(shown)}.")


def print_throughput(arguments: argparse.Namespace, texts: list[str]) -> None:
    """Measure several workers with several clients."""
    n_clients = arguments.clients
    shares = [texts[at::n_clients] for at in range(n_clients)]
    with running_service(arguments.index, arguments.workers) as service:
        context = multiprocessing.get_context("fork")
        barrier = context.Barrier(n_clients)
        answers: multiprocessing.Queue = context.Queue()
        clients = [
            context.Process(
                target=_client,
                args=(service, share, arguments.per_connection, barrier, answers),
            )
            for share in shares
        ]
        for client in clients:
            client.start()
        done = [answers.get() for _ in clients]
        for client in clients:
            client.join()
        memory = [PrivateMemory.of(pid) for pid in service.worker_pids()]
    took = max(end for _, end, _, _ in done) - min(start for start, _, _, _ in done)
    seconds = [one for _, _, some, _ in done for one in some]
    n_failed = sum(failed for *_, failed in done)
    print_table(
        f"Throughput: {arguments.workers} workers, {n_clients} clients; latency in ms",
        ["requests a second", "not 200", *DISTRIBUTION_HEADS, "memory of each worker"],
        [
            [
                f"{len(seconds) / took:,.0f}",
                n_failed,
                *Distribution.of(seconds).cells,
                "; ".join(map(str, memory)),
            ]
        ],
    )


def _client(
    service: Service,
    texts: list[str],
    per_connection: int,
    barrier: Barrier,
    answers: multiprocessing.Queue,
) -> None:
    # One query each opens the index in the workers; the clock starts after it.
    ask_all(service, texts[:4], 1)
    barrier.wait()
    started = time.monotonic()
    seconds, n_failed = ask_all(service, texts[4:], per_connection)
    answers.put((started, time.monotonic(), seconds, n_failed))


if __name__ == "__main__":
    main()
