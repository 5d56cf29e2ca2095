"""``GET /api/suggest``: what it answers, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest
from flask.testing import FlaskClient

from search.errors import IndexNotFoundError
from search.suggestions import MAX_SUGGESTIONS, MAX_TYPED_LENGTH
from tests.helpers import ROOT, make_article, searcher_over
from tests.test_web_openapi import check_answer
from tests.web_fakes import FakeSearcher, make_client
from web.app import create_app
from web.params import SUGGEST_PARAMETERS


@pytest.fixture
def searcher() -> FakeSearcher:
    return FakeSearcher()


@pytest.fixture
def client(searcher: FakeSearcher) -> FlaskClient:
    return make_client(searcher)


@pytest.fixture
def document(client: FlaskClient) -> dict:
    return client.get("/openapi.json").json


def test_suggestions_are_text_kind_and_count(client: FlaskClient) -> None:
    answer = client.get("/api/suggest", query_string={"q": "nguyen thi"})
    assert answer.json == {
        "query": "nguyen thi",
        "suggestions": [{"text": "Nguyễn Thị Bình", "kind": "person", "count": 3}],
    }


@pytest.mark.parametrize("url", ["/api/suggest", "/api/suggest?q=", "/api/suggest?q= "])
def test_nothing_typed_nothing_suggested(client: FlaskClient, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.json["suggestions"] == []


def test_the_limit_is_kept(client: FlaskClient) -> None:
    answer = client.get("/api/suggest?q=h&limit=2")
    assert len(answer.json["suggestions"]) == 2


@pytest.mark.parametrize(
    ("url", "parameter"),
    [
        ("/api/suggest?q=" + "a" * (MAX_TYPED_LENGTH + 1), "q"),
        ("/api/suggest?q=a&q=b", "q"),
        ("/api/suggest?q=a&limit=0", "limit"),
        (f"/api/suggest?q=a&limit={MAX_SUGGESTIONS + 1}", "limit"),
        ("/api/suggest?q=a&limit=mười", "limit"),
        ("/api/suggest?q=a&lang=fr", "lang"),
        ("/api/suggest?q=a&page=2", "page"),
    ],
)
def test_what_cannot_be_used_is_a_problem(
    client: FlaskClient, document: dict, url: str, parameter: str
) -> None:
    answer = client.get(url)
    assert answer.status_code == 400
    assert answer.json["parameter"] == parameter
    check_answer(document, "/api/suggest", answer)


@pytest.mark.parametrize(
    "typed",
    ["", "h", "hội ngh", "\ud800", "\x00", "<script>", '"', "-", "%", "𝐕", "e\u0301"],
)
def test_whatever_is_typed_the_answer_has_the_shape_described(
    client: FlaskClient, document: dict, typed: str
) -> None:
    answer = client.get(f"/api/suggest?q={quote(typed, errors='surrogatepass')}")
    assert answer.status_code == 200
    check_answer(document, "/api/suggest", answer)


def test_without_an_index_it_says_so(
    client: FlaskClient, searcher: FakeSearcher, document: dict
) -> None:
    searcher.error = IndexNotFoundError(path="x")
    answer = client.get("/api/suggest?q=a")
    assert answer.status_code == 503
    check_answer(document, "/api/suggest", answer)


def test_headers_are_those_of_the_other_answers(client: FlaskClient) -> None:
    suggest = client.get("/api/suggest?q=h")
    article = client.get("/api/articles/bao-tinh/001.html")
    own = {"Content-Length", "X-Request-Id", "ETag"}
    assert own <= set(suggest.headers.keys())
    names = set(article.headers.keys()) - own
    assert {name: suggest.headers[name] for name in names} == {
        name: article.headers[name] for name in names
    }


def test_the_example_of_every_parameter_is_accepted(
    client: FlaskClient, document: dict
) -> None:
    for parameter in document["paths"]["/api/suggest"]["get"]["parameters"]:
        jsonschema.validate(parameter["example"], parameter["schema"])
        example = quote(str(parameter["example"]))
        url = f"/api/suggest?{parameter['name']}={example}"
        assert client.get(url).status_code == 200, url


def test_the_parameters_are_documented(document: dict) -> None:
    described = document["paths"]["/api/suggest"]["get"]["parameters"]
    assert [parameter["name"] for parameter in described] == list(SUGGEST_PARAMETERS)
    text = (ROOT / "docs/json-api.md").read_text("utf-8")
    section = text.partition("## `GET /api/suggest`")[2].partition("## ")[0]
    rows = [line.split("`")[1] for line in section.splitlines() if line[:3] == "| `"]
    assert rows[: len(SUGGEST_PARAMETERS)] == list(SUGGEST_PARAMETERS)
    assert f"at most {MAX_TYPED_LENGTH} characters" in section
    assert f"1 to {MAX_SUGGESTIONS} |" in section


def test_the_documented_answer_has_the_shape_described(document: dict) -> None:
    text = (ROOT / "docs/json-api.md").read_text("utf-8")
    section = text.partition("## `GET /api/suggest`")[2]
    [example] = re.findall(r"```json\n(.*?)```", section.partition("\n## ")[0], re.S)
    schema = {
        "$ref": "#/components/schemas/Suggestions",
        "components": document["components"],
    }
    jsonschema.validate(json.loads(example), schema)


def test_a_real_index_answers(tmp_path: Path) -> None:
    articles = [make_article("a", "Họp báo", persons=["Trương Thị Mai"])]
    client = create_app(searcher_over(tmp_path / "index", articles)).test_client()
    answer = client.get("/api/suggest", query_string={"q": "thi m"})
    assert answer.json["suggestions"] == [
        {"text": "Trương Thị Mai", "kind": "person", "count": 1}
    ]
