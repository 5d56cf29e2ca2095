"""The line that says where else an article was published."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web_fakes import (
    HOSTILE,
    FakeSearcher,
    link,
    make_article,
    make_client,
    page_of,
    texts,
)

LINE = "//p[@class='also-in']"
BODY = "Xã Tam Quang khánh thành cây cầu treo qua suối."


@pytest.fixture
def client() -> FlaskClient:
    return make_client(
        FakeSearcher(
            [
                make_article(
                    1, "Cầu mới", BODY, source="Báo A", published="2020-03-12"
                ),
                make_article(2, "Cầu treo", BODY, source="Báo B", published=None),
                make_article(3, "Không rõ nguồn", BODY, published="2020-03-13T07:00"),
                make_article(4, HOSTILE, BODY, source=HOSTILE, id='a"b/<c>'),
                make_article(5, "Chợ phiên", "Chợ họp bên cầu."),
            ]
        )
    )


def test_a_hit_and_an_article_link_to_the_copies(client: FlaskClient) -> None:
    for address in ("/?q=moi+tam+quang", "/articles/bao-tinh/001.html"):
        page = page_of(client.get(address))
        (line,) = texts(page, LINE)
        assert "Báo B" in line
        assert "Không rõ nguồn (13/03/2020)" in line  # Its title, for want of a source.
        target = link(page, "Báo B")
        assert target.startswith("/articles/bao-tinh/002.html")
        assert client.get(target).status_code == 200


def test_the_way_to_a_copy_keeps_the_search(client: FlaskClient) -> None:
    page = page_of(client.get("/?q=cau&sort=newest&lang=en"))
    assert texts(page, LINE)[0].startswith("Also published in:")
    (target,) = {a.get("href") for a in page.xpath(f"{LINE}//a") if "A" in a.text}
    assert "q=cau" in target and "sort=newest" in target and "lang=en" in target


def test_an_article_without_copies_has_no_such_line(client: FlaskClient) -> None:
    page = page_of(client.get("/articles/bao-tinh/005.html"))
    assert not texts(page, LINE)


def test_what_a_page_says_of_itself_is_escaped(client: FlaskClient) -> None:
    answer = client.get("/articles/bao-tinh/001.html")
    assert HOSTILE not in answer.text
    target = link(page_of(answer), HOSTILE)
    assert client.get(target).status_code == 200


def test_a_hit_of_many_copies_names_five(client: FlaskClient) -> None:
    many = [make_article(n, f"Bản {n}", BODY) for n in range(1, 10)]
    client = make_client(FakeSearcher(many))
    page = page_of(client.get("/?q=tam+quang&lang=en"))
    assert "and 3 other places" in texts(page, LINE)[0]
    assert len(page.xpath(LINE)[0].xpath(".//a")) == 5
    page = page_of(client.get("/articles/bao-tinh/001.html"))
    assert len(page.xpath(f"{LINE}//a")) == 8


def test_the_endpoints_name_the_copies(client: FlaskClient) -> None:
    copy = {
        "id": "bao-tinh/001.html",
        "title": "Cầu mới",
        "url": None,
        "source": "Báo A",
        "published": "2020-03-12",
    }
    article = client.get("/api/articles/bao-tinh/002.html").json
    assert copy in article["also_in"] and len(article["also_in"]) == 3
    hits = client.get("/api/search?q=tam quang").json["hits"]
    (hit,) = [hit for hit in hits if hit["id"] == "bao-tinh/002.html"]
    assert hit["also_in"] == article["also_in"]
