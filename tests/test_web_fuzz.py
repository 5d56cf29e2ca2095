"""Random requests drawn from the OpenAPI document: answered as it says, never 500.

The long form is bench/reliability/hostile_queries.py, over a real index.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from search.searcher import Searcher
from tests.query_trees import HARD, well_formed
from tests.test_web_openapi import check_answer
from web.api.openapi import build_document
from web.app import create_app
from web.config import WebConfig

DOCUMENT = build_document(str, WebConfig())
IDS = [
    "lu-lut",
    "con-cho",
    "Lê Thị Hà",
    "le thi ha",
    "vu hoa",
    "zzz",
    "../x",
    "a//b",
    "\0",
    "?",
    "%2e%2e",
]
DATES = ["2020", "08/2020", "2020-02-30", "0001", "9999", "31/12/9999", "0000-01"]


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def as_described(name: str, schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Values that the schema of a parameter allows, and its bounds above all."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "integer":
        bounds = schema["minimum"], schema["maximum"]
        return (st.sampled_from(bounds) | st.integers(*bounds)).map(as_text)
    if schema["type"] == "boolean":
        return st.booleans().map(as_text)
    if schema["type"] == "array":
        return as_described(name, schema["items"])
    longest = schema.get("maxLength", 100)
    texts = st.text(max_size=60) | st.just("ộ" * longest) | st.just("a " * longest)
    if name == "q":
        texts = texts | well_formed() | HARD
    if name in ("from", "to"):
        texts = texts | st.sampled_from(DATES)
    return texts


def as_described_or_not(
    name: str, schema: dict[str, Any]
) -> st.SearchStrategy[str | bytes]:
    """Any value: those of the schema, those just beyond, and what nobody expects."""
    beyond = ["", "-1", "0", "1e9", "9" * 400, "[]", "\ud800", "\x00", "é" * 2000]
    return (
        as_described(name, schema)
        | st.sampled_from(beyond)
        | st.text(st.characters(exclude_categories=()), max_size=20)
        | st.binary(max_size=20)
    )


def encoded(value: str | bytes) -> str:
    if isinstance(value, bytes):
        return quote_from_bytes(value, safe="")
    return quote(value, safe="", errors="surrogatepass")


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a path of the document and an address of it."""
    path = draw(st.sampled_from([*DOCUMENT["paths"]]))
    url, pairs = path, []
    draw_value = draw(st.sampled_from([as_described, as_described_or_not]))
    for parameter in DOCUMENT["paths"][path]["get"].get("parameters", ()):
        name = parameter["name"]
        if parameter["in"] == "path":
            id_ = draw(st.sampled_from(IDS) | st.text(min_size=1, max_size=9))
            url = path.replace("{" + name + "}", encoded(id_))
            continue
        most = 3 if parameter["schema"]["type"] == "array" else 1
        for _ in range(draw(st.integers(0, most))):
            pairs.append((name, draw(draw_value(name, parameter["schema"]))))
    if draw_value is as_described_or_not:
        pairs += draw(
            st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=2)
        )
    query = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in pairs)
    return path, f"{url}?{query}" if query else url


@pytest.fixture(scope="module")
def client(searcher: Searcher) -> FlaskClient:
    return create_app(searcher).test_client()


@settings(max_examples=300)
@given(request=requests())
def test_every_answer_is_one_that_the_document_describes(
    client: FlaskClient, request: tuple[str, str]
) -> None:
    path, url = request
    # Closed by a server in any case: a list of all hits may be left half read.
    with client.get(url) as response:
        if response.status_code == 308:
            return  # A path with dots in it, which leads elsewhere.
        assert response.status_code < 500, url
        check_answer(DOCUMENT, path, response)


@settings(max_examples=100)
@given(
    path=st.sampled_from(
        ["/", "/articles/lu-lut", "/people/Lê Thị Hà", "/api", "/api/try/article", "/x"]
    ),
    query=st.lists(
        st.tuples(
            st.sampled_from(["q", "person", "from", "to", "cursor", "page", "lang"]),
            HARD | st.text(max_size=9) | st.sampled_from(DATES) | st.binary(max_size=9),
        ),
        max_size=5,
    ),
)
def test_no_page_is_an_error_page_for_what_was_typed(
    client: FlaskClient, path: str, query: list[tuple[str, str | bytes]]
) -> None:
    typed = "&".join(f"{name}={encoded(value)}" for name, value in query)
    response = client.get(f"{path}?{typed}")
    assert response.status_code in ((404,) if path == "/x" else (200, 302)), typed


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "X"])
def test_what_is_no_get_is_refused(client: FlaskClient, method: str) -> None:
    for path in DOCUMENT["paths"]:
        url = path.replace("{id}", "lu-lut").replace("{name}", "Lê Thị Hà")
        assert client.open(url, method=method, data=b"x").status_code == 405
