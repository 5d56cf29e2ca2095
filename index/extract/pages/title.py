"""Which line of a page is the title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.extract.dates.datelines import (
    FoundDate,
    is_dateline,
)
from index.extract.decisions import Trace
from index.extract.pages.kinds import kind_and_reason, line_kind
from index.extract.pages.lines import Line
from index.extract.pages.own_date import split_own_date
from index.extract.pages.title_signs import Spot, score, signs_of
from index.messages import N_

MOST_HEAD_LINES = 300
"""Menus above an article are not looked through further than this."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title and what stands round it.

    Attributes
    ----------
    title : str
        The title, without a date that shares its line.
    number, end : int
        Numbers of the title's line and of the line after it; a broken title has
        more than one.
    first_body : int
        Number of the first line that can belong to the body.
    own_date : FoundDate or None
        A date in the title's own line.
    """

    title: str
    number: int
    end: int
    first_body: int
    own_date: FoundDate | None


def find_heading(lines: Sequence[Line], trace: Trace | None = None) -> Heading | None:
    """Choose the title among the lines above the first paragraph of prose.

    A candidate is no furniture, no dateline, no name of a section, no part of
    a menu. The one whose signs (`title_signs.SIGNS`) count most is the title;
    of equals, the first.

    Returns
    -------
    Heading or None
        None where no line can be a title.
    """
    head = _head(lines)
    kinds = [line_kind(line) for line in head]
    spots = [Spot(head, kinds, at) for at, kind in enumerate(kinds) if kind == "text"]
    reasons: tuple[str, ...] = ()
    if spots:
        best = spots[0]
        if len(spots) > 1:
            best = max(spots, key=lambda spot: (score(spot), -spot.index))
        index = best.index
        if trace is not None:
            reasons = tuple(sign.name for sign in signs_of(best) if sign.points > 0)
    elif "section" in kinds:
        index = kinds.index("section")
        reasons = (N_("the page has no other line that could be one"),)
    else:
        return None
    first, last = _broken_title(head, kinds, index)
    title, own_date = split_own_date(
        " ".join(line.text for line in head[first : last + 1])
    )
    first_body = last + 1
    if own_date is None:
        # The title may be repeated below, as the page's and the article's.
        for later in range(last + 1, min(last + 6, len(head))):
            if head[later].text == title:
                first_body = later + 1
    heading = Heading(
        title, head[first].number, head[last].number + 1, first_body, own_date
    )
    if trace is not None:
        if first < last:
            reasons = (*reasons, N_("goes on in the next line, in small letters"))
        trace.note("title", title, *reasons, line=head[first].at)
        if trace.has_lines:
            _note_what_goes(trace, lines, heading)
    return heading


def _broken_title(
    head: Sequence[Line], kinds: Sequence[str], index: int
) -> tuple[int, int]:
    """Give the first and last line of a title that is broken over lines.

    A headline does not begin in small letters: a line that does goes on with
    the one directly above it.
    """

    def goes_on(at: int) -> bool:
        return (
            0 < at < len(head)
            and kinds[at] == kinds[at - 1] == "text"
            and head[at].text[0].islower()
            and not head[at].blank_before
            and not head[at - 1].ends_sentence
            and not head[at].ends_sentence
        )

    first = last = index
    while goes_on(first):
        first -= 1
    while goes_on(last + 1):
        last += 1
    return first, last


def _note_what_goes(trace: Trace, lines: Sequence[Line], heading: Heading) -> None:
    for line in lines[: heading.first_body]:
        if line.number < heading.number:
            trace.leave_out(line, kind_and_reason(line)[1])
        elif line.number >= heading.end:
            again = N_("stands between the title and the same title again")
            trace.leave_out(line, again)


def _head(lines: Sequence[Line]) -> Sequence[Line]:
    """Give the lines up to the first paragraph of prose."""
    n_words = 0
    for index, line in enumerate(lines[:MOST_HEAD_LINES]):
        # A first line is never the body: a long headline is still a headline.
        if index and line.is_prose and not is_dateline(line.text):
            is_headline = n_words < _WORDS_OF_HEADLINE and _asks(line)
            if n_words and not is_headline:
                return lines[:index]
        if line_kind(line) == "text":
            n_words = max(n_words, line.n_words)
    return lines[:MOST_HEAD_LINES]


_WORDS_OF_HEADLINE = 6
_LONGEST_HEADLINE = 180


def _asks(line: Line) -> bool:
    """Say whether a long line is rather a question or a quotation than a lead."""
    return len(line.text) < _LONGEST_HEADLINE and line.text[-1] in '?!"”’'
