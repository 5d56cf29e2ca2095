"""What a search is narrowed to: times and persons, as masks of documents.

Each gives a (n_docs,) bool ndarray, or None where nothing is asked for.
"""

from __future__ import annotations

from datetime import date
from functools import reduce

import numpy as np

from index.schema import UNKNOWN_MINUTE
from search.embedded.matched import Mask, both
from search.embedded.opened import OpenGeneration
from search.periods import DAY_MINUTES, EPOCH
from search.query.nodes import Published
from search.types import SearchRequest


def dated(opened: OpenGeneration, request: SearchRequest) -> Mask | None:
    """Mark what was published when the request asks."""
    if request.undated:
        return opened.minutes == UNKNOWN_MINUTE
    return _in_range(opened, request.date_from, request.date_to)


def naming(opened: OpenGeneration, request: SearchRequest) -> Mask | None:
    """Mark what names whom it should, and nobody whom it should not."""
    asked = [_docs_naming(opened, name) for name in request.persons]
    join = np.logical_or if request.any_person else np.logical_and
    is_in = reduce(join, asked) if asked else None
    for name in request.without:
        shunned = _docs_naming(opened, name)
        is_in = ~shunned if is_in is None else is_in & ~shunned
    return is_in


def published(opened: OpenGeneration, asked: Published) -> Mask:
    """Mark what was published in a range that stands in a query; never None."""
    return both(opened.is_live, _in_range(opened, asked.first, asked.last))


def _in_range(
    opened: OpenGeneration, first: date | None, last: date | None
) -> Mask | None:
    minutes = opened.minutes
    is_in = None
    if first is not None:
        is_in = minutes >= (first - EPOCH).days * DAY_MINUTES
    if last is not None:
        end = ((last - EPOCH).days + 1) * DAY_MINUTES
        before = (minutes < end) & (minutes != UNKNOWN_MINUTE)
        is_in = before if is_in is None else is_in & before
    return is_in


def _docs_naming(opened: OpenGeneration, name: str) -> Mask:
    column = opened.names("person")
    return column.docs_with(column.resolve(name))
