"""The pages, read as a browser would: what they say, and where links lead."""

from dataclasses import replace

import pytest

from tests.web_fakes import (
    HOSTILE,
    FakeSearcher,
    link,
    make_client,
    page_of,
    state,
    texts,
    without_our_scripts,
)
from web.params import SEARCH_PARAMETERS


@pytest.fixture
def searcher():
    return FakeSearcher()


FULL = "/?q=hội+nghị&person=Lê+Văn+An&from=2020&to=2022&sort=oldest&per_page=1&lang=en"
FULL_STATE = [
    ("q", "hội nghị"),
    ("person", "Lê Văn An"),
    ("from", "2020-01-01"),
    ("to", "2022-12-31"),
    ("sort", "oldest"),
    ("per_page", "1"),
    ("lang", "en"),
]


def person_link(page, name):
    [found] = [
        a
        for a in page.xpath("//section[@id='people']//a[@class='person']")
        if name in a.text_content()
    ]
    return found.get("href")


def without(*names):
    return [pair for pair in FULL_STATE if pair[0] not in names]


def test_the_start_page_shows_the_form_and_the_number_of_articles(open_page, searcher):
    page = open_page("/")
    assert page.xpath("//form//input[@name='q']")
    assert "7 bài viết" in page.text_content()
    assert searcher.requests == []
    assert state(link(page, "Xem tất cả")) == [("q", ""), ("sort", "newest")]


def test_results_show_title_date_source_people_and_marks(open_page):
    page = open_page("/?q=hoi nghi can bo")
    [hit] = page.xpath("//li[@class='hit']")
    assert texts(hit, ".//h2") == [
        "Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng Đảng"
    ]
    assert texts(hit, ".//h2//mark") == ["Hội nghị cán bộ"]
    assert texts(hit, ".//time") == ["17/08/2020"]
    assert "Báo tỉnh" in hit.text_content()
    assert texts(hit, ".//*[@class='people']/a") == ["Lê Văn An", "Nguyễn Thị Bình"]
    assert "hội nghị cán bộ" in texts(hit, ".//p[@class='snippet']//mark")


def test_total_and_time_are_announced(open_page):
    [status] = texts(open_page("/?q=hội nghị"), "//*[@role='status']")
    assert status == "4 bài viết (2,3 ms)"


def test_numbers_are_written_as_the_language_writes_them(client, searcher):
    searcher.articles = searcher.articles * 200
    assert "1.400 bài viết" in page_of(client.get("/?q=")).text_content()
    assert "1,400 articles" in page_of(client.get("/?q=&lang=en")).text_content()


def test_adding_a_person_keeps_everything_but_the_page(open_page):
    page = open_page(FULL + "&page=2")
    assert state(person_link(page, "Phạm Tiến Dũng")) == [
        *FULL_STATE[:2],
        ("person", "Phạm Tiến Dũng"),
        *FULL_STATE[2:],
    ]


def test_taking_a_person_back_keeps_the_rest(open_page):
    page = open_page(FULL)
    [chips] = page.xpath("//ul[@class='chips']")
    assert state(link(chips, "Lê Văn An")) == without("person")
    assert state(person_link(page, "Lê Văn An")) == without("person")


def test_opening_a_bucket_narrows_the_dates_and_keeps_the_rest(open_page):
    page = open_page(FULL)
    [bars] = page.xpath("//ul[@class='bars']")
    assert texts(bars, ".//*[@class='bar-label']") == ["2020", "2021", "2022"]
    assert texts(bars, ".//*[@class='bar-count']") == ["1", "0", "1"]
    narrowed = dict(state(link(bars, "2020")))
    assert narrowed == {**dict(FULL_STATE), "from": "2020-01-01", "to": "2020-12-31"}
    assert not [a for a in bars.xpath(".//a") if "2021" in a.text_content()]


def test_buckets_are_named_by_their_interval(open_page):
    [months] = open_page("/?q=&from=2020&to=2020").xpath("//ul[@class='bars']")
    assert texts(months, ".//*[@class='bar-label']")[7] == "08/2020"
    [days] = open_page("/?q=&from=2020-08&to=2020-08").xpath("//ul[@class='bars']")
    assert texts(days, ".//*[@class='bar-label']")[16] == "17/08/2020"
    [day] = open_page("/?q=&from=2020-08-17&to=2020-08-17").xpath("//ul[@class='bars']")
    assert state(link(day, "17/08/2020")) == [("q", "")]


