"""What two services took for the same queries, and what they answered, as tables."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import compress

from measuring import DISTRIBUTION_HEADS, Distribution, milliseconds, print_table
from queries import BenchQuery, Kind

from search.types import FEW

KINDS: tuple[Kind, ...] = ("AND", "OR", "phrase")


@dataclass(frozen=True, slots=True)
class Summary:
    """What an answer holds, to see that both sides do the work."""

    total: int
    n_hits: int
    n_marked: int
    n_persons: int
    n_dates: int
    n_bytes: int


@dataclass
class Side:
    """One of the two services: how to ask it, and what it took.

    Attributes
    ----------
    send : callable
        Sends what was prepared; gives status and answer.
    seconds, processor : dict
        Of each kind of query, a list or a number for each round.
    """

    title: str
    prepare: Callable[[BenchQuery], bytes | str]
    send: Callable[..., tuple[int, bytes]]
    summarise: Callable[[bytes], Summary]
    pid: int
    seconds: dict[Kind, list[list[float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    processor: dict[Kind, float] = field(default_factory=lambda: defaultdict(float))
    answers: dict[Kind, list[Summary]] = field(
        default_factory=lambda: defaultdict(list)
    )


def print_times(sides: Sequence[Side]) -> None:
    """Print the times of both sides and ours over theirs."""
    ours, theirs = sides
    rows = []
    for kind in KINDS:
        found = []
        for side in sides:
            every = [one for some in side.seconds[kind] for one in some]
            found.append(Distribution.of(every))
            used = milliseconds(1000 * side.processor[kind] / len(every))
            rows.append([kind, side.title, *found[-1].cells, used, "", "", ""])
        of_rounds = statistics.median(
            statistics.fmean(a) / statistics.fmean(b)
            for a, b in zip(ours.seconds[kind], theirs.seconds[kind], strict=True)
        )
        rows[-1][-3:] = [
            f"{found[0].mean / found[1].mean:.3f}",
            f"{of_rounds:.3f}",
            f"{found[0].p99 / found[1].p99:.3f}",
        ]
    heads = ["query", "", *DISTRIBUTION_HEADS, "processor", "ours / it: mean"]
    heads += ["median of rounds", "p99"]
    print_table("Both facets and ten snippets over HTTP; ms", heads, rows)


def print_found(sides: Sequence[Side]) -> None:
    """Print the times of the queries that OpenSearch finds a page of hits for.

    Where fewer articles hold all of a query, ours goes on to partial matches and to
    what may have been meant, and the other side answers with what it has.
    """
    rows = []
    for kind in KINDS:
        is_full = [one.total >= FEW for one in sides[1].answers[kind]]
        found = []
        for side in sides:
            every = [one for some in side.seconds[kind] for one in some]
            full = list(compress(every, is_full))
            if full:
                found.append(Distribution.of(full))
                rows.append([kind, side.title, *found[-1].cells, "", ""])
        if found:
            rows[-1][-2:] = [
                f"{found[0].mean / found[1].mean:.3f}",
                f"{found[0].p99 / found[1].p99:.3f}",
            ]
    heads = ["query", "", *DISTRIBUTION_HEADS, "ours / it: mean", "p99"]
    print_table(f"Those of them with {FEW} hits and more; ms", heads, rows)


def print_answers(sides: Sequence[Side]) -> None:
    """Print what the answers held, and how often the totals are the same."""
    rows = []
    for kind in KINDS:
        totals = [[one.total for one in side.answers[kind]] for side in sides]
        equal = sum(a == b for a, b in zip(*totals, strict=True))
        more = sum(a > b for a, b in zip(*totals, strict=True))
        for side in sides:
            some = side.answers[kind]
            n_hits = sum(one.n_hits for one in some)
            rows.append(
                [
                    kind,
                    side.title,
                    f"{statistics.median(one.total for one in some):,.0f}",
                    f"{n_hits / len(some):.2f}",
                    f"{sum(one.n_marked for one in some) / n_hits:.1%}",
                    f"{statistics.fmean(one.n_persons for one in some):.1f}",
                    f"{statistics.fmean(one.n_dates for one in some):.1f}",
                    f"{statistics.fmean(one.n_bytes for one in some) / 1000:.1f}",
                    f"{equal} / {more} / {len(some) - equal - more}",
                ]
            )
    heads = ["query", "", "total, median", "hits", "of these marked", "persons"]
    heads += ["dates", "kB", "totals: equal / ours more / fewer"]
    print_table("What the answers hold, in the mean", heads, rows)
