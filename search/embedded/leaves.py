"""Leaf of a query → its occurrences and their frequencies, per text field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.schema import BODY, TITLE
from search.embedded import kernels
from search.embedded.frequencies import NOTHING, Frequencies, PerField
from search.embedded.postings import PostingReader, TermPostings
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
UNMARKED_WEIGHT = 0.85


PUBLISHED = "published"
"""Stands for a field where a date is answered by the day of publication."""


@dataclass(frozen=True, slots=True)
class Row:
    """Words that are to follow each other in one field.

    Attributes
    ----------
    field : str
    words : list of list of (TermPostings, bool)
        Of each word the postings that answer it; whether they are of what was
        typed.
    weight : float
        What a row in other spellings counts; 1 where there are none.
    """

    field: str
    words: list[list[tuple[TermPostings, bool]]]
    weight: float


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
    n_docs : int
        Documents of the index, deleted ones included.
    """

    def __init__(
        self,
        postings: PostingReader,
        vocabulary: Vocabulary,
        docs_published: Callable[[Published], np.ndarray],
        has_marks: bool,
        n_docs: int,
    ) -> None:
        self._postings = postings
        self._vocabulary = vocabulary
        self._docs_published = docs_published
        self._n_docs = n_docs
        self.has_marks = has_marks
        self._other_weight = OTHER_SPELLING_WEIGHT if has_marks else UNMARKED_WEIGHT
        self._answers: dict[Word | Prefix, list[str]] = {}

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
        """Give the postings of words that are to follow each other.

        Returns
        -------
        list of Row
            Of every field that has all of the words.
        """
        terms = [self._terms(word) for word in words]
        is_exact = terms == [[word.syllable] for word in words]
        weight = 1.0 if is_exact else self._other_weight
        found = []
        for field in fields:
            of_words = [
                [
                    (postings, term == word.syllable)
                    for term in those
                    if len((postings := self._postings.term(field, term)).docs)
                ]
                for word, those in zip(words, terms, strict=True)
            ]
            if all(of_words):
                found.append(Row(field, of_words, weight))
        return found

    def docs_with(self, rows: Sequence[Row]) -> np.ndarray:
        """Give the documents that have all words in one field: ascending int64."""
        found = np.zeros(self._n_docs, bool)
        for row in rows:
            mask = self._mask(postings for postings, _ in row.words[0])
            for word in row.words[1:]:
                mask &= self._mask(postings for postings, _ in word)
            found |= mask
        return kernels.docs_of(found)

    def postings_of(
        self, word: Word, fields: tuple[str, ...]
    ) -> list[tuple[str, TermPostings, float]]:
        """Give the postings that answer a word, with the weights of occurrences.

        Returns
        -------
        list of (str, TermPostings, float)
            Field; postings of one spelling; how much an occurrence counts.
        """
        terms = self._terms(word)
        is_alone = terms == [word.syllable]
        return [
            (
                field,
                self._postings.term(field, term),
                1.0 if is_alone or term == word.syllable else self._other_weight,
            )
            for field in fields
            for term in terms
        ]

    def mask(self, word: Word, fields: tuple[str, ...]) -> np.ndarray:
        """Mark the documents that have a word in any field: (n_docs,) bool."""
        found = (self._postings.term(f, t) for f in fields for t in self._terms(word))
        return self._mask(found)

    def n_occurrences(self, word: Word, fields: tuple[str, ...]) -> int:
        """Estimate how often a word occurs, without reading its postings."""
        return sum(
            self._postings.n_occurrences(field, term)
            for field in fields
            for term in self._terms(word)
        )

    def _frequencies(self, field: str, leaf: Leaf) -> Frequencies:
        match leaf:
            case Word(syllable):
                return self._count_terms(field, self._terms(leaf), {syllable})
            case Prefix(syllable):
                terms = self._terms(leaf)
                exact = {term for term in terms if term.startswith(syllable)}
                return self._count_terms(field, terms, exact)
            case Phrase(words):
                return self._count_row(field, words)
            case DocumentNumber(number, words):
                whole = self._postings.term(field, number).occurrences()
                return Frequencies.of(np.union1d(whole, self._find_row(field, words)))
        raise TypeError(f"{leaf!r} is no leaf")

    def _terms(self, leaf: Word | Prefix) -> list[str]:
        """List what answers a word or a prefix: once a query, for all fields."""
        found = self._answers.get(leaf)
        if found is None:
            if isinstance(leaf, Prefix):
                found = self._vocabulary.beginning_with(leaf)
            else:
                found = self._vocabulary.answers(leaf)
            self._answers[leaf] = found
        return found

    def _count_terms(
        self, field: str, terms: Sequence[str], exact: set[str]
    ) -> Frequencies:
        counted = []
        for term in terms:
            found = self._postings.term(field, term)
            freqs = found.frequencies()
            of_term = Frequencies(found.docs, freqs, freqs)
            if term not in exact:
                of_term = of_term.weighing(self._other_weight)
            counted.append(of_term)
        return Frequencies.sum(counted)

    def _count_row(self, field: str, words: Sequence[Word]) -> Frequencies:
        """Count where words follow each other, in all documents."""
        rows = self.rows_of(words, (field,))
        docs = self.docs_with(rows)
        freqs, weighted = np.zeros((2, len(docs)))
        ones = np.ones(self._n_docs)
        for row in rows:
            kernels.add_rows(docs, row.words, ones, row.weight, freqs, weighted)
        at = np.flatnonzero(freqs)
        docs = docs.take(at).astype(np.int32)
        return Frequencies(docs, freqs.take(at), weighted.take(at))

    def _find_row(self, field: str, words: Sequence[Word]) -> np.ndarray:
        """Find where words follow each other: ascending occurrences of the first."""
        found: np.ndarray | None = None
        for at, word in enumerate(words):
            parts = [
                self._postings.term(field, term).occurrences()
                for term in self._terms(word)
            ]
            here = np.sort(np.concatenate([np.zeros(0, np.int64), *parts])) - at
            found = here if found is None else np.intersect1d(found, here, True)
        assert found is not None
        return found

    def _mask(self, postings: Iterable[TermPostings]) -> np.ndarray:
        mask = np.zeros(self._n_docs, bool)
        for part in postings:
            kernels.mark(mask, part.docs)
        return mask

    def _reading(
        self, reading: Word | Phrase | Published, fields: tuple[str, ...]
    ) -> PerField:
        if isinstance(reading, Published):
            # What was published on a day says the day once.
            docs = self._docs_published(reading).astype(np.int32)
            ones = np.ones(len(docs))
            return {PUBLISHED: Frequencies(docs, ones, ones)}
        return {field: self._frequencies(field, reading) for field in fields}
