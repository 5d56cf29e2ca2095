"""Counts by time as a chart of bars: where each stands, and where it leads."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from search.facets import DateBucket, DateFacet, Interval
from search.types import SearchRequest
from web.language.dates import format_bucket, format_period
from web.pages.links import Links

FACET_HEIGHT = 72
PERSON_HEIGHT = 144
"""Of the longest bar of a chart, in CSS pixels."""

_LEAST_HEIGHT = 3
"""Of a bar that is there at all: one article among thousands is to be seen."""

_FEWEST_PLACES = 12
"""A chart of one month would be one block otherwise."""

_GAP = 0.16
"""Part of a bucket's place that stays free between two bars."""

_MOST_TICKS: dict[Interval, int] = {"year": 5, "month": 4, "day": 3}
"""Labels below the chart, as many as stand side by side in the narrowest column."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bucket of counts by time.

    Attributes
    ----------
    label : str
    first, last : str
        Its days, ISO 8601.
    count : int
    share : float
        Its length in per cent of the longest bar.
    is_selected : bool
    url : str or None
        Where it narrows to; None for an empty bucket, which leads nowhere.
    place : float
        Where what can be clicked begins, in per cent of the chart's width.
    left, width : float
        Of the bar itself, in per cent of the chart's width.
    top, height : int
        Of the bar, in CSS pixels.
    """

    label: str
    first: str
    last: str
    count: int
    share: float
    is_selected: bool
    url: str | None
    place: float
    left: float
    width: float
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below the chart: where, and which end of it stands there."""

    label: str
    at: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of counts by time; horizontal measures are per cent of its width.

    Attributes
    ----------
    bars : tuple of Bar
        One for each bucket, the empty ones included.
    ticks : tuple of Tick
    years : tuple of float
        Where a year begins, if the buckets are shorter.
    place_width : float
        Of each bucket.
    n_places : int
        Buckets that there is room for.
    height : int
        Of the longest bar, in CSS pixels.
    """

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    years: tuple[float, ...]
    place_width: float
    n_places: int
    height: int


@dataclass(frozen=True, slots=True)
class Wider:
    """A longer time than the one chosen, and the link that chooses it."""

    label: str
    url: str


def draw_chart(
    facet: DateFacet, request: SearchRequest, links: Links, height: int
) -> Chart | None:
    """Draw the buckets of a date facet; None where there are none.

    Each bar narrows to its time; the bucket that is the whole filter takes the
    filter back. Where every bucket is inside the filter, none is set off: nothing is
    outside.
    """
    buckets = facet.buckets
    if not buckets:
        return None
    n_places = max(len(buckets), _FEWEST_PLACES)
    width = 100 / n_places
    most = max(bucket.count for bucket in buckets)
    selected = [_is_selected(bucket, request) for bucket in buckets]
    is_telling = len(buckets) == 1 or not all(selected)

    def draw(at: int, bucket: DateBucket) -> Bar:
        share = bucket.count / most if most else 0.0
        length = max(round(height * share), _LEAST_HEIGHT) if bucket.count else 0
        return Bar(
            label=format_bucket(bucket.first, facet.interval),
            first=bucket.first.isoformat(),
            last=bucket.last.isoformat(),
            count=bucket.count,
            share=round(100 * share, 1),
            is_selected=is_telling and selected[at],
            url=_bar_url(bucket, request, links),
            place=round(at * width, 3),
            left=round((at + _GAP / 2) * width, 3),
            width=round((1 - _GAP) * width, 3),
            top=height - length,
            height=length,
        )

    years = [
        round(at * width, 3)
        for at, bucket in enumerate(buckets)
        if at and facet.interval != "year" and _begins_year(bucket.first)
    ]
    return Chart(
        bars=tuple(draw(at, bucket) for at, bucket in enumerate(buckets)),
        ticks=tuple(_ticks(facet, width)),
        years=tuple(years),
        place_width=round(width, 3),
        n_places=n_places,
        height=height,
    )


def present_wider(request: SearchRequest, links: Links) -> list[Wider]:
    """List longer times around the one chosen: any, its year, its month."""
    first, last = request.date_from, request.date_to
    if first is None and last is None and not request.undated:
        return []
    wider = [Wider(gettext("Any time"), links.remove_dates())]
    if first and last:
        for start, end in (_year_of(first), _month_of(first)):
            is_inside = start <= first and last <= end
            if is_inside and (start, end) != (first, last):
                label = format_period(start, end)
                wider.append(Wider(label, links.narrow_dates(start, end)))
    return wider


def _ticks(facet: DateFacet, width: float) -> list[Tick]:
    """Choose the buckets that are named below the chart: the ends, and some between."""
    n = len(facet.buckets)
    # Few buckets stand at the left: there is less room the fewer they are.
    most = int(_MOST_TICKS[facet.interval] * n * width / 100)
    n_ticks = max(min(n, most), 1)
    places = [round(k * (n - 1) / max(n_ticks - 1, 1)) for k in range(n_ticks)]
    ticks = []
    for at in places:
        label = format_bucket(facet.buckets[at].first, facet.interval)
        if at == 0:
            ticks.append(Tick(label, 0, "start"))
        elif at == n - 1:
            ticks.append(Tick(label, round(n * width, 3), "end"))
        else:
            ticks.append(Tick(label, round((at + 0.5) * width, 3), "middle"))
    return ticks


def _is_selected(bucket: DateBucket, request: SearchRequest) -> bool:
    first, last = request.date_from, request.date_to
    if first is None and last is None:
        return False
    return (first or date.min) <= bucket.last and bucket.first <= (last or date.max)


def _bar_url(bucket: DateBucket, request: SearchRequest, links: Links) -> str | None:
    if (bucket.first, bucket.last) == (request.date_from, request.date_to):
        return links.remove_dates()
    if bucket.count:
        return links.narrow_dates(bucket.first, bucket.last)
    return None


def _begins_year(day: date) -> bool:
    return (day.month, day.day) == (1, 1)


def _year_of(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _month_of(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
