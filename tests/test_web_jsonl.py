"""All hits as JSON, an object a line: those of the search, whole or noticeably not."""

import http.client
import json
import urllib.request

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from search.errors import IndexNotFoundError, TimeLimitError
from search.types import SearchRequest
from tests.programs import running
from tests.test_web_csv import PROGRAM
from tests.web_fakes import FakeSearcher, link, make_article, make_client, page_of
from web.exports.jsonl_rows import BROKEN_OFF, write_jsonl
from web.state import MAX_EXPORTS

URL = "/api/search.jsonl"


@pytest.fixture
def searcher():
    return FakeSearcher()


@pytest.fixture
def client(searcher):
    return make_client(searcher, time_limit=3)


def lines_of(text):
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.split("\n")[:-1]]


@pytest.mark.parametrize("query", ["q=hội nghị&from=2020", "q=", "person=Lê Văn An"])
def test_each_line_is_a_hit_as_the_search_gives_it(client, query):
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200
    assert response.content_type == "application/jsonl"
    assert "tra-cuu.jsonl" in response.headers["Content-Disposition"]
    found = client.get(f"/api/search?{query}&per_page=100").json["hits"]
    assert lines_of(response.text) == found
    schemas = client.get("/openapi.json").json["components"]
    schema = {"$ref": "#/components/schemas/Hit", "components": schemas}
    for hit in lines_of(response.text):
        jsonschema.validate(hit, schema, cls=Draft202012Validator)


def test_what_finds_nothing_has_no_line(client):
    assert client.get(URL + "?q=zzz").text == ""


@pytest.mark.parametrize("path", [URL, "/api/search.csv"])
@pytest.mark.parametrize(
    ("query", "status"),
    [("from=x", 400), ("q=*", 400), ("page=2", 400), ("cursor=x", 400), ("x=", 400)],
)
def test_a_bad_request_is_refused_as_for_the_csv(client, path, query, status):
    response = client.get(f"{path}?{query}")
    assert response.status_code == status
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "error", [IndexNotFoundError(path="x"), TimeLimitError(seconds=3)]
)
def test_an_error_before_the_first_hits_is_a_problem_document(client, searcher, error):
    searcher.error = error
    response = client.get(URL)
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.content_type == "application/problem+json"


def test_who_downloads_notices_that_the_list_is_not_whole():
    with running(PROGRAM) as program:
        url = f"{program.line()}{URL}?q=hoi"
        with urllib.request.urlopen(url, timeout=10) as answer:
            with pytest.raises(http.client.IncompleteRead) as caught:
                answer.read()
    *hits, last = lines_of(caught.value.partial.decode("utf-8"))
    assert len(hits) == 2
    assert [*last] == [BROKEN_OFF]
    assert "còn thiếu" in last[BROKEN_OFF]
    assert "hoi" not in program.errors


def test_lists_of_both_kinds_take_the_same_room(client):
    open_lists = [
        client.get(f"/api/search.{form}?q=hoi", buffered=False)
        for form in ("csv", "jsonl")
    ]
    assert len(open_lists) == MAX_EXPORTS
    for form in ("csv", "jsonl"):
        refused = client.get(f"/api/search.{form}?q=hoi")
        assert refused.status_code == 503
        assert refused.json["type"].endswith("#too-many-exports")
    for answer in open_lists:
        answer.close()
    assert client.get(f"{URL}?q=hoi").status_code == 200


def test_hits_are_sent_piece_by_piece(searcher):
    pieces = searcher.all_hits(SearchRequest())
    lines = write_jsonl(pieces, "broken off")
    next(lines)
    assert len([*pieces]) == 3, "more was taken than was sent"


def test_the_page_of_results_leads_to_the_same_search(client):
    page = page_of(client.get("/?q=hội nghị&sort=newest&from=2020&page=1&per_page=2"))
    address = link(page, "Tải về JSONL")
    assert address.startswith(URL)
    assert len(lines_of(client.get(address).text)) == 3


@given(st.lists(st.text(st.characters(exclude_categories=())), min_size=1, max_size=4))
def test_whatever_pages_hold_the_lines_read_back(titles):
    articles = [make_article(n, t, "a", id=t) for n, t in enumerate(titles)]
    searcher = FakeSearcher(articles)
    searcher.highlight = lambda *_, **__: ()
    text = "".join(write_jsonl(searcher.all_hits(SearchRequest()), ""))
    lines = lines_of(text.encode("utf-8").decode("utf-8"))
    # Half a pair of surrogates beside the other half is read as the whole.
    whole = [
        t.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        for t in titles
    ]
    assert [line["title"] for line in lines] == whole
    assert [line["id"] for line in lines] == whole
