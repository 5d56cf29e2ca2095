"""What the engine on a cluster asks of one that comes and goes, and what it tells."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from index.errors import ClusterUnreachableError, IndexNotFoundError
from index.opensearch.connection import ClusterSettings
from index.opensearch.generations import Meta
from search.opensearch import engine as module
from search.opensearch.engine import ClusterEngine
from search.searcher import Searcher, open_cluster_searcher
from search.types import ClusterHealth

SETTINGS = ClusterSettings(("http://kho-1:9200",), name="kho")
HEALTH = {
    "status": "yellow",
    "number_of_nodes": 3,
    "active_shards": 4,
    "unassigned_shards": 1,
}


class FakeCluster:
    """Answers what an engine asks of a library with one generation."""

    settings = SETTINGS

    def __init__(self) -> None:
        self.is_down = False
        self.is_empty = False
        self.asked: list[tuple[str, bool]] = []

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        timeout: float | None = None,
        is_tried_again: bool = True,
        missing: Any = None,
    ) -> Any:
        assert timeout is None or timeout <= 5
        self.asked.append((path, is_tried_again))
        if self.is_down:
            raise ClusterUnreachableError(hosts="kho-1", reason="refused")
        if self.is_empty:
            return missing
        meta = Meta(7, "2026-01-02T03:04:05", "", n_articles=12, is_published=True)
        about = {name: getattr(meta, name) for name in Meta.__slots__}
        mapping = {"mappings": {"_meta": {"tracuu": about}}}
        answers = {
            "/_alias/kho": {"kho-000007": {}},
            "/kho/_mapping": {"kho-000007": mapping},
            "/kho-000007/_stats/store": {
                "_all": {"primaries": {"store": {"size_in_bytes": 99}}}
            },
            "/_cluster/health/kho-000007": HEALTH,
        }
        return answers[path]


class Clock:
    """Stands still until it is set."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def engine_at(cluster: FakeCluster) -> ClusterEngine:
    engine = ClusterEngine(SETTINGS)
    engine.cluster = cluster  # type: ignore[assignment]
    return engine


def test_the_health_of_the_own_index_is_asked_for_only_on_demand(clock: Clock) -> None:
    cluster = FakeCluster()
    searcher = Searcher(engine_at(cluster))
    status = searcher.status()
    assert (status.generation, status.n_articles, status.size_bytes) == (7, 12, 99)
    assert status.engine == "opensearch" and status.cluster is None
    n_asked = len(cluster.asked)
    searcher.status()
    assert len(cluster.asked) == n_asked, "status asks with every request"
    status = searcher.status(with_health=True)
    assert status.cluster == ClusterHealth("yellow", 3, 4, 1)
    assert cluster.asked[n_asked:] == [("/_cluster/health/kho-000007", False)]


def test_only_a_red_index_cannot_answer() -> None:
    healths = [ClusterHealth(one, 1, 1, 0) for one in ("green", "yellow", "red")]
    assert [one.can_answer for one in healths] == [True, True, False]


def test_a_cluster_that_is_down_is_looked_at_once_a_second(clock: Clock) -> None:
    cluster = FakeCluster()
    cluster.is_down = True
    engine = engine_at(cluster)
    errors = []
    for _ in range(3):
        with pytest.raises(ClusterUnreachableError) as caught:
            engine.snapshot()
        errors.append(caught.value)
    assert len(cluster.asked) == 1
    assert len({str(error) for error in errors}) == 1
    assert len({id(error) for error in errors}) == 3, "each has its own traceback"
    cluster.is_down = False
    clock.now += module.LOOK_SECONDS
    assert engine.snapshot().generation == 7


def test_a_generation_that_is_open_survives_a_look_that_fails(clock: Clock) -> None:
    cluster = FakeCluster()
    engine = engine_at(cluster)
    opened = engine.snapshot()
    cluster.is_down = True
    clock.now += module.LOOK_SECONDS
    assert engine.snapshot() is opened
    # A search that follows is tried again; so the look need not be.
    assert cluster.asked[-1] == ("/_alias/kho", False)


def test_a_library_that_comes_later_is_found(clock: Clock) -> None:
    cluster = FakeCluster()
    cluster.is_empty = True
    engine = engine_at(cluster)
    with pytest.raises(IndexNotFoundError) as caught:
        engine.snapshot()
    assert "http://kho-1:9200/kho" in str(caught.value)
    cluster.is_empty = False
    assert engine.snapshot().generation == 7


def test_a_searcher_is_made_of_settings_without_asking_anybody() -> None:
    settings = replace(SETTINGS, hosts=("http://127.0.0.1:1",))
    assert isinstance(open_cluster_searcher(settings), Searcher)


@pytest.mark.parametrize(
    ("made", "absent"),
    [
        ("open_searcher(Path('x'))", "opensearchpy"),
        ("open_cluster_searcher(ClusterSettings(('http://x',)))", "search.embedded"),
    ],
)
def test_neither_engine_loads_what_the_other_needs(made: str, absent: str) -> None:
    imported = "from index.opensearch.connection import ClusterSettings; "
    program = (
        "import sys; from pathlib import Path; from search.searcher import *; "
        + (imported if "Cluster" in made else "")
        + f"{made}; sys.exit('{absent}' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
