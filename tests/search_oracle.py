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
from search.formula import (
    FIELD_WEIGHTS,
    LENGTH_NORMS,
    OTHER_SPELLING_WEIGHT,
    PAIR_SATURATION,
    PAIR_WEIGHT,
    UNMARKED_PAIR_WEIGHT,
    UNMARKED_WEIGHT,
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
    has_marks,
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
    """Answers queries over articles, one at a time.

    `groups` are the ids of articles that are the same article, in the order in
    which they are listed.
    """

    articles: Sequence[Article]
    groups: Sequence[Sequence[str]] = ()
    docs: list[Doc] = field(init=False)
    _idfs: dict = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.docs = [read(article) for article in self.articles]

    def group_of(self, article_id: str) -> tuple[str, ...]:
        """All copies of an article, itself included."""
        for group in self.groups:
            if article_id in group:
                return tuple(group)
        return (article_id,)

    def count(self, docs: Sequence[Doc]) -> int:
        """How many articles these are, copies of one counted once."""
        return len({self.group_of(doc.article.id) for doc in docs})

    def shown(
        self, found: Sequence[Doc], complete: Sequence[Doc], scores: dict[str, float]
    ) -> list[Doc]:
        """Of the copies that were found, the one that is the hit."""
        best: dict[tuple[str, ...], Doc] = {}

        def rank(doc: Doc) -> tuple:
            id_ = doc.article.id
            return doc not in complete, -scores[id_], self.group_of(id_).index(id_)

        for doc in found:
            group = self.group_of(doc.article.id)
            best[group] = min(best.get(group, doc), doc, key=rank)
        return [doc for doc in found if doc in best.values()]

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

    def partly_holding(self, query: Query) -> list[Doc]:
        """The articles with all that is required and enough of the rest."""
        children = flat(query)
        words = list({bare(c): c for c in children if is_optional(c)}.values())
        others = [c for c in children if not is_optional(c)]
        if len(words) < 2:
            return []
        shares = [
            sum(self.idf(word) for word in words if self.holds(word, doc))
            if all(self.holds(child, doc) for child in others)
            else 0.0
            for doc in self.docs
        ]
        least = 0.5 if len(words) <= 4 else 0.25
        least *= sum(self.idf(word) for word in words)
        least = max(least, 0.4 * max(shares)) - 1e-9
        pairs = zip(self.docs, shares, strict=True)
        return [doc for doc, share in pairs if 0 < share and least <= share]

    def idf(self, leaf: Query, fields=FIELDS) -> float:
        key = bare(leaf), fields
        if key not in self._idfs:
            n = sum(self.holds(leaf, doc, fields) for doc in self.docs)
            self._idfs[key] = self._idf(n)
        return self._idfs[key]

    def _idf(self, n: int) -> float:
        return math.log(1 + (len(self.docs) - n + 0.5) / (n + 0.5)) if n else 0.0

    def score(self, query: Query, doc: Doc) -> float:
        marked = has_marks(query)
        total = 0.0
        seen = set()
        for parts, fields in parts_of(query, FIELDS):
            key = (tuple(bare(part) for part in parts), fields)
            if key in seen:
                continue
            seen.add(key)
            if len(parts) == 1:
                total += self._leaf_score(parts[0], doc, fields, marked)
            else:
                total += self._pair_score(*parts, doc, fields, marked)
        return total

    def _leaf_score(self, leaf, doc: Doc, fields, has_marks: bool) -> float:
        idf = self.idf(leaf, fields)
        return idf * self._saturated(leaf, doc, fields, has_marks, WORD_SATURATION)

    def _pair_score(self, first, second, doc: Doc, fields, has_marks: bool) -> float:
        pair = Phrase((word_of(first), word_of(second)))
        score = self._saturated(pair, doc, fields, has_marks, PAIR_SATURATION)
        weight = PAIR_WEIGHT if has_marks else UNMARKED_PAIR_WEIGHT
        return weight * self.idf(pair, fields) * score

    def _saturated(self, leaf, doc: Doc, fields, has_marks: bool, k1: float) -> float:
        """The saturated frequency, times the mean weight of the occurrences."""
        total = weighted = 0.0
        for factor, weight in self._occurrences(leaf, doc, fields, has_marks):
            total += factor
            weighted += factor * weight
        if not total:
            return 0.0
        return total * (k1 + 1) / (k1 + total) * weighted / total

    def _occurrences(self, leaf, doc: Doc, fields, has_marks: bool):
        """Yield the field's factor and the weight of every occurrence."""
        if isinstance(leaf, Also):
            yield from self._occurrences(leaf.typed, doc, fields, has_marks)
            for reading in leaf.readings:
                if isinstance(reading.query, Published):
                    if self.holds(reading.query, doc):
                        yield 1.0, reading.weight
                    continue
                found = self._occurrences(reading.query, doc, fields, has_marks)
                for factor, weight in found:
                    yield factor, weight * reading.weight
            return
        other = OTHER_SPELLING_WEIGHT if has_marks else UNMARKED_WEIGHT
        for name in fields:
            factor = self._factor(doc, name)
            for at in self.places(leaf, doc, name):
                is_typed = spelled_as_typed(leaf, doc.fields[name], at)
                yield factor, 1.0 if is_typed else other

    def _factor(self, doc: Doc, name: str) -> float:
        lengths = [len(d.fields[name]) for d in self.docs if d.fields[name]]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        b = LENGTH_NORMS[name]
        return FIELD_WEIGHTS[name] / (1 - b + b * len(doc.fields[name]) / mean)


def spelled_as_typed(leaf, found: list[str], at: int) -> bool:
    match leaf:
        case Word(syllable):
            return found[at] == syllable
        case Prefix(syllable):
            return found[at].startswith(syllable)
        case Phrase(words):
            return all(found[at + n] == w.syllable for n, w in enumerate(words))
    return True


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