def test_taking_the_dates_back_keeps_the_rest(open_page):
    page = open_page(FULL)
    [chips] = page.xpath("//ul[@class='chips']")
    assert state(link(chips, "2020 – 2022")) == without("from", "to")
    assert state(link(chips, "Remove all")) == without("person", "from", "to")
    assert state(link(page, "Any time")) == without("from", "to")


def test_articles_without_a_date_are_counted(open_page):
    page = open_page("/?q=")
    assert texts(page, "//p[@class='unknown']") == ["Không rõ ngày 2"]
    assert state(link(page, "Không rõ ngày")) == [("q", ""), ("date", "unknown")]


def test_sorting_keeps_the_rest_and_starts_over(open_page):
    page = open_page(FULL + "&page=2")
    [sorts] = page.xpath("//nav[@class='sorts']")
    assert dict(state(link(sorts, "Newest"))) == {**dict(FULL_STATE), "sort": "newest"}
    assert texts(sorts, ".//a[@aria-current]") == ["Oldest"]


def test_without_a_query_there_is_no_relevance_to_sort_by(open_page):
    page = open_page("/?person=Lê Văn An")
    assert texts(page, "//nav[@class='sorts']/a") == ["Mới nhất", "Cũ nhất"]
    assert texts(page, "//nav[@class='sorts']/a[@aria-current]") == ["Mới nhất"]


def test_paging_keeps_the_state(open_page):
    page = open_page(FULL)
    following = dict(state(link(page, "Next")))
    assert following.pop("cursor")
    assert following == dict(FULL_STATE)
    assert not page.xpath("//a[@rel='prev']")
    page = open_page(link(page, "Next"))
    assert dict(state(link(page, "Previous"))) == dict(FULL_STATE)
    assert not page.xpath("//a[@rel='next']")
    assert page.xpath("//ol/@start") == ["2"]


def test_long_paging_shows_ends_and_neighbours(client, searcher):
    searcher.articles = searcher.articles * 30
    page = page_of(client.get("/?q=&page=9"))
    assert texts(page, "//nav[@class='paging']/*") == (
        "Trước,Trang 1,…,Trang 7,Trang 8,Trang 9,Trang 10,Trang 11,…,Trang 21,Sau"
    ).split(",")
    near = page_of(client.get("/?q=&page=5"))
    assert "Trang 2" in texts(near, "//nav[@class='paging']/*")


def test_behind_the_last_page_with_a_number_one_goes_on_by_a_cursor(client, searcher):
    searcher.articles = [
        replace(searcher.articles[0], id=f"{n:05}") for n in range(10_012)
    ]
    page = page_of(client.get("/?q=&page=1000"))
    page = page_of(client.get(link(page, "Sau")))
    assert page.xpath("//ol/@start") == ["10001"]
    page = page_of(client.get(link(page, "Sau")))
    assert page.xpath("//ol/@start") == ["10011"]
    assert len(page.xpath("//li[@class='hit']")) == 2
    assert not page.xpath("//a[@rel='next']")
    assert not page.xpath("//ul[@class='problems']")


def test_a_page_past_the_end_says_so(open_page):
    page = open_page("/?q=hội nghị&page=9")
    assert "kết quả chỉ có 1 trang" in page.text_content()
    assert state(link(page, "Về trang đầu của kết quả")) == [("q", "hội nghị")]


def test_the_forms_carry_the_state_they_do_not_show(open_page):
    page = open_page(FULL + "&page=2")
    [search, dates, names] = page.xpath("//form")

    def fields(form):
        return [
            (each.get("name"), each.get("value")) for each in form.xpath(".//input")
        ]

    assert sorted(fields(search)) == sorted(FULL_STATE)
    shown = {"from": "01/01/2020", "to": "31/12/2022"}
    assert dict(fields(dates)) == {**dict(FULL_STATE), **shown}
    assert dict(fields(names)) == {**dict(FULL_STATE), "find_person": ""}


