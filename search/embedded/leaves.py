"""Leaf of a query → its occurrences and their frequencies, per text field."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
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
    bare,
)

FIELDS = (TITLE, BODY)

# Somebody who types marks means "ban" by "ban" more often than "bàn"; somebody
# who types none means little by their absence, but an article that has none
# either is written as he writes.
OTHER_SPELLING_WEIGHT = 0.5
UNMARKED_WEIGHT = 0.85


PUBLISHED = "published"
"""Stands for a field where a date is answered by the day of publication."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How often each document has something in one field.

    Attributes
    ----------
    docs : (n,) int64 ndarray
        Strictly ascending.
    freqs : (n,) float64 ndarray
        Positive: occurrences, however they are spelled or said.
    weighted : (n,) float64 ndarray
        The same, an occurrence of another spelling or reading counting less.
    """

    docs: np.ndarray
    freqs: np.ndarray
    weighted: np.ndarray

    @staticmethod
    def of(occurrences: np.ndarray, weight: float = 1.0) -> Frequencies:
        """Count occurrences (ascending, as of `PostingReader`) of one weight."""
        docs, freqs = documents_of(occurrences)
        return Frequencies(docs, freqs, freqs * weight)

    def plus(self, other: Frequencies, weight: float = 1.0) -> Frequencies:
        """Add occurrences of something else, their weights multiplied by one more."""
        if not len(other.docs):
            return self
        docs = np.concatenate((self.docs, other.docs))
        # Counting over all numbers up to the highest is faster than sorting.
        freqs = np.bincount(docs, np.concatenate((self.freqs, other.freqs)))
        weights = np.concatenate((self.weighted, other.weighted * weight))
        found = np.flatnonzero(freqs)
        return Frequencies(found, freqs[found], np.bincount(docs, weights)[found])


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
        self.has_marks = has_marks
        self._other_weight = OTHER_SPELLING_WEIGHT if has_marks else UNMARKED_WEIGHT
        self._occurrences: dict[Hashable, np.ndarray] = {}

    def frequencies(self, leaf: Leaf | Also, fields: tuple[str, ...]) -> PerField:
        """Count a leaf, and its readings with their weights, in each field."""
        if not isinstance(leaf, Also):
            return {field: self._frequencies(field, leaf) for field in fields}
        found = self.frequencies(leaf.typed, fields)
        for reading in leaf.readings:
            for field, other in self._reading(reading.query, fields).items():
                before = found.get(field, Frequencies.of(NO_OCCURRENCES))
                found[field] = before.plus(other, reading.weight)
        return found

    def pair(self, first: Word, second: Word, fields: tuple[str, ...]) -> PerField:
        """Count where one word directly follows another, in any spellings."""
        return self.frequencies(Phrase((first, second)), fields)

    def occurrences(self, field: str, leaf: Leaf) -> np.ndarray:
        """Give the first positions of a leaf in a field: ascending int64.

        An occurrence is a document number shifted by `postings.POSITION_BITS`,
        plus a position.
        """
        key = (field, bare(leaf))
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
        return _in_a_row(self.occurrences(field, word) for word in words)

    def _frequencies(self, field: str, leaf: Leaf) -> Frequencies:
        every = self.occurrences(field, leaf)
        exact = self._exact(field, leaf)
        if exact is None:
            return Frequencies.of(every)
        # What was typed exactly is counted with the others, then once more for
        # what it is worth above them.
        found = Frequencies.of(every, self._other_weight)
        docs, freqs = documents_of(exact)
        at = np.searchsorted(found.docs, docs)
        found.weighted[at] += freqs * (1 - self._other_weight)
        return found

    def _exact(self, field: str, leaf: Leaf) -> np.ndarray | None:
        """Give the occurrences spelled as typed; None where there are no others."""
        match leaf:
            case Word(syllable):
                if self._vocabulary.answers(leaf) == [syllable]:
                    return None
                return self._postings.occurrences(field, syllable)
            case Prefix(syllable):
                terms = self._vocabulary.beginning_with(leaf)
                exact = [term for term in terms if term.startswith(syllable)]
                if len(exact) == len(terms):
                    return None
                return self._postings.union(field, exact)
            case Phrase(words):
                parts = [self._exact(field, word) for word in words]
                if all(part is None for part in parts):
                    return None
                return _in_a_row(
                    self.occurrences(field, word) if part is None else part
                    for word, part in zip(words, parts, strict=True)
                )
            case DocumentNumber():
                return None

    def _reading(
        self, reading: Word | Phrase | Published, fields: tuple[str, ...]
    ) -> PerField:
        if isinstance(reading, Published):
            # What was published on a day says the day once.
            docs = self._docs_published(reading)
            return {
                PUBLISHED: Frequencies(docs, np.ones(len(docs)), np.ones(len(docs)))
            }
        return {field: self._frequencies(field, reading) for field in fields}


def _in_a_row(parts: Iterable[np.ndarray]) -> np.ndarray:
    """Give the occurrences of the first that all others follow, one by one."""
    parts = iter(parts)
    found = next(parts)
    for distance, part in enumerate(parts, 1):
        if not len(found):
            break
        found = _common(found, part - distance)
    return found


def _common(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Intersect two ascending arrays without repeated values."""
    if len(one) > len(other):
        one, other = other, one
    at = np.searchsorted(other, one)
    at[at == len(other)] = 0
    return one[other[at] == one] if len(other) else one[:0]
