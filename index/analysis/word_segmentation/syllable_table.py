"""The syllables and the document numbers of each chunk met so far.

Neither goes beyond white space, as tokens do not: every look ahead or behind of
their patterns asks only that some character be absent, which white space is not.
So they are found once a chunk, and not once a text.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from index.analysis.normalise import normalise_syllable
from index.analysis.numbers import document_numbers
from index.analysis.syllable_hashes import has_digit, syllable_hashes
from index.analysis.syllables import syllable_spans

WORD_JOINT = "_"
"""Between the syllables of a word term. No syllable contains it."""

ID_BITS = 32


class SyllableTable:
    """Rows of syllables, those of a chunk one after the other.

    Different syllables have different ids. The arrays are up to date after
    `flush`.

    Attributes
    ----------
    n_rows : int
    ids : (n_rows or more,) int64 ndarray
        Of the syllable of each row.
    terms : list of str
        Of each id the normalised syllable. It only grows.
    hashes : (n_ids or more,) uint64 ndarray
        Of each id its `index.analysis.syllable_hashes`.
    has_digits : (n_ids or more,) bool ndarray
    words : WordTable
    numbers : dict of int to list of (int, str)
        By the first row of a chunk that has any: how many of its syllables
        stand before a document number, and the number.
    """

    def __init__(self) -> None:
        self.n_rows = 0
        self.ids = np.empty(0, np.int64)
        self.terms: list[str] = []
        self.hashes = np.empty(0, "<u8")
        self.has_digits = np.empty(0, bool)
        self.numbers: dict[int, list[tuple[int, str]]] = {}
        self._ids: dict[str, int] = {}
        self._new: list[int] = []
        self._n_flushed = 0
        self.words = WordTable(self.terms)

    def add(self, chunk: str, bounds: list[int]) -> list[int]:
        """Give a chunk's syllables their rows.

        Parameters
        ----------
        chunk : str
        bounds : list of int
            Where the chunk's tokens begin, and where the last one ends.

        Returns
        -------
        list of int
            The row of the first syllable that begins at each bound or behind it.
        """
        first = self.n_rows
        spans = list(syllable_spans(chunk))
        if not spans:
            return [first] * len(bounds)
        self._new += [self._id(chunk[start:end]) for start, end in spans]
        self.n_rows += len(spans)
        starts = [start for start, _ in spans]
        numbers = [
            (bisect_left(starts, start), number)
            for start, _, number in document_numbers(chunk)
        ]
        if numbers:
            self.numbers[first] = numbers
        return [first + bisect_left(starts, bound) for bound in bounds]

    def _id(self, written: str) -> int:
        syllable = normalise_syllable(written)
        found = self._ids.get(syllable)
        if found is None:
            found = self._ids[syllable] = len(self.terms)
            self.terms.append(syllable)
        return found

    def flush(self) -> None:
        """Bring the arrays up to date with the rows given out."""
        first = self.n_rows - len(self._new)
        self.ids = _with(self.ids, first, self._new)
        self._new.clear()
        first = self._n_flushed
        new = self.terms[first:]
        self._n_flushed += len(new)
        hashes = b"".join([syllable_hashes[syllable] for syllable in new])
        self.hashes = _with(self.hashes, first, np.frombuffer(hashes, "<u8"))
        self.has_digits = _with(self.has_digits, first, list(map(has_digit, new)))


class WordTable(dict[int, int]):
    """Ids of two syllables → the id of the word of both.

    Most words are of two syllables, and most have been met before.

    Parameters
    ----------
    syllables : list of str
        By id; it may grow.

    Attributes
    ----------
    terms : list of str
        Of each id the word, its syllables joined. It only grows.
    """

    def __init__(self, syllables: list[str]) -> None:
        super().__init__()
        self._syllables = syllables
        self._ids: dict[str, int] = {}
        self.terms: list[str] = []

    def __missing__(self, pair: int) -> int:
        found = self[pair] = self.id_of([pair >> ID_BITS, pair & ((1 << ID_BITS) - 1)])
        return found

    def id_of(self, syllables: list[int]) -> int:
        """Give the id of a word by the ids of its syllables."""
        word = WORD_JOINT.join([self._syllables[id_] for id_ in syllables])
        found = self._ids.setdefault(word, len(self.terms))
        if found == len(self.terms):
            self.terms.append(word)
        return found


def _with(column: np.ndarray, first: int, new: list | np.ndarray) -> np.ndarray:
    """Set values of an array from a place on, in a longer one if they do not fit."""
    last = first + len(new)
    if last > len(column):
        grown = np.empty(max(last, 2 * len(column)), column.dtype)
        grown[:first] = column[:first]
        column = grown
    column[first:last] = new
    return column
