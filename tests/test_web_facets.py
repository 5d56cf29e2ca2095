"""The facets as the pages show them: what can be chosen, left out and taken back."""

import re
from dataclasses import replace
from datetime import date

import pytest

from search.facets import DateBucket, DateFacet
from search.types import SearchRequest
from tests.web_fakes import FakeSearcher, link, make_client, page_of, state, texts
from web.pages.chart import draw_chart
from web.pages.links import Links


@pytest.fixture
def searcher():
    return FakeSearcher()


def people(page):
    [section] = page.xpath("//section[@id='people']")
    return section


def titles(page):
    return texts(page, "//li[@class='hit']//h2")


def test_a_person_can_be_left_out_and_taken_back(open_page):
    page = open_page("/?q=hội nghị&lang=en")
    assert len(titles(page)) == 4
    url = link(people(page), "Without Lê Văn An")
    assert state(url) == [
        ("q", "hội nghị"),
        ("not_person", "Lê Văn An"),
        ("lang", "en"),
    ]
    page = open_page(url)
    assert titles(page) == ["Hội nghị tổng kết năm học mới"]
    [chips] = page.xpath("//ul[@class='chips']")
    back = [("q", "hội nghị"), ("lang", "en")]
    assert state(link(chips, "Without Lê Văn An")) == back
    assert state(link(people(page), "left out; take back")) == back
    # Its count is what it would be without the choice.
    [row] = people(page).xpath(".//li[@class='excluded']")
    assert texts(row, ".//*[@class='person-count']") == ["3"]


def test_a_person_asked_for_who_is_then_left_out_is_asked_for_no_more(open_page):
    page = open_page("/?q=&person=Lê Văn An&lang=en")
    url = link(people(page), "Without Lê Văn An")
    assert state(url) == [("q", ""), ("not_person", "Lê Văn An"), ("lang", "en")]


def test_several_persons_are_all_of_them_or_any_of_them(open_page):
    url = "/?q=hội nghị&person=Lê Văn An&person=Nguyễn Thị Bình&lang=en"
    page = open_page(url)
    assert len(titles(page)) == 1
    chosen = "//p[@class='match']/a[@aria-current]"
    assert texts(page, chosen) == ["all of them"]
    page = open_page(link(page, "any of them"))
    assert texts(page, chosen) == ["any of them"]
    assert len(titles(page)) == 4
    assert texts(page, "//ul[@class='chips']//*[@class='chip-label']") == [
        "Person",
        "or the person",
    ]
    assert not open_page("/?q=&person=Lê Văn An").xpath("//p[@class='match']")


def test_names_are_found_in_the_list_and_the_hits_stay(open_page):
    page = open_page("/?q=hội nghị&find_person=tien")
    assert texts(people(page), ".//*[@class='name']") == ["Phạm Tiến Dũng"]
    assert len(titles(page)) == 4
    assert state(link(people(page), "Hiện lại")) == [("q", "hội nghị")]
    nobody = open_page("/?q=hội nghị&find_person=xyz")
    assert "Không bài nào" in people(nobody).text_content()
    # Another query begins with the whole list.
    [search] = page.xpath("//form[@role='search']")
    assert not search.xpath(".//input[@name='find_person']")


def test_articles_of_unknown_date_can_be_chosen_and_taken_back(open_page):
    page = open_page(link(open_page("/?q=hội nghị"), "Không rõ ngày"))
    assert titles(page) == ["Hội nghị không rõ ngày"]
    assert texts(page, "//p[@class='unknown selected']") == ["Không rõ ngày 1"]
    [chips] = page.xpath("//ul[@class='chips']")
    for place in (chips, people(page).getparent()):
        [url] = {
            a.get("href")
            for a in place.xpath(".//a")
            if "Không rõ ngày" in a.text_content() or "không rõ" in a.text_content()
        }
        assert state(url) == [("q", "hội nghị")]
    # The counts by time ignore the choice: the years are still there.
    assert texts(page, "//*[@class='bar-label']") == ["2020", "2021", "2022"]


