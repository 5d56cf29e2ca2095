"""What the page says of an answer that is not just what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.helpers import build_index, make_article, searcher_over
from web.app import create_app

ARTICLES = [
    make_article("du", "UBND xã họp về lũ", "Lãnh đạo xã bàn việc chống lũ."),
    make_article("mot-phan", "Ủy ban nhân dân xã họp", "Bàn việc thu thuế."),
    make_article("khac", "Chợ phiên vùng cao", "Người ta bán hoa."),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    searcher = searcher_over(tmp_path_factory.mktemp("answers") / "index", ARTICLES)
    return create_app(searcher).test_client()


def page_of(client: FlaskClient, query: str, **more: str) -> html.HtmlElement:
    answer = client.get("/", query_string={"q": query, "lang": "en", **more})
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def of_class(page: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    return page.xpath(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]")


def text_of(page: html.HtmlElement, name: str) -> str:
    return " ".join(" ".join(n.text_content() for n in of_class(page, name)).split())


def test_whole_matches_stand_above_a_line_and_partial_ones_below(client) -> None:
    page = page_of(client, "ủy ban nhân dân xã chống lũ")
    assert "2 articles 1 of them has every word" in text_of(page, "total")
    above, below = page.xpath("//*[@class='hits']/ol")
    assert [len(above), len(below)] == [1, 1]
    assert below.get("start") == "2"
    assert text_of(page, "partial") == "Articles that have some of the words"


def test_where_nothing_holds_every_word_the_page_says_so(client) -> None:
    page = page_of(client, "xã chống bão")
    assert text_of(page, "partial").startswith("No article has every word")


def test_what_was_searched_as_well_is_named(client) -> None:
    page = page_of(client, "ủy ban nhân dân")
    assert text_of(page, "widened") == "Also searched for: UBND (for ủy ban nhân dân)"
    # A reading that no article has is not worth a line.
    assert not of_class(page_of(client, "hội đồng nhân dân"), "widened")


def test_what_was_searched_instead_is_named_and_kept_in_the_links(client) -> None:
    page = page_of(client, "chowj phieen")
    assert "searching for chợ phiên instead" in text_of(page, "instead")
    (link,) = page.xpath("//*[@class='hit']/h2/a")
    assert "q=ch%E1%BB%A3" in link.get("href")


def test_explain_shows_a_table_of_what_the_score_is_made_of(client) -> None:
    page = page_of(client, "chợ phiên", explain="1")
    words = [th.text for th in page.xpath("//*[@class='explanation']/tbody//th")]
    assert words == ["chợ", "phiên", "“chợ phiên”"]
    assert not of_class(page_of(client, "chợ phiên"), "explanation")


def test_a_reindex_is_noticed_and_what_did_not_change_is_not_sent_again(
    tmp_path: Path,
) -> None:
    first = [make_article("mot", "Lũ lụt miền Trung")]
    client = create_app(searcher_over(tmp_path / "index", first)).test_client()
    tag = client.get("/?q=lu+lut").headers["ETag"]
    again = client.get("/?q=lu+lut", headers={"If-None-Match": tag})
    assert again.status_code == 304
    build_index(tmp_path / "index", [make_article("hai", "Lũ lụt ở Huế")])
    changed = client.get("/?q=lu+lut", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert "Huế" in changed.text
