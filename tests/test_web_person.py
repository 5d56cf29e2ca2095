"""A person's page and its JSON: what the articles say that mention a name."""

import re
from urllib.parse import quote, unquote, urlsplit

import pytest

from index.article import Person
from search.errors import IndexNotFoundError
from tests.web_fakes import (
    FOREIGN,
    HOSTILE,
    FakeSearcher,
    link,
    make_article,
    make_client,
    page_of,
    state,
    texts,
    without_our_scripts,
)


@pytest.fixture
def searcher():
    return FakeSearcher()


def path_of(url):
    return unquote(urlsplit(url).path)


def test_a_page_says_plainly_what_it_counts_and_what_it_cannot_tell(open_page):
    page = open_page("/people/Nguyễn Thị Bình")
    assert texts(page, "//h1") == ["Nguyễn Thị Bình"]
    assert texts(page, "//p[@class='total']") == ["Các trang có nhắc tên này: 3"]
    assert "không được phân biệt" in texts(page, "//header/p[@class='note']")[0]
    page = open_page("/people/Nguyễn Thị Bình?lang=en")
    assert texts(page, "//p[@class='total']") == ["Pages that mention this name: 3"]
    found = link(page, "Search these pages")
    assert state(found) == [
        ("q", ""),
        ("person", "Nguyễn Thị Bình"),
        ("sort", "newest"),
        ("lang", "en"),
    ]


def test_roles_stand_as_stated_with_the_days_of_the_first_and_the_last_page(open_page):
    page = open_page("/people/Nguyễn Thị Bình?lang=en")
    assert texts(page, "//section[@aria-labelledby='person-roles']//tbody/tr") == [
        "Chủ tịch UBND tỉnh 17/08/2020 – 02/06/2021 3"
    ]
    assert texts(page, "//tbody/tr/th[@lang='vi']") == ["Chủ tịch UBND tỉnh"]
    page = open_page("/people/Trần Đức Cường?lang=en")
    [roles] = texts(page, "//section[@aria-labelledby='person-roles']")
    assert "No page states a role beside this name." in roles


def test_of_many_roles_those_that_one_page_states_are_folded_away():
    def articles(n_once):
        roles = ["Bí thư"] * 2 + [f"đại biểu khóa {n}" for n in range(n_once)]
        return [
            make_article(n, f"Tin {n}", id=str(n), persons=(Person("Lê An", role),))
            for n, role in enumerate(roles)
        ]

    few = page_of(make_client(FakeSearcher(articles(11))).get("/people/Lê An?lang=en"))
    section = "//section[@aria-labelledby='person-roles']"
    assert len(few.xpath(f"{section}//tbody/tr")) == 12
    assert not few.xpath(f"{section}//details")
    many = make_client(FakeSearcher(articles(150))).get("/people/Lê An?lang=en")
    page = page_of(many)
    assert texts(page, f"{section}/table/tbody/tr") == ["Bí thư date unknown 2"]
    assert len(page.xpath(f"{section}/details//tbody/tr")) == 99
    assert texts(page, f"{section}/details/summary") == [
        "99 more roles, each stated by one page only"
    ]
    assert "The 100 roles stated most, of 151." in texts(page, section)[0]


def test_the_months_are_bars_and_a_list_that_lead_to_the_same_searches(open_page):
    page = open_page("/people/Lê Văn An?lang=en")
    [chart] = page.xpath("//svg[@class='chart']")
    bars = chart.xpath(".//a")
    assert texts(chart, "./a/title") == ["08/2020: 1 article", "09/2022: 1 article"]
    # From August 2020 to September 2022 are 26 months, and two years begin.
    assert len(chart.xpath("./*[contains(@class, 'bucket')]")) == 26
    assert len(chart.xpath("./line")) == 2
    listed = page.xpath("//ul[@class='bars']")[0]
    assert texts(listed, "./li/a") == ["08/2020 1", "09/2022 1"]
    assert "Date unknown: 1" in page.text_content()
    urls = listed.xpath("./li/a/@href")
    assert [bar.get("href") for bar in bars] == urls
    assert state(urls[0]) == [
        ("q", ""),
        ("person", "Lê Văn An"),
        ("from", "2020-08-01"),
        ("to", "2020-08-31"),
        ("lang", "en"),
    ]
    assert texts(open_page(urls[0]), "//li[@class='hit']//h2") == [
        "Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng Đảng"
    ]


