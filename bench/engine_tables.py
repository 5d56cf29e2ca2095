"""Prints what `bench/engines.py` found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from building import Built
from measuring import DISTRIBUTION_HEADS, Distribution, print_table
from ours import Ours
from peers import Peer
from queries import KINDS, BenchQuery, Kind
from token_corpus import TokenCorpus

from index.analysis.normalise import other_i_or_y
from index.generations import open_current
from index.segments import stored


@dataclass
class Taken:
    """What an engine did with the queries of one kind: seconds and totals."""

    seconds: dict[BenchQuery, float]
    totals: dict[BenchQuery, int]


def print_built(index_dir: Path, corpus: TokenCorpus, built: dict[str, Built]) -> None:
    """Print how fast every engine wrote its index and how large that is."""
    text_bytes = sum(len(document.text.encode()) for document in corpus.documents())
    rows = [
        (
            name,
            f"{one.n_docs:,}",
            f"{one.n_docs / one.processor:,.0f}",
            f"{one.n_docs / one.wall:,.0f}",
            f"{one.size_bytes / 1e6:,.1f}",
        )
        for name, one in built.items()
    ]
    print_table(
        f"Building: {len(corpus.ids):,} articles, {len(corpus.tokens):,} tokens "
        f"({text_bytes / 1e6:,.1f} MB), tokens ready",
        [
            "engine",
            "articles",
            "a second of processor time",
            "a second on the wall",
            "index, MB",
        ],
        rows,
    )
    generation = open_current(index_dir).path
    texts = sum(file.stat().st_size for file in generation.glob(f"*{stored.ENDING}"))
    print(
        f"\nOf ours, {texts / 1e6:,.1f} MB are the stored articles, and suggestions "
        f"and signatures of copies are in it; the peers store numbers only."
    )


def print_times(
    engines: Sequence[Ours | Peer],
    taken: dict[str, dict[Kind, Taken]],
    is_faceted: bool,
    built: dict[str, Built],
    n_docs: int,
) -> None:
    """Print a row for each kind of query and engine."""
    rows = []
    for kind in KINDS:
        for engine in engines:
            seconds = taken[engine.title][kind].seconds
            if not seconds:
                continue
            theirs = Distribution.of(list(seconds.values()))
            ratios = ["", ""]
            if not isinstance(engine, Ours):
                # Against ours for the same queries, where it was asked fewer.
                every = taken[Ours.title][kind].seconds
                same = Distribution.of([every[query] for query in seconds])
                ratios = [
                    f"{same.mean / theirs.mean:.3f}",
                    f"{same.p99 / theirs.p99:.3f}",
                ]
            name = engine.title
            if name in built and built[name].n_docs < n_docs:
                name = f"{name}, {built[name].n_docs:,} articles only"
            rows.append([kind, name, *theirs.cells, *ratios])
    what = "with both facets" if is_faceted else "no facets, no proximity"
    print_table(
        f"Top 10 and exact total, {what}, beside {engines[1].title}; ms",
        ["query", "engine", *DISTRIBUTION_HEADS, "ours / it: mean", "p99"],
        rows,
    )


def print_agreement(
    engines: Sequence[Ours | Peer],
    taken: dict[str, dict[Kind, Taken]],
    built: dict[str, Built],
    is_faceted: bool,
    n_docs: int,
) -> None:
    """Print how often our totals are the peer's, if it has all of the articles."""
    peer = engines[1].title
    if built[peer].n_docs < n_docs:
        return
    rows = []
    for kind in KINDS:
        counts = dict.fromkeys(("equal", "fewer", "more by i or y", "more"), 0)
        theirs = taken[peer][kind].totals
        for query, total in theirs.items():
            ours = taken[Ours.title][kind].totals[query]
            if ours <= total:
                counts["equal" if ours == total else "fewer"] += 1
            else:
                has_forms = any(other_i_or_y(word) for word in query.syllables)
                counts["more by i or y" if has_forms else "more"] += 1
        if theirs:
            rows.append([kind, f"{len(theirs):,}", *map(str, counts.values())])
    copies = " and counts copies of one article once" if is_faceted else ""
    print_table(
        f"Our totals beside those of {peer}: ours finds *lý* by *lí*{copies}",
        [
            "query",
            "n",
            "equal",
            "ours fewer",
            "ours more, of a word with i or y",
            "ours more otherwise",
        ],
        rows,
    )
