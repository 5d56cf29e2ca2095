"""The date facet as a chart of bars over time, and the ways to narrow and widen it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from search.types import DateBucket, DateFacet, SearchRequest
from web.language.dates import format_bucket, format_period
from web.pages.links import Links

CHART_HEIGHT = 72
"""Of the longest bar, in CSS pixels."""

_LEAST_HEIGHT = 3
"""Of a bar that is there at all: one article among thousands is to be seen."""

_GAP = 0.16
"""Part of a bucket's width that stays free between two bars."""

_MOST_TICKS = {"year": 5, "month": 4, "day": 3}
"""Labels below the chart, as many as stand side by side in the narrowest column."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bucket of the date facet.

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
    left, width : float
        Of the bar, in per cent of the chart's width.
    area_left, area_width : float
        Of what can be clicked: the bar and half of the gaps beside it.
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
    left: float
    width: float
    area_left: float
    area_width: float
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below the chart: where, and which end of it stands there."""

    label: str
    at: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Wider:
    """A longer time than the one chosen, and the link that chooses it."""

    label: str
    url: str


def present_bars(facet: DateFacet, request: SearchRequest, links: Links) -> list[Bar]:
    """Turn the date facet into bars, each the link that narrows to it.

    The bucket that is the whole filter takes the filter back. Where every bucket is
    inside the filter, none is set off: nothing is outside.
    """
    buckets = facet.buckets
    most = max((bucket.count for bucket in buckets), default=0)
    selected = [_is_selected(bucket, request) for bucket in buckets]
    is_telling = len(buckets) == 1 or not all(selected)
    area = 100 / len(buckets) if buckets else 0.0
    return [
        Bar(
            label=format_bucket(bucket.first, facet.interval),
            first=bucket.first.isoformat(),
            last=bucket.last.isoformat(),
            count=bucket.count,
            share=round(100 * bucket.count / most, 1) if most else 0,
            is_selected=is_telling and is_selected,
            url=_bar_url(bucket, request, links),
            left=round((at + _GAP / 2) * area, 3),
            width=round((1 - _GAP) * area, 3),
            area_left=round(at * area, 3),
            area_width=round(area, 3),
            top=CHART_HEIGHT - _height(bucket.count, most),
            height=_height(bucket.count, most),
        )
        for at, (bucket, is_selected) in enumerate(zip(buckets, selected, strict=True))
    ]


def present_ticks(facet: DateFacet) -> list[Tick]:
    """Choose the buckets that are named below the chart: the ends, and some between."""
    n = len(facet.buckets)
    n_ticks = min(n, _MOST_TICKS[facet.interval])
    if n_ticks < 2:
        first = [format_bucket(b.first, facet.interval) for b in facet.buckets]
        return [Tick(label, 50, "middle") for label in first]
    places = [round(k * (n - 1) / (n_ticks - 1)) for k in range(n_ticks)]
    anchors = ["start", *["middle"] * (n_ticks - 2), "end"]
    return [
        Tick(
            format_bucket(facet.buckets[at].first, facet.interval),
            {"start": 0, "end": 100}.get(anchor, round((at + 0.5) * 100 / n, 3)),
            anchor,
        )
        for at, anchor in zip(places, anchors, strict=True)
    ]


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


def _height(count: int, most: int) -> int:
    return max(round(CHART_HEIGHT * count / most), _LEAST_HEIGHT) if count else 0


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


def _year_of(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _month_of(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
