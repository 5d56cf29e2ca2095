"""The words of all articles of a library, and in how many each is.

One file, read where it lies or from memory: what stands beside the index so that
whoever searches knows the spellings of a syllable without asking the cluster.

Rows ascend by the term without marks, then by the term (in UTF-8), so that all
spellings of a syllable, and all that begin alike, lie side by side.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from index.analysis.normalise import fold
from index.opensearch.packing import pack_arrays, unpack_arrays

Counts = tuple[int, int]
"""Articles whose title has a term, and articles whose body has it."""

_BETWEEN = b"\0"


class WordTable:
    """Terms and their counts.

    Parameters
    ----------
    text : bytes
        All keys, one after the other.
    ends : (n,) uint32 ndarray
        Where each ends.
    counts : (n, 2) uint32 ndarray
        In titles, in bodies.
    """

    def __init__(self, text: bytes, ends: np.ndarray, counts: np.ndarray) -> None:
        self._text = text
        self._ends = ends
        self._counts = counts
        self._keys = _Keys(text, ends)

    @classmethod
    def of(cls, counts: Mapping[str, Counts]) -> WordTable:
        """Make a table; terms that no article has are left out."""
        rows = sorted(
            (_key(term), titles, bodies)
            for term, (titles, bodies) in counts.items()
            if titles > 0 or bodies > 0
        )
        ends = np.cumsum([len(key) for key, *_ in rows], dtype=np.uint32)
        numbers = np.array([row[1:] for row in rows], np.uint32).reshape(-1, 2)
        return cls(b"".join(key for key, *_ in rows), ends, numbers)

    @classmethod
    def from_bytes(cls, data: bytes) -> WordTable:
        """Read what `to_bytes` wrote; ValueError where it is something else."""
        text, ends, counts = unpack_arrays(data)
        return cls(text.tobytes(), ends, counts.reshape(-1, 2))

    def to_bytes(self) -> bytes:
        """Write the table."""
        text = np.frombuffer(self._text, np.uint8)
        return pack_arrays([text, self._ends, self._counts.ravel()])

    def __len__(self) -> int:
        return len(self._ends)

    def items(self) -> Iterator[tuple[str, Counts]]:
        """Yield all terms with their counts."""
        for row, (titles, bodies) in enumerate(self._counts.tolist()):
            yield self.term(row), (titles, bodies)

    def term(self, row: int) -> str:
        """Give the term of a row."""
        return _term(self._keys[row])

    def count(self, term: str) -> Counts:
        """Count the titles and the bodies that have a term."""
        key = _key(term)
        row = bisect_left(self._keys, key)
        if row == len(self) or self._keys[row] != key:
            return 0, 0
        titles, bodies = self._counts[row].tolist()
        return titles, bodies

    def folding_to(self, folded: str) -> list[tuple[str, Counts]]:
        """List the terms that fold to `folded`."""
        return self._between(folded.encode() + _BETWEEN, folded.encode() + b"\1")

    def beginning_with(self, folded: str) -> list[tuple[str, Counts]]:
        """List the terms whose letters without marks begin with `folded`."""
        return self._between(folded.encode(), folded.encode() + b"\xff")

    def _between(self, first: bytes, end: bytes) -> list[tuple[str, Counts]]:
        start = bisect_left(self._keys, first)
        stop = bisect_left(self._keys, end, lo=start)
        counts = self._counts[start:stop].tolist()
        return [
            (self.term(row), (titles, bodies))
            for row, (titles, bodies) in zip(range(start, stop), counts, strict=True)
        ]


class _Keys(Sequence[bytes]):
    """The keys, each cut out when it is asked for."""

    def __init__(self, text: bytes, ends: np.ndarray) -> None:
        self._text, self._ends = text, ends

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, row: int) -> bytes:  # type: ignore[override]
        start = int(self._ends[row - 1]) if row else 0
        return self._text[start : int(self._ends[row])]


def _key(term: str) -> bytes:
    folded = fold(term).encode("utf-8", "surrogatepass")
    return folded + _BETWEEN + term.encode("utf-8", "surrogatepass")


def _term(key: bytes) -> str:
    return key.partition(_BETWEEN)[2].decode("utf-8", "surrogatepass")