def test_those_named_with_lead_to_their_own_pages_and_to_the_pages_in_common(open_page):
    page = open_page("/people/Nguyễn Thị Bình?lang=en")
    section = "//section[@aria-labelledby='person-with']"
    assert texts(page, f"{section}//li") == [
        "Lê Văn An 1 page with both Nguyễn Thị Bình and Lê Văn An",
        "Trần Đức Cường 1 page with both Nguyễn Thị Bình and Trần Đức Cường",
    ]
    own, both = page.xpath(f"{section}//li[1]/a/@href")
    assert path_of(own) == "/people/Lê Văn An"
    assert texts(open_page(own), "//h1") == ["Lê Văn An"]
    persons = [value for name, value in state(both) if name == "person"]
    assert persons == ["Nguyễn Thị Bình", "Lê Văn An"]
    assert len(open_page(both).xpath("//li[@class='hit']")) == 1


def test_the_newest_pages_and_the_spellings_are_listed(open_page):
    page = open_page("/people/Lê Văn An?lang=en")
    assert texts(page, "//section[@aria-labelledby='person-newest']//li") == [
        "Hội nghị giao ban trực tuyến công tác tổ chức xây dựng Đảng quý III "
        "30/09/2022 Ban Tổ chức Tỉnh ủy",
        "Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng Đảng "
        "17/08/2020 Báo tỉnh",
        "Hội nghị không rõ ngày date unknown",
    ]
    first = page.xpath("//section[@aria-labelledby='person-newest']//li//a/@href")[0]
    assert path_of(first) == "/articles/bao-tinh/005.html"
    # There were no results, so there is no way back to them.
    assert not open_page(first).xpath("//*[@class='back']")
    assert texts(page, "//section[@aria-labelledby='person-spellings']//li") == [
        "Lê Văn An 3"
    ]


def test_an_article_and_its_people_lead_to_each_other(open_page):
    page = open_page("/articles/bao-tinh/001.html")
    assert path_of(link(page, "Lê Văn An")) == "/people/Lê Văn An"


@pytest.mark.parametrize("typed", ["lê  văn an", "LÊ VĂN AN", "le van an"])
@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_another_spelling_leads_to_the_one_address_of_the_person(client, typed, lang):
    answer = client.get(f"/people/{quote(typed)}{lang}")
    assert answer.status_code == 302
    assert unquote(answer.location) == f"/people/Lê Văn An{lang}"
    assert client.get(answer.location).status_code == 200


def test_a_name_that_articles_write_with_two_spaces_has_a_page():
    articles = [make_article(1, "Tin", persons=(Person("Lê  Văn An"),))]
    client = make_client(FakeSearcher(articles))
    answer = client.get("/people/Lê Văn An", follow_redirects=True)
    assert answer.status_code == 200 and len(answer.history) == 1


def namesakes():
    names = ["Vũ Hòa", "Vũ Hoa", "Vũ Hoa", "Lê/An?"]
    return [
        make_article(n, f"Tin {n}", id=str(n), persons=(Person(name),))
        for n, name in enumerate(names)
    ]


def test_a_name_that_stands_for_several_offers_them(searcher, client):
    searcher.articles = namesakes()
    answer = client.get("/people/vu hoa?lang=en")
    assert answer.status_code == 404
    for text in ("may be any of several names", "Perhaps one of these:"):
        assert text in answer.text
    answer.status_code = 200
    page = page_of(answer)
    links = page.xpath("//ul[@class='lines']//a/@href")
    assert [path_of(each) for each in links] == ["/people/Vũ Hòa", "/people/Vũ Hoa"]
    assert {dict(state(each))["lang"] for each in links} == {"en"}
    problem = client.get("/api/people/vu hoa").json
    assert problem["type"] == "/api#person-not-found"
    assert problem["candidates"] == [
        {"name": "Vũ Hòa", "count": 1},
        {"name": "Vũ Hoa", "count": 2},
    ]


