"""Articles made of the sentences of others: as many as one likes, no copies.

Sentences come from several articles in turns, so words, their frequencies and
the lengths are those of real news, and few neighbours of any two sentences are
the same. What such an archive has not is new words: the vocabulary stays that of
the articles that were mixed. Persons and dates are those of real articles, too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from queries import sentences

from index.article import Article

_N_MIXED = 8
"""Articles that one is made of: copies share most of their text, and two of
these share an eighth of it at the most, unless chance has it otherwise."""


def mix_articles(articles: Sequence[Article], rng: random.Random) -> Iterator[Article]:
    """Make articles without end.

    Each has the length in sentences of one that was drawn, and its date if it
    has one, else that of another; persons, source and authors are the drawn
    one's. Ids, ``mixed-0`` and so on, are not those of any article drawn.
    """
    dated = [article for article in articles if article.published]
    # A sentence is cut out once, however often it is used.
    cut = [list(sentences(article.body)) or [article.title] for article in articles]
    number = 0
    while True:
        at = rng.randrange(len(articles))
        others = [rng.randrange(len(articles)) for _ in range(_N_MIXED)]
        parts = [
            rng.choice(cut[others[place % _N_MIXED]]) for place in range(len(cut[at]))
        ]
        title = articles[others[0]].title.split()
        other_title = articles[others[1]].title.split()
        words = title[: len(title) // 2] + other_title[len(other_title) // 2 :]
        yield replace(
            articles[at],
            id=f"mixed-{number}",
            title=" ".join(words) or articles[at].title,
            body=". ".join(part.strip() for part in parts) + ".",
            published=articles[at].published
            or (rng.choice(dated).published if dated else None),
        )
        number += 1


def record_of(article: Article) -> dict:
    """Write an article as a record with all that would have to be found in it."""
    record: dict = {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "persons": [
            {"name": person.name, "role": person.role} for person in article.persons
        ],
        "authors": list(article.authors),
    }
    for name in ("published", "source", "url"):
        if getattr(article, name) is not None:
            record[name] = getattr(article, name)
    return record
