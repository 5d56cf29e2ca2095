"""Copies of one article are one hit, and are counted once.

Only documents that have copies cost anything here; in most archives these are
a few in a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.embedded.names import NameColumn


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
    group_of : (n_docs,) int32 ndarray
        Group of each document; -1 where it has no copies.
    """

    def __init__(self, groups: Sequence[Sequence[int]], n_docs: int) -> None:
        self.group_of = np.full(n_docs, -1, np.int32)
        self._places = np.zeros(n_docs, np.int32)
        for group, docs in enumerate(groups):
            self.group_of[docs] = group
            self._places[docs] = np.arange(len(docs))
        self._docs = np.flatnonzero(self.group_of >= 0)

    def shown(
        self, docs: np.ndarray, scores: np.ndarray, is_complete: np.ndarray
    ) -> np.ndarray:
        """Choose of the matches of each group the one that is shown.

        One that holds every word before one that does not, then the highest
        score, then the first in the group's order; the order of the hits has
        no say in it.

        Parameters
        ----------
        docs : (n,) int64 ndarray
            Matches.
        scores : (n,) float64 ndarray
        is_complete : (n,) bool ndarray

        Returns
        -------
        (n,) bool ndarray
            Whether the match is shown; without copies it always is.
        """
        is_shown = np.ones(len(docs), bool)
        groups = self.group_of[docs]
        among = np.flatnonzero(groups >= 0)
        keys = (
            self._places[docs[among]],
            -scores[among],
            ~is_complete[among],
            groups[among],
        )
        order = among[np.lexsort(keys)]
        is_other = groups[order][1:] == groups[order][:-1]
        is_shown[order[1:][is_other]] = False
        return is_shown

    def count(self, is_match: np.ndarray) -> int:
        """Count the marked documents, those of one group once.

        Parameters
        ----------
        is_match : (n_docs,) bool ndarray
        """
        copies = self._matching(is_match)
        n_groups = len(np.unique(self.group_of[copies]))
        return int(np.count_nonzero(is_match)) - len(copies) + n_groups

    def count_names(self, column: NameColumn, is_match: np.ndarray) -> np.ndarray:
        """Count for each ordinal the marked articles that have it.

        Of a group it is enough that one of its marked documents has it.

        Parameters
        ----------
        column : NameColumn
        is_match : (n_docs,) bool ndarray

        Returns
        -------
        (n_names,) int64 ndarray
        """
        copies = self._matching(is_match)
        if not len(copies):
            return column.count(is_match)
        is_alone = is_match.copy()
        is_alone[copies] = False
        starts, ends = column.offsets[copies], column.offsets[copies + 1]
        groups = np.repeat(self.group_of[copies].astype(np.int64), ends - starts)
        rows = [np.arange(a, b) for a, b in zip(starts, ends, strict=True)]
        ordinals = column.values[np.concatenate(rows)]
        pairs = np.unique(groups * len(column.names) + ordinals)
        once = np.bincount(pairs % len(column.names), minlength=len(column.names))
        return column.count(is_alone) + once

    def _matching(self, is_match: np.ndarray) -> np.ndarray:
        return self._docs[is_match[self._docs]]