def test_a_name_that_nobody_has_offers_names_near_it(client):
    answer = client.get("/people/Trần Văn An?lang=en")
    assert answer.status_code == 404
    assert "<p>No article names “Trần Văn An”.</p>" in answer.text
    assert "/people/L%C3%AA%20V%C4%83n%20An?lang=en" in answer.text
    problem = client.get("/api/people/Đỗ Mười").json
    assert problem["status"] == 404 and problem["candidates"] == []
    assert "Perhaps" not in client.get("/people/Đỗ Mười?lang=en").text


def test_a_name_may_have_any_character(searcher, client):
    searcher.articles = namesakes()
    page = page_of(client.get("/people/" + quote("Lê/An?", safe="")))
    assert texts(page, "//h1") == ["Lê/An?"]
    assert client.get("/api/people/" + quote("Lê/An?")).json["name"] == "Lê/An?"


@pytest.mark.parametrize("name", ["%00", "%ff", "%20", "..", "a%00b", "a" * 300, "%25"])
def test_what_is_no_name_is_a_plain_refusal(client, name):
    for url in (f"/people/{name}", f"/api/people/{name}"):
        answer = client.get(url, follow_redirects=True)
        assert answer.status_code in (400, 404), url
    if len(name) == 300:
        problem = client.get(url).json
        assert (problem["status"], problem["parameter"]) == (400, "name")
        assert "200" in problem["expected"]


def test_hostile_names_roles_and_titles_are_only_text(client):
    answer = client.get("/people/" + quote(f"Tên {HOSTILE}"))
    page = page_of(answer)
    assert texts(page, "//h1") == [f"Tên {HOSTILE}"]
    assert texts(page, "//tbody//th[@lang='vi']") == [f"Vai {HOSTILE}"]
    assert not re.search(FOREIGN, without_our_scripts(answer.text), re.I)


@pytest.mark.parametrize(
    ("incomplete", "told"),
    [
        (("roles",), "these are from the newest 3 of 3"),
        (("named_with", "roles"), "There was no time left to count these."),
        (("published", "named_with", "roles"), "There was no time left to count"),
    ],
)
def test_what_there_was_no_time_for_is_said(searcher, client, incomplete, told):
    searcher.incomplete = incomplete
    answer = client.get("/people/Lê Văn An?lang=en")
    assert told in answer.text
    assert answer.text.count("There was no time left to count") == len(incomplete) - 1
    assert client.get("/api/people/Lê Văn An").json["incomplete"] == [*incomplete]


def test_the_json_has_all_that_the_page_shows(client):
    assert client.get("/api/people/tran duc cuong").json == {
        "name": "Trần Đức Cường",
        "total": 1,
        "spellings": [{"name": "Trần Đức Cường", "count": 1}],
        "roles": [],
        "roles_total": 0,
        "articles_read": 1,
        "published": {
            "interval": "month",
            "buckets": [{"from": "2021-06-01", "to": "2021-06-30", "count": 1}],
            "unknown": 0,
        },
        "named_with": [{"name": "Nguyễn Thị Bình", "count": 1}],
        "newest": [
            {
                "id": "bao-tinh/003.html",
                "title": "Hội nghị tổng kết năm học mới",
                "published": "2021-06-02",
                "source": "Sở Giáo dục và Đào tạo",
            }
        ],
        "incomplete": [],
        "alike": [],
    }


def test_parameters_that_mean_nothing_are_refused_in_json_and_not_on_the_page(client):
    assert client.get("/api/people/Lê Văn An?q=x").status_code == 400
    assert client.get("/people/Lê Văn An?q=x").status_code == 200


def test_where_there_is_no_index_the_page_says_so(searcher, client):
    searcher.error = IndexNotFoundError(path="x")
    assert client.get("/people/Lê Văn An").status_code == 503


def test_names_that_are_the_same_without_marks_are_offered_beside_each_other():
    people = [Person("Nguyễn Văn An"), Person("Nguyen Van An"), Person("Lê Hà")]
    searcher = FakeSearcher(
        [make_article(n, "Tin", persons=(p,)) for n, p in enumerate(people)]
    )
    client = make_client(searcher)
    [alike] = page_of(client.get("/people/Nguyen Van An")).xpath(
        "//section[@aria-labelledby='person-alike']"
    )
    assert texts(alike, ".//li") == ["Nguyễn Văn An 1"]
    assert not page_of(client.get("/people/Lê Hà")).xpath("//*[@id='person-alike']")
