"""Days, months and years as pages show them; `search.periods` reads them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from babel import Locale
from babel.dates import format_date, get_datetime_format


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


def format_published_in_full(published: str, locale: Locale | str) -> str:
    """Write an article's `published` in words, as CLDR has it for a language.

    Examples
    --------
    >>> format_published_in_full("2020-08-17", "vi")
    'Thứ Hai, 17 tháng 8, 2020'
    >>> format_published_in_full("2020-08-17T09:30", "en")
    'Monday, August 17, 2020, 09:30'
    """
    day = format_date(date.fromisoformat(published[:10]), "full", locale=locale)
    if len(published) <= 10:
        return day
    # The time stays as the page had it; where it stands is the language's matter.
    order = get_datetime_format("full", locale=locale).replace("'", "")
    return order.format(published[11:], day)


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]
