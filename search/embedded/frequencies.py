"""How often each document has something in one field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.embedded.postings import POSITION_BITS


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How often each document has something in one field.

    Attributes
    ----------
    docs : (n,) int32 ndarray
        Strictly ascending.
    freqs : (n,) float64 ndarray
        Positive: occurrences, however they are spelled or said.
    weighted : (n,) float64 ndarray
        The same, an occurrence of another spelling or reading counting less;
        `freqs` itself where all count alike.
    """

    docs: np.ndarray
    freqs: np.ndarray
    weighted: np.ndarray

    @staticmethod
    def of(occurrences: np.ndarray) -> Frequencies:
        """Count occurrences (ascending, document above position)."""
        docs = occurrences >> POSITION_BITS
        if not len(docs):
            return NOTHING
        starts = np.flatnonzero(docs[1:] != docs[:-1]) + 1
        starts = np.concatenate(([0], starts))
        freqs = np.diff(starts, append=len(docs)).astype(np.float64)
        return Frequencies(docs[starts].astype(np.int32), freqs, freqs)

    def times(self, factor: np.ndarray | float) -> Frequencies:
        """Multiply frequencies, weighted or not, by a factor of each document."""
        freqs = self.freqs * factor
        is_alike = self.weighted is self.freqs
        return Frequencies(
            self.docs, freqs, freqs if is_alike else self.weighted * factor
        )

    def weighing(self, weight: float) -> Frequencies:
        """Let every occurrence count `weight` times as much as it does."""
        return Frequencies(self.docs, self.freqs, self.weighted * weight)

    def plus(self, other: Frequencies) -> Frequencies:
        """Add occurrences of something else."""
        return Frequencies.sum((self, other))

    @staticmethod
    def sum(parts: Sequence[Frequencies]) -> Frequencies:
        """Add frequencies document by document."""
        parts = sorted((p for p in parts if len(p.docs)), key=lambda p: -len(p.docs))
        if not parts:
            return NOTHING
        if len(parts) == 1:
            return parts[0]
        if len(parts) > 2:
            return _sum_of_many(parts)
        most, least = parts
        at = np.searchsorted(most.docs, least.docs)
        is_there = np.zeros(len(at), bool)
        inside = at < len(most.docs)
        is_there[inside] = most.docs[at[inside]] == least.docs[inside]
        is_alike = most.weighted is most.freqs and least.weighted is least.freqs
        docs, freqs, weighted = most.docs, most.freqs, most.weighted
        if is_there.all():
            freqs = freqs.copy()
            weighted = freqs if is_alike else weighted.copy()
        else:
            new = ~is_there
            docs = np.insert(docs, at[new], least.docs[new])
            freqs = np.insert(freqs, at[new], 0.0)
            weighted = freqs if is_alike else np.insert(weighted, at[new], 0.0)
            at = np.searchsorted(docs, least.docs)
        freqs[at] += least.freqs
        if not is_alike:
            weighted[at] += least.weighted
        return Frequencies(docs, freqs, weighted)


NOTHING = Frequencies(np.zeros(0, np.int32), np.zeros(0), np.zeros(0))

PerField = dict[str, Frequencies]
"""Field → frequencies; a field in which nothing is looked for is left out."""


def _sum_of_many(parts: Sequence[Frequencies]) -> Frequencies:
    docs = np.concatenate([part.docs for part in parts])
    freqs = np.concatenate([part.freqs for part in parts])
    is_alike = all(part.weighted is part.freqs for part in parts)
    # Counting over all numbers up to the highest is faster than sorting.
    sums = np.bincount(docs, freqs)
    found = np.flatnonzero(sums)
    total = sums[found]
    if is_alike:
        return Frequencies(found.astype(np.int32), total, total)
    weights = np.concatenate([part.weighted for part in parts])
    weighted = np.bincount(docs, weights)[found]
    return Frequencies(found.astype(np.int32), total, weighted)
