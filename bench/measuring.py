"""What the measuring programs share: news, articles, percentiles, tables."""

from __future__ import annotations

import json
import lzma
import os
import platform
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.article import Article
from index.generations import open_current
from index.ledger import read_ledger
from index.writer import read_articles

N_DRAWN = 5_000
"""Articles whose texts queries are drawn from: some in every part of an index."""


def read_lines(files: Sequence[Path], n: int | None = None) -> Iterator[str]:
    """Yield the lines of several JSONL files, one of each in turns.

    In turns, so that the first `n` have some of each file.
    """
    with ExitStack() as stack:
        opened = [
            stack.enter_context(
                lzma.open(file, "rt", encoding="utf-8")
                if file.suffix == ".xz"
                else open(file, encoding="utf-8")
            )
            for file in files
        ]
        n_read = 0
        while opened:
            for lines in tuple(opened):
                if n_read == n:
                    return
                line = lines.readline()
                if line:
                    n_read += 1
                    yield line
                else:
                    opened.remove(lines)


def read_news(files: Sequence[Path], n: int | None = None) -> Iterator[dict]:
    """Yield the records of several JSONL files, one of each in turns."""
    return map(json.loads, read_lines(files, n))


def write_corpus(files: Sequence[Path], folder: Path, n: int | None = None) -> Path:
    """Write news as one uncompressed JSONL file, unless that was done before."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "news.jsonl"
    if not target.exists():
        unfinished = folder.parent / "news.unfinished"
        with open(unfinished, "w", encoding="utf-8") as out:
            out.writelines(read_lines(files, n))
        unfinished.rename(target)
    return target


def indexed_ids(index_dir: Path) -> list[str]:
    """List the ids of all articles of an index, in the order of its ledger."""
    return list(read_ledger(open_current(index_dir).path))


def indexed_articles(index_dir: Path, ids: Iterable[str]) -> Iterator[Article]:
    """Read articles back as an index stores them."""
    return read_articles(open_current(index_dir).path, ids)


def drawn_articles(index_dir: Path, seed: int) -> list[Article]:
    """Read articles that were drawn by chance, the same ones for the same seed."""
    ids = sorted(indexed_ids(index_dir))
    drawn = random.Random(seed).sample(ids, min(N_DRAWN, len(ids)))
    return list(indexed_articles(index_dir, drawn))


def folder_size(folder: Path) -> int:
    """Add up the bytes of all files under a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the wall, and of all processors that this process used."""

    wall: float
    processor: float


class Stopwatch:
    """Takes the time between two moments.

    The processor's time is what a machine that others use as well measures
    best: it does not count while somebody else runs.
    """

    def __init__(self) -> None:
        self._wall = time.perf_counter()
        self._processor = time.process_time()

    def spent(self) -> Spent:
        """Give what went by since the stopwatch was made."""
        return Spent(
            time.perf_counter() - self._wall, time.process_time() - self._processor
        )


@dataclass(frozen=True, slots=True)
class Distribution:
    """Many times taken, in milliseconds."""

    n: int
    mean: float
    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Distribution:
        """Summarise times that were taken in seconds; at least one."""
        taken = np.array(seconds) * 1000
        p50, p95, p99 = np.percentile(taken, (50, 95, 99))
        return cls(len(taken), taken.mean(), p50, p95, p99)

    @property
    def cells(self) -> list[str]:
        """The columns `DISTRIBUTION_HEADS`."""
        values = (self.mean, self.p50, self.p95, self.p99)
        return [f"{self.n:,}", *map(milliseconds, values)]


DISTRIBUTION_HEADS = ["n", "mean", "p50", "p95", "p99"]


def milliseconds(value: float) -> str:
    """Write a number of milliseconds with as many digits as mean something."""
    return f"{value:.2f}" if value < 10 else f"{value:,.1f}"


def print_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]):
    """Print a table as ``bench/results.md`` has them."""
    print(f"\n**{title}**\n")
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |", flush=True)


def machine() -> str:
    """Tell what the numbers were measured on."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} processors, {platform.system()}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}, "
        f"load {load:.1f} at the start"
    )
