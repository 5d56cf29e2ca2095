"""The passage of an article that answers a query best."""

from __future__ import annotations

import re

from search.highlights import Occurrence, find_highlights, find_occurrences
from search.query.nodes import Query
from search.types import Snippet

MAX_LENGTH = 300
"""Longest snippet, in code points, with its dots."""

_WINDOW = 200
"""Found words further apart than this are not shown together: a window needs
room for the sentence around it."""

_REACH = 40
"""How far a cut may move to fall between two syllables. Text without spaces, an
address or Chinese, is cut where it has to be."""

_DOTS = "… "
_DOTS_AFTER = " …"
_SENTENCE_START = re.compile(r"(?:[.!?…]['\"”’)]*\s+|\n\s*)(?=\S)")
_SPACES = re.compile(r"\s+")


def make_snippet(query: Query, body: str) -> Snippet:
    """Choose a passage of `body` and mark the query's words in it.

    The passage with the most different words of the query wins, then the one
    with the most occurrences close together, then the first. It begins with a
    sentence where that leaves room, and is cut between syllables.

    Returns
    -------
    Snippet
        At most `MAX_LENGTH` code points, in one line.
    """
    occurrences = find_occurrences(query, body)
    best = _best_window(occurrences)
    start, end = _stretch(body, *best)
    text = _SPACES.sub(" ", body[start:end]).strip()
    if start > 0:
        text = _DOTS + text
    if end < len(body.rstrip()):
        text += _DOTS_AFTER
    return Snippet(text, find_highlights(query, text))


def _best_window(occurrences: list[Occurrence]) -> tuple[int, int]:
    """Give the range of the best run of occurrences; (0, 0) where there is none."""
    best, best_rank = (0, 0), (0, 0.0)
    first = 0
    for last, newest in enumerate(occurrences):
        while newest.end - occurrences[first].start > _WINDOW and first < last:
            first += 1
        run = occurrences[first : last + 1]
        start = run[0].start
        end = max(occurrence.end for occurrence in run)
        n_leaves = len({occurrence.leaf for occurrence in run})
        # Among windows with as many different words, a dense one reads as an
        # answer and a sparse one as chance.
        density = len(run) / (end - start + _WINDOW / 4)
        if (n_leaves, density) > best_rank:
            best, best_rank = (start, end), (n_leaves, density)
    return best


def _stretch(body: str, start: int, end: int) -> tuple[int, int]:
    """Widen a window to `MAX_LENGTH`: to its sentence's start, then rightwards."""
    room = MAX_LENGTH - len(_DOTS) - len(_DOTS_AFTER)
    if len(body) <= room:
        return 0, len(body)
    end = min(end, start + room)
    # A third of what is left may go before the window: readers look for the
    # marks first, then read on from there.
    earliest = max(0, start - (room - (end - start)) // 3)
    sentences = [0] if earliest == 0 else []
    for match in _SENTENCE_START.finditer(body, max(0, earliest - 2), start + 1):
        if earliest <= match.end() <= start:
            sentences.append(match.end())
    begin = sentences[-1] if sentences else _syllable_start(body, earliest, start)
    return begin, _passage_end(body, end, min(len(body), begin + room))


def _syllable_start(body: str, earliest: int, start: int) -> int:
    """The first space's end in reach, where there is one before the window."""
    for at in range(earliest, min(start, earliest + _REACH)):
        if body[at - 1].isspace():
            return at
    return earliest


def _passage_end(body: str, end: int, finish: int) -> int:
    """The last sentence end in reach past half of the room, or a syllable's end."""
    if finish == len(body):
        return finish
    half = max(end, finish - MAX_LENGTH // 2)
    ends = [match.start() + 1 for match in _SENTENCE_START.finditer(body, half, finish)]
    if ends:
        return ends[-1]
    for at in range(finish, max(end, finish - _REACH), -1):
        if body[at].isspace():
            return at
    return finish
