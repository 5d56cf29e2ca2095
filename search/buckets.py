"""Counts by day → the buckets of the date facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from search.types import DateBucket, DateFacet, Interval

_MAX_DAY_BUCKETS = 62
_MAX_MONTH_BUCKETS = 60


def make_date_facet(
    days: list[tuple[date, int]],
    unknown: int,
    date_from: date | None,
    date_to: date | None,
    spread: Iterable[tuple[date, ...]] = (),
) -> DateFacet:
    """Group counts by day into years, months or days without gaps.

    The buckets span the matches, as far as the chosen range goes. The interval
    is the finest that keeps them few enough to look at, so choosing a year
    shows its months and choosing a month shows its days.

    Parameters
    ----------
    days : list of (date, int)
        Ascending days with a match, the date range ignored.
    unknown : int
        Matches without a date.
    date_from, date_to : date or None
        The chosen range, both ends included.
    spread : iterable of tuple of date
        Days on each of which one and the same article is counted; in a bucket
        with several of them it counts once.
    """
    if not days:
        return DateFacet("year", (), unknown)
    # A range is cut to where there are matches at all: from the year 1 to the
    # year 9999 is nothing to draw.
    first = max(date_from or date.min, days[0][0])
    last = min(date_to or date.max, days[-1][0])
    if first > last:
        return DateFacet("year", (), unknown)
    interval = _interval(first, last)
    counts: Counter[date] = Counter()
    for day, count in days:
        if first <= day <= last:
            counts[_start(day, interval)] += count
    for days_of_one in spread:
        inside = (day for day in days_of_one if first <= day <= last)
        for start, n_days in Counter(_start(day, interval) for day in inside).items():
            counts[start] -= n_days - 1
    buckets = []
    start = _start(first, interval)
    while start <= last:
        following = _next(start, interval)
        end = date.max if following is None else following - timedelta(days=1)
        buckets.append(
            DateBucket(max(start, first), min(end, last), counts[start])
            if date_from or date_to
            else DateBucket(start, end, counts[start])
        )
        if following is None:
            break
        start = following
    return DateFacet(interval, tuple(buckets), unknown)


def _interval(first: date, last: date) -> Interval:
    if (last - first).days < _MAX_DAY_BUCKETS:
        return "day"
    n_months = (last.year - first.year) * 12 + last.month - first.month + 1
    return "month" if n_months <= _MAX_MONTH_BUCKETS else "year"


def _start(day: date, interval: Interval) -> date:
    if interval == "day":
        return day
    return day.replace(day=1) if interval == "month" else date(day.year, 1, 1)


def _next(start: date, interval: Interval) -> date | None:
    """The first day of the following bucket; None past the calendar's end."""
    try:
        if interval == "day":
            return start + timedelta(days=1)
        if interval == "month" and start.month < 12:
            return start.replace(month=start.month + 1)
        return date(start.year + 1, 1, 1)
    except (ValueError, OverflowError):
        return None
