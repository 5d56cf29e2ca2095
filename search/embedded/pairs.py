"""Pairs of common words: counted beforehand, looked for only where it matters.

What a pair gives depends on how many documents have it, and to find them all
among two hundred thousand occurrences of each word takes milliseconds. Segments
therefore carry that number for every pair of common words; then a pair has to
be looked for only in documents that can still be among the best.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.segments.pair_counting import COMMON
from search.embedded import kernels
from search.embedded.postings import lists_of
from search.embedded.segments import OpenSegment
from search.formula import FIELDS
from search.query.nodes import Word

_MAX_REMEMBERED = 100_000

CHEAP = COMMON
"""A pair with a word of fewer occurrences is looked for in all documents."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """A pair that is not looked for yet.

    Attributes
    ----------
    are_there : (n_docs,) bool ndarray, twice
        Which documents have its words: none has the pair that has not both.
    bound : int
        Units that it adds to a document at the most.
    idf : float
    units : callable
        Gives what it adds to some documents, strictly ascending: int32 ndarray.
    """

    are_there: tuple[np.ndarray, ...]
    bound: int
    idf: float
    units: Callable[[np.ndarray], np.ndarray]


def way_of(word: Word) -> tuple[str, str]:
    """Tell in which way a word is looked for, and its syllable."""
    return "exact" if word.has_marks else "folded", word.syllable


class PairCounts:
    """How many documents of a generation have a pair of common words.

    Parameters
    ----------
    segments : sequence of OpenSegment
    answers : callable
        Gives the terms that a word stands for.
    """

    def __init__(
        self,
        segments: Sequence[OpenSegment],
        answers: Callable[[Word], list[str]],
    ) -> None:
        self._segments = segments
        self._answers = answers
        self._known: dict[tuple, int | None] = {}

    def count(self, first: Word, second: Word) -> int | None:
        """Count them; None where it is not known beforehand."""
        key = way_of(first), way_of(second)
        if key not in self._known:
            if len(self._known) >= _MAX_REMEMBERED:
                self._known.clear()
            self._known[key] = self._add_up(first, second)
        return self._known[key]

    def _add_up(self, first: Word, second: Word) -> int | None:
        counted = [
            None
            if segment.pairs is None
            else segment.pairs.count(way_of(first), way_of(second))
            for segment in self._segments
        ]
        if all(n_found is None for n_found in counted):
            return None
        total = 0
        for segment, n_found in zip(self._segments, counted, strict=True):
            if n_found is None:
                # Where a word is rare, looking for the pair costs little.
                live = np.flatnonzero(segment.is_live)
                total += self._look(segment, first, second, live)
                continue
            total += n_found
            if len(segment.deleted):
                total -= self._look(segment, first, second, segment.deleted)
        return total

    def _look(
        self, segment: OpenSegment, first: Word, second: Word, docs: np.ndarray
    ) -> int:
        """Count the documents with the pair among some of a segment."""
        freqs = np.zeros(len(docs))
        docs = docs + segment.base
        ones = np.ones(segment.base + segment.n_docs)
        for field in FIELDS:
            words = [
                lists_of(
                    [segment],
                    [(term, 1.0, True) for term in self._answers(word)],
                    (field,),
                )
                for word in (first, second)
            ]
            if all(len(lists.lists) for lists in words):
                kernels.add_rows(docs, words, ones, 1.0, freqs, freqs)
        return kernels.count_positive(freqs)
