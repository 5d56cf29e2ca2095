"""``kill -9`` at any moment of a reindex into a cluster: the old one or the new one.

From the project's folder, with a cluster to try it on::

    .venv/bin/python -m bench.reliability.cluster_kills --hosts http://127.0.0.1:9200

Every try brings a library to the next version of its archive, by a first load, by
``reindex`` or by ``reindex --full``, and kills the whole process group at a moment
drawn from as long as such a run takes. Then the alias has to name the version before
or the new one: the articles that a search finds, the ledger, the copies and the counts
of the tables have to be that version's. The reindex is run again, to its end, which has
to publish the version and to leave nothing behind but it and the one before.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import uuid
from collections import Counter
from pathlib import Path

from bench.measuring import machine, print_table
from bench.reliability.commands import Command, run
from bench.reliability.common import Archive, n_articles, record
from index.analysis.article import analyse_articles
from index.errors import IndexNotFoundError
from index.opensearch.connection import Cluster, ClusterSettings
from index.opensearch.generations import find_generations, index_of
from index.opensearch.library import (
    ClusterGeneration,
    live_generation,
    read_articles,
    scan_held,
)
from index.opensearch.library_tables import tables_of
from index.opensearch.tables import tables_index
from index.opensearch.tally import Tally

KINDS = ("first", "incremental", "full")
OUTCOMES = ("old", "new", "ended before")


class Killer:
    """Kills reindexes of one library and looks at what they leave.

    Parameters
    ----------
    folder : Path
        For the archive.
    hosts : str
    base : int
        About how many articles it has.
    seed : int
    """

    def __init__(self, folder: Path, hosts: str, base: int, seed: int) -> None:
        self.archive = Archive(folder, base)
        self.cluster = Cluster(
            ClusterSettings(tuple(hosts.split(",")), f"kills-{uuid.uuid4().hex[:8]}")
        )
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.wrong: list[str] = []
        self._log = folder / "log"
        self._seed = seed
        self._version = 0
        self._seconds = dict.fromkeys(KINDS, 0.0)

    @property
    def n_kills(self) -> int:
        """How many runs were killed before they ended."""
        return sum(n for (_, end), n in self.outcomes.items() if end != OUTCOMES[2])

    def measure(self) -> None:
        """Take the time of each kind of run."""
        for kind in KINDS:
            self._version += 1
            self.archive.write(self._version)
            ended = run(self._arguments(kind), self._log)
            if ended.status:
                raise RuntimeError(ended.said)
            self._seconds[kind] = ended.seconds

    def try_once(self, number: int) -> None:
        """Kill one run, check the library, and run to the end."""
        draw = random.Random(f"{self._seed}/{number}")
        kind = KINDS[number % len(KINDS)]
        before: int | None = self._version
        if kind == "first":
            self.remove()
            before = None
        self._version += 1
        self.archive.write(self._version)
        command = Command(self._arguments(kind), self._log)
        at = draw.uniform(0, self._seconds[kind])
        time.sleep(at)
        command.kill()
        ended = command.wait()
        about = f"try {number} ({kind}, {at:.2f} s)"
        if not ended.is_killed and ended.status:
            self.wrong.append(f"{about}: {ended.said}")
        found = self._look(about)
        if found not in (before, self._version):
            self.wrong.append(f"{about}: {found}, expected {before} or {self._version}")
        outcome = OUTCOMES[found == self._version]
        self.outcomes[kind, outcome if ended.is_killed else OUTCOMES[2]] += 1
        ended = run(self._arguments(kind), self._log)
        if ended.status:
            self.wrong.append(f"{about}, run again: {ended.said}")
        elif self._look(f"{about}, run again") != self._version:
            self.wrong.append(f"{about}, run again: not {self._version}")
        left = find_generations(self.cluster)
        if left.numbers != sorted(left.kept):
            self.wrong.append(f"{about}, run again: left {left}")

    def remove(self) -> None:
        """Remove the library."""
        name = self.cluster.settings.name
        numbers = find_generations(self.cluster).numbers
        indexes = [index_of(name, n) for n in numbers] + [tables_index(name)]
        path = f"/{','.join(indexes)}"
        self.cluster.ask("DELETE", path, missing={}, ignore_unavailable="true")

    def _arguments(self, kind: str) -> list[str]:
        settings = self.cluster.settings
        return [
            *("reindex", str(self.archive.corpus), "--engine", "opensearch"),
            *("--hosts", ",".join(settings.hosts), "--opensearch-name", settings.name),
            *("--workers", "2", *(["--full"] if kind == "full" else [])),
        ]

    def _look(self, about: str) -> int | None:
        """Tell which version is searched; None: none, 0: a mix of some."""
        while True:
            try:
                live = live_generation(self.cluster)
            except IndexNotFoundError:
                return None
            titles = {
                article.id: article.title
                for article in read_articles(self.cluster, live.index, live.ledger())
            }
            problems = _problems_of(self.cluster, live)
            if live_generation(self.cluster).number == live.number:
                break
            # The one that was killed had asked for the alias to move, which the
            # cluster did while we looked.
        self.wrong += [f"{about}: {problem}" for problem in problems]
        for version in (self._version, self._version - 1):
            numbers = range(n_articles(self.archive.base, version))
            records = (record(number, version) for number in numbers)
            if titles == {one["id"]: one["title"] for one in records}:
                return version
        return 0


def _problems_of(cluster: Cluster, live: ClusterGeneration) -> list[str]:
    """Tell where a generation does not say the same everywhere."""
    ledger = live.ledger()
    held, groups = scan_held(cluster, live.number)
    tally = Tally()
    articles = list(read_articles(cluster, live.index, sorted(held)))
    for analysed in analyse_articles(articles):
        tally.take_in(analysed)
    expected = tables_of(tally)
    body = {"query": {"match_all": {}}, "size": 0, "track_total_hits": True}
    answer = cluster.search(cluster.settings.name, body)
    n_found = answer["hits"]["total"]["value"]
    checks = {
        "the ledger is not what the index holds": held == ledger,
        "the copies are not those of the documents": groups == live.groups(),
        "the tables are not of the articles": live.tables(expected.keys()) == expected,
        f"{n_found} of {len(ledger)} articles": n_found == len(ledger),
        "the number of articles": live.meta.n_articles == len(ledger),
    }
    return [problem for problem, is_right in checks.items() if not is_right]


def main() -> int:
    """Kill, print what became of it, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hosts", required=True)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        killer = Killer(
            Path(folder), arguments.hosts, arguments.articles, arguments.seed
        )
        try:
            killer.measure()
            number = 0
            while killer.n_kills < arguments.kills:
                killer.try_once(number)
                number += 1
        finally:
            killer.remove()
    rows = [[kind, *(killer.outcomes[kind, end] for end in OUTCOMES)] for kind in KINDS]
    print_table("Killed runs", ["reindex", *OUTCOMES], rows)
    print(f"\n{killer.n_kills:,} kills, {len(killer.wrong)} wrong.")
    print(*killer.wrong, sep="\n")
    return 1 if killer.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
