"""Where the bars of a chart stand."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from search.buckets import make_date_facet
from search.engine import DayCounts
from search.types import DateFacet
from web.pages.chart import draw_chart

DAYS = st.lists(
    st.tuples(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(1, 999)),
    unique_by=lambda entry: entry[0],
    min_size=1,
    max_size=12,
).map(sorted)


def url_of(first: date, last: date) -> str:
    return f"{first}/{last}"


@given(DAYS, st.sampled_from(["year", "month", "day"]))
def test_every_bucket_that_counts_has_a_bar_as_high_as_its_share(days, finest):
    facet = make_date_facet(DayCounts.of(days), 0, None, None, finest=finest)
    chart = draw_chart(facet, url_of)
    assert chart is not None
    assert chart.width >= len(facet.buckets)
    filled = [(x, bucket) for x, bucket in enumerate(facet.buckets) if bucket.count]
    assert [(bar.x, bar.count) for bar in chart.bars] == [
        (x, bucket.count) for x, bucket in filled
    ]
    for bar, (_, bucket) in zip(chart.bars, filled, strict=True):
        assert bar.url == url_of(bucket.first, bucket.last)
        assert abs(bar.height - 100 * bar.count / chart.most) <= 2
        assert bar.height >= 2 and 0 <= bar.y
        assert abs(bar.y + bar.height - 100) < 0.01
    assert max(bar.height for bar in chart.bars) == 100


def test_years_begin_at_their_january():
    days = [(date(2019, 11, 3), 1), (date(2021, 2, 1), 4)]
    facet = make_date_facet(DayCounts.of(days), 0, None, None)
    chart = draw_chart(facet, url_of)
    assert (chart.years, chart.first, chart.last) == ((2, 14), "11/2019", "02/2021")
    years = make_date_facet(DayCounts.of(days), 0, None, None, finest="year")
    assert draw_chart(years, url_of).years == ()


def test_a_single_month_is_no_block_as_wide_as_the_chart():
    facet = make_date_facet(DayCounts.of([(date(2020, 5, 1), 1)]), 0, None, None)
    assert draw_chart(facet, url_of).width == 12


def test_where_nothing_is_dated_nothing_is_drawn():
    assert draw_chart(DateFacet("year", (), 3), url_of) is None
