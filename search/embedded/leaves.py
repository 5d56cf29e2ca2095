"""Leaf of a query → its occurrences and their frequencies, per text field."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np

from index.schema import BODY, TITLE
from search.embedded.postings import (
    NO_OCCURRENCES,
    PostingReader,
    documents_of,
)
from search.embedded.vocabulary import Vocabulary
from search.query.nodes import (
    Also,
    DocumentNumber,
    Leaf,
    Phrase,
    Prefix,
    Published,
    Word,
)

FIELDS = (TITLE, BODY)

# Somebody who types marks means "ban" by "ban" more often than "bàn"; somebody
# who types none means little by their absence, but an article that has none
# either is written as he writes.
OTHER_SPELLING_WEIGHT = 0.5
UNMARKED_WEIGHT = 0.9


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How often each document has something in one field.

    Attributes
    ----------
    docs : (n,) int64 ndarray
        Strictly ascending.
    freqs : (n,) float64 ndarray
        Positive; an occurrence of another spelling or reading counts less than 1.
    """

    docs: np.ndarray
    freqs: np.ndarray

    @staticmethod
    def none() -> Frequencies:
        """Give the frequencies of what is nowhere."""
        return Frequencies(NO_OCCURRENCES, np.zeros(0))

    def plus(self, other: Frequencies, weight: float) -> Frequencies:
        """Add the frequencies of something else, multiplied by a weight."""
        if not len(other.docs):
            return self
        docs = np.concatenate((self.docs, other.docs))
        freqs = np.concatenate((self.freqs, other.freqs * weight))
        # Counting over all numbers up to the highest is faster than sorting.
        sums = np.bincount(docs, weights=freqs)
        found = np.flatnonzero(sums)
        return Frequencies(found, sums[found])


PerField = dict[str, Frequencies]
"""Field → frequencies; a field in which nothing is looked for is left out."""


class LeafReader:
    """Looks up what the leaves of one query stand for.

    Parameters
    ----------
    postings : PostingReader
    vocabulary : Vocabulary
    docs_published : callable
        `Published` → ascending document numbers.
    has_marks : bool
        Whether any word of the query was typed with marks.
    """

    def __init__(
        self,
        postings: PostingReader,
        vocabulary: Vocabulary,
        docs_published: Callable[[Published], np.ndarray],
        has_marks: bool,
    ) -> None:
        self._postings = postings
        self._vocabulary = vocabulary
        self._docs_published = docs_published
        self._other_weight = OTHER_SPELLING_WEIGHT if has_marks else UNMARKED_WEIGHT
        self._occurrences: dict[Hashable, np.ndarray] = {}

    def frequencies(self, leaf: Leaf | Also, fields: tuple[str, ...]) -> PerField:
        """Count a leaf, and its readings with their weights, in each field."""
        if isinstance(leaf, Also):
            found = self.frequencies(leaf.typed, fields)
            for reading in leaf.readings:
                for field, other in self._reading(reading.query, fields).items():
                    found[field] = found[field].plus(other, reading.weight)
            return found
        return {field: self._frequencies(field, leaf) for field in fields}

    def pair(self, first: Word, second: Word, fields: tuple[str, ...]) -> PerField:
        """Count where one word directly follows another, in any spellings."""
        found = {}
        for field in fields:
            before = self.occurrences(field, first)
            after = self.occurrences(field, second)
            found[field] = Frequencies(*documents_of(_common(before + 1, after)))
        return found

    def occurrences(self, field: str, leaf: Leaf) -> np.ndarray:
        """Give the first positions of a leaf in a field: ascending int64.

        An occurrence is a document number shifted by `postings.POSITION_BITS`,
        plus a position.
        """
        key = (field, _plain(leaf))
        if key not in self._occurrences:
            self._occurrences[key] = self._find(field, leaf)
        return self._occurrences[key]

    def _find(self, field: str, leaf: Leaf) -> np.ndarray:
        match leaf:
            case Word():
                return self._postings.union(field, self._vocabulary.answers(leaf))
            case Prefix():
                terms = self._vocabulary.beginning_with(leaf)
                return self._postings.union(field, terms)
            case Phrase(words):
                return self._phrase(field, words)
            case DocumentNumber(number, words):
                whole = self._postings.occurrences(field, number)
                return np.union1d(whole, self._phrase(field, words))

    def _phrase(self, field: str, words: tuple[Word, ...]) -> np.ndarray:
        found = self.occurrences(field, words[0])
        for distance, word in enumerate(words[1:], 1):
            if not len(found):
                break
            found = _common(found, self.occurrences(field, word) - distance)
        return found

    def _frequencies(self, field: str, leaf: Leaf) -> Frequencies:
        if isinstance(leaf, Word):
            terms = self._vocabulary.answers(leaf)
            if len(terms) > 1 and leaf.syllable in terms:
                others = [term for term in terms if term != leaf.syllable]
                exact = self._postings.occurrences(field, leaf.syllable)
                other = self._postings.union(field, others)
                typed = Frequencies(*documents_of(exact))
                return typed.plus(Frequencies(*documents_of(other)), self._other_weight)
        return Frequencies(*documents_of(self.occurrences(field, leaf)))

    def _reading(
        self, reading: Word | Phrase | Published, fields: tuple[str, ...]
    ) -> PerField:
        if isinstance(reading, Published):
            # What was published on a day says the day once.
            docs = self._docs_published(reading)
            return {fields[-1]: Frequencies(docs, np.ones(len(docs)))}
        return {field: self._frequencies(field, reading) for field in fields}


def _common(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Intersect two ascending arrays without repeated values."""
    if len(one) > len(other):
        one, other = other, one
    at = np.searchsorted(other, one)
    at[at == len(other)] = 0
    return one[other[at] == one] if len(other) else one[:0]


def _plain(leaf: Leaf) -> Hashable:
    """Forget where a leaf was typed, so that a repeated one is looked up once."""
    match leaf:
        case Word(syllable, is_exact=is_exact):
            return "word", syllable, is_exact
        case Prefix(syllable):
            return "prefix", syllable
        case Phrase(words):
            return "phrase", *map(_plain, words)
        case DocumentNumber(number, words):
            return "number", number, *map(_plain, words)
