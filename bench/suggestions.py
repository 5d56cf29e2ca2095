"""How long a suggestion takes: p50, p99 and worst over many beginnings.

From the project's folder, with news as one JSON object a line (`title`, and
`body` for the names; compressed or not)::

    .venv/bin/python bench/suggestions.py ../shared/news/*.xz

The files of suggestions are built without an index, since that takes an hour.
Titles are the real ones. Persons are found by `index.extract` in the bodies of
the first articles (``--read``), and these also give the words of bodies. The
other articles name persons that are made up: a surname by its weight, middle
and given names as they stand in the names found; as many an article as in those
read, a few persons in many articles and many in one. ``--index DIR`` measures a
real index instead.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import lzma
import random
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.analysis.normalise import fold
from index.analysis.terms import field_terms
from index.extract.persons.finding import find_persons
from index.suggestions import ENDING, SuggestionsBuilder, write_suggestions
from search.offered.files import Suggestions

SURNAMES = Path("../shared/lists/surnames.tsv")
LIMIT = 10


def read_news(files: list[Path]) -> Iterator[dict]:
    """Yield the records of several JSONL files."""
    for file in files:
        opened = lzma.open(file, "rt") if file.suffix == ".xz" else open(file)
        with opened as lines:
            yield from map(json.loads, lines)


def invent_names(found: list[str], n: int, rng: random.Random) -> list[str]:
    """Make up names: a surname by its weight, the rest as in names found."""
    with open(SURNAMES, encoding="utf-8") as rows:
        surnames = [(name, float(w)) for name, w in csv.reader(rows, delimiter="\t")]
    tails = [name.split()[1:] for name in found if len(name.split()) == 3]
    middles, givens = zip(*tails, strict=True)
    parts = zip(
        rng.choices(*zip(*surnames, strict=True), k=n),
        rng.choices(middles, k=n),
        rng.choices(givens, k=n),
        strict=True,
    )
    return [" ".join(part) for part in parts]


def build(arguments: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Write the files of suggestions; give titles and names to take prefixes of."""
    rng = random.Random(1)
    shutil.rmtree(arguments.work, ignore_errors=True)
    arguments.work.mkdir(parents=True)
    titles: list[str] = []
    persons: list[list[str]] = []
    words: Counter[str] = Counter()
    for record in read_news(arguments.news):
        titles.append(record["title"].strip())
        if len(titles) <= arguments.read:
            found = find_persons(record["title"], record["body"])
            persons.append([person.name for person in found])
            terms = set(field_terms(record["body"]).terms)
            words.update(term for term in terms if "_" in term)
    real = [name for names in persons for name in names]
    pool = invent_names(real, len(titles), rng)
    for _ in range(len(titles) - len(persons)):
        n = len(rng.choice(persons[: arguments.read]))
        persons.append([_one_of(pool, rng) for _ in range(n)])
    bounds = [0, *_segment_bounds(len(titles), arguments.segments)]
    for number, (first, end) in enumerate(itertools.pairwise(bounds)):
        started = time.process_time()
        builder = SuggestionsBuilder()
        for start in range(first, end, 10_000):
            part = slice(start, min(start + 10_000, end))
            docs = range(part.start - first, part.stop - first)
            unknown = [None] * len(docs)
            builder.add_articles(docs, titles[part], persons[part], unknown)
        if number == 0:
            builder.add_words(words.keys(), words.values())
        file = arguments.work / f"S_{number}{ENDING}"
        write_suggestions(file, builder)
        seconds = time.process_time() - started
        print(
            f"segment of {end - first:,} articles: {file.stat().st_size / 1e6:.1f} MB, "
            f"{seconds:.1f} s of processor time, "
            f"{1e3 * seconds / (end - first):.2f} ms an article"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{len(set(real)):,} names found, {len(words):,} words, peak {peak:,.0f} MB")
    return rng.sample(titles, 500), rng.sample(real + pool, 500)


def _one_of(pool: list[str], rng: random.Random) -> str:
    """Draw every second name by Zipf's law, the others evenly."""
    if rng.random() < 0.5:
        return rng.choice(pool)
    return pool[int(len(pool) ** rng.random()) - 1]


def _segment_bounds(n: int, n_segments: int) -> list[int]:
    """End segments so that each is a fifth of the one before, the last at `n`."""
    sizes = [5.0**-number for number in range(n_segments)]
    ends = [int(n * sum(sizes[: at + 1]) / sum(sizes)) for at in range(n_segments)]
    return [*ends[:-1], n]


def sets_of(titles: list[str], names: list[str]) -> dict[str, list[str]]:
    """Make the beginnings to be measured."""
    low = [text.lower() for text in (*titles, *names)]
    words = [word for text in low for word in text.split()]
    sets = {
        f"{n} letters of a word": sorted({word[:n] for word in words if word[n - 1 :]})
        for n in (1, 2, 3)
    }
    for name, texts in (("names", names), ("titles", titles)):
        begun = {text.lower()[:n] for text in texts for n in range(1, 31)}
        sets[f"beginnings of {name}"] = sorted(begun)
        sets[f"the same without marks, {name}"] = sorted(set(map(fold, begun)))
    return sets


def main() -> None:
    """Print one row a set of beginnings."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("news", nargs="*", type=Path)
    parser.add_argument("--index", type=Path, help="measure the index in this folder")
    parser.add_argument("--read", type=int, default=3000)
    parser.add_argument("--segments", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("/tmp/tracuu-suggestions"))
    arguments = parser.parse_args()
    if arguments.index:
        from search.searcher import open_searcher

        searcher = open_searcher(arguments.index)
        everyone = searcher.suggestions("n", 20) + searcher.suggestions("t", 20)
        texts = [offered.text for offered in everyone]
        titles, names, ask = texts, texts, searcher.suggestions
    else:
        if not arguments.news:
            parser.error("name files of news, or an index with --index")
        titles, names = build(arguments)
        segments = [(f"S_{number}", None) for number in range(arguments.segments)]
        started = time.perf_counter()
        suggestions = Suggestions(arguments.work, segments)
        opened = time.perf_counter()
        suggestions.first("n", LIMIT)
        first = time.perf_counter()
        ask = suggestions.first
        print(
            f"opened in {1e3 * (opened - started):.2f} ms, "
            f"first answer in {1e3 * (first - opened):.2f} ms"
        )
    print(f"{'beginnings':32} {'n':>6} {'p50':>6} {'p99':>6} {'worst':>6}  ms")
    for name, texts in sets_of(titles, names).items():
        taken = []
        for text in texts:
            # Of three tries the fastest: the others had to share the processor.
            tries = []
            for _ in range(3):
                started = time.perf_counter()
                ask(text, LIMIT)
                tries.append(1e3 * (time.perf_counter() - started))
            taken.append(min(tries))
        worst = max(zip(taken, texts, strict=True))
        p50, p99 = np.percentile(taken, (50, 99))
        print(
            f"{name:32} {len(texts):6,} {p50:6.2f} {p99:6.2f} {worst[0]:6.2f}  "
            f"{worst[1]!r}"
        )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
