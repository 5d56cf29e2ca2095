"""Leaf of a query → its posting lists, and their frequencies per text field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from search.embedded import kernels
from search.embedded.cache import ByteCache
from search.embedded.frequencies import NOTHING, Frequencies, PerField
from search.embedded.kernels.arguments import Lists
from search.embedded.postings import (
    WeightedTerm,
    docs_of_lists,
    lists_of,
    occurrences,
)
from search.embedded.segments import OpenSegment
from search.embedded.vocabulary import Vocabulary
from search.formula import FIELDS, OTHER_SPELLING_WEIGHT, UNMARKED_WEIGHT
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

PUBLISHED = "published"
"""Stands for a field where a date is answered by the day of publication."""


@dataclass(frozen=True, slots=True)
class Row:
    """Words that are to follow each other in one field.

    Attributes
    ----------
    field : str
    words : list of Lists
        Of each word.
    weight : float
        What a row in other spellings counts; 1 where there are none.
    """

    field: str
    words: list[Lists]
    weight: float


class LeafReader:
    """Looks up what the leaves of one query stand for.

    Parameters
    ----------
    segments : sequence of OpenSegment
    vocabulary : Vocabulary
    known : ByteCache of Lists
        What earlier queries looked up.
    docs_published : callable
        `Published` → ascending document numbers.
    has_marks : bool
        Whether any word of the query was typed with marks.
    is_live : (n_docs,) bool ndarray
        False for deleted documents.
    """

    def __init__(
        self,
        segments: Sequence[OpenSegment],
        vocabulary: Vocabulary,
        known: ByteCache[Lists],
        docs_published: Callable[[Published], np.ndarray],
        has_marks: bool,
        is_live: np.ndarray,
    ) -> None:
        self._segments = segments
        self._vocabulary = vocabulary
        self._known = known
        self._docs_published = docs_published
        self._is_live = is_live
        self.has_marks = has_marks
        self._other_weight = OTHER_SPELLING_WEIGHT if has_marks else UNMARKED_WEIGHT

    def lists(self, leaf: Word | Prefix, fields: tuple[str, ...]) -> Lists:
        """Find the posting lists that answer a word or a prefix in some fields."""
        key = bare(leaf), self.has_marks
        found = self._known.get(
            key, lambda: lists_of(self._segments, self._terms(leaf), FIELDS)
        )
        if len(fields) == len(FIELDS):
            return found
        number = FIELDS.index(fields[0])
        return self._known.get((*key, number), lambda: found.of_field(number))

    def mask(self, lists: Lists) -> np.ndarray:
        """Mark the documents that have any of the terms: (n_docs,) bool."""
        found = np.zeros(len(self._is_live), bool)
        kernels.mark_lists(found, lists)
        found &= self._is_live
        return found

    def frequencies(self, leaf: Leaf | Also, fields: tuple[str, ...]) -> PerField:
        """Count a leaf, and its readings with their weights, in each field."""
        if not isinstance(leaf, Also):
            return {field: self._frequencies(field, leaf) for field in fields}
        found = self.frequencies(leaf.typed, fields)
        for reading in leaf.readings:
            for field, other in self._reading(reading.query, fields).items():
                before = found.get(field, NOTHING)
                found[field] = before.plus(other.weighing(reading.weight))
        return found

    def rows_of(self, words: Sequence[Word], fields: tuple[str, ...]) -> list[Row]:
        """Give the posting lists of words that are to follow each other.

        Returns
        -------
        list of Row
            Of every field that has all of the words.
        """
        found = []
        for field in fields:
            of_words = [self.lists(word, (field,)) for word in words]
            if all(len(lists.lists) for lists in of_words):
                has_others = any(lists.has_weights for lists in of_words)
                weight = self._other_weight if has_others else 1.0
                found.append(Row(field, of_words, weight))
        return found

    def docs_with(self, rows: Sequence[Row]) -> np.ndarray:
        """Give the documents that have all words in one field: ascending int64."""
        found = np.zeros(len(self._is_live), bool)
        for row in rows:
            mask = self.mask(row.words[0])
            for word in row.words[1:]:
                mask &= self.mask(word)
            found |= mask
        return kernels.docs_of(found)

    def _frequencies(self, field: str, leaf: Leaf) -> Frequencies:
        match leaf:
            case Word() | Prefix():
                return self._count(self.lists(leaf, (field,)))
            case Phrase(words):
                return self._count_row(field, words)
            case DocumentNumber(number, words):
                lists = lists_of(self._segments, [(number, 1.0, True)], (field,))
                whole = occurrences(lists, self._is_live)
                return Frequencies.of(np.union1d(whole, self._find_row(field, words)))
        raise TypeError(f"{leaf!r} is no leaf")

    def _terms(self, leaf: Word | Prefix) -> list[WeightedTerm]:
        """List what answers a word or a prefix, with the weights of occurrences."""
        if isinstance(leaf, Prefix):
            every = self._vocabulary.beginning_with(leaf)
            exact = {term for term in every if term.startswith(leaf.syllable)}
        else:
            every, exact = self._vocabulary.answers(leaf), {leaf.syllable}
        return [
            (term, 1.0 if term in exact else self._other_weight, term in exact)
            for term in every
        ]

    def _count(self, lists: Lists) -> Frequencies:
        docs = docs_of_lists(lists, self._is_live)
        if not len(docs):
            return NOTHING
        ones = np.ones(len(self._is_live))
        freqs = np.zeros(len(docs))
        weighted = np.zeros(len(docs)) if lists.has_weights else freqs
        kernels.add_frequencies(lists, docs, [ones] * len(FIELDS), freqs, weighted)
        return Frequencies(docs.astype(np.int32), freqs, weighted)

    def _count_row(self, field: str, words: Sequence[Word]) -> Frequencies:
        """Count where words follow each other, in all documents."""
        rows = self.rows_of(words, (field,))
        docs = self.docs_with(rows)
        freqs, weighted = np.zeros((2, len(docs)))
        ones = np.ones(len(self._is_live))
        for row in rows:
            kernels.add_rows(docs, row.words, ones, row.weight, freqs, weighted)
        at = np.flatnonzero(freqs)
        docs = docs.take(at).astype(np.int32)
        return Frequencies(docs, freqs.take(at), weighted.take(at))

    def _find_row(self, field: str, words: Sequence[Word]) -> np.ndarray:
        """Find where words follow each other: ascending occurrences of the first."""
        found: np.ndarray | None = None
        for at, word in enumerate(words):
            here = occurrences(self.lists(word, (field,)), self._is_live) - at
            found = here if found is None else np.intersect1d(found, here, True)
        assert found is not None
        return found

    def _reading(
        self, reading: Word | Phrase | Published, fields: tuple[str, ...]
    ) -> PerField:
        if isinstance(reading, Published):
            # What was published on a day says the day once.
            docs = self._docs_published(reading).astype(np.int32)
            ones = np.ones(len(docs))
            return {PUBLISHED: Frequencies(docs, ones, ones)}
        return {field: self._frequencies(field, reading) for field in fields}
