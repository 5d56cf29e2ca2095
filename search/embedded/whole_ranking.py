"""All hits of a search in their order, for whoever goes through them.

A page by its number needs only the best hits, and choosing these is fast. One who
goes on from hit to hit through a hundred thousand would have to choose a thousand
times: the whole order is made once and remembered, and a place is found in it by
halving.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from index.schema import UNKNOWN_MINUTE
from search.embedded.topk import Found, Page, keys_of
from search.types import Position, Sort


@dataclass(frozen=True, slots=True)
class WholeRanking:
    """All hits of a search, copies of one article once.

    Attributes
    ----------
    docs : (n,) int32 ndarray
        In the order of the hits.
    units : (n,) int32 ndarray
        Their scores, in `scoring.UNIT`.
    n_complete : int
        How many hold every word; they come first.
    """

    docs: np.ndarray
    units: np.ndarray
    n_complete: int

    @property
    def nbytes(self) -> int:
        """Memory of its arrays."""
        return self.docs.nbytes + self.units.nbytes

    def page(self, first: int, n: int) -> Page:
        """Give some hits from a place on, counted from 0."""
        return Page(self.docs[first : first + n], self.units[first : first + n])

    def place_behind(
        self,
        position: Position,
        sort: Sort,
        minutes: np.ndarray,
        id_of: Callable[[int], str],
    ) -> int:
        """Count the hits that do not stand behind a position.

        Parameters
        ----------
        position : Position
            Need not be that of a hit.
        sort : "relevance", "newest" or "oldest"
            By which this was ordered.
        minutes : (n_docs,) int64 ndarray
        id_of : callable
            Gives the id of a document; asked of some twenty.
        """

        def key_at(at: int) -> tuple:
            doc = int(self.docs[at])
            return _key(
                at < self.n_complete,
                int(self.units[at]),
                int(minutes[doc]),
                id_of(doc),
                sort,
            )

        minute = UNKNOWN_MINUTE if position.minute is None else position.minute
        key = _key(position.is_complete, position.score, minute, position.id, sort)
        return bisect_right(range(len(self.docs)), key, key=key_at)


def rank_all(found: Found, sort: Sort, id_ranks: np.ndarray) -> WholeRanking:
    """Order all hits.

    Parameters
    ----------
    found : Found
        With whole scores.
    sort : "relevance", "newest" or "oldest"
    id_ranks : (n_docs,) int64 ndarray
        The order of the ids.
    """
    first, second = keys_of(found, sort)
    order = np.lexsort((id_ranks.take(found.docs), second, first, ~found.is_complete))
    return WholeRanking(
        found.docs.take(order).astype(np.int32),
        found.scores.take(order),
        int(np.count_nonzero(found.is_complete)),
    )


def _key(is_complete: bool, units: int, minute: int, id_: str, sort: Sort) -> tuple:
    """Give what a hit is ordered by; the lowest comes first. As `topk.keys_of`."""
    is_unknown = minute == UNKNOWN_MINUTE
    if sort == "oldest":
        order = (is_unknown, minute, -units)
    elif sort == "newest":
        order = (is_unknown, -minute, -units)
    else:
        order = (-units, is_unknown, -minute)
    return not is_complete, *order, id_
