"""Readers of an index that somebody else publishes without a pause: no error, no mix.

From the project's folder::

    .venv/bin/python -m bench.reliability.readers --seconds 60

Several processes open the index anew and search, and search in what they have opened
before, while another publishes one version of a small archive after the other. Every
answer has to be that of its generation, and a reader's generation may never go down.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bench.measuring import machine
from bench.reliability.common import Archive, n_articles, title_of
from search.searcher import Searcher, open_searcher
from search.types import SearchRequest

_QUERIES = ("", "tin số", "tin so", "title:lần")
"""These find every article of every version."""


@dataclass
class Reading:
    """What all readers did, and what was wrong."""

    n_opened: int = 0
    n_searches: int = 0
    generations: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Reading) -> None:
        """Add what another reader did."""
        self.n_opened += other.n_opened
        self.n_searches += other.n_searches
        self.generations |= other.generations
        self.wrong += other.wrong


def read_while_publishing(
    folder: Path, n_readers: int, seconds: float, base: int = 40
) -> tuple[int, Reading]:
    """Publish in this process as long as given, with readers in others.

    Returns
    -------
    int, Reading
        The number of publications, and what the readers saw.
    """
    archive = Archive(folder, base)
    archive.publish(1)
    end = time.monotonic() + seconds
    with ProcessPoolExecutor(n_readers) as readers:
        readings = [
            readers.submit(_read, archive, number, end) for number in range(n_readers)
        ]
        version = 1
        while time.monotonic() < end:
            version += 1
            archive.publish(version)
        total = Reading()
        for reading in readings:
            total.add(reading.result())
    return version - 1, total


def main() -> int:
    """Read while publishing, print what was seen, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--readers", type=int, default=4)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        n_published, total = read_while_publishing(
            Path(folder), arguments.readers, arguments.seconds
        )
    print(
        f"{n_published} publications; {arguments.readers} readers opened the index "
        f"{total.n_opened:,} times and searched {total.n_searches:,} times in "
        f"{len(total.generations)} generations; {len(total.wrong)} wrong."
    )
    print(*total.wrong[:20], sep="\n")
    return 1 if total.wrong else 0


def _read(archive: Archive, number: int, end: float) -> Reading:
    draw = random.Random(number)
    reading, highest = Reading(), 0
    searcher = open_searcher(archive.index)
    while time.monotonic() < end:
        try:
            if draw.random() < 0.3:
                searcher = open_searcher(archive.index)
                reading.n_opened += 1
            generation = _search(searcher, draw, archive.base, reading)
        except Exception as error:
            # Whatever it is, it is what a reader would have got.
            reading.wrong.append(f"{type(error).__name__}: {error}")
            continue
        if generation < highest:
            reading.wrong.append(f"generation {generation} after {highest}")
        highest = max(generation, highest)
    return reading


def _search(
    searcher: Searcher, draw: random.Random, base: int, reading: Reading
) -> int:
    """Search once and check the answer; give its generation."""
    request = SearchRequest(draw.choice(_QUERIES), page=draw.randint(1, 4))
    results = searcher.search(request)
    version = results.generation
    numbers = [int(hit.id.removeprefix("bai-")) for hit in results.hits]
    titles = [title_of(number, version) for number in numbers]
    if results.total != n_articles(base, version):
        reading.wrong.append(f"generation {version} has not {results.total} articles")
    if [hit.title for hit in results.hits] != titles:
        reading.wrong.append(f"generation {version} has other titles")
    reading.n_searches += 1
    reading.generations.add(version)
    return version


if __name__ == "__main__":
    sys.exit(main())
