"""What an answer counts beside its hits: by time, and by person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Interval = Literal["year", "month", "day"]
FacetName = Literal["published", "persons"]


@dataclass(frozen=True, slots=True)
class DateBucket:
    """How many matches were published from `first` to `last`, both included."""

    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class DateFacet:
    """Matches by time: consecutive buckets, those without a match included.

    The counts ignore the request's own date range, apart from what the buckets
    span. `unknown` counts the matches without a date.
    """

    interval: Interval
    buckets: tuple[DateBucket, ...]
    unknown: int


@dataclass(frozen=True, slots=True)
class PersonCount:
    """How many matches name a person, the request's own persons ignored.

    Copies of one article count once, here and in every other count. `is_selected`
    and `is_excluded` tell whether the request asks for the person, or for articles
    without the person.

    `error` is by how much the count may be too low: 0 where it is exact, as it always
    is with the embedded engine. A cluster of many shards can only estimate some counts.
    """

    name: str
    count: int
    is_selected: bool
    is_excluded: bool = False
    error: int = 0


@dataclass(frozen=True, slots=True)
class Facets:
    """Both facets of an answer.

    `incomplete` names those for which there was no time: they are empty.
    """

    published: DateFacet
    persons: tuple[PersonCount, ...]
    incomplete: tuple[FacetName, ...] = ()
