"""The example client of the docs: its types are the contract's, and it works."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import (
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)
from urllib.error import URLError

import pytest

from tests.browser import run_server
from tests.conftest import ARTICLES
from tests.helpers import ROOT, build_index, make_article
from web.api.openapi import build_document
from web.config import WebConfig

FILE = ROOT / "docs/client/tra_cuu_client.py"
SCHEMAS = build_document(str, WebConfig())["components"]["schemas"]
NOT_ASKED_FOR = {"Liveness", "Readiness"}
PLAIN = {"string": str, "integer": int, "number": float, "boolean": bool}
N_ARTICLES = 250


def load() -> Any:
    spec = importlib.util.spec_from_file_location("tra_cuu_client", FILE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


client_module = load()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    index_dir = tmp_path_factory.mktemp("client") / "index"
    many = [make_article(f"bài/{n:03} %?#", f"Bài số {n}") for n in range(N_ARTICLES)]
    build_index(index_dir, [*ARTICLES, *many])
    with run_server(index_dir) as running:
        yield running


@pytest.fixture
def client(address: str) -> Any:
    return client_module.Client(address)


def differences(hint: Any, schema: dict[str, Any], place: str) -> Iterator[str]:
    """Tell where a type is not what a schema describes."""
    if "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    kind, may_be_null = kind_of(schema)
    is_maybe = get_origin(hint) in (Union, types.UnionType)
    if is_maybe != may_be_null:
        yield f"{place}: null or not"
    if is_maybe:
        [hint] = [each for each in get_args(hint) if each is not type(None)]
    if is_typeddict(hint):
        yield from differences_of_keys(hint, schema, place)
    elif get_origin(hint) is Literal:
        if set(get_args(hint)) != {v for v in schema["enum"] if v is not None}:
            yield f"{place}: one of {schema['enum']}"
    elif get_origin(hint) is list:
        if kind != "array":
            yield f"{place}: no list"
        yield from differences(get_args(hint)[0], schema["items"], f"{place}[]")
    elif get_origin(hint) is tuple:
        if len(get_args(hint)) != len(schema["prefixItems"]):
            yield f"{place}: of another length"
    elif PLAIN[kind] is not hint:
        yield f"{place}: {kind}"


def kind_of(schema: dict[str, Any]) -> tuple[str, bool]:
    """Give the type that a schema describes, and whether null is as good."""
    kinds = schema.get("type", ["any"])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    may_be_null = "null" in kinds or None in schema.get("enum", ())
    return next(kind for kind in kinds if kind != "null"), may_be_null


def differences_of_keys(hint: Any, schema: dict[str, Any], place: str) -> Iterator[str]:
    described = schema["properties"]
    hints = get_type_hints(hint, include_extras=True)
    yield from (f"{place}.{key}: not in the client" for key in described.keys() - hints)
    yield from (f"{place}.{key}: not described" for key in hints.keys() - described)
    for key in hints.keys() & described:
        is_optional = get_origin(hints[key]) is NotRequired
        if is_optional == (key in schema["required"]):
            yield f"{place}.{key}: always there or not"
        inner = get_args(hints[key])[0] if is_optional else hints[key]
        yield from differences(inner, described[key], f"{place}.{key}")


@pytest.mark.parametrize("name", sorted(SCHEMAS.keys() - NOT_ASKED_FOR))
def test_the_types_are_those_of_the_openapi_document(name: str) -> None:
    hint = getattr(client_module, name)
    assert [*differences(hint, SCHEMAS[name], name)] == []


def test_the_comparison_of_types_finds_what_differs() -> None:
    hit = SCHEMAS["Hit"]
    assert "x.title: always there or not" in [
        *differences(client_module.Hit, {**hit, "required": []}, "x")
    ]
    properties = {**hit["properties"], "new": {"type": "string"}}
    properties |= {"score": {"type": "string"}, "id": {"type": ["string", "null"]}}
    assert {
        *differences(client_module.Hit, {**hit, "properties": properties}, "x")
    } == {
        "x.new: not in the client",
        "x.score: string",
        "x.id: null or not",
    }


def test_a_search_has_its_page_its_facets_and_what_they_hold(client: Any) -> None:
    results = client.search("le thi ha", persons=["Lê Thị Hà"], date_from="2020-05")
    assert results["total"] == 2
    assert results.keys() == client_module.SearchResults.__annotations__.keys()
    assert results["hits"][0]["persons"][0]["name"] == "Lê Thị Hà"
    assert results["facets"]["persons"][0]["selected"]
    explained = client.search("lũ lụt", explain=True, per_page=1, sort="newest")
    assert explained["hits"][0]["explanation"]


def test_all_hits_come_once_each(client: Any) -> None:
    for sort in ("relevance", "newest"):
        hits = [*client.all_hits("bài", sort=sort)]
        assert len(hits) == len({hit["id"] for hit in hits}) == N_ARTICLES
    assert len([*client.all_hits()]) == N_ARTICLES + len(ARTICLES)
    assert [*client.all_hits("khôngđâucó")] == []


def test_suggestions_and_whole_articles_are_read(client: Any) -> None:
    [suggestion] = client.suggestions("le thi", limit=1)
    assert suggestion == {"text": "Lê Thị Hà", "kind": "person", "count": 2}
    article = client.article("bài/007 %?#")
    assert article["title"] == "Bài số 7"
    assert article.keys() == client_module.Article.__annotations__.keys()


def test_people_and_similar_articles_are_asked_for(client: Any) -> None:
    profile = client.person("le thi ha")
    assert (profile["name"], profile["total"]) == ("Lê Thị Hà", 2)
    with pytest.raises(client_module.TraCuuError) as caught:
        client.person("Lê Thị Hoa")
    assert caught.value.problem["candidates"][0]["name"] == "Lê Thị Hà"
    similar = client.similar("bài/007 %?#")
    assert similar and similar[0].keys() == client_module.Copy.__annotations__.keys()


def test_filters_of_the_client_are_those_of_the_service(client: Any) -> None:
    named = ["Lê Thị Hà", "Trần Văn Bình"]
    assert client.search(persons=named)["total"] == 1
    assert client.search(persons=named, any_person=True)["total"] == 3
    assert client.search(persons=named[:1], without=named[1:])["total"] == 1
    undated = list(client.all_hits("chợ phiên", undated=True))
    assert [hit["id"] for hit in undated] == ["con-cho"]


def test_refusals_are_exceptions_with_the_problem_document(
    client: Any, address: str
) -> None:
    with pytest.raises(client_module.TraCuuError) as caught:
        client.search("lũ", date_from="tháng tám")
    problem = caught.value.problem
    assert problem["status"] == 400
    assert problem["parameter"] == "from"
    assert problem["request_id"]
    assert caught.value.retry_after is None
    with pytest.raises(client_module.TraCuuError, match="There is no such article"):
        client_module.Client(address, language="en").article("none")
    with pytest.raises(client_module.TraCuuError, match="“limit”"):
        client.suggestions("a", limit=1000)
    with pytest.raises(URLError):
        client_module.Client("http://127.0.0.1:1").search("lũ")


def test_a_private_archive_is_opened_by_its_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(tmp_path / "index", ARTICLES)
    (tmp_path / "access_token").write_text("0123456789abcdef")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with run_server(tmp_path / "index") as running:
        with pytest.raises(client_module.TraCuuError) as caught:
            client_module.Client(running).search("lũ")
        assert caught.value.problem["status"] == 401
        private = client_module.Client(running, token="0123456789abcdef")
        assert private.search("lũ")["total"]


def test_as_a_program_it_prints_all_hits(address: str) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(FILE), address, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=30)

    assert "2020-10-20 Miền Trung khắc phục lũ lụt" in run("lũ", "lụt").stdout
    assert len(run("bài").stdout.splitlines()) == N_ARTICLES
    failed = run('"lũ')
    assert failed.returncode == 1
    assert "dấu ngoặc kép" in failed.stderr
