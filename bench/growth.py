"""How search time grows with the archive: 10,000 to 1,000,000 articles.

From the project's folder, with an index of real articles that is there::

    .venv/bin/python bench/growth.py INDEX [--sizes 10000 143301 1000000]

An index of each size is built once, into ``--work``: real articles as far as
there are, then mixed ones (`bench/mixing.py`). Persons and dates are given in
the records, as the index stores them, so that only the analysis runs; articles
without a date get one of another, so that all are in the histogram. A million
articles take 3 GB of records and as much for the index.

The queries are the same for all sizes, drawn from articles that all of them
have (`bench/queries.py`), and are asked with both facets, in all sizes in turns.
Times are the processor's, in milliseconds.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from measuring import (
    DISTRIBUTION_HEADS,
    Distribution,
    Stopwatch,
    folder_size,
    indexed_articles,
    indexed_ids,
    machine,
    milliseconds,
    print_table,
)
from mixing import mix_articles, record_of
from ours import Ours
from queries import BenchQuery, Kind, draw_neighbours

from index.article import Article
from index.generations import open_current
from index.reindex import reindex

SEED = 63
KINDS: tuple[Kind, ...] = ("AND", "OR", "phrase")
N_WARM_UP = 20

_N_SOURCES = 20_000
"""Articles whose sentences are mixed: so many are held in memory."""


def main() -> None:
    """Build what is missing, ask all sizes, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument(
        "--sizes", nargs="+", type=int, default=[10_000, 143_301, 1_000_000]
    )
    parser.add_argument("--queries", type=int, default=200, help="of each kind")
    parser.add_argument("--work", type=Path, default=Path("/tmp/tracuu-growth"))
    arguments = parser.parse_args()
    print(f"{machine()}; times are the processor's.")
    sizes = sorted(arguments.sizes)
    ids = sorted(indexed_ids(arguments.index))
    random.Random(SEED).shuffle(ids)
    built = [build(arguments.index, ids, size, arguments.work) for size in sizes]
    known = list(islice(indexed_articles(arguments.index, ids), min(sizes)))
    engines = [Ours(index_dir, as_typed=False, forgets=False) for index_dir in built]
    taken = ask(engines, known, arguments.queries)
    for kind in KINDS:
        print_growth(kind, sizes, [of_size[kind] for of_size in taken])
    print_table(
        "The indexes",
        ["articles", "MB"],
        [
            [f"{size:,}", f"{folder_size(open_current(index_dir).path) / 1e6:,.1f}"]
            for size, index_dir in zip(sizes, built, strict=True)
        ],
    )


def build(index_dir: Path, ids: Sequence[str], size: int, work: Path) -> Path:
    """Build an index of some size, unless that was done before."""
    target = work / f"{size}"
    records = work / f"{size}.jsonl"
    done = work / f"{size}.done"
    if not done.exists():
        work.mkdir(parents=True, exist_ok=True)
        rng = random.Random(SEED)
        with open(records, "w", encoding="utf-8") as out:
            for article in islice(articles_of(index_dir, ids, rng), size):
                out.write(json.dumps(record_of(article), ensure_ascii=False) + "\n")
        print(f"indexing {size:,} articles", file=sys.stderr)
        stopwatch = Stopwatch()
        reindex([records], target, is_full=True)
        wall = stopwatch.spent().wall
        print(f"{size / wall:,.0f} articles a second", file=sys.stderr)
        # The records are large, and were needed for the reindex alone.
        records.unlink()
        done.touch()
    return target


def articles_of(
    index_dir: Path, ids: Sequence[str], rng: random.Random
) -> Iterator[Article]:
    """Yield the real articles of an index in the order of `ids`, then mixed ones."""
    sources = list(indexed_articles(index_dir, ids[:_N_SOURCES]))
    dates = [article.published for article in sources if article.published]
    real = (
        replace(article, published=article.published or rng.choice(dates))
        for article in indexed_articles(index_dir, ids)
    )
    return chain(real, mix_articles(sources, rng))


def ask(
    engines: Sequence[Ours], articles: Sequence[Article], n: int
) -> list[dict[Kind, list[float]]]:
    """Ask every query of all engines in turns; give seconds for each of them."""
    taken: list[dict[Kind, list[float]]] = [
        {kind: [] for kind in KINDS} for _ in engines
    ]
    drawn = {
        kind: draw_neighbours(kind, articles, n + N_WARM_UP, SEED) for kind in KINDS
    }
    for some in drawn.values():
        for query in some[:N_WARM_UP]:
            for engine in engines:
                engine.faceted(engine.prepare(query))
    measured: list[BenchQuery] = [
        query for some in drawn.values() for query in some[N_WARM_UP:]
    ]
    random.Random(SEED).shuffle(measured)
    # Python's collector would look through the articles of all sizes now and then.
    gc.collect()
    gc.freeze()
    for query in measured:
        for engine, of_size in zip(engines, taken, strict=True):
            prepared = engine.prepare(query)
            started = time.process_time()
            engine.faceted(prepared)
            of_size[query.kind].append(time.process_time() - started)
    return taken


def print_growth(
    kind: Kind, sizes: Sequence[int], taken: Sequence[list[float]]
) -> None:
    """Print how the times of one kind of query grow, beside the articles."""
    rows = []
    first: float | None = None
    before: tuple[int, float] | None = None
    for size, seconds in zip(sizes, taken, strict=True):
        found = Distribution.of(seconds)
        first = first or found.mean
        step = ""
        if before is not None:
            step = f"{found.mean / before[1] / (size / before[0]):.2f}"
        rows.append(
            [
                f"{size:,}",
                *found.cells,
                f"{found.mean / first:.2f}",
                step,
                milliseconds(found.mean / size * 1e5),
            ]
        )
        before = size, found.mean
    print_table(
        f"{kind}, with both facets; ms",
        [
            "articles",
            *DISTRIBUTION_HEADS,
            "times the first",
            "growth / that of the articles",
            "ms for 100,000",
        ],
        rows,
    )


if __name__ == "__main__":
    main()
