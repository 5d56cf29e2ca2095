"""``kill -9`` at any moment of a reindex: the index is the old one or the new one.

From the project's folder::

    .venv/bin/python -m bench.reliability.kills --kills 1000

Every try brings a small archive to its next version: by a first build, by ``reindex``
or by ``reindex --full``. The whole process group is killed at a moment drawn from as
long as such a run takes, or before one of its file system operations, drawn from
all of them: so the steps of publishing, some milliseconds long, are met as often as
they have operations. In every fifth try the first process is killed alone and its
children have to end by themselves. Then the index is opened as a reader does, every
article is read, some queries are asked, and all of it has to be that of the version
before or of the new one. Every second try the reindex is run again, at once and to its
end, which has to publish and to leave nothing behind.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import index.writer
from bench.measuring import machine, print_table
from bench.reliability.commands import Command, Operations, kill_group, run
from bench.reliability.common import Answers, Archive, answers_of, leftovers
from index.errors import IndexNotFoundError, TraCuuError
from search.searcher import open_searcher

KINDS = ("first", "incremental", "full")
MOMENTS = ("time", "operation")
OUTCOMES = ("old", "new", "ended before")
N_VERSIONS = 20
"""After these an archive begins anew; their answers are computed once."""


@dataclass
class Tally:
    """What became of the tries, and everything that was wrong."""

    outcomes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def n_kills(self) -> int:
        """How many runs were killed before they ended."""
        return sum(n for (*_, end), n in self.outcomes.items() if end != OUTCOMES[2])


class Killer:
    """Kills reindexes of one archive and looks at what they leave.

    Parameters
    ----------
    folder : Path
        For the archive.
    base : int
        About how many articles it has.
    seed : int
    """

    def __init__(self, folder: Path, base: int, seed: int) -> None:
        self.archive = Archive(folder, base)
        self.tally = Tally()
        self._log = folder / "log"
        self._seed = seed
        self._live: int | None = None
        self._answers: dict[int, Answers] = {}
        self._durations: dict[str, float] = {}
        self._operations: dict[str, int] = {}

    def measure(self) -> None:
        """Take the time and count the operations of each kind of run."""
        for version, kind in enumerate(KINDS, 1):
            counted = Operations()
            prepare = partial(_prepare, counted, is_beside=True)
            ended = self._start(kind, version, prepare).wait()
            if ended.status:
                raise RuntimeError(ended.said)
            self._durations[kind] = ended.seconds
            self._operations[kind] = counted.n
            self._live = version

    def try_once(self, number: int) -> None:
        """Kill one run and check the index; what is wrong goes into the tally."""
        draw = random.Random(f"{self._seed}/{number}")
        kind, moment = draw.choice(KINDS), draw.choice(MOMENTS)
        if kind != "first" and (self._live is None or self._live >= N_VERSIONS):
            shutil.rmtree(self.archive.index, ignore_errors=True)
            self.archive.publish(1)
            self._live = 1
        is_alone = draw.random() < 0.2 and moment == "time"
        version = 1 if kind == "first" else self._live + 1
        is_beside = draw.random() < 0.5
        at = draw.randint(1, self._operations[kind]) if moment == "operation" else None
        counted = Operations(kill_group, at)
        command = self._start(
            kind, version, partial(_prepare, counted, is_beside=is_beside)
        )
        if moment == "time":
            time.sleep(draw.uniform(0, self._durations[kind]))
            command.kill(is_alone=is_alone)
        ended = command.wait()
        about = f"try {number} ({kind}, {moment} {at or ''})"
        if not is_alone or draw.random() < 0.5:
            # Otherwise its children, if any, are still there when the next run begins.
            if pids := command.survivors():
                self.tally.wrong.append(f"{about}: processes {pids} did not end")
        if not ended.is_killed and ended.status:
            self.tally.wrong.append(f"{about}: {ended.status}, {ended.said}")
        outcome = self._look(about, version)
        if not ended.is_killed:
            outcome = OUTCOMES[2]
        self.tally.outcomes[kind, moment, outcome] += 1
        if draw.random() < 0.5:
            self._finish(about, version)

    def _start(self, kind: str, version: int, prepare: partial) -> Command:
        if kind == "first":
            shutil.rmtree(self.archive.index, ignore_errors=True)
            self._live = None
        self.archive.write(version)
        return Command(self._arguments(kind == "full"), self._log, prepare)

    def _arguments(self, is_full: bool = False) -> list[str]:
        paths = [str(self.archive.corpus), "--index", str(self.archive.index)]
        return ["reindex", *paths, "--workers", "2", *(["--full"] if is_full else [])]

    def _look(self, about: str, version: int) -> str:
        try:
            found = answers_of(open_searcher(self.archive.index))
        except IndexNotFoundError as error:
            if self._live is not None:
                self.tally.wrong.append(f"{about}: {error}")
            return "old"
        except TraCuuError as error:
            self.tally.wrong.append(f"{about}: {error}")
            return "old"
        if found == self._expected(version):
            self._live = version
            return "new"
        if self._live is None or found != self._expected(self._live):
            self.tally.wrong.append(f"{about}: a mix of {self._live} and {version}")
        return "old"

    def _finish(self, about: str, version: int) -> None:
        if version == self._live:
            # Where nothing has changed, nothing is published and no older one removed.
            version += 1
            self.archive.write(version)
        ended = run(self._arguments(), self._log)
        if ended.status:
            self.tally.wrong.append(f"{about}, run again: {ended.said}")
            return
        if self._look(f"{about}, run again", version) != "new":
            self.tally.wrong.append(f"{about}, run again: still the old version")
        elif left := leftovers(self.archive.index):
            self.tally.wrong.append(f"{about}, run again: left {left}")

    def _expected(self, version: int) -> Answers:
        if version not in self._answers:
            self._answers[version] = self.archive.expected(version)
        return self._answers[version]


def kill_many(folder: Path, n_kills: int, base: int, seed: int = 7) -> Tally:
    """Kill runs until so many were killed before they ended."""
    killer = Killer(folder, base, seed)
    killer.measure()
    number = 0
    while killer.tally.n_kills < n_kills:
        killer.try_once(number)
        number += 1
    return killer.tally


def main() -> int:
    """Kill, print what became of it, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        tally = kill_many(
            Path(folder), arguments.kills, arguments.articles, arguments.seed
        )
    rows = [
        [kind, moment, *(tally.outcomes[kind, moment, end] for end in OUTCOMES)]
        for kind in KINDS
        for moment in MOMENTS
    ]
    print_table("Killed runs", ["reindex", "moment by", *OUTCOMES], rows)
    print(f"\n{tally.n_kills:,} kills, {len(tally.wrong)} wrong.")
    print(*tally.wrong, sep="\n")
    return 1 if tally.wrong else 0


def _prepare(operations: Operations, *, is_beside: bool) -> None:
    # Some thousand articles would be needed for the second process at the end.
    index.writer._MANY_DOCS = 0 if is_beside else index.writer._MANY_DOCS
    operations.watch()


if __name__ == "__main__":
    sys.exit(main())
