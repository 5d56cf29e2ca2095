"""An article's text as HTML: paragraphs, numbered marks, places to jump to.

Each mark is a link to the next one and the last leads to the first, so that one
goes through them without any script. The text is escaped first, here as in
`web.pages.markup`; only what this module writes is markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from search.types import Range
from web.pages.markup import merge_ranges

_ALONE = Markup('<mark id="mark-1">{}</mark>')
_LINKED = Markup(
    '<mark id="mark-{}"><a href="#mark-{}" aria-describedby="next-mark">{}</a></mark>'
)
_ANCHOR = Markup('<span class="anchor" id="document-{}"></span>')


@dataclass(frozen=True, slots=True)
class MarkedBody:
    """A text ready to be shown.

    Attributes
    ----------
    paragraphs : list of Markup
    n_marks : int
        Their ids are ``mark-1`` to ``mark-n``.
    """

    paragraphs: list[Markup]
    n_marks: int


def mark_body(
    body: str, ranges: Iterable[Range], places: Sequence[int] = ()
) -> MarkedBody:
    """Cut a body at its blank lines and mark what was found in it.

    Parameters
    ----------
    body : str
        Plain text; nothing in it is taken for markup.
    ranges : iterable of (int, int)
        As of `web.pages.markup.mark`, counted from the start of the body; one that
        crosses a blank line is a mark in both paragraphs.
    places : sequence of int
        Ascending; where the n-th stands is ``document-n``.

    Examples
    --------
    >>> mark_body("a < b", [(0, 1)]).paragraphs
    [Markup('<mark id="mark-1">a</mark> &lt; b')]
    """
    paragraphs = list(_paragraphs(body))
    marks = list(_marks(body, paragraphs, merge_ranges(body, ranges)))
    n_marks = sum(map(len, marks))
    anchors = _Anchors(places)
    shown, number = [], 0
    for (offset, text), found in zip(paragraphs, marks, strict=True):
        parts, position = [], offset
        for start, end in found:
            number += 1
            parts.append(anchors.text(body, position, start))
            words = anchors.text(body, start, end)
            following = number % n_marks + 1
            # A lone mark has no next one.
            parts.append(
                _LINKED.format(number, following, words)
                if n_marks > 1
                else _ALONE.format(words)
            )
            position = end
        parts.append(anchors.text(body, position, offset + len(text)))
        shown.append(Markup("").join(parts))
    return MarkedBody(shown, n_marks)


class _Anchors:
    """Writes text with the anchors that stand in it; asked for it from left to right.

    A place between two paragraphs is at the start of the next.
    """

    def __init__(self, places: Sequence[int]) -> None:
        self._places = places
        self._n_written = 0

    def text(self, body: str, start: int, end: int) -> Markup:
        parts = []
        while (
            self._n_written < len(self._places) and self._places[self._n_written] < end
        ):
            place = max(self._places[self._n_written], start)
            self._n_written += 1
            parts += [escape(body[start:place]), _ANCHOR.format(self._n_written)]
            start = place
        return Markup("").join([*parts, escape(body[start:end])])


def _marks(
    body: str, paragraphs: Iterable[tuple[int, str]], merged: Sequence[Range]
) -> Iterator[list[Range]]:
    """Give the ranges of each paragraph, cut where it begins and ends."""
    at = 0
    for offset, text in paragraphs:
        last = offset + len(text)
        while at < len(merged) and merged[at][1] <= offset:
            at += 1
        found = []
        for start, end in _beginning_before(merged, at, last):
            start, end = max(start, offset), min(end, last)
            if start < end and body[start:end].strip():
                found.append((start, end))
        yield found


def _beginning_before(merged: Sequence[Range], at: int, last: int) -> Iterator[Range]:
    while at < len(merged) and merged[at][0] < last:
        yield merged[at]
        at += 1


def _paragraphs(body: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for text in body.split("\n\n"):
        if text.strip():
            yield offset, text
        offset += len(text) + 2
