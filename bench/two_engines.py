"""Do both engines answer alike? Random queries of all classes, over the same articles.

    .venv/bin/tracuu reindex CORPUS --index DIR
    .venv/bin/tracuu reindex CORPUS --engine opensearch --hosts URL --opensearch-name N
    .venv/bin/python bench/two_engines.py DIR --hosts URL --name N --queries 2000

Queries are drawn as for `bench/oracle.py` (`bench/oracle_queries.py`): half of them are
trees, asked of the engines; half are strings as people type them, asked of the whole
search, so that snippets, highlights, readings and "did you mean" are compared as well.
Ids in their order, totals, both facets and cursors have to be equal, and scores to
1e-5. A count that the cluster says it can only estimate may be too low by what it
says. What differs is printed; the exit status is 1 where anything does.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from measuring import drawn_articles, machine, print_table  # noqa: E402
from oracle_queries import Case, Drawer  # noqa: E402

from index import generations  # noqa: E402
from index.opensearch.connection import ClusterSettings  # noqa: E402
from search.embedded import EmbeddedEngine  # noqa: E402
from search.embedded.snapshot import EmbeddedSnapshot  # noqa: E402
from search.engine import Matches, Snapshot  # noqa: E402
from search.facets import PersonCount  # noqa: E402
from search.opensearch import ClusterEngine  # noqa: E402
from search.searcher import Searcher  # noqa: E402
from search.types import SearchResults  # noqa: E402
from tests.comparing import TOLERANCE, differences  # noqa: E402
from tests.query_trees import written  # noqa: E402


class Estimates:
    """Counts that a cluster could only estimate."""

    def __init__(self) -> None:
        self.n_counts = 0
        self.n_estimated = 0

    def settle(
        self, exact: tuple[PersonCount, ...], told: tuple[PersonCount, ...]
    ) -> tuple[PersonCount, ...]:
        """Give the cluster's counts, estimates that are in their bounds made exact."""
        known = {person.name: person.count for person in exact}
        found = []
        for person in told:
            self.n_counts += 1
            self.n_estimated += person.error > 0
            count = known.get(person.name, person.count)
            if person.count <= count <= person.count + person.error:
                person = replace(person, count=count, error=0)
            found.append(person)
        return tuple(found)


def differences_of(
    ours: Matches | SearchResults, theirs: Matches | SearchResults, told: Estimates
) -> list[str]:
    """Tell in what two answers differ, a line each."""
    if isinstance(ours, Matches) and isinstance(theirs, Matches):
        persons = told.settle(ours.facets.persons, theirs.facets.persons)
        theirs = replace(theirs, facets=replace(theirs.facets, persons=persons))
        found = differences(ours, theirs)
        for name in ("first", "next", "cut_prefixes"):
            one, other = getattr(ours, name), getattr(theirs, name)
            if one != other and not _are_near(one, other):
                found.append(f"{name}: {one} at home, {other} in the cluster")
        return found
    assert isinstance(ours, SearchResults) and isinstance(theirs, SearchResults)
    persons = told.settle(ours.facets.persons, theirs.facets.persons)
    theirs = replace(theirs, facets=replace(theirs.facets, persons=persons))
    found = []
    for name in SearchResults.__dataclass_fields__:
        one, other = getattr(ours, name), getattr(theirs, name)
        if name in ("took_ms", "generation"):
            continue
        if name == "hits":
            one, scores = _without_scores(one)
            other, others = _without_scores(other)
            if any(
                abs(a - b) > TOLERANCE for a, b in zip(scores, others, strict=False)
            ):
                found.append(f"scores: {scores} at home, {others} in the cluster")
        if one != other and not _are_near(one, other):
            found.append(f"{name}: {one} at home, {other} in the cluster")
    return found


def _without_scores(hits: tuple) -> tuple[list, list[float]]:
    return [replace(hit, score=0.0) for hit in hits], [hit.score for hit in hits]


def _are_near(one: object, other: object) -> bool:
    """Tell whether two positions differ by the last digits of a score alone."""
    near = hasattr(one, "score") and hasattr(other, "score")
    if not near or abs(one.score - other.score) > 10:  # type: ignore[attr-defined]
        return False
    return replace(one, score=0) == replace(other, score=0)  # type: ignore[type-var]


def ask(snapshot: Snapshot, searcher: Searcher, case: Case) -> tuple[object, float]:
    """Ask one engine; give the answer and the seconds."""
    started = time.perf_counter()
    found: object
    try:
        if case.request.query:
            found = searcher.search(case.request)
        else:
            found = snapshot.search(case.query, case.request, case.n_persons)
    except Exception as error:  # Told as a difference; the others are still asked.
        found = error
    return found, time.perf_counter() - started


def main() -> None:
    """Ask both engines and print what differs, then a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--hosts", default="http://127.0.0.1:9200")
    parser.add_argument("--name", default="tracuu")
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--start", type=int, default=0)
    arguments = parser.parse_args()
    print(f"{machine()}; seed {arguments.seed}.", flush=True)
    settings = ClusterSettings(
        tuple(arguments.hosts.split(",")), name=arguments.name, timeout=120
    )
    home, cluster = EmbeddedEngine(arguments.index), ClusterEngine(settings)
    engines = [
        (EmbeddedSnapshot(generations.open_current(arguments.index)), Searcher(home)),
        (cluster.snapshot(), Searcher(cluster)),
    ]
    drawer = Drawer(drawn_articles(arguments.index, arguments.seed), arguments.seed)
    estimates = Estimates()
    counts: dict[str, Counter[str]] = {}
    times: list[list[float]] = [[], []]
    for number in range(arguments.start, arguments.start + arguments.queries):
        case = drawer.case(number)
        answers = [ask(snapshot, searcher, case) for snapshot, searcher in engines]
        (ours, seconds), (theirs, others) = answers
        times[0].append(seconds)
        times[1].append(others)
        tally = counts.setdefault(case.kind, Counter())
        tally["n"] += 1
        if isinstance(ours, Exception) or isinstance(theirs, Exception):
            same = type(ours) is type(theirs)
            found = [] if same else [f"raised: {ours!r} at home, {theirs!r}"]
        else:
            tally["with hits"] += ours.total > 0  # type: ignore[attr-defined]
            found = differences_of(ours, theirs, estimates)  # type: ignore[arg-type]
        if found:
            only_ties = all(line.startswith("ids of like scores") for line in found)
            tally["ties" if only_ties else "different"] += 1
            kind = "TIES" if only_ties else "DIFFERENT"
            print(f"\n{kind}: query {number}, {case.kind}")
            print(f"  {written(case.query, readings=True)}")
            print(f"  {case.request!r}, {case.n_persons} persons")
            for line in found:
                print(f"  {line[:1500]}", flush=True)
    columns = ["n", "with hits", "ties", "different"]
    rows = [
        [kind, *(f"{tally[column]:,}" for column in columns)]
        for kind, tally in sorted(counts.items())
    ]
    total = sum(counts.values(), Counter())
    rows.append(["all", *(f"{total[column]:,}" for column in columns)])
    print_table("Both engines", ["queries", *columns], rows)
    print(
        f"\n{estimates.n_estimated:,} of {estimates.n_counts:,} counts of persons were "
        f"estimates, and said so. Mean: {statistics.mean(times[0]) * 1000:.1f} ms at "
        f"home, {statistics.mean(times[1]) * 1000:.1f} ms in the cluster."
    )
    sys.exit(total["different"] > 0)


if __name__ == "__main__":
    main()
