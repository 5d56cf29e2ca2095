"""Days, months and years as people write them: one reading for every place."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date

DAY_MINUTES = 24 * 60
EPOCH = date(1970, 1, 1)
"""From where minutes and days of publication are counted."""

_FORMS = (
    re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?"),
    re.compile(
        r"((?P<day>[0-9]{1,2})[/.-])?(?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})"
    ),
)


def parse_period(text: str) -> tuple[date, date]:
    """Read a day, a month or a year as its first and last day.

    The year alone or first with hyphens (ISO 8601), or the day first with
    slashes, points or hyphens; never the month before the day.

    Raises
    ------
    ValueError
        If the text has none of the forms, or names no day of the calendar.

    Examples
    --------
    >>> [str(day) for day in parse_period("08/2020")]
    ['2020-08-01', '2020-08-31']
    """
    # Full-width digits are digits.
    plain = unicodedata.normalize("NFKC", text).strip()
    for form in _FORMS:
        if match := form.fullmatch(plain):
            year, month, day = (
                int(match[part]) if match[part] else None
                for part in ("year", "month", "day")
            )
            if month is None:
                return date(year, 1, 1), date(year, 12, 31)
            if day is None:
                first = date(year, month, 1)
                return first, first.replace(day=monthrange(year, month)[1])
            return date(year, month, day), date(year, month, day)
    raise ValueError(f"expected a day, a month or a year, found {text!r}")
