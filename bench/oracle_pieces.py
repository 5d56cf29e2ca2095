"""The pieces of random queries: words, phrases, names and dates of one article.

Each is given twice: as a node of the query tree, and as somebody types it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import date, timedelta

from queries import sentences

from index.analysis.normalise import fold, other_i_or_y
from index.analysis.numbers import document_numbers
from index.analysis.syllables import syllables
from index.article import Article
from search.query import parse
from search.query.expansion_data import load
from search.query.nodes import (
    Also,
    And,
    DocumentNumber,
    InTitle,
    Named,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Reading,
    Word,
)

_MARKED_SHARE = 0.65
"""Queries that are typed with marks."""

_NUMBER = re.compile(r"\b[\d./-]*\d[\w./-]*")


class Pieces:
    """What one query is made of: pieces of one article, typed in one way."""

    def __init__(
        self,
        rng: random.Random,
        article: Article,
        common: Sequence[str],
        rare: Sequence[str],
    ) -> None:
        self.rng = rng
        self.article = article
        self.common = common
        self.rare = rare
        self.is_marked = rng.random() < _MARKED_SHARE
        self._bodies = [
            found for part in sentences(article.body) if (found := syllables(part))
        ]
        self._title = syllables(article.title)

    def neighbours(self, low: int, high: int, in_title: bool = False) -> list[str]:
        """Give so many syllables that follow each other; fewer in a short text."""
        source = self._title if in_title else self.rng.choice(self._bodies or [[]])
        source = source or self._title or list(self.common)
        n = min(self.rng.randint(low, high), len(source))
        first = self.rng.randrange(len(source) - n + 1)
        return source[first : first + n]

    def some_words(self, low: int, high: int) -> list[str]:
        """Give syllables from anywhere in the article."""
        found = [*self._title, *(word for part in self._bodies for word in part)]
        n = min(self.rng.randint(low, high), len(found))
        return self.rng.sample(found, n)

    def spelled(self, syllable: str) -> str:
        """Type a syllable: with its marks or without, with the other i or y."""
        if self.rng.random() < 0.08:
            syllable = other_i_or_y(syllable) or syllable
        return syllable if self.is_marked else fold(syllable)

    def word(self, syllable: str) -> Word:
        """Make a word that stands nowhere in particular."""
        typed = self.spelled(syllable)
        return Word(typed, 0, len(typed), is_exact=self.rng.random() < 0.05)

    def words(self, found: Sequence[str]) -> tuple[Word, ...]:
        """Make a word of each syllable."""
        return tuple(map(self.word, found))

    def text(self, found: Sequence[str]) -> str:
        """Type syllables side by side, some of them with a capital."""
        typed = map(self.spelled, found)
        return " ".join(
            word.capitalize() if self.rng.random() < 0.15 else word for word in typed
        )

    # One node, or the text of one, of each kind of leaf.

    def phrase(self) -> tuple[Query, str]:
        """Draw a row of two to five: rare, common, or of nothing but common."""
        found = self.neighbours(2, 5)
        if self.rng.random() < 0.15:
            found = self.rng.sample(self.common, 2)
        node = Phrase(self.words(found), is_quoted=self.rng.random() < 0.8)
        return node, f'"{self.text(found)}"'

    def prefix(self) -> tuple[Query, str]:
        """Draw the beginning of a syllable."""
        [syllable] = self.some_words(1, 1) or ["ngh"]
        typed = self.spelled(syllable)
        typed = typed[: self.rng.randint(2, max(2, min(4, len(typed))))]
        return Prefix(typed, 0, len(typed)), typed + "*"

    def number(self) -> tuple[Query, str]:
        """Draw a number of a document, or any other in the article."""
        body = self.article.body
        numbers = [body[a:b] for a, b, _ in document_numbers(body)]
        typed = self.rng.choice(numbers or _NUMBER.findall(body) or ["18-NQ/TW"])
        typed = typed.strip("./-") or "18"
        found = [*document_numbers(typed)]
        if not found:
            parts = syllables(typed) or ["18"]
            words = tuple(Word(part, 0, 1) for part in parts)
            return (words[0] if len(words) == 1 else Phrase(words, False)), typed
        parts = syllables(typed)
        words = tuple(Word(part, 0, 1) for part in parts)
        return DocumentNumber(found[0][2], words), typed

    def reading(self) -> tuple[Query, str]:
        """Draw something that is written in several ways."""
        kind = self.rng.random()
        if kind < 0.5:
            typed = self.rng.choice(_WIDENED)
            if not self.is_marked and self.rng.random() < 0.5:
                typed = fold(typed.lower())
            return parse(typed)[0], typed
        if kind < 0.6:
            year = (self.article.published or "2008")[:4]
            typed = self.rng.choice([year, f"{self.rng.randint(1, 12)}/{year}"])
            return parse(typed)[0], typed
        found = self.neighbours(1, 3)
        typed_word = self.words(found)
        typed = typed_word[0] if len(found) == 1 else Phrase(typed_word, False)
        readings = []
        for _ in range(self.rng.randint(1, 3)):
            weight = self.rng.choice([1.0, 0.5, 1 / 3, 0.3, 0.1])
            if self.rng.random() < 0.15:
                days = Published(*days_around(self.rng, self.article))
                readings.append(Reading(days, weight))
                continue
            other = self.words(self.neighbours(1, 3))
            readings.append(
                Reading(other[0] if len(other) == 1 else Phrase(other, False), weight)
            )
        return Also(typed, tuple(readings)), self.text(found)

    def name(self) -> tuple[Query, str]:
        """Draw a name, or half of one, of the article's persons, authors, source."""
        article = self.article
        names = {
            "person": [person.name for person in article.persons],
            "author": list(article.authors),
            "source": [article.source] if article.source else [],
        }
        present = [kind for kind, some in names.items() if some] or ["person"]
        # Every article has a source, and few sources tell them apart.
        weights = [1 if kind == "source" else 4 for kind in present]
        [field] = self.rng.choices(present, weights)
        name = self.rng.choice(names[field] or ["Nguyễn Văn Lý"])
        parts = syllables(name) or ["hà"]
        if self.rng.random() < 0.4:
            parts = self.rng.sample(parts, self.rng.randint(1, len(parts)))
        return Named(field, self.words(parts)), f'{field}:"{self.text(parts)}"'

    def period(self) -> tuple[Query, str]:
        """Draw a range of days about the article's own."""
        first, last = days_around(self.rng, self.article)
        parts = []
        if first is not None:
            parts.append(f"from:{first.day}/{first.month}/{first.year}")
        if last is not None:
            shown = self.rng.choice([f"{last.month}/{last.year}", str(last.year)])
            parts.append(f"to:{shown}")
        return Published(first, last), " ".join(parts)

    def title(self) -> tuple[Query, str]:
        """Draw something that is looked for in the title alone."""
        found = self.neighbours(1, 3, in_title=True)
        text = self.text(found)
        words = self.words(found)
        kind = self.rng.random()
        if len(words) == 1 or kind < 0.2:
            return InTitle(words[0]), f"title:{text.split()[0]}"
        if kind < 0.5:
            return InTitle(Phrase(words)), f'title:"{text}"'
        if kind < 0.75:
            return InTitle(And(words)), f"title:({text})"
        other = self.word(self.rng.choice(self.common))
        node = InTitle(And((Or(words), Not(other))))
        return node, f"title:(({' OR '.join(text.split())}) -{other.syllable})"

    def plain(self) -> tuple[Query, str]:
        """Draw a word: mostly of the article, sometimes very rare or unknown."""
        kind = self.rng.random()
        found = self.some_words(1, 1) or ["tin"]
        if kind < 0.1:
            found = [self.rng.choice(self.common)]
        elif kind < 0.16:
            found = [self.rng.choice(self.rare)]
        elif kind < 0.19:
            found = [self.rng.choice(["xyzzy", "qwx", "zzz", "nghiễngh"])]
        return self.word(found[0]), self.text(found)

    def leaf(self) -> tuple[Query, str]:
        """Draw any of these."""
        make = self.rng.choices(
            [
                self.plain,
                self.phrase,
                self.prefix,
                self.number,
                self.reading,
                self.name,
                self.period,
                self.title,
            ],
            [60, 10, 6, 4, 8, 4, 4, 8],
        )[0]
        return make()

    def nested(self, depth: int) -> tuple[Query, str]:
        """Draw a tree of so many levels at the most."""
        kind = self.rng.random()
        if depth == 0 or kind < 0.2:
            return self.leaf()
        if kind < 0.3:
            child, text = self.nested(depth - 1)
            return Not(child), f"-({text})"
        found = [self.nested(depth - 1) for _ in range(self.rng.randint(2, 3))]
        if self.rng.random() < 0.3:
            # Neighbours, so that there are pairs on every level.
            row = self.neighbours(2, 3)
            found += [(self.word(word), self.text([word])) for word in row]
        children = tuple(node for node, _ in found)
        texts = [f"({text})" if " " in text else text for _, text in found]
        if self.rng.random() < 0.5:
            return Or(children), " OR ".join(texts)
        return And(children), " ".join(texts)


def days_around(
    rng: random.Random, article: Article
) -> tuple[date | None, date | None]:
    """Draw a range about the day of an article, open on one side or on none."""
    day = date(2008, 1, 1)
    if article.published:
        # A page may tell the month, or the year, and no more.
        parts = [int(part) for part in article.published[:10].split("-")]
        day = date(*(parts + [1, 1])[:3])
    before, after = (timedelta(rng.choice([0, 1, 30, 400, 2000])) for _ in range(2))
    first, last = rng.choice([(1, 1), (1, 1), (1, 0), (0, 1)])
    return (day - before if first else None), (day + after if last else None)


def _widened() -> list[str]:
    """List what the query language says otherwise: abbreviations, provinces."""
    found = load()
    shown: dict[str, None] = {}
    for some in found.abbreviations.values():
        for abbreviation in some:
            for form in (*abbreviation.writings, *sum(abbreviation.readings, ())):
                shown[form.shown] = None
    for provinces in found.provinces.values():
        for province in provinces:
            shown[province.names[0].shown] = None
    return list(shown)


_WIDENED = _widened()
