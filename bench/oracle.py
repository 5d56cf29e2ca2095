"""Does the fast path answer as Whoosh's own matchers do? On thousands of queries.

From the project's folder::

    .venv/bin/python bench/oracle.py ../shared/news/news-43k-dated.jsonl.xz \
        --work DIR --queries 10000 [--small 5000] [--seed N] [--start N --count N]

Random queries of all classes (`bench/oracle_queries.py`), with random filters,
orders and pages, are asked of both paths: ids in their order, totals and both
facets have to be equal, and scores to 1e-5. Where the hits are few, filters,
orders, pages and facets are made again from the list of all of them
(`tests/plain_answers.py`). What differs is printed with its tree as soon as it
is found; at the end stands a table by class. The exit status is 1 where anything
differed.

``--small`` queries go over small random indexes of the tests, a hundred each,
and ``--queries`` more over the news: a quarter over an index of one segment, the
others over one of four segments with deletions (`bench/oracle_index.py`). Both
are built at the first run. Queries are numbered, the small ones first, and with
the same ``--small`` and ``--seed`` a number has the same query in every run:
``--start`` and ``--count`` ask a part of them, so that several processes may share
the work.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from building import tell  # noqa: E402
from measuring import (  # noqa: E402
    drawn_articles,
    machine,
    milliseconds,
    print_table,
)
from oracle_index import NewsIndexes, build_news_indexes  # noqa: E402
from oracle_queries import Case, Drawer  # noqa: E402

from search.embedded.snapshot import EmbeddedSnapshot  # noqa: E402
from search.engine import Matches  # noqa: E402
from search.query import parse  # noqa: E402
from search.types import SearchRequest  # noqa: E402
from tests.comparing import differences, snapshots_of  # noqa: E402
from tests.plain_answers import differences_from_plain, has_persons  # noqa: E402
from tests.query_trees import written  # noqa: E402
from tests.random_search import random_paged_request, random_updates  # noqa: E402

Snapshots = tuple[EmbeddedSnapshot, EmbeddedSnapshot]

OF_A_SMALL_INDEX = 100
"""Queries that one small index is asked; to build it takes as long as those."""

MAX_PLAIN = 500
"""Hits up to which an answer is made again from the list of all of them."""

_TELL_EVERY_SECONDS = 20


@dataclass
class Tally:
    """What came of the queries of one class; seconds are the processor's."""

    n: int = 0
    n_with_hits: int = 0
    n_different: int = 0
    fast_seconds: float = 0.0
    slow_seconds: float = 0.0

    def plus(self, other: Tally) -> Tally:
        """Add up two."""
        return Tally(
            self.n + other.n,
            self.n_with_hits + other.n_with_hits,
            self.n_different + other.n_different,
            self.fast_seconds + other.fast_seconds,
            self.slow_seconds + other.slow_seconds,
        )

    def row(self, name: str) -> list[str]:
        """Give its row of the table."""
        n = max(self.n, 1)
        return [
            name,
            f"{self.n:,}",
            f"{self.n_with_hits:,} ({self.n_with_hits / n:.0%})",
            f"{self.n_different:,}",
            milliseconds(self.fast_seconds / n * 1000),
            milliseconds(self.slow_seconds / n * 1000),
        ]


@dataclass
class Comparison:
    """Asks both paths, keeps count by index and class, shows what differs."""

    n_all: int
    n_plain: int = 0
    n_plain_different: int = 0
    tallies: dict[str, dict[str, Tally]] = field(default_factory=dict)
    _started: float = field(default_factory=time.monotonic)
    _told: float = field(default_factory=time.monotonic)

    @property
    def total(self) -> Tally:
        """All classes of all indexes together."""
        whole = Tally()
        for of_index in self.tallies.values():
            for tally in of_index.values():
                whole = whole.plus(tally)
        return whole

    def ask(self, number: int, index: str, snapshots: Snapshots, case: Case) -> None:
        """Ask one query of both paths."""
        by_class = self.tallies.setdefault(index, {})
        tally = by_class.setdefault(case.kind, Tally())
        fast, fast_seconds = _timed(snapshots[0], case)
        slow, slow_seconds = _timed(snapshots[1], case)
        tally.n += 1
        tally.fast_seconds += fast_seconds
        tally.slow_seconds += slow_seconds
        if isinstance(fast, Matches) and isinstance(slow, Matches):
            tally.n_with_hits += slow.total > 0
            found = differences(fast, slow)
            self._hold_to_plain(number, index, snapshots[0], case, fast)
        else:
            found = [f"raised: {each!r}" for each in (fast, slow)]
        if found:
            tally.n_different += 1
            self._show(number, index, case, found)
        if time.monotonic() - self._told > _TELL_EVERY_SECONDS:
            self._told = time.monotonic()
            done = self.total
            tell(
                f"{done.n:,} of {self.n_all:,}: {done.n_with_hits / done.n:.0%} with "
                f"hits, {done.n_different} different, "
                f"{self._told - self._started:,.0f} s"
            )

    def _hold_to_plain(
        self,
        number: int,
        index: str,
        snapshot: EmbeddedSnapshot,
        case: Case,
        found: Matches,
    ) -> None:
        told = _plain_differences(snapshot, case, found)
        self.n_plain += told is not None
        if told:
            self.n_plain_different += 1
            self._show(number, index, case, told)

    def _show(self, number: int, index: str, case: Case, found: list[str]) -> None:
        print(f"\nDIFFERENT: query {number}, {case.kind}, {index}")
        print(f"  {written(case.query, readings=True)}")
        print(f"  {case.query!r}")
        print(f"  {case.request!r}, {case.n_persons} persons")
        for line in found:
            print(f"  {line[:2000]}", flush=True)

    def show_tables(self) -> None:
        """Print a table an index, and one of all."""
        heads = ["queries", "n", "with hits", "different", "fast, ms", "Whoosh, ms"]
        for index, by_class in self.tallies.items():
            rows = [tally.row(kind) for kind, tally in sorted(by_class.items())]
            print_table(f"Over {index}", heads, rows)
        print_table("Together", heads, [self.total.row("all")])
        print(
            f"\n{self.n_plain:,} of them had at most {MAX_PLAIN} hits without copies, "
            "and were held to the plain list of these as well: "
            f"{self.n_plain_different:,} different."
        )


