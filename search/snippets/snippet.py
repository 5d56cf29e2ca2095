"""The passage of an article that answers a query best."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from index.analysis.syllables import syllable_spans
from search.query.nodes import Query
from search.snippets.compiled import Looked
from search.snippets.highlights import join_ranges
from search.snippets.occurrences import occurrences_of
from search.snippets.passages import best_window
from search.snippets.sentences import (
    clause_starts,
    may_cut,
    sentence_breaks,
    sentence_starts,
)
from search.snippets.sought import Plan, plan_of
from search.types import Range, Snippet

MAX_LENGTH = 300
"""Longest snippet, in code points, with its dots."""

_DOTS = "… "
_DOTS_AFTER = " …"
_ROOM = MAX_LENGTH - len(_DOTS) - len(_DOTS_AFTER)

_AFTER = 60
"""What a sentence's beginning has to leave for the text behind the found words."""

_REACH = 40
"""How far a cut may move to fall between two syllables. Text without spaces, an
address or Chinese, is cut where it has to be."""

_UNEVEN = re.compile(r"\s{2,}|[^\S ]")
"""White space that is not one space already."""


def make_snippet(query: Query, body: str) -> Snippet:
    """Choose a passage of `body` and mark the query's words in it.

    The passage is the one that `search.snippets.passages.best_window` chooses, or the
    body's beginning where no word of the query is in the body. It begins with a
    sentence where that leaves room, else behind a comma, else with a syllable;
    dots say that a sentence is cut.

    Returns
    -------
    Snippet
        At most `MAX_LENGTH` code points, in one line: white space is one space.
        Its highlights are what the body's are there, so that a word is marked
        in the snippet where it is marked in the whole article. Nothing is
        escaped.
    """
    return snippet_of(plan_of(query, in_title=False), body)


def snippet_of(plan: Plan, body: str) -> Snippet:
    """Make a snippet for what a plan looks for in bodies; see `make_snippet`."""
    window, ranges = plan.looker.look(plan, body) or _look(plan, body)
    start, end, is_start, is_end = _stretch(body, *window)
    inside = join_ranges(
        body,
        [(max(s, start), min(e, end)) for s, e in ranges if s < end and e > start],
    )
    text, highlights = _in_one_line(body, start, end, inside)
    if not is_start:
        text = _DOTS + text
        highlights = tuple((s + len(_DOTS), e + len(_DOTS)) for s, e in highlights)
    if not is_end:
        text += _DOTS_AFTER
    return Snippet(text, highlights)


def _look(plan: Plan, body: str) -> Looked:
    found = occurrences_of(plan, body)
    return best_window(plan, found), [(o.start, o.end) for o in found]


def _in_one_line(
    body: str, start: int, end: int, ranges: Iterable[Range]
) -> tuple[str, tuple[Range, ...]]:
    """Collapse the white space of a passage and move its ranges along."""
    uneven = [match.span() for match in _UNEVEN.finditer(body, start, end)]
    if not uneven:
        return body[start:end], tuple([(s - start, e - start) for s, e in ranges])
    parts: list[str] = []
    at = start
    for first, last in uneven:
        parts.append(body[at:first])
        at = last
    parts.append(body[at:end])
    # A range begins and ends with a syllable, so it is torn by no white space.
    lasts = [last for _, last in uneven]
    gone = list(accumulate((e - s - 1 for s, e in uneven), initial=start))
    moved = [
        (s - gone[bisect_right(lasts, s)], e - gone[bisect_right(lasts, e)])
        for s, e in ranges
    ]
    return " ".join(parts), tuple(moved)


def _stretch(body: str, start: int, end: int) -> tuple[int, int, bool, bool]:
    """Widen a window to a passage.

    Returns
    -------
    (int, int, bool, bool)
        Its range, without white space at its ends; whether it begins with the
        beginning and ends with the end of a sentence.
    """
    finish = len(body.rstrip())
    first = len(body) - len(body.lstrip())
    if finish - first <= _ROOM:
        return min(first, finish), finish, True, True
    begin, is_start = first, True
    if start > first:
        begin, is_start = _beginning(body, first, start, end)
    if finish - begin <= _ROOM:
        if finish - begin < _ROOM // 2:
            # At the end of a text the room that is left is before the window.
            earlier = sentence_starts(body, max(first, finish - _ROOM), begin)
            begin, is_start = (earlier[0], True) if earlier else (begin, is_start)
        return begin, finish, is_start, True
    end, is_end = _ending(body, begin, min(end, begin + _ROOM), begin + _ROOM)
    return begin, end, is_start, is_end


def _beginning(body: str, first: int, start: int, end: int) -> tuple[int, bool]:
    """Choose where a passage around a window begins; say whether a sentence does."""
    room = _ROOM - (end - start)
    sentences = sentence_starts(body, max(first, start - max(room - _AFTER, 0)), start)
    if first >= start - max(room - _AFTER, 0):
        sentences.insert(0, first)
    if sentences:
        return sentences[-1], True
    # A third of what is left may go before the window: readers look for the
    # marks first, then read on from there.
    earliest = max(first, start - room // 3)
    clauses = clause_starts(body, earliest, start)
    return (clauses[0] if clauses else _syllable_start(body, earliest, start)), False


def _syllable_start(body: str, earliest: int, start: int) -> int:
    """The first cut between syllables in reach, behind a space if there is one."""
    reach = range(earliest, min(start, earliest + _REACH) + 1)
    for at in reach:
        if body[at - 1].isspace() and not body[at].isspace():
            return at
    return next(iter(_cuts(body, reach)), start)


def _ending(body: str, begin: int, end: int, limit: int) -> tuple[int, bool]:
    """Choose where a passage ends; say whether a sentence does.

    The last sentence that ends past half of the room, or else the last cut
    between syllables behind the window.
    """
    half = max(end, begin + _ROOM // 2)
    ends = [ended for ended, _ in sentence_breaks(body, half, limit)]
    if ends:
        return ends[-1], True
    reach = range(limit, max(end, limit - _REACH) - 1, -1)
    for at in reach:
        if body[at].isspace() and not body[at - 1].isspace():
            return at, False
    return next(iter(_cuts(body, reach)), limit), False


def _cuts(body: str, reach: range) -> list[int]:
    """Where text without spaces may be cut, the first of `reach` first.

    Between its syllables, or else between its characters.
    """
    low = max(0, min(reach) - MAX_LENGTH)
    spans = syllable_spans(body[low : max(reach) + MAX_LENGTH])
    inside = {at for s, e in spans for at in range(low + s + 1, low + e)}
    characters = [at for at in reach if may_cut(body, at)]
    return [at for at in characters if at not in inside] or characters
