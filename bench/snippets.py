"""How long the snippet of a hit takes, and the marks in its title.

    .venv/bin/python bench/snippets.py ../shared/news/news-43k-dated.jsonl.xz

The first ``--n`` articles of a JSONL file (``title``, ``body``) are each asked
for with two to eight words of their own, as written and again without marks:
half of the queries are neighbours in the text, half are picked anywhere. Each
snippet is made once, in the order of the file, so that caches are as warm as
they are in a server that has been asked other things. What a query looks for is
worked out once for all its hits, and so it is timed by itself.

Times are processor time: the machine may be busy with something else.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from index.analysis.normalise import fold, normalise_text
from index.analysis.syllables import syllables
from search.query.nodes import And, Query, Word
from search.snippets.highlights import find_highlights
from search.snippets.snippet import make_snippet
from search.snippets.sought import Plan, plan_of

SEED = 5
LONG = 10_000
"""Code points of a body that is reported by itself."""


def read_articles(file: Path, n: int) -> Iterator[tuple[str, str]]:
    """Yield the titles and bodies of the first `n` articles that have a body."""
    opened = lzma.open(file, "rt") if file.suffix == ".xz" else open(file)
    with opened as lines:
        articles = (json.loads(line) for line in lines)
        pairs = ((a["title"], a.get("body") or a.get("text") or "") for a in articles)
        texts = ((normalise_text(t), normalise_text(b)) for t, b in pairs if b.strip())
        yield from itertools.islice(texts, n)


def make_query(title: str, body: str, draw: random.Random) -> list[str]:
    """Pick two to eight syllables of an article, neighbours or not."""
    found = syllables(body) or syllables(title) or ["không"]
    n_words = draw.randint(2, 8)
    if draw.random() < 0.5:
        first = draw.randrange(len(found))
        return found[first : first + n_words]
    return draw.choices(found, k=n_words)


def plan_for(query: Query) -> tuple[Plan, Plan]:
    """Work out what a query looks for in bodies and in titles."""
    return plan_of(query, in_title=False), plan_of(query, in_title=True)


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Give the milliseconds of processor time that something takes."""
    started = time.thread_time()
    work(*arguments)
    return (time.thread_time() - started) * 1000


def report(name: str, times: list[float]) -> None:
    """Print one row of a table."""
    p99 = statistics.quantiles(times, n=100)[-1]
    print(
        f"| {name} | {statistics.mean(times):.3f} | {statistics.median(times):.3f} "
        f"| {p99:.3f} | {max(times):.1f} |"
    )


def main() -> None:
    """Print the times of snippets and of titles, and how long the bodies are."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--n", type=int, default=2000)
    arguments = parser.parse_args()
    draw = random.Random(SEED)
    articles = list(read_articles(arguments.file, arguments.n))
    lengths = [len(body) for _, body in articles]
    print(
        f"{len(articles)} articles; bodies: {statistics.mean(lengths):.0f} characters "
        f"in the mean, {max(lengths)} at most"
    )
    print("\n| | mean ms | p50 | p99 | max |\n|---|---|---|---|---|")
    asked = [make_query(title, body, draw) for title, body in articles]
    for name, write in (("as written", str), ("without marks", fold)):
        queries: list[Query] = [
            And(tuple(Word(write(word), 0, 0) for word in words)) for words in asked
        ]
        rows: dict[str, list[float]] = defaultdict(list)
        for query, (title, body) in zip(queries, articles, strict=True):
            rows["query, once for all hits"].append(timed(plan_for, query))
            spent = timed(make_snippet, query, body)
            rows["snippet"].append(spent)
            rows["title"].append(timed(find_highlights, query, title))
            if len(body) >= LONG:
                rows[f"snippet, {LONG:,} characters and more"].append(spent)
        for what, times in rows.items():
            report(f"{what}, {name} ({len(times)})", times)


if __name__ == "__main__":
    main()