def test_a_bad_date_is_shown_and_kept_in_its_field(open_page, searcher):
    page = open_page("/?q=hội nghị&from=tháng tám")
    [alert] = texts(page, "//*[@role='alert']")
    assert "Không dùng được “tháng tám” cho “Từ ngày”" in alert
    [field] = page.xpath("//input[@name='from'][@type='text']")
    assert field.get("value") == "tháng tám"
    assert field.get("aria-invalid") == "true"
    for id_ in field.get("aria-describedby").split():
        assert page.xpath(f"//*[@id='{id_}']")
    assert searcher.requests[-1].date_from is None
    assert state(link(page, "Mới nhất")) == [("q", "hội nghị"), ("sort", "newest")]


def test_of_a_query_that_is_too_long_the_beginning_is_used(open_page, searcher):
    page = open_page("/?q=" + "x" * 1001)
    assert "tối đa 1000 ký tự" in page.text_content()
    assert "Đã tìm theo phần đầu của truy vấn." in page.text_content()
    assert searcher.requests[-1].query == "x" * 1000


def test_a_problem_in_the_query_is_shown_with_its_place(open_page):
    [alert] = texts(open_page("/?q=hội*"), "//*[@role='alert']")
    assert alert == "A star in “hội*” (ở ký tự thứ 4 của câu tìm kiếm)."


def test_another_query_is_proposed_where_there_is_one(open_page):
    page = open_page("/?q=hội ngị&from=2020")
    assert "Có phải bạn muốn tìm hội nghị?" in page.text_content()
    assert state(link(page, "hội nghị")) == [("q", "hội nghị"), ("from", "2020-01-01")]


def test_an_empty_answer_helps_on(open_page):
    page = open_page("/?q=xyz&person=Lê Văn An")
    assert texts(page, "//*[@role='status']") == [
        "Không tìm thấy bài viết nào (2,3 ms)"
    ]
    assert state(link(page, "không dùng bộ lọc")) == [("q", "xyz")]


def test_the_language_is_switched_and_kept(open_page):
    page = open_page("/?q=hội nghị")
    assert page.get("lang") == "vi"
    english = link(page, "English")
    assert state(english) == [("q", "hội nghị"), ("lang", "en")]
    page = open_page(english)
    assert page.get("lang") == "en"
    assert texts(page, "//*[@role='status']") == ["4 articles (2.3 ms)"]
    assert texts(page, "//time")[0] == "17/08/2020"
    for href in page.xpath("//main//a/@href"):
        assert ("lang", "en") in state(href) or href.startswith("#")
    assert state(link(page, "Tiếng Việt")) == [("q", "hội nghị"), ("lang", "vi")]


def test_the_default_language_can_be_english(searcher):
    client = make_client(searcher, language="en", site_name="Archive & Co")
    page = page_of(client.get("/"))
    assert page.get("lang") == "en"
    assert texts(page, "//title") == ["Archive & Co"]


def test_hostile_text_is_shown_as_text(client):
    for url in (
        "/?q=<script>alert('%26')</script>",
        "/?q=lạ&person=Tên " + HOSTILE.replace("&", "%26"),
        '/?q="><script>x</script>&from=<script>&sort=<script>',
        "/articles/lạ%2F..%2Fa%2F%2Fb%3Fc=1%23d%2541.html?q=script",
    ):
        response = client.get(url)
        assert "<script" not in without_our_scripts(response.text), url
        page = page_of(response)
        assert not page.xpath("//script[text()]")
        assert "script>" in page.text_content() or page.xpath(
            "//input[contains(@value, 'script>')]"
        )


def test_the_json_interface_has_a_form_for_every_operation(open_page, client):
    page = open_page("/api")
    document = client.get("/openapi.json").json
    assert len(page.xpath("//form")) == len(document["paths"])
    actions = page.xpath("//form/@action")
    assert "/api/search" in actions
    names = page.xpath("//form[@action='/api/search']//@name")
    assert names == list(SEARCH_PARAMETERS)


def test_an_empty_form_of_the_json_interface_is_a_valid_search(client):
    empty = "q=&person=&from=&to=&sort=&page=&per_page=&lang="
    assert client.get(f"/api/search?{empty}").json["total"] == 7


def test_a_form_reaches_an_operation_with_its_parameter_in_the_path(client):
    response = client.get("/api/try/article?id=a/b c?d%23&lang=en&x=")
    assert response.status_code == 302
    assert response.location == "/api/articles/a/b%20c%3Fd%23?lang=en"
    assert client.get("/api/try/nope").status_code == 404
