"""Which names hold a syllable: for names typed in part, without marks, or nearly so."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from index.analysis.normalise import fold
from search.query.nodes import Prefix, Word

_BETWEEN = "\n"
"""A word of no name, that ends each of them."""

_BEHIND_ALL = "\U0010ffff"


class NameWords:
    """Syllable → ordinals of the names that hold it, in compressed rows.

    Rows are in the order of what their syllables fold to, so that all spellings of
    one, and all that begin alike, lie side by side.

    Made of all syllables as one list of text, since a hundred thousand small lists
    take seconds of the garbage collector's time; only different ones are folded.

    Parameters
    ----------
    keys : iterable of str
        Keys of the names (`index.analysis.names.person_key`), by ordinal.

    Attributes
    ----------
    lengths : (n_names,) int32 ndarray
        How many syllables each name has.

    Examples
    --------
    >>> words = NameWords(["lê thị hà", "lê thi thị", "mai"])
    >>> words.names_with("thi").tolist(), words.names_with("an").tolist()
    ([0, 1], [])
    """

    def __init__(self, keys: Iterable[str]) -> None:
        listed = [*keys, ""]
        self._n_names = len(listed) - 1
        rows, self._spellings, self._folded = _numbered(
            f" {_BETWEEN} ".join(listed).split(" ")
        )
        is_end = rows == next(iter(self._rows_spelled(_BETWEEN)), -1)
        ends = np.flatnonzero(is_end)
        self.lengths = (np.diff(ends, prepend=-1) - 1).astype(np.int32)
        # In pairs of row and ordinal, sorted: a name that holds a word twice is one.
        pairs = rows.astype(np.int64) * len(listed)
        pairs += np.cumsum(is_end, dtype=np.int32)
        pairs = pairs[~is_end]
        pairs.sort()
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        bounds = np.arange(len(self._spellings) + 1) * len(listed)
        self._starts = np.searchsorted(pairs, bounds).astype(np.int32)
        self._ordinals = (pairs % len(listed)).astype(np.int32)
        # The word of a name without any is no syllable.
        for row in self._rows_spelled(""):
            of_none = self._row(row)
            self.lengths[of_none[of_none < self._n_names]] = 0

    def names_with(self, folded: str) -> np.ndarray:
        """Give the ordinals of the names with a syllable: ascending int32."""
        rows = self._rows_of(folded)
        if len(rows) == 1:
            return self._row(rows[0])
        return np.flatnonzero(self._holding(rows)).astype(np.int32)

    def answering(self, word: Word) -> np.ndarray:
        """Mark the names that have a syllable which answers a word: (n_names,) bool."""
        return self._holding(
            row
            for form in dict.fromkeys(map(fold, word.forms))
            for row in self._rows_of(form)
            if word.matches(self._spellings[row])
        )

    def beginning(self, prefix: Prefix) -> np.ndarray:
        """Mark the names that have a syllable with a beginning: (n_names,) bool."""
        folded = fold(prefix.syllable)
        rows = self._rows_between(folded, folded + _BEHIND_ALL)
        if not prefix.has_marks:
            return self._holding_any(self._starts[rows.start], self._starts[rows.stop])
        # A tone moves as a syllable grows, but what it folds to only grows.
        return self._holding(r for r in rows if prefix.matches(self._spellings[r]))

    def _rows_of(self, folded: str) -> range:
        """Give the rows of all spellings of a syllable without marks."""
        return self._rows_between(folded, folded + "\0")

    def _rows_between(self, first: str, end: str) -> range:
        if not first or first == _BETWEEN:
            return range(0)
        start = bisect_left(self._folded, first)
        return range(start, bisect_left(self._folded, end, lo=start))

    def _rows_spelled(self, word: str) -> list[int]:
        # Of a word that folds to itself: others that fold to it come behind it.
        at = bisect_left(self._folded, word)
        return [at] if self._folded[at : at + 1] == [word] else []

    def _holding(self, rows: Iterable[int]) -> np.ndarray:
        is_held = np.zeros(self._n_names, bool)
        for row in rows:
            is_held[self._row(row)] = True
        return is_held

    def _holding_any(self, start: int, end: int) -> np.ndarray:
        is_held = np.zeros(self._n_names, bool)
        is_held[self._ordinals[start:end]] = True
        return is_held

    def _row(self, row: int) -> np.ndarray:
        start, end = self._starts[row : row + 2].tolist()
        return self._ordinals[start:end]


def _numbered(words: list[str]) -> tuple[np.ndarray, list[str], list[str]]:
    """Number words in the order of what they fold to.

    Returns
    -------
    (n_words,) int32 ndarray, list of str, list of str
        The number of each; the different words by number; what these fold to.
    """
    # `fold` would remember them all, and forget what queries are made of.
    folded = {word: fold.__wrapped__(word) for word in dict.fromkeys(words)}
    spellings = sorted(folded, key=lambda word: (folded[word], word))
    row_of = {word: row for row, word in enumerate(spellings)}
    rows = np.fromiter(map(row_of.__getitem__, words), np.int32, len(words))
    # Copies, lest the few that are kept hold the memory of all.
    copied = " ".join(spellings).split(" ")
    return rows, copied, " ".join(map(folded.__getitem__, spellings)).split(" ")
