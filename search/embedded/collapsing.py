"""Copies of one article are one hit, and are counted once.

Only documents that have copies cost anything here; in most archives these are
a few in a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class Copies:
    """Which documents of a generation are the same article.

    Parameters
    ----------
    groups : sequence of sequence of int
        Documents of each group, in the group's order; no document is in two.
    n_docs : int
        Documents of the index.

    Attributes
    ----------
    docs : (n_copies,) int64 ndarray
        Documents that are in a group, ascending.
    group_of : (n_docs,) int32 ndarray
        Group of each document; -1 where it has no copies.
    is_alone : (n_docs,) bool ndarray
        Where it has none.
    n_groups : int
    """

    def __init__(self, groups: Sequence[Sequence[int]], n_docs: int) -> None:
        self.group_of = np.full(n_docs, -1, np.int32)
        self._places = np.zeros(n_docs, np.int32)
        sizes = np.fromiter(map(len, groups), np.int64, len(groups))
        docs = np.fromiter((d for group in groups for d in group), np.int64)
        self.n_groups = len(groups)
        self.group_of[docs] = np.repeat(np.arange(len(groups)), sizes)
        starts = np.cumsum(sizes) - sizes
        self._places[docs] = np.arange(len(docs)) - np.repeat(starts, sizes)
        self.docs = np.sort(docs)
        self.is_alone = self.group_of < 0

    def shown(
        self, docs: np.ndarray, units: np.ndarray, is_complete: np.ndarray
    ) -> np.ndarray | None:
        """Choose of the matches of each group the one that is shown.

        One that holds every word before one that does not, then the highest
        score, then the first in the group's order; the order of the hits has
        no say in it.

        Parameters
        ----------
        docs : (n,) int64 ndarray
            Matches.
        units : (n,) int32 ndarray
            Their scores.
        is_complete : (n,) bool ndarray

        Returns
        -------
        (n,) bool ndarray or None
            Whether the match is shown; None where all are.
        """
        among = self.among(docs)
        if len(among) < 2:
            return None
        groups = self.group_of.take(docs)
        keys = (
            self._places[docs[among]],
            -units[among],
            ~is_complete[among],
            groups[among],
        )
        order = among[np.lexsort(keys)]
        is_other = groups[order][1:] == groups[order][:-1]
        is_shown = np.ones(len(docs), bool)
        is_shown[order[1:][is_other]] = False
        return is_shown

    def among(self, docs: np.ndarray) -> np.ndarray:
        """Tell where among documents those are that are in a group: indices."""
        return np.flatnonzero(self.group_of.take(docs) >= 0)

    def count(self, is_match: np.ndarray) -> int:
        """Count the marked documents, those of one group once.

        Parameters
        ----------
        is_match : (n_docs,) bool ndarray
        """
        n_docs = int(np.count_nonzero(is_match))
        if not n_docs or not len(self.docs):
            return n_docs
        matching = self.matching(is_match)
        is_found = np.zeros(self.n_groups, bool)
        is_found[self.group_of[matching]] = True
        return n_docs - len(matching) + int(np.count_nonzero(is_found))

    def matching(self, is_match: np.ndarray) -> np.ndarray:
        """List the marked documents that are in a group."""
        return self.docs[is_match.take(self.docs)]
