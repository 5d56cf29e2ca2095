"""Lets the tests of the search run against a cluster, unchanged.

With ``TRACUU_TEST_ENGINE=opensearch`` the functions that tests make indexes and
searchers with work on libraries of a real cluster, whose nodes ``TRACUU_TEST_HOSTS``
names: each folder of an index stands for a library. `tests/conformance.txt` lists the
files that both engines have to pass. A test that is skipped there has not passed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.article import Article
from index.opensearch.connection import Cluster
from index.opensearch.reindex import reindex
from index.summary import ReindexSummary
from search import searcher
from search.opensearch import ClusterEngine
from search.searcher import Searcher
from tests import cluster_index, helpers

IS_ASKED_FOR = os.environ.get("TRACUU_TEST_ENGINE") == "opensearch"

_MAY_LACK = ("../shared is not here", "no openssl command here")

_LIBRARIES: dict[Path, Cluster] = {}
_PUBLISHED: dict[Path, list[tuple[list[Article], list[str] | None]]] = {}
_AT_HOME: dict[Path, int] = {}
"""How many of the publications of a library the embedded index beside it has."""

_build_at_home = helpers.build_index


@dataclass(frozen=True)
class ClusterGeneration:
    """Stands for `index.generations.Generation` where tests look at its number."""

    number: int


def use_cluster() -> None:
    """Put libraries in a cluster in the place of folders, for all that tests import."""
    helpers.build_index = build_library  # type: ignore[assignment]
    helpers.reindex_pages = reindex_library
    helpers.home_of = home_of_library
    helpers.open_engine = open_library
    # An index is made, and a question answered, faster at home.
    helpers.seeds = lambda n: range((n + 1) // 2)
    helpers.ROLES_READ_AT_ONCE = "search.opensearch.profiles._PIECE"
    searcher.open_searcher = open_library_searcher
    helpers.open_searcher = open_library_searcher


def cluster_of(index_dir: Path) -> Cluster:
    """Give the library that a folder stands for."""
    if index_dir not in _LIBRARIES:
        _LIBRARIES[index_dir] = cluster_index.fresh_cluster()
    return _LIBRARIES[index_dir]


def build_library(
    index_dir: Path, articles: Iterable[Article], removed: Iterable[str] | None = None
) -> ClusterGeneration:
    """Do what `tests.helpers.build_index` does, in a cluster."""
    articles = list(articles)
    removed = None if removed is None else list(removed)
    _PUBLISHED.setdefault(index_dir, []).append((articles, removed))
    cluster = cluster_of(index_dir)
    return ClusterGeneration(cluster_index.publish_articles(cluster, articles, removed))


def reindex_library(index_dir: Path, paths: list[Path]) -> ReindexSummary:
    """Do what `tests.helpers.reindex_pages` does."""
    return reindex(paths, cluster_of(index_dir), n_workers=1)


def home_of_library(index_dir: Path) -> Path:
    """Build the embedded index that holds what a library holds."""
    home = index_dir.with_name(f"{index_dir.name}-at-home")
    published = _PUBLISHED[index_dir]
    for articles, removed in published[_AT_HOME.get(index_dir, 0) :]:
        _build_at_home(home, articles, removed)
    _AT_HOME[index_dir] = len(published)
    return home


def open_library(index_dir: Path) -> ClusterEngine:
    """Do what `tests.helpers.open_engine` does."""
    # At home a new generation is seen by the next request.
    return ClusterEngine(cluster_of(index_dir).settings, look_seconds=0)


def open_library_searcher(index_dir: Path) -> Searcher:
    """Do what `search.searcher.open_searcher` does."""
    return Searcher(open_library(index_dir))


def delete_libraries() -> None:
    """Remove what the tests made."""
    cluster_index.delete_libraries(list(_LIBRARIES.values()))
    for kept in (_LIBRARIES, _PUBLISHED, _AT_HOME):
        kept.clear()


def fail_skipped(report: pytest.TestReport) -> None:
    """Let a test that was skipped fail, but for want of what no engine has."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    is_xfail = hasattr(report, "wasxfail")
    if report.skipped and not is_xfail and not any(one in reason for one in _MAY_LACK):
        report.outcome = "failed"
        report.longrepr = f"skipped, and both engines have to pass it: {reason}"
