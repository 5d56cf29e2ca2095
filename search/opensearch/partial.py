"""Articles that hold only some of the words of a query, where few hold all.

The rules are those of `search.embedded.matching.Matcher.partly_matching`: a share of
the query's weight, and of what the best such article holds. The shares are whole
numbers here, so that a score carries them unchanged.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from search.formula import FEW_WORDS, MIN_SHARE, MIN_SHARE_OF_FEW, SHARE_OF_BEST
from search.opensearch.matching import Filters
from search.opensearch.paging import Ask
from search.opensearch.phrases import Dsl
from search.query.nodes import Also, Leaf, Query, bare
from search.query.parts import split_required

_LARGEST = 1 << 23
"""A sum of shares: half of what a score carries exactly."""


def partly_matching(
    query: Query,
    filters: Filters,
    idfs: Callable[[list[Leaf | Also]], list[float]],
    ask: Ask,
) -> Dsl | None:
    """Make the query for the documents that hold enough of a query.

    Parameters
    ----------
    query : Query
    filters : Filters
    idfs : callable
        Gives the inverse document frequencies of leaves.
    ask : callable

    Returns
    -------
    dict or None
        None where fewer than two words are optional, or no document has enough.
    """
    optional, required = split_required(query)
    words = list({bare(word): word for word in optional}.values())
    if len(words) < 2:
        return None
    weights = idfs(words)
    total = sum(weights)
    if not total:
        return None
    unit = 2.0 ** math.floor(math.log2(_LARGEST / total))
    shares = [
        {
            "constant_score": {
                "filter": filters.matching(word),
                "boost": float(round(weight * unit)),
            }
        }
        for word, weight in zip(words, weights, strict=True)
        if weight
    ]
    must = [filters.matching(child) for child in required]
    shared = {"bool": {"should": shares, "filter": must, "minimum_should_match": 1}}
    best = _best(shared, ask)
    if not best:
        return None
    least = MIN_SHARE_OF_FEW if len(words) <= FEW_WORDS else MIN_SHARE
    # Each share was rounded to a whole number.
    tolerance = len(words) / 2 + 0.01
    least = max(least * total * unit, SHARE_OF_BEST * best) - tolerance
    return {"function_score": {"query": shared, "min_score": max(least, 0.5)}}


def _best(shared: Dsl, ask: Ask) -> float:
    """Give the highest sum of shares; 0.0 where nothing matches."""
    body = {"query": shared, "size": 1, "_source": False, "track_total_hits": False}
    hits = ask(body)["hits"]["hits"]
    return hits[0]["_score"] if hits else 0.0
