"""The dateline: which line of a page states when the article was posted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.extract.dates.datelines import (
    FoundDate,
    find_dates,
    is_dateline,
    is_update_label,
)
from index.extract.dates.told_dates import falls_before, lead_day
from index.extract.pages.furniture_rules import Place, furniture_rule
from index.extract.pages.kinds import line_kind, says_posted
from index.extract.pages.lines import Line
from index.extract.pages.title import Heading
from index.messages import N_

BELOW_TITLE = N_("the dateline below the title")
ABOVE_TITLE_WITH_TIME = N_("the dateline above the title, which states a time")
ON_TOP_OF_TITLE = N_("the dateline directly on top of the title")
SAYS_POSTED = N_("the date above the title, which says that it is the article's")
BELOW_TEXT = N_("the dateline below the text")
VISIT = N_(
    "a bare day above the title may be the visitor's, and the text does not bear it out"
)

CLOCK_OF_SITE = N_(
    "a clock at the top of the page may be the visitor's, and nothing bears it out"
)

TOP_OF_PAGE = 3
"""Lines at the top of a page in which sites show the time to their visitors."""

MENU = 5
"""Lines between such a clock and the title: a menu stands there."""

LINES_BELOW_TITLE = 8
"""Lines in which a dateline below the title stands."""

LINES_BELOW_TEXT = 6
"""Lines below the last paragraph in which a dateline stands."""

MOST_PARAGRAPHS = 3
"""Paragraphs that may open on the day of the news."""

DAYS_AFTER_NEWS = 7
"""Days after the news within which its article is posted."""

_VISITORS = re.compile(r"\W*(?:hôm nay(?: là)?|bây giờ(?: là)?|today)(?!\w)")
_POSTED_AT = re.compile(
    r"(?:[Đđ]ăng|[Pp]osted) .{0,60}(?:lúc|at) ([01]?\d|2[0-3]):([0-5]\d)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line that states a date, and why it may be the article's.

    Attributes
    ----------
    line : Line
    found : FoundDate
        The date of posting; that of an update only where there is no other.
    reason : str
        A message.
    may_be_visit : bool
        Whether it may as well be the day on which the page was visited.
    """

    line: Line
    found: FoundDate
    reason: str
    may_be_visit: bool = False


def find_dateline(
    lines: Sequence[Line], heading: Heading | None, paragraphs: Sequence[str]
) -> Dateline | None:
    """Find the dateline nearest the title.

    A date below the title or the lead is the article's. So is one above it with
    a time of day, one that says so, and one directly on top of it that the
    text does not contradict; then one below the text. Any other day above the
    title may be the clock that a site shows to its visitor.

    Parameters
    ----------
    lines : sequence of Line
        The whole page.
    heading : Heading or None
        Where the title is.
    paragraphs : sequence of str
        The article's text, lead first.
    """
    number = heading.number if heading is not None else 0
    near = list(_near_title(lines, number))
    below = [pair for pair in near if pair[0].number > number]
    if below:
        return _with_clock(Dateline(*_best(below), BELOW_TITLE), lines)
    above = [pair for pair in near if pair[0].number < number]
    visit = None
    if above:
        found = _above_title(*above[-1], number, paragraphs)
        signed = _below_text(lines, number, paragraphs)
        if found.reason == ON_TOP_OF_TITLE and signed and signed.found.clock:
            # A bare day on top may be the visit's; one with a time below is not.
            return signed
        if found.reason != CLOCK_OF_SITE:
            found = _with_clock(found, lines)
            found = replace(
                found, may_be_visit=found.may_be_visit and not found.found.clock
            )
        if not found.may_be_visit:
            return found
        visit = found
    return _below_text(lines, number, paragraphs) or visit


def _near_title(lines: Sequence[Line], number: int) -> Iterator[tuple[Line, FoundDate]]:
    last = number + LINES_BELOW_TITLE
    for line in lines[: number + LINES_BELOW_TITLE]:
        if line.number == number or line.number > last:
            continue
        if line.number > number and line.is_prose:
            # Some sites put the date below the lead.
            last = min(last, line.number + 1)
        is_date = len(line.text) <= 120 and line_kind(line) == "date"
        if is_date and not _VISITORS.match(line.text.lower()):
            yield line, _first_not_update(line.text)


def _best(below: Sequence[tuple[Line, FoundDate]]) -> tuple[Line, FoundDate]:
    """Choose the posting, not the update; of several, one with a time."""
    posted = [pair for pair in below if not _is_update(*pair)] or below
    return next((pair for pair in posted if pair[1].clock), posted[0])


def _above_title(
    line: Line, found: FoundDate, number: int, paragraphs: Sequence[str]
) -> Dateline:
    if says_posted(line.text):
        return Dateline(line, found, SAYS_POSTED)
    if found.clock and line.number < TOP_OF_PAGE and number - line.number > MENU:
        return Dateline(line, found, CLOCK_OF_SITE, may_be_visit=True)
    if found.clock:
        return Dateline(line, found, ABOVE_TITLE_WITH_TIME)
    is_on_top = line.number == number - 1 and line.number and not line.blank_after
    if is_on_top and not _is_contradicted(found, paragraphs):
        return Dateline(line, found, ON_TOP_OF_TITLE)
    return Dateline(line, found, VISIT, may_be_visit=True)


def _is_contradicted(found: FoundDate, paragraphs: Sequence[str]) -> bool:
    """Say whether the first paragraphs open on days, and on none of that week."""
    days = [lead_day([text]) for text in paragraphs[:MOST_PARAGRAPHS]]
    told = [day for day in days if day is not None]
    return bool(told) and not any(
        falls_before(found.day, day, DAYS_AFTER_NEWS) for day in told
    )


def _below_text(
    lines: Sequence[Line], number: int, paragraphs: Sequence[str]
) -> Dateline | None:
    """Find the dateline directly below the last paragraph."""
    last_text = paragraphs[-1] if paragraphs else ""
    start = next(
        (
            line.number + 1
            for line in reversed(lines)
            if line.number > number and line.text.startswith(last_text)
        ),
        len(lines),
    )
    for line in lines[start : start + LINES_BELOW_TEXT]:
        rule = furniture_rule(line.text)
        if rule is not None and rule.place is not Place.ALONE:
            break
        if is_dateline(line.text):
            found = _first_not_update(line.text)
            return Dateline(line, found, BELOW_TEXT)
    return None


def _with_clock(dateline: Dateline, lines: Sequence[Line]) -> Dateline:
    """Add the time that a line below the text states of its posting.

    Blogs put the day above the title and *Được đăng bởi … vào lúc 21:40* below
    the text.
    """
    if dateline.found.clock:
        return dateline
    for line in lines[dateline.line.number + 1 :]:
        clock = _POSTED_AT.search(line.text)
        if clock is not None and not find_dates(line.text):
            found = replace(dateline.found, clock=f"{clock[1]:0>2}:{clock[2]}")
            return replace(dateline, found=found)
    return dateline


def _first_not_update(text: str) -> FoundDate:
    found = find_dates(text)
    for one in found:
        if not is_update_label(text[: one.start]):
            return one
    return found[0]


def _is_update(line: Line, found: FoundDate) -> bool:
    return is_update_label(line.text[: found.start])
