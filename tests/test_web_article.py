"""The page of one article: what is known of it, and the ways from and to it."""

import pytest

from tests.web_fakes import (
    FakeSearcher,
    link,
    make_article,
    make_client,
    page_of,
    state,
    texts,
)


@pytest.fixture
def client():
    return make_client(FakeSearcher())


def test_an_article_shows_everything_known_of_it(open_page):
    page = open_page("/articles/bao-tinh/001.html")
    assert texts(page, "//h1") == [
        "Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng Đảng"
    ]
    [meta] = texts(page, "//p[@class='meta']")
    assert meta == (
        "09:30 Thứ Hai, 17 tháng 8, 2020 (ngày ghi trên trang) "
        "Thu Hà Báo tỉnh Xem bài gốc"
    )
    assert link(page, "Xem bài gốc") == "https://bao.example/2020/hoi-nghi-can-bo"
    assert len(page.xpath("//div[@class='body']/p")) == 3
    assert texts(page, "//section[@class='named']//li") == [
        "Lê Văn An Bí thư Tỉnh ủy",
        "Nguyễn Thị Bình Chủ tịch UBND tỉnh",
    ]
    assert link(page, "Lê Văn An") == "/people/L%C3%AA%20V%C4%83n%20An"
    assert not page.xpath("//mark")
    assert not page.xpath("//*[@class='back']")


@pytest.mark.parametrize(
    ("published", "lang", "shown"),
    [
        ("2020-08-17", "vi", "Thứ Hai, 17 tháng 8, 2020"),
        ("2020-08-16T23:59", "vi", "23:59 Chủ Nhật, 16 tháng 8, 2020"),
        ("2020-08-17", "en", "Monday, August 17, 2020"),
        ("2020-08-17T09:30", "en", "Monday, August 17, 2020, 09:30"),
    ],
)
def test_an_article_writes_its_date_in_full(published, lang, shown):
    article = make_article(1, "Tin", published=published)
    client = make_client(FakeSearcher([article]))
    page = page_of(client.get(f"/articles/bao-tinh/001.html?lang={lang}"))
    [time] = page.xpath("//p[@class='meta']//time")
    assert (time.text_content(), time.get("datetime")) == (shown, published)


def test_a_list_keeps_dates_short(open_page):
    page = open_page("/?q=hội nghị")
    assert texts(page, "//li[@class='hit']//time")[0] == "17/08/2020"


def test_an_article_leads_back_to_the_place_that_next_led_to(open_page):
    first = open_page("/?q=&per_page=1&lang=en")
    second_url = link(first, "Next")
    second = open_page(second_url)
    page = open_page(second.xpath("//li[@class='hit']//h2/a/@href")[0])
    back = link(page, "Back to the results")
    assert state(back) == state(second_url)
    title = "//li[@class='hit']//h2"
    assert texts(open_page(back), title) == texts(second, title)


def test_an_article_says_from_which_encoding_its_text_was_converted():
    article = make_article(1, "Tin cũ", converted_from="TCVN3")
    client = make_client(FakeSearcher([article, make_article(2, "Tin mới")]))
    [path] = texts(
        page_of(client.get("/articles/bao-tinh/001.html?lang=en")),
        "//p[@class='path']",
    )
    assert path.endswith("· Converted from TCVN3")
    [path] = texts(
        page_of(client.get("/articles/bao-tinh/002.html?lang=en")),
        "//p[@class='path']",
    )
    assert "Converted" not in path
    answer = client.get("/api/articles/bao-tinh/001.html").get_json()
    assert answer["converted_from"] == "TCVN3"


def test_an_article_opened_from_a_search_is_marked_and_leads_back(open_page):
    search = "q=hội+nghị&person=Lê+Văn+An&from=2020&sort=oldest&per_page=1&page=2"
    results = open_page(f"/?{search}&lang=en")
    page = open_page(results.xpath("//li[@class='hit']//h2/a/@href")[0])
    assert "Hội nghị" in texts(page, "//h1//mark")
    assert page.xpath("//div[@class='body']//mark")
    back = link(page, "Back to the results")
    assert dict(state(back)) == {
        "q": "hội nghị",
        "person": "Lê Văn An",
        "from": "2020-01-01",
        "sort": "oldest",
        "page": "2",
        "per_page": "1",
        "lang": "en",
    }


@pytest.mark.parametrize("number", range(1, 7))
def test_every_way_of_dating_an_article_is_said(open_page, number):
    [meta] = texts(
        open_page(f"/articles/bao-tinh/{number:03}.html"), "//p[@class='meta']"
    )
    assert "(ngày " in meta or "không rõ ngày" in meta


