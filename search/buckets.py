"""Counts by day → the buckets of the date facet."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from search.engine import DayCounts
from search.facets import DateBucket, DateFacet, Interval

_MAX_DAY_BUCKETS = 62
_MAX_MONTH_BUCKETS = 60
_DAY = timedelta(days=1)


def make_date_facet(
    days: DayCounts,
    unknown: int,
    date_from: date | None,
    date_to: date | None,
    spread: Iterable[tuple[date, ...]] = (),
    *,
    finest: Interval = "day",
    max_months: int = _MAX_MONTH_BUCKETS,
) -> DateFacet:
    """Group counts by day into years, months or days without gaps.

    The buckets span the matches, as far as the chosen range goes. The interval
    is the finest that keeps them few enough to look at, so choosing a year
    shows its months and choosing a month shows its days.

    Parameters
    ----------
    days : DayCounts
        The date range ignored.
    unknown : int
        Matches without a date.
    date_from, date_to : date or None
        The chosen range, both ends included.
    spread : iterable of tuple of date
        Days on each of which one and the same article is counted; in a bucket
        with several of them it counts once.
    finest : Interval
        No finer one is taken, however short the span.
    max_months : int
        A longer span is shown by year.
    """
    if not days.days:
        return DateFacet("year", (), unknown)
    # A range is cut to where there are matches at all: from the year 1 to the
    # year 9999 is nothing to draw.
    first = max(date_from or date.min, days.days[0])
    last = min(date_to or date.max, days.days[-1])
    if first > last:
        return DateFacet("year", (), unknown)
    interval = _interval(first, last, finest, max_months)
    starts = _starts(first, last, interval)
    ends = [start - _DAY for start in starts[1:]]
    ends.append(_last_day(starts[-1], interval))
    counts = _count(days, [first, *starts[1:]], last)
    for days_of_one in spread:
        known = set()
        for day in days_of_one:
            if first <= day <= last:
                at = bisect_right(starts, day) - 1
                counts[at] -= at in known
                known.add(at)
    if date_from or date_to:
        starts[0], ends[-1] = first, min(ends[-1], last)
    return DateFacet(interval, tuple(map(DateBucket, starts, ends, counts)), unknown)


def _count(days: DayCounts, starts: list[date], last: date) -> list[int]:
    """Sum the counts from each day of `starts` to the next, the last to `last`.

    There are thousands of days and few buckets, so the days are looked up by the
    buckets and not the other way round.
    """
    edges = [bisect_left(days.days, start) for start in starts]
    edges.append(bisect_right(days.days, last))
    return [sum(days.counts[first:end]) for first, end in pairwise(edges)]


def _starts(first: date, last: date, interval: Interval) -> list[date]:
    """List where the buckets begin, at least one."""
    starts = []
    start: date | None = _start(first, interval)
    while start is not None and start <= last:
        starts.append(start)
        start = _next(start, interval)
    return starts


def _last_day(start: date, interval: Interval) -> date:
    following = _next(start, interval)
    return date.max if following is None else following - _DAY


def _interval(first: date, last: date, finest: Interval, max_months: int) -> Interval:
    if finest == "day" and (last - first).days < _MAX_DAY_BUCKETS:
        return "day"
    n_months = (last.year - first.year) * 12 + last.month - first.month + 1
    return "month" if finest != "year" and n_months <= max_months else "year"


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
