"""Which ranges of a text are to be marked for a query."""

from __future__ import annotations

from collections.abc import Iterable

from search.query.nodes import Query
from search.snippets.occurrences import occurrences_of
from search.snippets.sought import Plan, plan_of
from search.types import Range


def find_highlights(
    query: Query, text: str, *, in_title: bool = True
) -> tuple[Range, ...]:
    """Give the ranges of a text to be marked for a query.

    Parameters
    ----------
    in_title : bool
        Whether the text is a title. In a body, words that were asked for in the
        title only are not marked.

    Returns
    -------
    tuple of (int, int)
        Ascending ``[start, end)`` in code points, not overlapping; see
        `join_ranges`.
    """
    return highlights_of(plan_of(query, in_title=in_title), text)


def highlights_of(plan: Plan, text: str) -> tuple[Range, ...]:
    """Give the ranges to be marked for what a plan looks for in such a text."""
    found = occurrences_of(plan, text)
    return join_ranges(text, ((o.start, o.end) for o in found))


def join_ranges(text: str, ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Join ranges that overlap or that only spaces separate.

    So that a found ``Tổ chức`` is one mark.

    Parameters
    ----------
    ranges : iterable of (int, int)
        By ascending start, none empty.
    """
    joined: list[Range] = []
    for start, end in ranges:
        if joined:
            before, reached = joined[-1]
            if start <= reached or text[reached:start].isspace():
                joined[-1] = (before, max(reached, end))
                continue
        joined.append((start, end))
    return tuple(joined)
