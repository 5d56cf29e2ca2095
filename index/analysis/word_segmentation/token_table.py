"""What the model has to say of each different token, as columns of arrays."""

from __future__ import annotations

import numpy as np

from index.analysis.word_segmentation.features import TokenFeatures
from index.analysis.word_segmentation.tokens import is_capitalised, may_join
from index.analysis.word_segmentation.word_list import WordList

BOUNDARY = 0
"""The token between texts, which says nothing and joins nothing."""

MAY_JOIN, IS_CAPITALISED = 1, 2
"""Bits of `TokenTable.flags`."""


class TokenTable(dict[str, int]):
    """Ids of tokens; to look a token up that is not known gives it the next id.

    The columns have the new ids after `flush`.

    Parameters
    ----------
    features : TokenFeatures
        The weights of pyvi's model.
    word_list : WordList
        pyvi's.

    Attributes
    ----------
    advantages : (3, n) float64 ndarray
        What a token says of its own, of the previous and of the next token's
        being inside a word (`TokenFeatures.advantages`).
    word_ids : (n,) int32 ndarray
        `WordList.id_of` the token.
    flags : (n,) uint8 ndarray
        `MAY_JOIN` and `IS_CAPITALISED`.
    """

    def __init__(self, features: TokenFeatures, word_list: WordList) -> None:
        super().__init__()
        self._features = features
        self._word_list = word_list
        self._n_tokens = 1
        self._new: list[tuple[float, float, float, int, int]] = [(0.0, 0.0, 0.0, 0, 0)]
        self.advantages = np.zeros((3, 0))
        self.word_ids = np.zeros(0, np.int32)
        self.flags = np.zeros(0, np.uint8)

    def __missing__(self, token: str) -> int:
        id_ = self[token] = self._n_tokens
        self._n_tokens += 1
        flags = MAY_JOIN * may_join(token) + IS_CAPITALISED * is_capitalised(token)
        advantages = self._features.advantages(token)
        self._new.append((*advantages, self._word_list.id_of(token), flags))
        return id_

    def flush(self) -> None:
        """Bring the columns up to date with the ids given."""
        if not self._new:
            return
        # Integers this small are exact as floats, so one array takes them all.
        new = np.array(self._new).T
        first, last = self._n_tokens - len(self._new), self._n_tokens
        self._new.clear()
        if last > len(self.flags):
            more = max(last, 2 * len(self.flags)) - len(self.flags)
            self.advantages = np.pad(self.advantages, ((0, 0), (0, more)))
            self.word_ids = np.pad(self.word_ids, (0, more))
            self.flags = np.pad(self.flags, (0, more))
        self.advantages[:, first:last] = new[:3]
        self.word_ids[first:last] = new[3]
        self.flags[first:last] = new[4]