def test_a_date_and_an_unknown_date_exclude_each_other(open_page, searcher):
    page = open_page("/?q=hội nghị&from=2020&date=unknown&lang=en")
    assert "no “from” and no “to”" in page.text_content()
    assert not searcher.requests[-1].undated
    # Typing a date takes the choice back.
    page = open_page("/?q=hội nghị&date=unknown")
    [dates] = page.xpath("//form[@class='dates']")
    assert not dates.xpath(".//input[@name='date']")


def test_a_chosen_time_is_widened_step_by_step(open_page):
    page = open_page("/?q=&from=17/08/2020&to=20/08/2020&lang=en")
    [wider] = page.xpath("//p[@class='wider']")
    assert texts(wider, "./a") == ["Any time", "2020", "08/2020"]
    assert dict(state(link(wider, "08/2020"))) == {
        "q": "",
        "from": "2020-08-01",
        "to": "2020-08-31",
        "lang": "en",
    }
    [wider] = open_page("/?q=&from=2020&to=2020&lang=en").xpath("//p[@class='wider']")
    assert texts(wider, "./a") == ["Any time"]


def test_the_chart_has_a_bar_for_every_bucket_and_says_the_same_as_the_list(open_page):
    page = open_page("/?q=hội nghị&lang=en")
    [chart] = page.xpath("//*[@class='chart']")
    spoken = [" ".join(text.split()) for text in chart.xpath(".//title/text()")]
    assert spoken == ["2020: 1 article", "2021: 1 article", "2022: 1 article"]
    listed = page.xpath("//ul[@class='bars']//a/@href")
    assert chart.xpath(".//a/@href") == listed
    # It is for eyes and pointers; keys and screen readers have the list.
    assert chart.get("aria-hidden") == "true"
    assert set(chart.xpath(".//a/@tabindex")) == {"-1"}


def test_empty_buckets_are_drawn_and_lead_nowhere(open_page):
    page = open_page("/?q=hội nghị&from=2020&to=2020")
    [chart] = page.xpath("//*[@class='chart']")
    assert len(chart.xpath("./*[contains(@class, 'bucket')]")) == 12
    assert len(chart.xpath("./a")) == 1
    empty = chart.xpath("./g[@class='bucket empty']")
    assert [each.get("data-from") for each in empty][:2] == ["2020-01-01", "2020-02-01"]


@pytest.mark.parametrize("counts", [[1], [0, 7, 100_000], [3] * 62, [0] * 5, []])
def test_bars_fill_the_chart_from_end_to_end_and_stand_on_its_ground(counts):
    first = date(2020, 1, 1).toordinal()
    days = [date.fromordinal(first + n) for n in range(len(counts))]
    buckets = tuple(map(DateBucket, days, days, counts))
    facet = DateFacet("day", buckets, 0)
    with make_client(FakeSearcher()).application.test_request_context("/"):
        chart = draw_chart(facet, SearchRequest(), Links(SearchRequest(), None), 72)
    if not counts:
        assert chart is None
        return
    assert [bar.count for bar in chart.bars] == counts
    edge = 0.0
    for bar in chart.bars:
        assert bar.place == pytest.approx(edge, abs=0.01)
        edge = bar.place + chart.place_width
        assert bar.place <= bar.left < bar.left + bar.width <= edge + 0.01
        assert bar.top + bar.height == 72
        assert (bar.height > 0) == (bar.count > 0)
        assert abs(bar.height - 72 * bar.count / max(*counts, 1)) <= 3
    # A single bucket is no block as wide as the chart.
    assert edge == pytest.approx(100 * min(len(counts) / 12, 1), abs=0.1)
    assert len(chart.ticks) <= 3
    assert all(0 <= tick.at <= edge + 0.1 for tick in chart.ticks)
    assert chart.ticks[0].label == "01/01/2020"
    if len(chart.ticks) > 1:
        assert chart.ticks[-1].label == chart.bars[-1].label


