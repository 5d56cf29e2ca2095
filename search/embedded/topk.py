"""Which matches stand on the page that was asked for."""

from __future__ import annotations

import numpy as np

from index.schema import UNKNOWN_MINUTE
from search.types import SearchRequest


def page_of(
    docs: np.ndarray, scores: np.ndarray, minutes: np.ndarray, request: SearchRequest
) -> np.ndarray:
    """Order the hits and cut out one page.

    Parameters
    ----------
    docs : (n,) int64 ndarray
        Strictly ascending document numbers; ties go to the lowest.
    scores : (n,) float64 ndarray
    minutes : (n,) int64 ndarray
        Publication; `UNKNOWN_MINUTE` sorts last in both directions.
    request : SearchRequest
        Its `sort`, `page` and `per_page` count.

    Returns
    -------
    (at most per_page,) int64 ndarray
        Indices into `docs`.
    """
    is_unknown = minutes == UNKNOWN_MINUTE
    if request.sort == "oldest":
        order = np.lexsort((docs, -scores, minutes, is_unknown))
    elif request.sort == "newest" or not scores.any():
        order = np.lexsort((docs, -scores, -minutes, is_unknown))
    else:
        order = np.lexsort((docs, -scores))
    first = (request.page - 1) * request.per_page
    return order[first : first + request.per_page]
