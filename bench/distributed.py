"""A reindex that Dask workers share, against the same by the processes of one command.

From the project's folder::

    .venv/bin/python -m bench.distributed --hosts http://127.0.0.1:9200 \\
        ../shared/news/news-43k-dated.jsonl.xz --articles 10000

The articles are cut into files of 500. Each run is a whole reindex of them into a
library of its own in the cluster, from the walk to the publication. Workers of Dask are
started before, one thread each, and have read some pages by then, as they would have
that run for days; the processes of a command are started by it, as they always are.
Scheduler, workers, command and cluster share one machine here: what is measured is what
the sharing costs, and not what more machines bring.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from bench.measuring import machine, print_table
from index.corpus.compression import open_stream
from index.opensearch.connection import Cluster, ClusterSettings
from index.opensearch.generations import find_generations
from index.opensearch.reindex import reindex
from index.opensearch.tables import tables_index
from tests.dask_workers import Workers

_OF_A_FILE = 500


def cut(file: Path, folder: Path, n: int) -> None:
    """Write the first lines of a file into several."""
    with open_stream(file) as stream:
        lines = islice(stream, n)
        number = 0
        while part := list(islice(lines, _OF_A_FILE)):
            (folder / f"{number:04}.jsonl").write_bytes(b"".join(part))
            number += 1


@contextmanager
def library(hosts: tuple[str, ...]) -> Iterator[Cluster]:
    """Give a library of its own, and remove it."""
    name = f"bench-{uuid.uuid4().hex[:10]}"
    cluster = Cluster(ClusterSettings(hosts, name=name, n_replicas=0))
    try:
        yield cluster
    finally:
        numbers = find_generations(cluster).numbers
        indexes = [f"{name}-{number:06d}" for number in numbers] + [tables_index(name)]
        path = f"/{','.join(indexes)}"
        cluster.ask("DELETE", path, missing={}, ignore_unavailable="true")


def rate(corpus: Path, hosts: tuple[str, ...], **options: object) -> float:
    """Reindex, and give articles a second."""
    with library(hosts) as cluster:
        summary = reindex([corpus], cluster, **options)  # type: ignore[arg-type]
    return summary.articles / summary.seconds


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--hosts", default="http://127.0.0.1:9200")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    hosts = tuple(given.hosts.split(","))
    best: dict[tuple[str, int], float] = {}
    loads: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        corpus, few = Path(name, "kho"), Path(name, "it")
        for folder, n in ((corpus, given.articles), (few, 100)):
            folder.mkdir()
            cut(given.file, folder, n)
        for _ in range(given.rounds):
            for n in given.workers:
                measured = {("processes of the command", n): {"n_workers": n}}
                state = Path(name, uuid.uuid4().hex)
                state.mkdir()
                workers = Workers(state, n)
                try:
                    address = workers.address
                    rate(few, hosts, scheduler=address)
                    measured[("Dask workers", n)] = {"scheduler": address}
                    for what, options in measured.items():
                        found = rate(corpus, hosts, **options)
                        loads.append(os.getloadavg()[0])
                        print(*what, f"{found:.1f} articles/s, load {loads[-1]:.1f}")
                        best[what] = max(best.get(what, 0), found)
                finally:
                    workers.end()
    print(machine(), f"load {min(loads):.1f} to {max(loads):.1f}")
    print_table(
        f"{given.articles} articles",
        ["who reads", "how many", "articles/s"],
        [[what, str(n), f"{found:.1f}"] for (what, n), found in best.items()],
    )


if __name__ == "__main__":
    main()
