"""Which matches stand on the page that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from index.schema import UNKNOWN_MINUTE
from search.types import SearchRequest, Sort

_LATEST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Found:
    """All matches under the filters of a request; arrays of one length.

    Attributes
    ----------
    docs : (n,) int64 ndarray
        Strictly ascending document numbers.
    scores : (n,) int32 ndarray
    minutes : (n,) int64 ndarray
        Publication; `index.schema.UNKNOWN_MINUTE` sorts last in both directions.
    is_complete : (n,) bool ndarray
        Whether the document holds every word; those that do come first.
    """

    docs: np.ndarray
    scores: np.ndarray
    minutes: np.ndarray
    is_complete: np.ndarray


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the matches, in its order.

    Attributes
    ----------
    docs : (n,) int64 ndarray
    units : (n,) int32 ndarray
        Their scores, in `scoring.UNIT`.
    """

    docs: np.ndarray
    units: np.ndarray


def page_of(
    found: Found, request: SearchRequest, id_ranks: Callable[[], np.ndarray]
) -> np.ndarray:
    """Order the matches and cut out one page.

    By score, then the newest, then by id; by date, then by score and id.

    Parameters
    ----------
    found : Found
    request : SearchRequest
        Its `sort`, `page` and `per_page` count.
    id_ranks : callable
        Gives the (n_docs,) int64 order of all ids; called only where nothing
        else tells two matches apart, because reading the ids takes a while.

    Returns
    -------
    (at most per_page,) int64 ndarray
        Indices into `found`.
    """
    end = request.page * request.per_page
    first, second = keys_of(found, request.sort)
    chosen = _best(first, ~found.is_complete, end)
    keys = [second, first, ~found.is_complete]
    order = chosen[np.lexsort([key[chosen] for key in keys])]
    # One more than the page shows: its last match may tie with the next one.
    seen = order[: end + 1]
    is_tied = np.ones(max(len(seen) - 1, 0), bool)
    for key in keys:
        is_tied &= key[seen][1:] == key[seen][:-1]
    if is_tied.any():
        ranks = id_ranks()[found.docs[chosen]]
        order = chosen[np.lexsort([ranks, *(key[chosen] for key in keys)])]
    return order[end - request.per_page : end]


def candidates_of(found: Found, request: SearchRequest) -> np.ndarray:
    """Narrow the matches down to those that can be on the page.

    Returns
    -------
    int64 ndarray
        Indices into `found`, in no order.
    """
    first, _ = keys_of(found, request.sort)
    return _best(first, ~found.is_complete, request.page * request.per_page)


def keys_of(found: Found, sort: Sort) -> tuple[np.ndarray, np.ndarray]:
    """Give the first and the second key of the order; lower comes first."""
    # Unknown is the least of all minutes, so it is last where newest is first.
    newest_first = -found.minutes
    if sort == "oldest":
        is_unknown = found.minutes == UNKNOWN_MINUTE
        oldest_first = np.where(is_unknown, _LATEST, found.minutes)
        return oldest_first, -found.scores
    if sort == "newest" or not found.scores.any():
        return newest_first, -found.scores
    return -found.scores, newest_first


def _best(key: np.ndarray, is_later: np.ndarray, end: int) -> np.ndarray:
    """Narrow the matches down to those that can be among the first `end`.

    Everything equal to the last of them stays: ``argpartition`` alone would
    choose among equals as it likes.
    """
    sooner = np.flatnonzero(~is_later)
    if len(sooner) < end:
        later = np.flatnonzero(is_later)
        return np.concatenate((sooner, _lowest(key, later, end - len(sooner))))
    return _lowest(key, sooner, end)


def _lowest(key: np.ndarray, among: np.ndarray, n_wanted: int) -> np.ndarray:
    if len(among) <= n_wanted + 1:
        return among
    # One more than wanted, so that a tie across the end of the page is seen.
    kth = np.partition(key[among], n_wanted)[n_wanted]
    return among[key[among] <= kth]
