"""The limit of time and cursors, as they are seen over HTTP."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import TimeLimitError
from tests.web_fakes import FakeSearcher, link, make_client, page_of, state
from web.middleware.notes import note_wait
from web.params import parse_lenient


class HurriedSearcher(FakeSearcher):
    """A searcher that has no time for facets, and knows a prefix that is cut."""

    def search(self, request, **asked):
        results = super().search(request, **asked)
        facets = replace(results.facets, persons=(), incomplete=("persons",))
        return replace(results, facets=facets, cut_prefixes=("th*",))


@pytest.fixture
def searcher():
    return FakeSearcher()


@pytest.fixture
def client(searcher):
    return make_client(searcher, time_limit=3)


def test_every_search_has_the_limit_of_the_settings(client, searcher):
    client.get("/?q=hội nghị")
    client.get("/api/search?q=hội nghị")
    assert all(2 < seconds <= 3 for seconds in searcher.seconds_left)


def test_what_a_request_waited_for_a_thread_counts(client, searcher):
    note_wait(2.5)
    try:
        client.get("/api/search?q=hội nghị")
    finally:
        note_wait(0.0)
    client.get("/api/search?q=hội nghị")
    first, second = searcher.seconds_left
    assert 0 < first <= 0.5 and second > 2


@pytest.mark.parametrize("path", ["/", "/articles/bao-tinh/001.html"])
def test_what_takes_too_long_is_503_and_says_when_to_come_back(client, searcher, path):
    searcher.error = TimeLimitError(seconds=3)
    for prefix in ("/", "/api/"):
        url = prefix + (path[1:] or ("search" if prefix == "/api/" else "?q=x"))
        response = client.get(url)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert "3 giây" in response.text
    assert response.json["type"].endswith("#time-limit")


def test_what_was_not_counted_or_looked_for_is_said():
    client = make_client(HurriedSearcher())
    page = page_of(client.get("/?q=hội nghị")).text_content()
    assert page.count("Không kịp đếm phần này.") == 1
    assert "bắt đầu bằng th*" in page
    answer = client.get("/api/search?q=hội nghị").json
    assert answer["facets"]["incomplete"] == ["persons"]
    assert answer["cut_prefixes"] == ["th*"]


def test_going_on_by_next_gives_every_hit_once(client, searcher):
    url = "/api/search?q=hội nghị&per_page=1"
    answer = client.get(url).json
    ids, pages = [hit["id"] for hit in answer["hits"]], [answer["page"]]
    while answer["next"]:
        answer = client.get(f"{url}&cursor={answer['next']}").json
        ids += [hit["id"] for hit in answer["hits"]]
        pages.append(answer["page"])
    assert ids == [
        hit["id"] for hit in client.get("/api/search?q=hội nghị").json["hits"]
    ]
    assert pages == [1, 2, 3, 4]


def test_a_cursor_is_refused_beside_a_page_and_in_another_search(client):
    cursor = client.get("/api/search?q=hội nghị&per_page=1").json["next"]
    for query in ("q=hội nghị&page=1", "q=hội", "q=hội nghị&sort=newest"):
        response = client.get(f"/api/search?{query}&cursor={cursor}")
        assert response.status_code == 400
        assert response.json["parameter"] == "cursor"
    page = page_of(client.get(f"/?q=hội&cursor={cursor}"))
    assert "Chỗ xem tiếp" in page.xpath("//ul[@class='problems']")[0].text_content()


def test_links_of_a_page_behind_a_cursor_lead_on_from_the_first_page(client):
    cursor = client.get("/api/search?q=hội nghị&per_page=1").json["next"]
    page = page_of(client.get(f"/?q=hội nghị&per_page=1&cursor={cursor}"))
    assert page.xpath("//ol/@start") == ["2"]
    assert "cursor" not in dict(state(link(page, "Mới nhất")))
    # The same page in the other language, and back from an article.
    assert dict(state(link(page, "English")))["cursor"] == cursor
    [article] = page.xpath("//li[@class='hit']/h2/a/@href")
    assert dict(state(article))["cursor"] == cursor
    assert client.get(article).status_code == 200


CLIENT = make_client(FakeSearcher())


@given(st.binary(max_size=80) | st.text(max_size=80))
def test_no_cursor_breaks_a_search(cursor):
    query = {"q": "hội nghị", "cursor": cursor}
    response = CLIENT.get("/api/search", query_string=query)
    request, problems = parse_lenient(response.request.args)
    assert request.after is None
    # One that is blank is none.
    assert response.status_code == (400 if problems else 200)
    assert CLIENT.get("/", query_string=query).status_code == 200
