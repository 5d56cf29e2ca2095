"""Copies among real articles: how many, how surely, how fast.

From the project's folder, with news as one JSON object a line::

    .venv/bin/python bench/duplicates.py ../shared/news/*.xz

prints the time of every step, how many pairs the rules take in each band of
similarity, and how many reprints are known for copies that were made of real
articles as other sites make them. Nobody has marked the real copies, so the
pairs must be read: ``--show 0.8 0.9 60`` prints 60 pairs that the rules take in
a band, ``--refused`` those that they refuse, with what differs in them.
"""

from __future__ import annotations

import argparse
import difflib
import json
import lzma
import random
import re
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.analysis.normalise import normalise_text
from index.analysis.syllables import syllables
from index.article import Article, published_minute
from index.duplicates.candidates import candidate_pairs
from index.duplicates.grouping import find_groups
from index.duplicates.signature import make_signature
from index.duplicates.similarity import estimate_similarity, similar_pairs
from index.duplicates.table import (
    Row,
    SignatureTable,
    read_signatures,
    write_signatures,
)

BANDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
SITES = ("Dân trí", "VnExpress", "TTXVN", "NLĐ", "TTO")
_CHUNK = 500


def read_news(files: list[Path]) -> Iterator[Article]:
    """Yield articles of several JSONL files, called by their running number."""
    number = 0
    for file in files:
        opened = lzma.open(file, "rt") if file.suffix == ".xz" else open(file)
        with opened as lines:
            for record in map(json.loads, lines):
                yield Article(
                    id=f"{number:07}",
                    title=normalise_text(record["title"]),
                    body=normalise_text(record["body"]),
                    path=f"{file.name}#{number}",
                    content_hash="",
                    published=_date(record.get("published")),
                    source=record.get("source"),
                )
                number += 1


def _date(text: str | None) -> str | None:
    # Some pages say 24:08; the day is right.
    try:
        published_minute(text or "")
    except ValueError:
        return text and text[:10]
    return text


def sign(articles: list[Article]) -> tuple[list[Row], float]:
    """Make rows of articles; give the processor's seconds, syllables left out."""
    read = [(a, syllables(a.title), syllables(a.body)) for a in articles]
    started = time.process_time()
    signatures = [make_signature(*one) for one in read]
    seconds = time.process_time() - started
    minutes = [published_minute(a.published) if a.published else None for a in articles]
    ids = [article.id for article in articles]
    return [*map(Row, ids, minutes, signatures)], seconds


def print_speed(table: SignatureTable, rows: list[Row]) -> None:
    """Time an update of 100 articles, step by step."""
    file = Path(tempfile.mkdtemp()) / "signatures"
    write_signatures(file, table)
    print(f"file: {file.stat().st_size / 1e6:.1f} MB")
    changed = [replace(row, id=f"x{row.id}") for row in rows[:100]]
    steps: dict[str, list[float]] = {}
    for _ in range(5):
        started = time.perf_counter()

        def note(step: str) -> None:
            nonlocal started
            steps.setdefault(step, []).append(time.perf_counter() - started)
            started = time.perf_counter()

        old = read_signatures(file)
        note("read")
        new = old.changed(changed, {row.id for row in rows[100:150]})
        note("change")
        find_groups(new)
        note("group")
        write_signatures(file.with_suffix(".new"), new)
        note("write")
    for step, seconds in steps.items():
        print(f"  {step}: {sorted(seconds)[2]:.3f} s")
    print(f"  in all: {sum(sorted(s)[2] for s in steps.values()):.3f} s")


def reprints(rng: random.Random) -> dict[str, Callable[[str], str]]:
    """What other sites do to a text: name → the change."""

    def parts(body: str) -> list[str]:
        found = [part for part in re.split(r"\n+", body) if part.strip()]
        if len(found) < 4:
            found = re.split(r"(?<=[.!?]) ", body)
        return found

    def without(body: str, at: int) -> str:
        found = parts(body)
        if len(found) < 4:
            return body
        del found[at]
        return "\n".join(found)

    def repeated(body: str) -> str:
        found = parts(body)
        return "\n".join([found[0], *found])

    def retoned(body: str) -> str:
        for one, other in (("hòa", "hoà"), ("thúy", "thuý"), ("khỏe", "khoẻ")):
            body = body.replace(one, other)
        return body.replace("òa", "oà").replace("úy", "uý")

    return {
        "nothing": lambda body: body,
        "site's name before": lambda body: f"({rng.choice(SITES)}) - {body}",
        "byline and source after": lambda body: f"{body}\nMinh Anh\nTheo Dân Trí",
        "first paragraph cut": lambda body: without(body, 0),
        "last paragraph cut": lambda body: without(body, -1),
        "inner paragraph cut": lambda body: without(body, 2),
        "related links left in": lambda body: (
            f"{body}\nTin liên quan\nNhiều địa phương chuẩn bị cho mùa mưa bão\n"
            "Bà con vùng cao vui đón lễ hội đầu xuân"
        ),
        "caption twice": repeated,
        "tone marks elsewhere": retoned,
        "decomposed": lambda body: normalise_text(unicodedata.normalize("NFD", body)),
        "quotes and dashes": lambda body: (
            body.replace('"', "”").replace(" - ", " – ").replace("'", "’")
        ),
        "two words changed": lambda body: re.sub(
            r"\bcho biết\b", "nói", body.replace(" tuy nhiên ", " nhưng "), count=2
        ),
        "all of a reprint": lambda body: (
            f"({rng.choice(SITES)}) - {without(body, -1)}\nMinh Anh\nTheo Dân Trí"
        ),
    }


