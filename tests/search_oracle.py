"""The slow and obvious search: queries asked of plain lists of syllables.

What the embedded engine does with arrays is said here again article by
article, from the definitions in docs/query-language.md and
`search.embedded.scoring`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from index.analysis.numbers import document_numbers
from index.analysis.syllables import syllable_spans, syllables
from index.article import Article
from search.embedded.leaves import OTHER_SPELLING_WEIGHT, UNMARKED_WEIGHT
from search.embedded.scoring import (
    FIELD_WEIGHTS,
    LENGTH_NORMS,
    PAIR_SATURATION,
    PAIR_WEIGHT,
    WORD_SATURATION,
)
from search.query.nodes import (
    Also,
    And,
    DocumentNumber,
    Everything,
    InTitle,
    Named,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Word,
    words_of,
)

FIELDS = ("title", "body")


@dataclass(frozen=True)
class Doc:
    """An article as lists of syllables."""

    article: Article
    fields: dict[str, list[str]]
    numbers: dict[str, list[tuple[int, str]]]

    @property
    def names(self) -> dict[str, list[str]]:
        return {
            "person": [person.name for person in self.article.persons],
            "author": list(self.article.authors),
            "source": [self.article.source] if self.article.source else [],
        }

    @property
    def day(self) -> date | None:
        published = self.article.published
        return date.fromisoformat(published[:10]) if published else None


def read(article: Article) -> Doc:
    texts = {"title": article.title, "body": article.body}
    numbers: dict[str, list[tuple[int, str]]] = {}
    for name, text in texts.items():
        starts = [start for start, _ in syllable_spans(text)]
        numbers[name] = [
            (starts.index(start), number) for start, _, number in document_numbers(text)
        ]
    return Doc(article, {n: syllables(t) for n, t in texts.items()}, numbers)


@dataclass
class Oracle:
    """Answers queries over articles, one at a time."""

    articles: Sequence[Article]
    docs: list[Doc] = field(init=False)
    _idfs: dict = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.docs = [read(article) for article in self.articles]

    def holds(self, query: Query, doc: Doc, fields=FIELDS) -> bool:
        match query:
            case And(children):
                return all(self.holds(child, doc, fields) for child in children)
            case Or(children):
                return any(self.holds(child, doc, fields) for child in children)
            case Not(child):
                return not self.holds(child, doc, fields)
            case InTitle(child):
                return self.holds(child, doc, ("title",))
            case Everything():
                return True
            case Published(first, last):
                return doc.day is not None and (
                    (first or date.min) <= doc.day <= (last or date.max)
                )
            case Named(kind, words):
                return any(
                    all(any(w.matches(s) for s in syllables(name)) for w in words)
                    for name in doc.names[kind]
                )
            case Also(typed, readings):
                return self.holds(typed, doc, fields) or any(
                    self.holds(reading.query, doc, fields) for reading in readings
                )
            case Word() | Prefix() | Phrase() | DocumentNumber():
                return any(self.places(query, doc, name) for name in fields)
        return False

    def places(self, leaf: Query, doc: Doc, name: str) -> set[int]:
        found = doc.fields[name]
        match leaf:
            case Word() | Prefix():
                return {at for at, s in enumerate(found) if leaf.matches(s)}
            case Phrase(words):
                return {
                    at
                    for at in range(len(found) - len(words) + 1)
                    if all(w.matches(found[at + n]) for n, w in enumerate(words))
                }
            case DocumentNumber(number, words):
                whole = {at for at, other in doc.numbers[name] if other == number}
                return whole | self.places(Phrase(words), doc, name)
        raise AssertionError(leaf)

    def holds_enough(self, query: Query, doc: Doc) -> bool:
        """Whether an article has all that is required and enough of the rest."""
        children = flat(query)
        words = [c for c in children if is_optional(c)]
        others = [c for c in children if not is_optional(c)]
        total = sum(self.idf(word) for word in words)
        if len(words) < 2 or not all(self.holds(child, doc) for child in others):
            return False
        least = 0.5 if len(words) <= 4 else 0.3
        share = sum(self.idf(word) for word in words if self.holds(word, doc))
        return 0 < share and least * total - 1e-9 <= share

    def idf(self, leaf: Query, fields=FIELDS) -> float:
        key = bare(leaf), fields
        if key not in self._idfs:
            n = sum(self.holds(leaf, doc, fields) for doc in self.docs)
            self._idfs[key] = self._idf(n)
        return self._idfs[key]

    def _idf(self, n: int) -> float:
        return math.log(1 + (len(self.docs) - n + 0.5) / (n + 0.5)) if n else 0.0

    def score(self, query: Query, doc: Doc) -> float:
        has_marks = any(word.has_marks for word in words_of(query))
        total = 0.0
        seen = set()
        for parts, fields in parts_of(query, FIELDS):
            key = (tuple(bare(part) for part in parts), fields)
            if key in seen:
                continue
            seen.add(key)
            if len(parts) == 1:
                total += self._leaf_score(parts[0], doc, fields, has_marks)
            else:
                total += self._pair_score(*parts, doc, fields)
        return total

    def _leaf_score(self, leaf, doc: Doc, fields, has_marks: bool) -> float:
        combined = self._combined(
            doc, fields, lambda d, name: self._freq(leaf, d, name, has_marks, fields)
        )
        idf = self.idf(leaf, fields)
        return idf * combined * (WORD_SATURATION + 1) / (WORD_SATURATION + combined)

    def _pair_score(self, first, second, doc: Doc, fields) -> float:
        pair = Phrase((word_of(first), word_of(second)))
        combined = self._combined(
            doc, fields, lambda d, name: len(self.places(pair, d, name))
        )
        score = self.idf(pair, fields) * combined * (PAIR_SATURATION + 1)
        return PAIR_WEIGHT * score / (PAIR_SATURATION + combined)

    def _combined(self, doc: Doc, fields, freq) -> float:
        total = 0.0
        for name in fields:
            lengths = [len(d.fields[name]) for d in self.docs if d.fields[name]]
            mean = sum(lengths) / len(lengths) if lengths else 1.0
            b = LENGTH_NORMS[name]
            norm = 1 - b + b * len(doc.fields[name]) / mean
            total += FIELD_WEIGHTS[name] * freq(doc, name) / norm
        return total

    def _freq(self, leaf, doc: Doc, name: str, has_marks: bool, fields) -> float:
        if isinstance(leaf, Also):
            total = self._freq(leaf.typed, doc, name, has_marks, fields)
            for reading in leaf.readings:
                if isinstance(reading.query, Published):
                    is_counted = name == fields[-1] and self.holds(reading.query, doc)
                    total += reading.weight * is_counted
                else:
                    other = self._freq(reading.query, doc, name, has_marks, fields)
                    total += reading.weight * other
            return total
        places = self.places(leaf, doc, name)
        if isinstance(leaf, Word):
            exact = sum(doc.fields[name][at] == leaf.syllable for at in places)
            if any(leaf.syllable in d.fields[n] for d in self.docs for n in FIELDS):
                weight = OTHER_SPELLING_WEIGHT if has_marks else UNMARKED_WEIGHT
                return exact + weight * (len(places) - exact)
        return len(places)


def parts_of(query: Query, fields):
    """Yield every leaf and every pair of neighbours, with their fields."""
    match query:
        case Word() | Prefix() | Phrase() | DocumentNumber() | Also():
            yield (query,), fields
        case And(children) | Or(children):
            for child in children:
                yield from parts_of(child, fields)
            if isinstance(query, And):
                for first, second in pairwise(children):
                    if word_of(first) and word_of(second):
                        yield (first, second), fields
        case InTitle(child):
            yield from parts_of(child, ("title",))


def word_of(node: Query) -> Word | None:
    typed = node.typed if isinstance(node, Also) else node
    return typed if isinstance(typed, Word) else None


def flat(query: Query) -> list[Query]:
    if isinstance(query, And):
        return [leaf for child in query.children for leaf in flat(child)]
    return [query]


def is_optional(node: Query) -> bool:
    if isinstance(node, Phrase):
        return not node.is_quoted
    return isinstance(node, Word | Prefix | DocumentNumber | Also)


def bare(node) -> object:
    match node:
        case Word(syllable) | Prefix(syllable):
            return type(node), syllable
        case Phrase(words):
            return Phrase, tuple(w.syllable for w in words)
        case DocumentNumber(number, words):
            return number, tuple(w.syllable for w in words)
        case Also(typed, readings):
            return bare(typed), tuple(bare(r.query) for r in readings)
    return node
