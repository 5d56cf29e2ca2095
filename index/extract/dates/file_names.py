"""The date in the name of a page's file or of the folders it is kept in.

Archives are kept as ``2020/06/05/tin.txt`` or ``2020-06-05-tin.txt``. A whole
date counts, never a part of one; it is the last thing asked, and it loses where
the text contradicts it: a page may be named after the day on which it was saved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.extract.dates.forms import calendar_day
from index.extract.dates.told_dates import falls_before, lead_day
from index.extract.dates.told_years import YEAR

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01])"

FORMS = (
    (rf"(?<![^\W_]){_YEAR}(?P<sep>[-_.]?){_MONTH}(?P=sep){_DAY}(?![^\W_])",
     "2020-06-05-tin.txt"),
    (rf"(?<![^\W_]){_DAY}(?P<sep>[-_.]){_MONTH}(?P=sep){_YEAR}(?![^\W_])",
     "tin_05-06-2020.txt"),
    (rf"(?:^|/){_YEAR}/{_MONTH}/{_DAY}/", "2020/06/05/tin.txt"),
)  # fmt: skip
"""Patterns of dates in paths, each with an example; day before month throughout."""

_PATTERNS = tuple(re.compile(pattern) for pattern, _ in FORMS)

MOST_DAYS_AFTER_LEAD = 5
"""Days after the day that the lead names in which its article is published."""


def date_in_path(path: str, paragraphs: Sequence[str]) -> date | None:
    """Give the date that a page's path names, or None.

    Parameters
    ----------
    path : str
        As `RawPage.path`.
    paragraphs : sequence of str
        The article's text, which may contradict the path.

    Examples
    --------
    >>> str(date_in_path("bao/2020/06/05/tin.txt", []))
    '2020-06-05'
    >>> date_in_path("bao/2020-06-05.txt", ["Sáng 17/2, xã họp."]) is None
    True
    >>> date_in_path("bao/tin-20200605123.txt", []) is None
    True
    """
    found = {
        calendar_day(int(match["year"]), int(match["month"]), int(match["day"]))
        for pattern in _PATTERNS
        for match in pattern.finditer(path)
    }
    if len(found) != 1:
        return None
    (day,) = found
    return None if day is None or _is_contradicted(day, paragraphs) else day


def _is_contradicted(day: date, paragraphs: Sequence[str]) -> bool:
    lead = lead_day(paragraphs)
    if lead is not None and not falls_before(day, lead, MOST_DAYS_AFTER_LEAD):
        return True
    years = [int(m["year"]) for text in paragraphs for m in YEAR.finditer(text)]
    # A text knows its own year or the one before; plans may reach further.
    return bool(years) and max(years) < day.year - 1
