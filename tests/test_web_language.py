"""In which language an answer is: the address says it, then the browser."""

import pytest

from tests.web_fakes import FakeSearcher, link, make_client, page_of, state

WISHES = {
    "": "vi",
    "vi": "vi",
    "en": "en",
    "en-GB,en;q=0.9": "en",
    "EN-us": "en",
    "vi-VN,vi;q=0.9,en-US;q=0.8,en;q=0.7": "vi",
    "en;q=0.3, vi;q=0.7": "vi",
    "vi;q=0.3, en;q=0.7": "en",
    "fr,en;q=0.1": "en",
    "fr": "vi",
    "*": "vi",
    "fr, *;q=0.5": "vi",
    "en, vi": "vi",
    "en;q=0": "vi",
    "vi;q=0, en;q=0.1": "en",
    "en;q=2": "vi",
    "en;q=x": "vi",
    ",;,=;q=": "vi",
    "enough": "vi",
    "xx-" * 1000: "vi",
}
"""What a browser wishes for, and what it gets where Vietnamese is the default."""


@pytest.fixture
def client():
    return make_client(FakeSearcher())


@pytest.mark.parametrize("wish", WISHES)
def test_the_wish_of_the_browser_chooses_the_language(client, wish):
    headers = {"Accept-Language": wish} if wish else {}
    response = client.get("/?q=hội nghị", headers=headers)
    assert page_of(response).get("lang") == WISHES[wish]
    assert response.headers["Content-Language"] == WISHES[wish]
    assert "Accept-Language" in response.vary


@pytest.mark.parametrize("path", ["/", "/?q=x", "/api", "/articles/none", "/none"])
def test_the_address_is_asked_before_the_browser(client, path):
    mark = "&" if "?" in path else "?"
    response = client.get(f"{path}{mark}lang=vi", headers={"Accept-Language": "en"})
    assert '<html lang="vi">' in response.text
    assert response.headers["Content-Language"] == "vi"
    assert "Accept-Language" not in response.vary


@pytest.mark.parametrize(
    ("query", "wish", "title"),
    [
        ("", "en", "A parameter has a value that cannot be used"),
        ("", "vi", "Giá trị của tham số không hợp lệ"),
        ("&lang=vi", "en", "Giá trị của tham số không hợp lệ"),
        ("&lang=en", "vi", "A parameter has a value that cannot be used"),
        ("&lang=fr", "en", "A parameter has a value that cannot be used"),
    ],
)
def test_problem_documents_follow_the_same_rule(client, query, wish, title):
    url = f"/api/search?from=x{query}"
    response = client.get(url, headers={"Accept-Language": wish})
    assert response.json["title"] == title


def test_links_keep_a_language_only_where_the_address_asks_for_it(client):
    wish = {"Accept-Language": "en"}
    wished = page_of(client.get("/?q=hội nghị", headers=wish))
    for href in wished.xpath("//main//a/@href"):
        assert "lang" not in dict(state(href)), href
    asked = page_of(client.get("/?q=hội nghị&lang=en", headers=wish))
    for href in asked.xpath("//main//a/@href"):
        assert ("lang", "en") in state(href) or href.startswith("#"), href
    assert asked.xpath("//form//input[@name='lang']/@value")


def test_the_switch_always_says_which_language_it_leads_to(client):
    headers = {"Accept-Language": "en"}
    page = page_of(client.get("/?q=hội nghị", headers=headers))
    switched = link(page, "Tiếng Việt")
    assert state(switched) == [("q", "hội nghị"), ("lang", "vi")]
    assert page_of(client.get(switched, headers=headers)).get("lang") == "vi"


def test_files_of_the_pages_are_of_no_language(client):
    with client.get("/static/style.css") as response:
        assert "Content-Language" not in response.headers
        assert "Accept-Language" not in response.vary
