"""Our search on a cluster, against the bare requests that it is made of.

    .venv/bin/python bench/cluster_search.py --hosts http://127.0.0.1:9200 \\
        --name tracuu --corpus ../shared/news/news-43k-dated.jsonl.xz --queries 300

Queries are pieces of the corpus's own sentences: words side by side with marks and
without, words between quotes, words of one article. Each is asked of our search, whole:
read, searched, with both facets, ten hits with snippets and copies, readings and "did
you mean". The requests that went to the cluster meanwhile are taken down and sent once
more, bare, by the same client library, their answers read as JSON and thrown away. The
two go by turns, and which goes first changes from query to query. Each query is asked
once before any clock runs, so that both find the cluster's caches alike; ours answers
none of them from its own memory. What is compared is the mean over all queries.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from measuring import machine, print_table, read_lines  # noqa: E402
from queries import sentences  # noqa: E402

from index.analysis.normalise import fold  # noqa: E402
from index.analysis.syllables import syllable_spans  # noqa: E402
from index.opensearch.connection import Cluster, ClusterSettings  # noqa: E402
from search.opensearch import ClusterEngine  # noqa: E402
from search.searcher import Searcher  # noqa: E402
from search.types import SearchRequest  # noqa: E402

KINDS = ("words", "words without marks", "phrase", "words of one article")


class Recorded(Cluster):
    """A cluster that takes down what it is asked."""

    def __init__(self, settings: ClusterSettings) -> None:
        super().__init__(settings)
        self.asked: list[tuple] = []

    def _send(self, *args: object) -> object:
        self.asked.append(args)
        return super()._send(*args)  # type: ignore[arg-type]


def drawn_queries(corpus: Path, n: int, seed: int) -> list[tuple[str, str]]:
    """Draw queries of all kinds: (kind, text), each text once."""
    rng = random.Random(seed)
    bodies = [json.loads(line)["body"] for line in read_lines([corpus], 4_000)]
    found: dict[str, str] = {}
    while len(found) < n:
        kind = KINDS[len(found) % len(KINDS)]
        body = rng.choice(bodies)
        lines = [s for s in sentences(body) if len(list(syllable_spans(s))) >= 8]
        if not lines:
            continue
        if kind == "words of one article":
            words = [rng.choice(_words(rng.choice(lines))) for _ in range(3)]
            text = " ".join(words)
        else:
            words = _words(rng.choice(lines))
            start = rng.randrange(len(words) - 4)
            text = " ".join(words[start : start + rng.randint(2, 4)])
        if kind == "words without marks":
            text = fold(text)
        elif kind == "phrase":
            text = f'"{text}"'
        found.setdefault(text, kind)
    return [(kind, text) for text, kind in found.items()]


def _words(sentence: str) -> list[str]:
    return [sentence[start:end] for start, end in syllable_spans(sentence)]


def main() -> None:
    """Ask all queries both ways and print the means."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hosts", default="http://127.0.0.1:9200")
    parser.add_argument("--name", default="tracuu")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--warm-up", type=int, default=100)
    parser.add_argument("--seed", type=int, default=9)
    arguments = parser.parse_args()
    settings = ClusterSettings(tuple(arguments.hosts.split(",")), name=arguments.name)
    engine = ClusterEngine(settings, look_seconds=3600)
    engine.cluster = cluster = Recorded(settings)
    searcher = Searcher(engine)
    searcher.prepare()
    n_all = arguments.warm_up + arguments.queries
    queries = drawn_queries(arguments.corpus, n_all, arguments.seed)
    print(f"{machine()}; {searcher.status().n_articles:,} articles.", flush=True)
    for _, text in queries[: arguments.warm_up]:
        searcher.search(SearchRequest(query=text))
    times: dict[str, tuple[list[float], list[float]]] = {k: ([], []) for k in KINDS}
    n_requests = 0
    bare = Cluster(settings)
    for number, (kind, text) in enumerate(queries[arguments.warm_up :]):
        # Once without a clock: then the requests are known, and the cluster has read
        # what either needs.
        _search(searcher, engine, cluster, text)
        requests = list(cluster.asked)
        if number % 2:
            ours = _search(searcher, engine, cluster, text)
            others = _resend(bare, requests)
        else:
            others = _resend(bare, requests)
            ours = _search(searcher, engine, cluster, text)
        n_requests += len(cluster.asked)
        times[kind][0].append(ours)
        times[kind][1].append(others)
    rows = [_row(kind, *times[kind]) for kind in KINDS]
    every = [sum((t[side] for t in times.values()), []) for side in (0, 1)]
    rows.append(_row("all", *every))
    heads = ["queries", "n", "ours, ms", "bare, ms", "ratio of means", "of medians"]
    print_table("Our search against its bare requests", heads, rows)
    print(f"\n{n_requests / arguments.queries:.1f} requests a query.")


def _search(
    searcher: Searcher, engine: ClusterEngine, cluster: Recorded, text: str
) -> float:
    """Search as if it were the first time; give the milliseconds."""
    snapshot = engine.snapshot()
    snapshot.forget()
    cluster.asked.clear()
    started = time.perf_counter()
    searcher.search(SearchRequest(query=text))
    return (time.perf_counter() - started) * 1000


def _resend(bare: Cluster, asked: list[tuple]) -> float:
    """Send requests again; give the milliseconds."""
    started = time.perf_counter()
    for request in asked:
        bare._send(*request)
    return (time.perf_counter() - started) * 1000


def _row(kind: str, ours: list[float], others: list[float]) -> list[str]:
    means = statistics.mean(ours), statistics.mean(others)
    medians = statistics.median(ours), statistics.median(others)
    return [
        kind,
        f"{len(ours):,}",
        f"{means[0]:.1f}",
        f"{means[1]:.1f}",
        f"{means[0] / means[1]:.2f}",
        f"{medians[0] / medians[1]:.2f}",
    ]


if __name__ == "__main__":
    main()
