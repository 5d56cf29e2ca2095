"""A cluster that does not answer, or answers in part: what readers and machines see."""

from __future__ import annotations

import jsonschema
import pytest

from index.errors import (
    ClusterAnswerError,
    ClusterError,
    ClusterIncompleteError,
    ClusterRefusedError,
    ClusterTimeoutError,
    ClusterUnreachableError,
    ClusterUntrustedError,
)
from search.errors import TimeLimitError
from search.types import ClusterHealth
from tests.web_fakes import FakeSearcher
from web.api.openapi import build_document
from web.app import create_app
from web.config import WebConfig

HOST = "https://kho-1.example:9200"

ERRORS = (
    (ClusterUnreachableError(hosts=HOST, reason="refused"), "cluster-unavailable"),
    (ClusterTimeoutError(hosts=HOST, seconds=30), "cluster-unavailable"),
    (ClusterIncompleteError(reason=f"{HOST}: a shard failed"), "cluster-unavailable"),
    (ClusterAnswerError(reason=HOST, status=400), "cluster-unavailable"),
    (ClusterRefusedError(hosts=HOST, status=401), "cluster-refused"),
    (ClusterUntrustedError(hosts=HOST, reason="self-signed"), "cluster-refused"),
)

each_error = pytest.mark.parametrize(
    ("error", "slug"), ERRORS, ids=lambda one: type(one).__name__
)


@pytest.fixture
def searcher() -> FakeSearcher:
    return FakeSearcher()


@pytest.fixture
def client(searcher):
    return create_app(searcher).test_client()


def check_schema(name: str, value: object) -> None:
    document = build_document(str, WebConfig())
    schema = {"$ref": f"#/components/schemas/{name}"}
    jsonschema.validate(value, schema | {"components": document["components"]})


@each_error
@pytest.mark.parametrize(
    "path",
    ["/api/search?q=lũ", "/api/search.csv?q=lũ", "/api/people/An", "/readyz"],
)
def test_programs_get_a_problem_document_and_are_told_when_to_ask_again(
    client, searcher, error: ClusterError, slug: str, path: str
) -> None:
    searcher.error = error
    response = client.get(path)
    assert response.status_code == 503
    assert response.content_type == "application/problem+json"
    assert int(response.headers["Retry-After"]) > 0
    assert response.json["type"].endswith(f"#{slug}")
    assert "kho-1" not in response.text
    check_schema("Problem", response.json)


@each_error
def test_readers_get_a_page_in_vietnamese(client, searcher, error, slug) -> None:
    searcher.error = error
    response = client.get("/?q=lũ")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "kho lưu trữ" in response.text
    assert "kho-1" not in response.text


@each_error
def test_the_log_tells_the_operator_why(client, searcher, caplog, error, slug) -> None:
    searcher.error = error
    client.get("/api/search?q=bí+mật")
    assert "kho-1" in caplog.text
    assert "mật" not in caplog.text


@each_error
def test_every_kind_is_explained_where_it_points(client, error, slug) -> None:
    assert f'id="{slug}"' in client.get("/api").text


def test_the_process_lives_whatever_becomes_of_the_cluster(client, searcher) -> None:
    searcher.error = ERRORS[0][0]
    assert client.get("/livez").status_code == 200


def test_a_time_limit_stays_what_it_is(client, searcher) -> None:
    searcher.error = TimeLimitError(seconds=10)
    response = client.get("/api/search?q=lũ")
    assert response.json["type"].endswith("#time-limit")


@pytest.mark.parametrize(("status", "missing"), [("green", 0), ("yellow", 1)])
def test_a_cluster_that_can_answer_is_ready_and_tells_how_it_is(
    client, searcher, status, missing
) -> None:
    searcher.health = ClusterHealth(status, 3, 4, missing)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json["cluster"] == {
        "status": status,
        "nodes": 3,
        "shards": 4,
        "unassigned_shards": missing,
    }
    check_schema("Readiness", response.json)


def test_a_red_cluster_is_not_ready_and_tells_how_it_is(client, searcher) -> None:
    searcher.health = ClusterHealth("red", 2, 3, 2)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.json["type"].endswith("#cluster-unavailable")
    assert response.json["cluster"]["unassigned_shards"] == 2
    check_schema("Problem", response.json)


def test_an_index_in_a_folder_tells_of_no_cluster(client) -> None:
    assert "cluster" not in client.get("/readyz").json
    assert "tracuu_cluster" not in client.get("/metrics").text


def test_the_health_is_a_figure_for_prometheus(client, searcher) -> None:
    searcher.health = ClusterHealth("yellow", 3, 4, 1)
    figures = dict(
        line.rsplit(" ", 1)
        for line in client.get("/metrics").text.splitlines()
        if line.startswith("tracuu_") and "cluster" in line
    )
    assert figures == {
        'tracuu_cluster_status{status="green"}': "0.0",
        'tracuu_cluster_status{status="yellow"}': "1.0",
        'tracuu_cluster_status{status="red"}': "0.0",
        "tracuu_cluster_nodes": "3.0",
        "tracuu_cluster_unassigned_shards": "1.0",
    }
    assert "tracuu_generation 7.0" in client.get("/metrics").text


def test_a_red_cluster_serves_no_generation_by_its_figures(client, searcher) -> None:
    searcher.health = ClusterHealth("red", 2, 3, 2)
    text = client.get("/metrics").text
    assert 'tracuu_cluster_status{status="red"} 1.0' in text
    assert "tracuu_generation" not in text


def test_only_those_who_watch_the_service_make_it_ask_for_the_health(
    client, searcher, monkeypatch
) -> None:
    asked = []
    status = searcher.status

    def noted(*, with_health: bool = False):
        asked.append(with_health)
        return status(with_health=with_health)

    monkeypatch.setattr(searcher, "status", noted)
    client.get("/api/search?q=lũ")
    client.get("/?q=lũ")
    assert asked and not any(asked)


def test_a_list_that_a_cluster_breaks_off_says_so_and_ends_in_an_error(
    client, searcher
) -> None:
    searcher.error_midway = ClusterIncompleteError(reason="a shard failed")
    response = client.get("/api/search.csv")
    with pytest.raises(ClusterIncompleteError):
        response.get_data()
