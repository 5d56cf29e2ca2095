"""pyvi's word list as arrays: which neighbouring tokens are in it together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_IS_BIGRAM, _BEGINS_TRIGRAM = 1, 2
"""The two bits that are kept of each pair of syllables."""


class WordList:
    """The entries of two and of three syllables.

    Every syllable in them has an id from 1; 0 is any other token. Membership
    of a pair is two bits at ``before * n + after`` of a bitmap (8.8 MB for
    pyvi's 5,924 syllables, most of it never touched): one look-up a token, where
    a binary search in sorted pairs would take fifteen. Trigrams are few and are
    looked for only where their first two syllables stand.

    Parameters
    ----------
    lines : sequence of str
        Words, their syllables one space apart.

    Attributes
    ----------
    bigrams, trigrams : frozenset of str
        The entries themselves, as pyvi keeps them.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        pairs = [line for line in lines if line.count(" ") == 1]
        triples = [line for line in lines if line.count(" ") == 2]
        self.bigrams, self.trigrams = frozenset(pairs), frozenset(triples)
        # An entry of two spaces has three parts, even where one is empty.
        parts = " ".join(pairs + triples).split(" ")
        self._ids = {part: id_ for id_, part in enumerate(dict.fromkeys(parts), 1)}
        self._n = len(self._ids) + 1
        ids = np.fromiter(map(self._ids.__getitem__, parts), np.int64, len(parts))
        two = ids[: 2 * len(pairs)].reshape(-1, 2)
        three = ids[2 * len(pairs) :][: 3 * len(triples)].reshape(-1, 3)
        self._bits = np.zeros(self._n * self._n // 4 + 1, np.uint8)
        self._set(two[:, 0] * self._n + two[:, 1], _IS_BIGRAM)
        self._set(three[:, 0] * self._n + three[:, 1], _BEGINS_TRIGRAM)
        keys = (three[:, 0] * self._n + three[:, 1]) * self._n + three[:, 2]
        # The last key is none of a trigram's and above all of them, so that
        # every search ends at a key.
        self._trigram_keys = np.append(np.sort(keys), np.iinfo(np.int64).max)

    def id_of(self, token: str) -> int:
        """Give the id of a token's lower case, 0 where no entry has it."""
        return self._ids.get(token.lower(), 0)

    def find(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Find the entries that stand in a row of tokens.

        Parameters
        ----------
        ids : (n,) int32 ndarray
            As `id_of` gives them, ``n >= 1``.

        Returns
        -------
        is_bigram : (n - 1,) bool ndarray
            Whether tokens ``i`` and ``i + 1`` are an entry.
        trigrams : (k,) int64 ndarray
            Where ``i``, ``i + 1`` and ``i + 2`` are an entry, ascending.
        """
        pairs = ids[:-1] * self._n
        pairs += ids[1:]
        found = self._bits.take(pairs >> 2)
        found >>= ((pairs & 3) << 1).astype(np.uint8)
        is_bigram = (found & _IS_BIGRAM).astype(bool)
        begin = (found[:-1] & _BEGINS_TRIGRAM).nonzero()[0]
        keys = pairs[begin].astype(np.int64) * self._n + ids[begin + 2]
        is_trigram = self._trigram_keys[self._trigram_keys.searchsorted(keys)] == keys
        return is_bigram, begin[is_trigram]

    def _set(self, pairs: np.ndarray, bit: int) -> None:
        shifts = ((pairs & 3) << 1).astype(np.uint8)
        np.bitwise_or.at(self._bits, pairs >> 2, np.uint8(bit) << shifts)