def test_only_web_addresses_are_linked_to(client):
    hit = page_of(client.get("/?q=lạ"))
    page = page_of(client.get(hit.xpath("//li[@class='hit']//h2/a/@href")[0]))
    assert not [url for url in page.xpath("//a/@href") if "javascript" in url]


def test_marks_are_numbered_and_lead_from_one_to_the_next(open_page):
    page = open_page("/articles/bao-tinh/001.html?q=hội+nghị&lang=en")
    ids = page.xpath("//div[@class='body']//mark/@id")
    assert ids == [f"mark-{n}" for n in range(1, len(ids) + 1)]
    assert len(ids) > 2
    links = page.xpath("//div[@class='body']//mark/a/@href")
    assert links == [f"#{id_}" for id_ in [*ids[1:], ids[0]]]
    assert link(page, "Jump to the first one") == "#mark-1"
    [described] = set(page.xpath("//mark/a/@aria-describedby"))
    assert texts(page, f"//*[@id='{described}']") == ["Leads to the next marked place"]
    assert page.xpath("//script[contains(@src, 'marks.js')]")
    [bar] = page.xpath("//*[@class='mark-bar']")
    assert bar.get("hidden") is not None


def test_a_lone_mark_leads_nowhere_and_needs_no_bar(open_page):
    page = open_page("/articles/bao-tinh/002.html?q=lương+thực")
    assert page.xpath("//div[@class='body']//mark/@id") == ["mark-1"]
    assert not page.xpath("//mark/a")
    assert not page.xpath("//*[@class='mark-bar']")
    assert not page.xpath("//script[contains(@src, 'marks')]")


def test_documents_cited_lead_to_who_else_cites_them_and_into_the_text(open_page):
    page = open_page("/articles/bao-tinh/001.html?lang=en")
    [cited] = page.xpath("//section[@class='cited']//li")
    assert state(link(cited, "Nghị quyết 18")) == [
        ("q", '"Nghị quyết 18" OR "Nghị quyết số 18"'),
        ("lang", "en"),
    ]
    assert link(cited, "in the text") == "#document-1"
    [anchor] = page.xpath("//span[@id='document-1']")
    assert anchor.tail.startswith("Nghị quyết số 18 và")


def test_documents_cited_are_in_the_json(client):
    answer = client.get("/api/articles/bao-tinh/001.html").json
    [cited] = answer["documents"]
    [[start, end]] = cited.pop("mentions")
    assert answer["body"][start:end] == "Nghị quyết số 18"
    assert cited == {
        "kind": "Nghị quyết",
        "number": "18",
        "name": None,
        "date": None,
        "query": '"Nghị quyết 18" OR "Nghị quyết số 18"',
    }


def test_similar_articles_are_linked_to_with_day_and_source(open_page, client):
    page = open_page("/articles/bao-tinh/001.html?q=hội")
    [first, second] = texts(page, "//section[@class='similar']//li")
    assert first == (
        "Khắc phục hậu quả mưa lũ tại các xã vùng cao 09/10/2020 · Báo tỉnh"
    )
    assert link(page, "Khắc phục") == "/articles/bao-tinh/002.html"
    hits = client.get("/api/similar/bao-tinh/001.html").json["hits"]
    assert [hit["id"] for hit in hits] == [
        "bao-tinh/002.html",
        "bao-tinh/004.html",
    ]


def test_without_time_for_similar_articles_the_page_is_shown_without_them(client):
    slow = make_client(FakeSearcher(), time_limit=1e-9)
    page = page_of(slow.get("/articles/bao-tinh/001.html"))
    assert not page.xpath("//section[@class='similar']")
    assert page.xpath("//div[@class='body']")
    assert slow.get("/api/similar/bao-tinh/001.html").status_code == 503


def test_an_article_is_cited_and_has_one_address_whatever_was_searched(open_page):
    page = open_page("/articles/bao-tinh/001.html?q=hội&lang=en")
    permanent = "/articles/bao-tinh/001.html"
    assert page.xpath("//link[@rel='canonical']/@href") == [permanent]
    assert link(page, "Permanent link") == permanent
    printed = texts(page, "//p[@class='printed-address']")
    assert printed == [f"http://localhost{permanent}"]
    [cited] = texts(page, "//details[@class='citation']/p[1]")
    assert cited.startswith("Thu Hà. “Hội nghị cán bộ toàn tỉnh")
    assert link(page, "Download as BibTeX") == (
        "/api/cite/bao-tinh/001.html?style=bibtex"
    )