def test_a_line_stands_where_a_year_begins():
    months = [date(2019, 11, 1), date(2019, 12, 1), date(2020, 1, 1), date(2020, 2, 1)]
    facet = DateFacet("month", tuple(DateBucket(day, day, 1) for day in months), 0)
    with make_client(FakeSearcher()).application.test_request_context("/"):
        chart = draw_chart(facet, SearchRequest(), Links(SearchRequest(), None), 72)
    assert chart.years == (chart.bars[2].place,)


def test_every_way_on_reads_back_as_what_it_says(open_page):
    """The address holds the whole state: whatever is linked is understood."""
    url = (
        "/?q=hội nghị&person=Lê Văn An&person=Nguyễn Thị Bình&person_match=any"
        "&not_person=Trần Đức Cường&find_person=le&sort=newest&per_page=2&lang=en"
    )
    page = open_page(url)
    ways = {
        href
        for href in page.xpath("//main//a/@href")
        if re.match(r"/\?", href) and "#" not in href
    }
    assert len(ways) > 8
    for way in ways:
        other = open_page(way)
        assert not other.xpath("//ul[@class='problems']"), way


def test_people_lead_to_the_pages_about_them(open_page):
    page = open_page("/?q=hội nghị&person=Lê Văn An&lang=en")
    [hit, *_] = page.xpath("//li[@class='hit']")
    assert link(hit, "Lê Văn An").startswith("/people/L")
    [about] = page.xpath("//p[@class='about-names']")
    assert link(about, "Lê Văn An") == link(hit, "Lê Văn An")


def test_a_page_is_titled_by_all_that_is_asked(open_page):
    titles = {
        "/?q=": "Tất cả bài viết",
        "/?q=hội nghị": "hội nghị",
        "/?q=&person=Lê Văn An": "Lê Văn An",
        "/?q=hội nghị&person=Lê Văn An&from=2020&to=2021": (
            "hội nghị · Lê Văn An · 2020 – 2021"
        ),
        "/?q=&not_person=Lê Văn An&date=unknown": (
            "Không nhắc đến Lê Văn An · Không rõ ngày"
        ),
    }
    for url, title in titles.items():
        assert texts(open_page(url), "//head/title") == [f"{title} – Tra Cứu"]


def test_all_articles_are_offered_without_any_filter(open_page):
    page = open_page(
        "/?q=không-có-gì&person=A B&person_match=any&not_person=C D&date=unknown"
        "&find_person=x&per_page=7&lang=en"
    )
    assert state(link(page, "browse all articles")) == [
        ("q", ""),
        ("sort", "newest"),
        ("per_page", "7"),
        ("lang", "en"),
    ]


def test_names_are_vietnamese_to_who_reads_aloud_in_english(open_page):
    page = open_page("/?q=&person=Lê Văn An&not_person=C D&from=2020&lang=en")
    chips = page.xpath("//ul[@class='chips']/li/a/span[not(@class)]")
    assert [(chip.text_content(), chip.get("lang")) for chip in chips] == [
        ("Lê Văn An", "vi"),
        ("C D", "vi"),
        ("from 01/01/2020", None),
    ]


def test_a_count_that_is_an_estimate_says_so(searcher, monkeypatch):
    found = searcher.search(SearchRequest("hội nghị"))
    first, *others = found.facets.persons
    persons = (replace(first, error=2), *others)
    facets = replace(found.facets, persons=persons)
    estimated = replace(found, facets=facets)
    monkeypatch.setattr(searcher, "search", lambda *_, **__: estimated)
    client = make_client(searcher)
    page = page_of(client.get("/?q=hội nghị&lang=en"))
    told, *rest = people(page).xpath(".//*[@class='person-count']")
    assert told.text == f"≈ {first.count}"
    assert told.get("title") == "At least so many; it may be 2 more."
    assert rest and not any("≈" in one.text or one.get("title") for one in rest)
    page = page_of(client.get("/?q=hội nghị"))
    [told] = people(page).xpath(".//*[@class='person-count'][@title]")
    assert told.get("title") == "Ít nhất là chừng này; có thể hơn 2 bài nữa."
    counts = client.get("/api/search?q=hội nghị").json["facets"]["persons"]
    assert [one["count_error"] for one in counts] == [2] + [0] * len(others)
