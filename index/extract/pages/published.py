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
from datetime import date, timedelta

from index.extract.dates.datelines import (
    FoundDate,
    find_dates,
    is_dateline,
    is_update_label,
)
from index.extract.dates.told_dates import YEAR, date_from_text, lead_day
from index.extract.pages.lines import Line
from index.extract.pages.title import Heading, line_kind


def published(
    lines: Sequence[Line], heading: Heading | None, paragraphs: Sequence[str]
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

    Returns
    -------
    published, published_from : str or None
        The date as `Article` holds it, and ``page`` or ``text``.
    """
    if heading is not None and heading.own_date is not None:
        return heading.own_date.iso, "page"
    dateline, is_visit = _dateline(lines, heading)
    if dateline is not None and not is_visit:
        return dateline.iso, "page"
    ceiling = dateline.day if dateline is not None else None
    told = date_from_text(paragraphs, ceiling)
    if dateline is not None:
        lead = lead_day(paragraphs)
        if lead is not None and _near(dateline.day, lead):
            return dateline.iso, "page"
        if lead is None and _year_agrees(dateline.day, paragraphs):
            return dateline.iso, "page"
    if told is not None:
        return told.isoformat(), "text"
    return None, None


def _dateline(
    lines: Sequence[Line], heading: Heading | None
) -> tuple[FoundDate | None, bool]:
    """Find the dateline nearest the title, and whether it may be the visit's.

    A date below the title is the article's. So is one above it with a time of
    day or directly on top of it; a bare day set apart above the title may be
    the clock that a site shows to its visitor.
    """
    number = heading.number if heading is not None else 0
    above: list[tuple[Line, FoundDate]] = []
    below: list[tuple[Line, FoundDate]] = []
    for line in lines[: number + 8]:
        if line.number == number or len(line.text) > 120:
            continue
        if line_kind(line) != "date":
            if line.number > number and line.is_prose:
                break
            continue
        found = _first_not_update(line.text)
        (below if line.number > number else above).append((line, found))
    if below:
        timed = [pair for pair in below if pair[1].clock]
        return (timed or below)[0][1], False
    if above:
        line, found = above[-1]
        touches = line.number == number - 1 and not line.blank_after
        return found, not (found.clock or touches)
    for line in lines[-12:]:
        if line.number > number + 1 and is_dateline(line.text):
            found = _first_not_update(line.text)
            if found.clock or re.search(r"ngày|đăng|cập", line.text.lower()):
                return found, False
    return None, False


def _first_not_update(text: str) -> FoundDate:
    found = find_dates(text)
    for one in found:
        if not is_update_label(text[: one.start]):
            return one
    return found[0]


def _near(day: date, lead: tuple[int, int]) -> bool:
    """Say whether a day and month fall on `day` or the five days before it."""
    return any(
        (near.day, near.month) == lead
        for near in (day - timedelta(days=back) for back in range(6))
    )


def _year_agrees(day: date, paragraphs: Sequence[str]) -> bool:
    years = Counter(int(m["year"]) for p in paragraphs for m in YEAR.finditer(p))
    return bool(years) and max(years) == day.year
