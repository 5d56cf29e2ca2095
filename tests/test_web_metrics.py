"""What Prometheus reads: sums over all workers, and nothing anybody typed."""

import re

import pytest
from prometheus_client import values
from prometheus_client.parser import text_string_to_metric_families

from search.errors import IndexNotFoundError
from tests.web_fakes import FakeSearcher, make_client
from web.app import create_app
from web.middleware.metrics import CONTENT_TYPE, Metrics
from web.shared import Shared


def samples(client) -> dict[tuple[str, ...], float]:
    """The samples at /metrics: name and values of labels by name → value."""
    response = client.get("/metrics")
    assert (response.status_code, response.content_type) == (200, CONTENT_TYPE)
    return {
        (
            sample.name.removeprefix("tracuu_"),
            *(text for _, text in sorted(sample.labels.items())),
        ): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder that workers share; what is set for the process is set back."""
    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    return tmp_path


def test_requests_are_counted_by_route_method_and_status():
    client = make_client(FakeSearcher())
    for path in ("/api/search?q=a", "/api/search?q=b", "/api/search?page=x", "/x"):
        client.get(path)
    client.head("/")
    client.open("/api/articles/a/b", method="BREW")
    found = samples(client)
    assert found["requests_total", "GET", "/api/search", "200"] == 2
    assert found["requests_total", "GET", "/api/search", "400"] == 1
    assert found["requests_total", "GET", "unknown", "404"] == 1
    assert found["requests_total", "unknown", "unknown", "405"] == 1
    assert found["requests_total", "HEAD", "/", "200"] == 1
    assert found["request_seconds_count", "/api/search"] == 3
    assert found["search_seconds_count",] == 2
    assert found["search_seconds_sum",] == pytest.approx(0.0046912)
    assert found["search_seconds_bucket", "0.0025"] == 2
    assert found["requests_in_flight",] == 1
    assert found["generation",] == found["articles",] == 7
    assert found["start_time_seconds",] > 1.7e9


def test_no_label_has_what_somebody_sent():
    client = make_client(FakeSearcher())
    for path in ("/?q=bimat", "/articles/bimat", "/bimat", "/api/try/bimat?q=bimat"):
        client.open(path, method="GET", headers={"X-Request-Id": "bimat"})
        client.open(path, method="BIMAT")
    assert not re.search("bimat", client.get("/metrics").text, re.I)


def test_without_an_index_the_rest_is_told():
    searcher = FakeSearcher()
    searcher.error = IndexNotFoundError(path="/srv/secret/index")
    found = samples(make_client(searcher))
    assert ("generation",) not in found and ("requests_in_flight",) in found


def test_workers_are_added_up_and_a_dead_one_keeps_its_counts(folder):
    counts = Metrics(folder)
    client = create_app(FakeSearcher(), shared=Shared(counts)).test_client()
    for place, n_requests in (("worker0", 2), ("worker1", 3)):
        counts.enter(place)
        for _ in range(n_requests):
            client.get("/api/search")
    counts.in_flight.inc(5)
    found = samples(client)
    assert found["requests_total", "GET", "/api/search", "200"] == 5
    assert found["search_seconds_count",] == 5
    assert found["requests_in_flight",] == 6
    # The second dies with five requests under way; another takes its place.
    n_files = len(list(folder.iterdir()))
    counts.enter("worker0")
    counts.leave("worker1")
    found = samples(client)
    assert found["requests_total", "GET", "/api/search", "200"] == 5
    assert found["requests_in_flight",] == 1
    counts.enter("worker1")
    client.get("/api/search")
    found = samples(client)
    assert found["requests_total", "GET", "/api/search", "200"] == 6
    assert found["requests_in_flight",] == 1
    assert len(list(folder.iterdir())) == n_files


def test_all_the_room_that_counts_take_is_taken_before_anything_is_counted(folder):
    counts = Metrics(folder)
    counts.reserve("worker0")
    before = {file: file.stat().st_size for file in folder.iterdir()}
    assert all(file.stat().st_blocks * 512 >= before[file] for file in before)
    counts.enter("worker0")
    client = create_app(FakeSearcher(), shared=Shared(counts)).test_client()
    for path in ("/", "/api/search", "/api/search?x=y", "/livez", "/nope", "/api"):
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "BREW"):
            client.open(path, method=method)
    counts.in_flight.inc(5)
    assert samples(client)["requests_in_flight",] == 6
    counts.leave("worker0")
    counts.enter("worker1")
    counts.reserve("worker1")
    assert samples(client)["requests_in_flight",] == 1
    counts.enter("worker0")
    assert samples(client)["requests_in_flight",] == 1
    assert {file: file.stat().st_size for file in before} == before
