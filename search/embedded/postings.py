"""Postings as arrays: in which documents, and where in them, a term stands.

Document numbers are those of the whole index: the segments' own numbers, each
segment's shifted by the sizes of the segments before it. An occurrence is one
int64, document number above position.
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

_NONE = np.zeros(0, np.int32)


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


NO_POSTINGS = TermPostings(_NONE, _NONE, _NONE, np.zeros(0, np.uint16), 0)


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


def _size(*arrays: np.ndarray) -> int:
    return sum(array.nbytes for array in arrays)
