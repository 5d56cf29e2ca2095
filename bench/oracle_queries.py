"""Random queries of all classes for `bench/oracle.py`, made to find something.

The words of one query come from one article, mostly from beside each other.
Half of the queries are trees made here, which nobody needs to be able to type;
half are strings as people type them, read by `search.query.parse`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from oracle_pieces import Pieces, days_around
from queries import sentences

from index.analysis.normalise import fold, other_i_or_y
from index.analysis.syllables import syllables
from index.article import Article
from search.query import parse
from search.query.nodes import (
    And,
    Everything,
    Not,
    Nothing,
    Or,
    Query,
)
from search.types import SearchRequest

MAX_DEPTH = 4
"""Levels of a nested query."""

_N_COMMON = 150
"""The words that most of the articles have; every two of them are a common pair."""


@dataclass(frozen=True, slots=True)
class Case:
    """One random question.

    Attributes
    ----------
    kind : str
        Its class, one of `KINDS`.
    query : Query
    request : SearchRequest
        Its `query` is what was typed, or empty for a tree made here.
    n_persons : int
    """

    kind: str
    query: Query
    request: SearchRequest
    n_persons: int


class Drawer:
    """Draws cases; the same number gives the same case, whatever came before.

    Parameters
    ----------
    articles : sequence of Article
        Where the words come from.
    seed : int
    """

    def __init__(self, articles: Sequence[Article], seed: int) -> None:
        self._articles = [article for article in articles if article.body.strip()]
        self._seed = seed
        counts: Counter[str] = Counter()
        for article in self._articles:
            counts.update(set(syllables(article.body)))
        self._common = [word for word, _ in counts.most_common(_N_COMMON)]
        rare = sorted(word for word, n in counts.items() if n == 1)
        self._rare = [word for word in rare if word.isalpha()] or self._common

    def case(self, number: int) -> Case:
        """Draw one case: every fourth asks the query before it for another page."""
        rng = random.Random(f"{self._seed} {number - (number % 4 == 3)}")
        kind = rng.choices(KINDS, _WEIGHTS)[0]
        draw = Pieces(rng, rng.choice(self._articles), self._common, self._rare)
        query, text = _MAKERS[kind][1](draw)
        rng = random.Random(f"request {self._seed} {number}")
        request = _request(rng, draw.article, text)
        return Case(kind, query, request, rng.choice([10, 10, 10, 0, 1, 30]))


def _request(rng: random.Random, article: Article, text: str) -> SearchRequest:
    def some_names(share: float) -> list[str]:
        names = [person.name for person in article.persons]
        if not names or rng.random() >= share:
            return []
        chosen = rng.sample(names, min(len(names), rng.choice([1, 1, 1, 2])))
        return [fold(n.lower()) for n in chosen] if rng.random() < 0.2 else chosen

    persons = some_names(0.12)
    any_person, without = rng.random() < 0.5, some_names(0.06)
    first, last = None, None
    if rng.random() < 0.25:
        first, last = days_around(rng, article)
    return SearchRequest(
        query=text,
        persons=tuple(persons),
        date_from=first,
        date_to=last,
        sort=rng.choice(["relevance", "relevance", "relevance", "newest", "oldest"]),
        page=rng.choice([1, 1, 1, 1, 2, 3, 4, 5]),
        per_page=rng.choice([1, 5, 10, 10, 10, 20, 50, rng.randint(1, 50)]),
        any_person=any_person,
        without=tuple(without),
        undated=first is None and last is None and rng.random() < 0.05,
    )


def _either(draw: Pieces, made: tuple[Query, str]) -> tuple[Query, str]:
    """Take the tree as it was made, or what its text is read as."""
    node, text = made
    return (node, "") if draw.rng.random() < 0.5 else (parse(text)[0], text)


def _beside(draw: Pieces, made: tuple[Query, str]) -> tuple[Query, str]:
    """Put words of the article beside it, most of the time."""
    node, text = made
    if draw.rng.random() < 0.4:
        return _either(draw, made)
    found = draw.neighbours(1, 3)
    node = And((*draw.words(found), node))
    return _either(draw, (node, f"{draw.text(found)} {text}"))


def _row(draw: Pieces, found: Sequence[str], kind: type[And] | type[Or] = And):
    words = draw.words(found)
    joint = " " if kind is And else " OR "
    typed = joint.join(draw.text([word]) for word in found)
    return _either(draw, (words[0] if len(words) == 1 else kind(words), typed))


def _word(draw: Pieces) -> tuple[Query, str]:
    return _either(draw, draw.plain())


def _words(draw: Pieces) -> tuple[Query, str]:
    return _row(draw, draw.neighbours(2, 6, in_title=draw.rng.random() < 0.3))


def _scattered(draw: Pieces) -> tuple[Query, str]:
    return _row(draw, draw.some_words(2, 5) or ["tin"])


def _pairs(draw: Pieces) -> tuple[Query, str]:
    n = draw.rng.randint(2, 4)
    return _row(draw, draw.rng.choices(draw.common, k=n))


def _either_word(draw: Pieces) -> tuple[Query, str]:
    return _row(draw, draw.some_words(2, 4) or ["tin"], Or)


def _repeated(draw: Pieces) -> tuple[Query, str]:
    found = draw.neighbours(1, 3)
    return _row(draw, [*found, *found, *draw.rng.sample(found, 1)])


def _other_spelling(draw: Pieces) -> tuple[Query, str]:
    every = draw.some_words(10_000, 10_000)
    with_other = [word for word in every if other_i_or_y(word)] or ["lý"]
    chosen = draw.rng.choice(with_other)
    other = other_i_or_y(chosen) or chosen
    found = [other, *draw.some_words(0, 2)]
    draw.rng.shuffle(found)
    return _row(draw, found)


def _excluded(draw: Pieces) -> tuple[Query, str]:
    found = draw.neighbours(1, 3)
    node, text = draw.leaf()
    words = draw.words(found)
    excluded = text if " " not in text or text.endswith('"') else f"({text})"
    return _either(draw, (And((*words, Not(node))), f"{draw.text(found)} -{excluded}"))


def _copied(draw: Pieces) -> tuple[Query, str]:
    """Paste a title, or the beginning of a sentence, as it is written."""
    part = draw.article.title
    if draw.rng.random() < 0.5:
        part = draw.rng.choice([*sentences(draw.article.body)] or [part])
    text = " ".join(part.split()[: draw.rng.randint(3, 16)])
    text = text if draw.is_marked else fold(text.lower())
    return parse(text)[0], text


def _nothing(draw: Pieces) -> tuple[Query, str]:
    node = draw.rng.choice(
        [Everything(), Everything(), Nothing(), Not(draw.plain()[0])]
    )
    return node, ""


_MAKERS: dict[str, tuple[int, Callable[[Pieces], tuple[Query, str]]]] = {
    "word": (8, _word),
    "words side by side": (18, _words),
    "words of one article": (8, _scattered),
    "common pairs": (7, _pairs),
    "either of words": (6, _either_word),
    "words repeated": (3, _repeated),
    "other i or y": (5, _other_spelling),
    "phrase": (8, lambda draw: _beside(draw, draw.phrase())),
    "prefix": (4, lambda draw: _beside(draw, draw.prefix())),
    "number": (4, lambda draw: _beside(draw, draw.number())),
    "reading": (6, lambda draw: _beside(draw, draw.reading())),
    "name": (4, lambda draw: _beside(draw, draw.name())),
    "period": (3, lambda draw: _beside(draw, draw.period())),
    "title": (4, lambda draw: _beside(draw, draw.title())),
    "excluded": (4, _excluded),
    "copied": (5, _copied),
    "nested": (12, lambda draw: _either(draw, draw.nested(MAX_DEPTH))),
    "no word": (1, _nothing),
}
KINDS = tuple(_MAKERS)
_WEIGHTS = tuple(weight for weight, _ in _MAKERS.values())
