"""Random articles, queries and requests over few syllables, so that they meet."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from index.analysis.names import person_key
from index.article import Article
from search.types import SearchRequest
from tests.helpers import build_index, make_article
from tests.strategies import SYLLABLES

NAMES = ["Lê Thị Hà", "Trần Văn Bình", "LÊ THỊ HÀ", "Vũ Hoà", "Vũ Hòa", "Vũ Hoa"]
SOURCES = [None, "nhandan.vn", "Báo Hà Giang"]
NUMBERS = ["18-NQ/TW", "18/NQ-TW", "96-QĐ/TW", "96-QD/TW", "số 18"]


def random_article(random: random.Random, number: int) -> Article:
    """Draw an article whose id is of its number."""

    def text(n: int) -> str:
        words = random.choices(SYLLABLES, k=random.randint(1, n))
        if random.random() < 0.2:
            words.insert(random.randint(0, len(words)), random.choice(NUMBERS))
        return " ".join(words)

    published = None
    if random.random() < 0.8:
        published = f"20{random.randint(18, 21)}-{random.randint(1, 12):02}-05"
        if random.random() < 0.5:
            published += f"T{random.randint(0, 23):02}:59"
    names = random.sample(NAMES, random.randint(0, 3))
    # One name once a page, as extraction gives them.
    unique = {person_key(name): name for name in names}
    return make_article(
        f"bai-{number}",
        text(5),
        text(25),
        published,
        unique.values(),
        authors=random.sample(["Mai Anh", "Lê Hà"], random.randint(0, 1)),
        source=random.choice(SOURCES),
    )


def random_query(random: random.Random, depth: int = 3) -> str:
    """Draw a query string of all classes, with parentheses down to `depth`."""
    kind = random.random()
    if depth == 0 or kind < 0.3:
        return random.choice([*SYLLABLES, *SYLLABLES, "tổ*", "tr*", "18-NQ/TW", "2019"])
    if kind < 0.4:
        return random.choice(
            [
                'person:"hà lê"',
                "person:vu",
                "author:mai",
                "source:nhandan",
                "from:2019",
                "to:08/2020",
                "date:2020",
                "title:tổ",
                "title:(ban OR chó)",
                "-title:ban",
                "96-QĐ/TW",
                "96-qd/tw",
            ]
        )
    if kind < 0.5:
        return '"' + " ".join(random.choices(SYLLABLES, k=random.randint(2, 3))) + '"'
    if kind < 0.6:
        return "-" + random_query(random, depth - 1)
    joint = " OR " if random.random() < 0.4 else " "
    parts = [random_query(random, depth - 1) for _ in range(random.randint(2, 3))]
    # Without parentheses the words stand at the outermost level, where some
    # of them may be missing.
    return joint.join(parts) if depth == 3 else f"({joint.join(parts)})"


def random_request(random: random.Random) -> SearchRequest:
    """Draw a request for one page of all hits."""
    first, last = sorted(random.choices(range(2017, 2023), k=2))
    undated = random.random() < 0.1
    return SearchRequest(
        query=random_query(random),
        persons=tuple(random.sample(NAMES, random.choice([0, 0, 1, 2]))),
        any_person=random.random() < 0.4,
        without=tuple(random.sample(NAMES, random.choice([0, 0, 0, 1, 2]))),
        date_from=date(first, 6, 5) if not undated and random.random() < 0.3 else None,
        date_to=date(last, 6, 5) if not undated and random.random() < 0.3 else None,
        undated=undated,
        find_person=random.choice(["", "", "", "v", "tr b", "hò", "xyz"]),
        sort=random.choice(["relevance", "newest", "oldest"]),
        per_page=100,
        explain=True,
    )


def random_paged_request(random: random.Random) -> SearchRequest:
    """Draw a request for one page of a few hits."""
    request = random_request(random)
    page, per_page = random.choice([1, 1, 2]), random.choice([1, 3, 10])
    return replace(request, page=page, per_page=per_page, explain=False)


def random_updates(
    random: random.Random, index_dir: Path, n_articles: int, n_rounds: int
) -> Iterator[list[Article]]:
    """Build an index and change it round by round: segments, and deletions in them.

    Yields
    ------
    list of Article
        What the index holds, after it was built and after each round.
    """
    articles = {f"bai-{n}": random_article(random, n) for n in range(n_articles)}
    build_index(index_dir, articles.values())
    yield list(articles.values())
    for round_ in range(n_rounds):
        n_changed = min(3 + round_, n_articles)
        numbers = random.sample(range(n_articles + 10), n_changed)
        changed = [random_article(random, n) for n in numbers]
        kept = sorted(articles.keys() - {article.id for article in changed})
        gone = random.sample(kept, min(3, len(kept)))
        build_index(index_dir, changed, removed=gone)
        articles = {id_: a for id_, a in articles.items() if id_ not in gone}
        articles |= {article.id: article for article in changed}
        yield list(articles.values())
