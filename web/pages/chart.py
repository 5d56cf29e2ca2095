"""Counts by time as bars: where each stands, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from search.types import DateFacet
from web.language.dates import format_bucket

_HEIGHT = 100
_LEAST_HEIGHT = 2
"""Of a bar: what one article out of hundreds makes has to be seen."""

_FEWEST_PLACES = 12
"""A chart of one month would be one block otherwise."""


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A bar, in units of the chart; `url` leads to what it counts."""

    x: int
    height: float
    label: str
    count: int
    url: str

    @property
    def y(self) -> float:
        """Where it begins, from above."""
        return round(_HEIGHT - self.height, 1)


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart of counts by time.

    Attributes
    ----------
    width, height : int
        In units of its own: one place for each bucket, as high as the longest bar.
    bars : tuple of ChartBar
        One for each bucket that counts anything.
    years : tuple of int
        Places at which a year begins, where the buckets are shorter.
    first, last : str
        What stands at its ends.
    most : int
        What the longest bar counts.
    """

    width: int
    height: int
    bars: tuple[ChartBar, ...]
    years: tuple[int, ...]
    first: str
    last: str
    most: int


def draw_chart(facet: DateFacet, url_of: Callable[[date, date], str]) -> Chart | None:
    """Draw the buckets of a date facet; None where there are none.

    Parameters
    ----------
    facet : DateFacet
    url_of : callable
        Gives where a bucket leads that lasts from one day to another.
    """
    if not facet.buckets:
        return None
    most = max(bucket.count for bucket in facet.buckets)
    labels = [format_bucket(bucket.first, facet.interval) for bucket in facet.buckets]
    bars = tuple(
        ChartBar(
            place,
            max(_LEAST_HEIGHT, round(_HEIGHT * bucket.count / most, 1)),
            labels[place],
            bucket.count,
            url_of(bucket.first, bucket.last),
        )
        for place, bucket in enumerate(facet.buckets)
        if bucket.count
    )
    years = tuple(
        place
        for place, bucket in enumerate(facet.buckets)
        if place and facet.interval != "year" and _begins_year(bucket.first)
    )
    width = max(len(labels), _FEWEST_PLACES)
    return Chart(width, _HEIGHT, bars, years, labels[0], labels[-1], most)


def _begins_year(day: date) -> bool:
    return (day.month, day.day) == (1, 1)
