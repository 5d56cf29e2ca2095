"""Postings as arrays: in which documents, and where in them, a term stands.

Document numbers are those of the whole index: the segments' own numbers, each
segment's shifted by the sizes of the segments before it. An occurrence is one
int64, document number above position, so that a phrase is an intersection of
shifted arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from index.segments.postings import (
    FIRST,
    FIRST_WIDE,
    spread,
    unmarked,
)
from search.embedded import kernels
from search.embedded.cache import ByteCache
from search.embedded.segments import OpenSegment

POSITION_BITS = 32

_LOPSIDED = 16
"""Of two lists of documents the one that is so many times shorter is looked up
in the other."""

NO_DOCS = np.zeros(0, np.int32)
NO_OCCURRENCES = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class TermPostings:
    """The postings of one term in one field; deleted documents are left out.

    Attributes
    ----------
    docs : (n,) int32 ndarray
        Strictly ascending.
    starts, ends : (n,) int32 ndarray
        Document ``docs[i]`` has the positions ``marked[starts[i] : ends[i]]``.
    marked : uint16 or uint32 ndarray
        Positions as in the file: the highest bit is no part of them.
    nbytes : int
        Memory of its own.
    addresses : tuple of int
        Of the arrays, for the inner loops.
    """

    docs: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    marked: np.ndarray
    nbytes: int
    addresses: tuple[int, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        arrays = self.docs, self.starts, self.ends, self.marked
        object.__setattr__(self, "addresses", kernels.addresses_of(*arrays))

    def frequencies(self) -> np.ndarray:
        """Tell how often each document has the term: (n,) float64 ndarray."""
        return (self.ends - self.starts).astype(np.float64)

    def occurrences(self) -> np.ndarray:
        """Give all occurrences: ascending int64."""
        freqs = self.ends - self.starts
        marked = self.marked
        n = int(freqs.sum()) if len(freqs) else 0
        if n != len(marked):
            marked = marked[spread(self.starts, freqs)]
        bound = FIRST if marked.dtype.itemsize == 2 else FIRST_WIDE
        keys = np.repeat(self.docs.astype(np.int64) << POSITION_BITS, freqs)
        keys |= marked & marked.dtype.type(bound - 1)
        return keys

    def among(self, docs: np.ndarray) -> TermPostings:
        """Keep the postings of some documents.

        Parameters
        ----------
        docs : (n,) integer ndarray
            Strictly ascending.
        """
        at = common_places(self.docs, docs)
        if len(at) == len(self.docs):
            return self
        return TermPostings(
            self.docs.take(at), self.starts.take(at), self.ends.take(at), self.marked, 0
        )


NO_POSTINGS = TermPostings(NO_DOCS, NO_DOCS, NO_DOCS, np.zeros(0, np.uint16), 0)


class PostingReader:
    """Reads the postings of terms, and remembers the latest.

    For one thread at a time: what it remembers is not guarded.

    Parameters
    ----------
    segments : sequence of OpenSegment
    max_bytes : int
        Memory for what is remembered.
    """

    def __init__(self, segments: Sequence[OpenSegment], max_bytes: int) -> None:
        self._segments = segments
        self._cache: ByteCache[TermPostings] = ByteCache(max_bytes)

    def term(self, field: str, term: str) -> TermPostings:
        """Give the postings of one term in a text field."""
        return self._cache.get((field, term), lambda: self._read(field, term))

    def n_occurrences(self, field: str, term: str) -> int:
        """Estimate how often a term occurs, without reading its postings."""
        places = (segment.place(field, term) for segment in self._segments)
        return sum(place.size // 2 for place in places if place is not None)

    def _read(self, field: str, term: str) -> TermPostings:
        parts = []
        for segment in self._segments:
            found = read_segment(segment, field, term)
            if not len(found.docs):
                continue
            docs, starts, ends = found.docs, found.starts, found.ends
            if len(segment.deleted):
                is_kept = segment.is_live[docs]
                docs, starts, ends = docs[is_kept], starts[is_kept], ends[is_kept]
            if segment.base:
                docs = docs + np.int32(segment.base)
            parts.append((docs, starts, ends, found.marked))
        if not parts:
            return NO_POSTINGS
        if len(parts) == 1:
            # The positions stay where they are, in the mapped file.
            return TermPostings(*parts[0], _size(*parts[0][:3]))
        shifts = np.cumsum([0, *(len(marked) for *_, marked in parts)]).tolist()
        starts, ends = (
            np.concatenate(
                [p[at] + np.int32(n) for p, n in zip(parts, shifts, strict=False)]
            )
            for at in (1, 2)
        )
        docs = np.concatenate([docs for docs, *_ in parts])
        joined = np.concatenate([unmarked(marked) for *_, marked in parts])
        size = _size(docs, starts, ends, joined)
        return TermPostings(docs, starts, ends, joined, size)


def read_segment(segment: OpenSegment, field: str, term: str) -> TermPostings:
    """Read a term's postings in one segment, deleted documents included."""
    place = segment.place(field, term)
    if place is None:
        return NO_POSTINGS
    docs, bounds, marked = kernels.decode_list(
        segment.content, place.at, place.size, place.doc_freq, segment.n_docs
    )
    return TermPostings(docs, bounds[:-1], bounds[1:], marked, _size(docs, bounds))


def common_places(found: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Tell where in `found` the values are that `wanted` has, too.

    Parameters
    ----------
    found, wanted : integer ndarray
        Strictly ascending.

    Returns
    -------
    int64 ndarray
        Ascending indices into `found`.
    """
    fewer, more = sorted((len(found), len(wanted)))
    if not fewer:
        return np.zeros(0, np.int64)
    if fewer * _LOPSIDED > more:
        # Marking one and asking for the other takes a few passes over both.
        is_wanted = np.zeros(int(max(found[-1], wanted[-1])) + 1, bool)
        is_wanted[wanted] = True
        return np.flatnonzero(is_wanted.take(found))
    if len(found) == fewer:
        at = np.searchsorted(wanted, found.astype(wanted.dtype, copy=False))
        at[at == len(wanted)] = 0
        return np.flatnonzero(wanted[at] == found)
    at = np.searchsorted(found, wanted.astype(found.dtype, copy=False))
    at[at == len(found)] = 0
    return at[found[at] == wanted]


def merged(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Join ascending occurrences of different terms into one ascending array."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return NO_OCCURRENCES
    joined = np.concatenate(parts)
    joined.sort()
    return joined


def in_both(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Intersect two ascending arrays without repeated values."""
    if len(one) > len(other):
        one, other = other, one
    if not len(one):
        return one
    if len(one) * 8 > len(other):
        # Sorting two runs together is faster than looking so many up.
        both = np.concatenate((one, other))
        both.sort()
        return both[1:][both[1:] == both[:-1]]
    at = np.searchsorted(other, one)
    at[at == len(other)] = 0
    return one[other[at] == one]


def _size(*arrays: np.ndarray) -> int:
    return sum(array.nbytes for array in arrays)
