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


@pytest.fixture
def open_page(client):
    return lambda url: page_of(client.get(url))


def test_an_article_shows_everything_known_of_it(open_page):
    page = open_page("/articles/bao-tinh/001.html")
    assert texts(page, "//h1") == [
        "Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng Đảng"
    ]
    [meta] = texts(page, "//p[@class='meta']")
    assert meta == (
        "17/08/2020 09:30 (ngày ghi trên trang) Thu Hà Báo tỉnh Xem bài gốc"
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