def print_recall(articles: list[Article], dated: bool) -> None:
    """Tell how many reprints of real articles are known for what they are."""
    rng = random.Random(1)
    changes = reprints(rng)
    print(f"recall of reprints of {len(articles)} articles, dated: {dated}")
    for name, change in changes.items():
        pairs = []
        for article in articles:
            day = "2020-05-06" if dated else None
            pairs.append(replace(article, published=day, source="A"))
            body = normalise_text(change(article.body))
            pairs.append(
                replace(
                    article,
                    id=f"{article.id}x",
                    body=body,
                    published=day,
                    source="B",
                )
            )
        rows, _ = sign(pairs)
        table = SignatureTable.of(rows)
        first = np.arange(0, len(pairs), 2)
        is_equal = table.exact[first] == table.exact[first + 1]
        is_equal &= table.exact[first] != 0
        found = is_equal | similar_pairs(table, first, first + 1)
        candidates = set(
            zip(
                *map(np.ndarray.tolist, candidate_pairs(table, np.arange(len(pairs)))),
                strict=True,
            )
        )
        found &= is_equal | np.array([(at, at + 1) in candidates for at in first])
        print(f"  {name}: {found.mean():.4f}")


def print_pair(one: Article, other: Article, similarity: float) -> None:
    """Print where two articles differ."""
    words = one.body.split(), other.body.split()
    matcher = difflib.SequenceMatcher(None, *words, autojunk=False)
    changes = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    changes.sort(key=lambda op: -max(op[2] - op[1], op[4] - op[3]))
    print(f"\n{similarity:.2f}  {one.id} {other.id}  {len(words[0])} {len(words[1])}")
    for article in (one, other):
        print(f"  {article.published} {article.source}: {article.title}")
    for _, a, b, c, d in changes[:4]:
        texts = " ".join(words[0][a:b])[:90], " ".join(words[1][c:d])[:90]
        print(f"  [{texts[0]}] → [{texts[1]}]")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", nargs="+", type=Path)
    parser.add_argument("--show", nargs=3, type=float, metavar=("FROM", "TO", "N"))
    parser.add_argument("--refused", action="store_true")
    arguments = parser.parse_args()
    articles = list(read_news(arguments.news))
    chunks = [articles[at : at + _CHUNK] for at in range(0, len(articles), _CHUNK)]
    with ProcessPoolExecutor() as pool:
        signed = list(pool.map(sign, chunks))
    rows = [row for chunk, _ in signed for row in chunk]
    seconds = sum(spent for _, spent in signed)
    table = SignatureTable.of(rows)
    every = np.arange(len(rows))
    _, firsts = np.unique(
        np.where(table.exact == 0, every.astype(np.uint64), table.exact),
        return_index=True,
    )
    first, second = candidate_pairs(table, np.sort(firsts))
    similarity = estimate_similarity(table, first, second)
    is_copy = similar_pairs(table, first, second)
    if arguments.show:
        low, high, n = arguments.show
        wanted = ~is_copy if arguments.refused else is_copy
        among = np.flatnonzero(wanted & (similarity >= low) & (similarity < high))
        for at in random.Random(1).sample(among.tolist(), min(int(n), len(among))):
            print_pair(articles[first[at]], articles[second[at]], similarity[at])
        return
    print(f"{len(rows)} signatures: {1000 * seconds / len(rows):.3f} ms each")
    groups = find_groups(table)
    n_members = sum(map(len, groups))
    n_near = sum(len({int(table.exact[m]) for m in group}) > 1 for group in groups)
    print(
        f"{len(groups)} groups of {n_members} articles ({n_near} with near copies), "
        f"the largest of {max(map(len, groups))}; {n_members - len(groups)} copies"
    )
    for low, high in zip(BANDS, BANDS[1:], strict=False):
        among = (similarity >= low) & (similarity < high)
        taken = int((is_copy & among).sum())
        print(f"  {low} to {high}: {int(among.sum())} near pairs, {taken} copies")
    print_speed(table, rows)
    sample = random.Random(2).sample(articles, 2000)
    for dated in (True, False):
        print_recall(sample, dated)


if __name__ == "__main__":
    main()
