"""When an article was published, and how the page tells.

A dateline beside the title is the answer (``page``). Without one, the lead may
name a day whose year follows from what the text cites (``text``, see
`told_dates`). A date of visit that contradicts the text loses and then only
bounds the year. What cannot be known is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.extract.dates.datelines import (
    FoundDate,
    dateline_rest,
    find_dates,
)
from index.extract.dates.told_dates import (
    YEAR,
    date_from_text,
    falls_before,
    lead_day,
)
from index.extract.decisions import Reason, Trace
from index.extract.pages.find_dateline import (
    ABOVE_TITLE_WITH_TIME,
    DAYS_AFTER_NEWS,
    Dateline,
    find_dateline,
)
from index.extract.pages.kinds import says_posted
from index.extract.pages.lines import Line
from index.extract.pages.title import Heading
from index.messages import N_

IN_TITLE = N_("the date in the title's own line")
AGREES_WITH_LEAD = N_("the day above the title, on which the text opens, too")
AGREES_WITH_YEAR = N_("the day above the title, whose year the text speaks of")
VISITORS_CLOCK = N_(
    "a clock above the title is the visitor's where the text opens on another day"
)
DAYS_OF_VISIT = 5
"""Days after the lead's within which a bare day above the title is the article's."""

NO_YEAR = N_(
    "the text opens on %(day)s, but nothing it cites tells one year beyond doubt"
)
UNKNOWN = N_("no dateline, and no day that the text tells beyond doubt")


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
    dateline = find_dateline(lines, heading, paragraphs)
    if dateline is not None and _is_visitors_clock(dateline, heading, paragraphs):
        dateline = replace(dateline, reason=VISITORS_CLOCK, may_be_visit=True)
    if dateline is not None and not dateline.may_be_visit:
        _note(trace, dateline.line, dateline.found, dateline.reason)
        return dateline.found.iso, "page"
    ceiling = dateline.found.day if dateline is not None else None
    told = date_from_text(paragraphs, ceiling)
    if dateline is not None:
        lead = lead_day(paragraphs)
        if lead is not None and falls_before(dateline.found.day, lead, DAYS_OF_VISIT):
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
        lead = lead_day(paragraphs)
        why = Reason(UNKNOWN)
        if lead is not None:
            why = Reason(NO_YEAR, {"day": f"{lead[0]}/{lead[1]}"})
        trace.note("published", "", why, taken=False)
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


def _is_visitors_clock(
    dateline: Dateline, heading: Heading | None, paragraphs: Sequence[str]
) -> bool:
    """Say whether a date with a time above the title is contradicted by the lead.

    It stays the article's where the page says so: by a word, by standing on top of
    the title, or by a section or a name beside it.
    """
    if dateline.reason != ABOVE_TITLE_WITH_TIME:
        return False
    line = dateline.line
    title = heading.number if heading is not None else 0
    stands_on_title = line.number == title - 1 and not line.blank_after
    if says_posted(line.text) or stands_on_title:
        return False
    if dateline_rest(line.text, find_dates(line.text)):
        return False
    lead = lead_day(paragraphs)
    return lead is not None and not falls_before(
        dateline.found.day, lead, DAYS_AFTER_NEWS
    )


def _year_agrees(day: date, paragraphs: Sequence[str]) -> bool:
    years = [int(m["year"]) for p in paragraphs for m in YEAR.finditer(p)]
    return max(years, default=None) == day.year
