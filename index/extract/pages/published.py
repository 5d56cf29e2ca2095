"""When an article was published, and how the page tells.

A dateline beside the title is the answer (``page``). Without one, the lead may
name a day whose year follows from what the text cites (``text``, see
`told_dates`). A date of visit that contradicts the text loses and then only
bounds the year. What cannot be known is None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.extract.dates.datelines import (
    FoundDate,
    dateline_rest,
    find_dates,
    is_dateline,
    is_update_label,
)
from index.extract.dates.told_dates import YEAR, date_from_text, lead_day
from index.extract.decisions import Reason, Trace
from index.extract.pages.kinds import line_kind, says_posted
from index.extract.pages.lines import Line
from index.extract.pages.title import Heading
from index.messages import N_

IN_TITLE = N_("the date in the title's own line")
BELOW_TITLE = N_("the dateline below the title")
ABOVE_TITLE_WITH_TIME = N_("the dateline above the title, which states a time")
ON_TOP_OF_TITLE = N_("the dateline directly on top of the title")
SAYS_POSTED = N_("the date above the title, which says that it is the article's")
BELOW_TEXT = N_("the dateline below the text")
AGREES_WITH_LEAD = N_("the day above the title, on which the text opens, too")
AGREES_WITH_YEAR = N_("the day above the title, whose year the text speaks of")
VISIT = N_(
    "a bare day above the title may be the visitor's, and the text does not bear it out"
)
VISITORS_CLOCK = N_(
    "a clock above the title is the visitor's where the text opens on another day"
)
UNKNOWN = N_("no dateline, and no day that the text tells beyond doubt")


_VISITORS = re.compile(r"\W*(?:hôm nay(?: là)?|bây giờ(?: là)?|today)(?!\w)")

_POSTED_AT = re.compile(
    r"(?:[Đđ]ăng|[Pp]osted) .{0,60}(?:lúc|at) ([01]?\d|2[0-3]):([0-5]\d)(?!\d)"
)

A_WEEK = 7
"""Days after the day of a lead by which a date with a time is still the article's."""

LINES_BELOW_TITLE = 8
"""Lines in which a dateline below the title stands."""


def published(
    lines: Sequence[Line],
    heading: Heading | None,
    paragraphs: Sequence[str],
    trace: Trace | None = None,
) -> tuple[str | None, str | None]:
    """Decide when the article was published.

    Parameters
    ----------
    lines : sequence of Line
        The whole page.
    heading : Heading or None
        Where the title is.
    paragraphs : sequence of str
        The article's text, lead first.
    trace : Trace, optional
        Collects which line was taken for the date, and why.

    Returns
    -------
    published, published_from : str or None
        The date as `Article` holds it, and ``page`` or ``text``.
    """
    if heading is not None and heading.own_date is not None:
        _note(trace, lines[heading.number], heading.own_date, IN_TITLE)
        return heading.own_date.iso, "page"
    dateline = _with_clock_below(_dateline(lines, heading), lines)
    if dateline is not None and _is_visitors_clock(dateline, lines, paragraphs):
        dateline = replace(dateline, reason=VISITORS_CLOCK, may_be_visit=True)
    if dateline is not None and not dateline.may_be_visit:
        _note(trace, dateline.line, dateline.found, dateline.reason)
        return dateline.found.iso, "page"
    ceiling = dateline.found.day if dateline is not None else None
    told = date_from_text(paragraphs, ceiling)
    if dateline is not None:
        lead = lead_day(paragraphs)
        if lead is not None and _near(dateline.found.day, lead):
            _note(trace, dateline.line, dateline.found, AGREES_WITH_LEAD)
            return dateline.found.iso, "page"
        if lead is None and _year_agrees(dateline.found.day, paragraphs):
            _note(trace, dateline.line, dateline.found, AGREES_WITH_YEAR)
            return dateline.found.iso, "page"
        _note(trace, dateline.line, dateline.found, dateline.reason, taken=False)
    if told is not None:
        if trace is not None:
            trace.note("published", told.day.isoformat(), told.reason)
        return told.day.isoformat(), "text"
    if trace is not None:
        trace.note("published", "", UNKNOWN, taken=False)
    return None, None


