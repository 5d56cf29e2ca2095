from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from search.buckets import make_date_facet
from search.engine import DayCounts

DAYS = st.lists(
    st.tuples(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(1, 9)),
    unique_by=lambda entry: entry[0],
    max_size=12,
).map(sorted)


@given(DAYS, st.none() | st.dates(), st.none() | st.dates())
def test_buckets_follow_each_other_and_count_every_day_once(
    days: list[tuple[date, int]], first: date | None, last: date | None
) -> None:
    facet = make_date_facet(DayCounts.of(days), 3, first, last)
    for one, other in zip(facet.buckets, facet.buckets[1:], strict=False):
        assert one.last + timedelta(days=1) == other.first
    inside = sum(
        count for day, count in days if (first or date.min) <= day <= (last or date.max)
    )
    assert sum(bucket.count for bucket in facet.buckets) == inside
    assert facet.unknown == 3
    for bucket in facet.buckets:
        expected = sum(n for day, n in days if bucket.first <= day <= bucket.last)
        assert bucket.count == expected


def test_a_few_weeks_are_days_a_few_years_are_months_and_decades_are_years() -> None:
    start = date(2020, 1, 15)
    for n_days, interval, n_buckets in (
        (1, "day", 2),
        (61, "day", 62),
        (62, "month", 3),
        (366 * 2, "month", 25),
        (366 * 9, "year", 10),
    ):
        days = [(start, 1), (start + timedelta(days=n_days), 1)]
        facet = make_date_facet(DayCounts.of(days), 0, None, None)
        assert (facet.interval, len(facet.buckets)) == (interval, n_buckets)


def test_choosing_a_year_shows_its_months_and_a_month_its_days() -> None:
    days = [(date(2010, 3, 1), 1), (date(2020, 8, 17), 2), (date(2020, 8, 19), 1)]
    days.append((date(2024, 1, 1), 1))
    year = make_date_facet(DayCounts.of(days), 0, date(2020, 1, 1), date(2020, 12, 31))
    assert year.interval == "month" and len(year.buckets) == 12
    month = make_date_facet(DayCounts.of(days), 0, date(2020, 8, 1), date(2020, 8, 31))
    assert month.interval == "day" and len(month.buckets) == 31
    assert [bucket.count for bucket in month.buckets if bucket.count] == [2, 1]


def test_a_range_from_the_first_year_to_the_last_is_cut_to_the_matches() -> None:
    days = [(date(2020, 5, 1), 1), (date(2020, 5, 3), 1)]
    assert len(make_date_facet(DayCounts.of(days), 0, date.min, date.max).buckets) == 3


def test_no_match_has_no_buckets() -> None:
    assert make_date_facet(DayCounts([], []), 7, None, None).buckets == ()
    assert (
        make_date_facet(
            DayCounts.of([(date(2020, 1, 1), 1)]), 0, date(2021, 1, 1), None
        ).buckets
        == ()
    )


def test_months_may_be_the_finest_and_more_of_them_allowed() -> None:
    days = DayCounts.of([(date(2020, 1, 15), 1), (date(2020, 1, 16), 2)])
    facet = make_date_facet(days, 0, None, None, finest="month")
    assert facet.interval == "month" and [b.count for b in facet.buckets] == [3]
    assert make_date_facet(days, 0, None, None, finest="year").interval == "year"
    long = DayCounts.of([(date(2001, 1, 1), 1), (date(2020, 12, 1), 1)])
    facets = [make_date_facet(long, 0, None, None, max_months=n) for n in (239, 240)]
    assert [(f.interval, len(f.buckets)) for f in facets] == [
        ("year", 20),
        ("month", 240),
    ]
