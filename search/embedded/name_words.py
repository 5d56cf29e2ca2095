"""Which names hold a syllable, whatever its marks: for names like a typed one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.analysis.normalise import fold

_BETWEEN = "\n"
"""A word of no name, that ends each of them."""


class NameWords:
    """Folded syllable → ordinals of the names that hold it, in compressed rows.

    Made of all syllables as one list of text, since a hundred thousand small lists
    take seconds of the garbage collector's time; only different ones are folded.

    Parameters
    ----------
    keys : iterable of str
        Keys of the names (`index.analysis.names.person_key`), by ordinal.

    Examples
    --------
    >>> words = NameWords(["lê thị hà", "lê thi thị", "mai"])
    >>> words.names_with("thi").tolist(), words.names_with("an").tolist()
    ([0, 1], [])
    """

    def __init__(self, keys: Iterable[str]) -> None:
        listed = [*keys, ""]
        words = f" {_BETWEEN} ".join(listed).split(" ")
        # `fold` would remember them all, and forget what queries are made of.
        spellings = {word: fold.__wrapped__(word) for word in dict.fromkeys(words)}
        self._rows = {word: row for row, word in enumerate({*spellings.values()})}
        row_of = {word: self._rows[folded] for word, folded in spellings.items()}
        rows = np.fromiter(map(row_of.__getitem__, words), np.int64, len(words))
        is_end = rows == self._rows.get(_BETWEEN, -1)
        # In pairs of row and ordinal, sorted: a name that holds a word twice is one.
        pairs = (rows * len(listed) + np.cumsum(is_end))[~is_end]
        pairs.sort()
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        bounds = np.arange(len(self._rows) + 1) * len(listed)
        self._starts = np.searchsorted(pairs, bounds).astype(np.int32)
        self._ordinals = (pairs % len(listed)).astype(np.int32)

    def names_with(self, folded: str) -> np.ndarray:
        """Give the ordinals of the names with a syllable: ascending int32."""
        row = self._rows.get(folded)
        if row is None or not folded:
            return self._ordinals[:0]
        start, end = self._starts[row : row + 2].tolist()
        return self._ordinals[start:end]
