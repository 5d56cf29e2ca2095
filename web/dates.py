"""Days, months and years as readers write them and as pages show them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_FORMS = (
    re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?"),
    re.compile(
        r"((?P<day>[0-9]{1,2})[/.-])?(?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})"
    ),
)


def parse_period(text: str) -> tuple[date, date]:
    """Read a day, a month or a year as its first and last day.

    Raises
    ------
    ValueError
        If the text has none of the forms, or names no day of the calendar.

    Examples
    --------
    >>> [str(day) for day in parse_period("08/2020")]
    ['2020-08-01', '2020-08-31']
    """
    for form in _FORMS:
        if match := form.fullmatch(text.strip()):
            year, month, day = (
                int(match[part]) if match[part] else None
                for part in ("year", "month", "day")
            )
            if month is None:
                return date(year, 1, 1), date(year, 12, 31)
            if day is None:
                first = date(year, month, 1)
                return first, first.replace(day=_month_length(first))
            return date(year, month, day), date(year, month, day)
    raise ValueError(f"expected a day, a month or a year, found {text!r}")


def format_day(day: date) -> str:
    """Write a day as ``17/08/2020``, the same in both languages."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_period(first: date, last: date) -> str:
    """Name a range of days as shortly as it can be: by years, months or days.

    Examples
    --------
    >>> format_period(date(2020, 8, 1), date(2020, 8, 31))
    '08/2020'
    >>> format_period(date(2015, 1, 1), date(2018, 12, 31))
    '2015 – 2018'
    """
    whole_months = (first.day, last.day) == (1, _month_length(last))
    if whole_months and (first.month, last.month) == (1, 12):
        interval = "year"
    elif whole_months:
        interval = "month"
    else:
        interval = "day"
    names = [format_bucket(first, interval), format_bucket(last, interval)]
    return names[0] if names[0] == names[1] else " – ".join(names)


def format_bucket(first: date, interval: str) -> str:
    """Name the year, month or day that begins with (or contains) a day.

    Examples
    --------
    >>> format_bucket(date(2020, 8, 1), "month")
    '08/2020'
    """
    day = format_day(first)
    return {"year": day[6:], "month": day[3:], "day": day}[interval]


def format_published(published: str) -> str:
    """Write an article's `published` as ``dd/MM/yyyy``, its time after it if known.

    Examples
    --------
    >>> format_published("2017-12-04T18:19")
    '04/12/2017 18:19'
    """
    day = format_day(date.fromisoformat(published[:10]))
    return f"{day} {published[11:]}" if len(published) > 10 else day


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]