def _timed(snapshot: EmbeddedSnapshot, case: Case) -> tuple[Matches | Exception, float]:
    started = time.process_time()
    found: Matches | Exception
    try:
        found = snapshot.search(case.query, case.request, case.n_persons)
    except Exception as error:  # Told as a difference; the others are still asked.
        found = error
    return found, time.process_time() - started


def _plain_differences(
    snapshot: EmbeddedSnapshot, case: Case, found: Matches
) -> list[str] | None:
    """Compare an answer with the plain list of all hits; None where that is long.

    Filters, orders, pages and facets are one code for both paths, so comparing
    these says nothing about them.
    """
    if not has_persons(found, case.request):
        return None
    whole_page = SearchRequest(case.request.query, per_page=MAX_PLAIN)
    every = snapshot.search(case.query, whole_page, 0)
    ids = [article.id for article, _ in every.articles]
    if every.total > MAX_PLAIN or snapshot.copies_of(ids):
        return None
    return differences_from_plain(found, every, case.request, case.n_persons)


def ask_small(comparison: Comparison, numbers: range, seed: int) -> None:
    """Ask queries of small random indexes, each of which is built for them."""
    first = numbers.start // OF_A_SMALL_INDEX
    last = (numbers.stop - 1) // OF_A_SMALL_INDEX
    for which in range(first, last + 1):
        rng = random.Random(f"small index {seed} {which}")
        with tempfile.TemporaryDirectory() as folder:
            # Built as any other, its rounds of changes one after the other.
            n_articles, n_rounds = rng.randint(3, 80), rng.choice([0, 0, 1, 2, 3])
            updates = random_updates(rng, Path(folder) / "i", n_articles, n_rounds)
            *_, articles = updates
            snapshots = snapshots_of(Path(folder) / "i")
            drawer = Drawer(articles, seed)
            start = which * OF_A_SMALL_INDEX
            for number in range(start, start + OF_A_SMALL_INDEX):
                if number in numbers:
                    case = _small_case(drawer, number, seed)
                    comparison.ask(number, "small indexes", snapshots, case)


def _small_case(drawer: Drawer, number: int, seed: int) -> Case:
    """Draw half of the queries as the tests do, from few syllables."""
    if number // 4 % 2:
        return drawer.case(number)
    request = random_paged_request(random.Random(f"small {seed} {number}"))
    return Case("as the tests draw them", parse(request.query)[0], request, 5)


def ask_news(
    comparison: Comparison, numbers: range, built: NewsIndexes, seed: int
) -> None:
    """Ask queries of both indexes of the news."""
    tell("opening the indexes of the news")
    drawer = Drawer(drawn_articles(built.many, seed), seed)
    asked: list[tuple[str, Path, Callable[[int], bool]]] = [
        ("the news, one segment", built.single, lambda which: which == 0),
        ("the news, four segments with deletions", built.many, lambda which: which > 0),
    ]
    for index, index_dir, is_asked in asked:
        snapshots = snapshots_of(index_dir)
        for number in _chosen(numbers, is_asked):
            comparison.ask(number, index, snapshots, drawer.case(number))


def _chosen(numbers: range, is_asked: Callable[[int], bool]) -> Iterator[int]:
    # Four neighbours stay together: the last of them asks for another page.
    return (number for number in numbers if is_asked(number // 4 % 4))


def main() -> None:
    """Build what is missing, ask a part of the queries or all, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("news", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, default=Path("/tmp/tracuu-oracle"))
    parser.add_argument("--queries", type=int, default=10_000, help="over the news")
    parser.add_argument("--small", type=int, default=5_000, help="over small indexes")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--start", type=int, default=0, help="first query to ask")
    parser.add_argument("--count", type=int, help="queries to ask; all, if not given")
    arguments = parser.parse_args()
    print(f"{machine()}; seed {arguments.seed}; times are the processor's.", flush=True)
    built = build_news_indexes(arguments.news, arguments.work)
    n_all = arguments.small + arguments.queries
    stop = n_all
    if arguments.count is not None:
        stop = min(n_all, arguments.start + arguments.count)
    small = range(arguments.start, min(stop, arguments.small))
    news = range(max(arguments.start, arguments.small), stop)
    comparison = Comparison(len(small) + len(news))
    try:
        if small:
            ask_small(comparison, small, arguments.seed)
        if news:
            ask_news(comparison, news, built, arguments.seed)
    except KeyboardInterrupt:
        tell("interrupted; the tables tell what was asked until now")
    comparison.show_tables()
    sys.exit(comparison.total.n_different + comparison.n_plain_different > 0)


if __name__ == "__main__":
    main()