def _note(
    trace: Trace | None,
    line: Line,
    found: FoundDate,
    reason: str,
    *,
    taken: bool = True,
) -> None:
    if trace is not None:
        read = Reason(N_("read in: %(line)s"), {"line": line.text})
        trace.note("published", found.iso, reason, read, line=line.at, taken=taken)


@dataclass(frozen=True, slots=True)
class _Dateline:
    line: Line
    found: FoundDate
    reason: str
    may_be_visit: bool = False


def _dateline(lines: Sequence[Line], heading: Heading | None) -> _Dateline | None:
    """Find the dateline nearest the title.

    A date below the title is the article's. So is one above it with a time of
    day or directly on top of it; a bare day set apart above the title may be
    the clock that a site shows to its visitor.
    """
    number = heading.number if heading is not None else 0
    above: list[tuple[Line, FoundDate]] = []
    below: list[tuple[Line, FoundDate]] = []
    last = number + LINES_BELOW_TITLE
    for line in lines[: number + LINES_BELOW_TITLE]:
        if line.number == number or line.number > last:
            continue
        if line.number > number and line.is_prose:
            # Some sites put the date below the lead.
            last = min(last, line.number + 1)
        if len(line.text) > 120 or line_kind(line) != "date":
            continue
        if _VISITORS.match(line.text.lower()):
            continue
        found = _first_not_update(line.text)
        (below if line.number > number else above).append((line, found))
    if below:
        timed = [pair for pair in below if pair[1].clock]
        return _Dateline(*(timed or below)[0], BELOW_TITLE)
    if above:
        line, found = above[-1]
        if found.clock:
            return _Dateline(line, found, ABOVE_TITLE_WITH_TIME)
        if says_posted(line.text):
            return _Dateline(line, found, SAYS_POSTED)
        if line.number == number - 1 and line.number and not line.blank_after:
            return _Dateline(line, found, ON_TOP_OF_TITLE)
        return _Dateline(line, found, VISIT, may_be_visit=True)
    for line in lines[-12:]:
        if line.number > number + 1 and is_dateline(line.text):
            found = _first_not_update(line.text)
            if found.clock or re.search(r"ngày|đăng|cập", line.text.lower()):
                return _Dateline(line, found, BELOW_TEXT)
    return None


def _is_visitors_clock(
    dateline: _Dateline, lines: Sequence[Line], paragraphs: Sequence[str]
) -> bool:
    """Say whether a date with a time above the title is contradicted by the lead.

    It stays the article's where the page says so: by a word, by standing on top of
    the title, or by a section or a name beside it.
    """
    if dateline.reason != ABOVE_TITLE_WITH_TIME:
        return False
    line = dateline.line
    is_apart = line.blank_after or line_kind(lines[line.number + 1]) != "text"
    if says_posted(line.text) or not is_apart:
        return False
    if dateline_rest(line.text, find_dates(line.text)):
        return False
    lead = lead_day(paragraphs)
    return lead is not None and not _near(dateline.found.day, lead, A_WEEK)


def _with_clock_below(
    dateline: _Dateline | None, lines: Sequence[Line]
) -> _Dateline | None:
    """Add the time that a line below the text states of its posting.

    Blogs put the day above the title and *Được đăng bởi … vào lúc 21:40* below
    the text.
    """
    if dateline is None or dateline.found.clock or dateline.may_be_visit:
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


def _near(day: date, lead: tuple[int, int], n_days: int = 5) -> bool:
    """Say whether a day and month fall on `day` or the few days before it."""
    return any(
        (near.day, near.month) == lead
        for near in (day - timedelta(days=back) for back in range(n_days + 1))
    )


def _year_agrees(day: date, paragraphs: Sequence[str]) -> bool:
    years = Counter(int(m["year"]) for p in paragraphs for m in YEAR.finditer(p))
    return bool(years) and max(years) == day.year
