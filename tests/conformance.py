"""Lets the tests of the search run against a cluster, unchanged.

With ``TRACUU_TEST_ENGINE=opensearch`` the two functions that tests make indexes and
searchers with work on libraries of a real cluster, whose nodes ``TRACUU_TEST_HOSTS``
names: each folder of an index stands for a library. `tests/conformance.txt` lists the
files that both engines have to pass.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.opensearch.connection import Cluster
from search import searcher
from search.opensearch import ClusterEngine
from search.searcher import Searcher
from tests import cluster_index, helpers

IS_ASKED_FOR = os.environ.get("TRACUU_TEST_ENGINE") == "opensearch"

_LIBRARIES: dict[Path, Cluster] = {}


@dataclass(frozen=True)
class ClusterGeneration:
    """Stands for `index.generations.Generation` where tests look at its number."""

    number: int


def use_cluster() -> None:
    """Put libraries in a cluster in the place of folders, for all that tests import."""
    helpers.build_index = build_library  # type: ignore[assignment]
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
    cluster = cluster_of(index_dir)
    return ClusterGeneration(cluster_index.publish_articles(cluster, articles, removed))


def open_library_searcher(index_dir: Path) -> Searcher:
    """Do what `search.searcher.open_searcher` does."""
    # At home a new generation is seen by the next request.
    return Searcher(ClusterEngine(cluster_of(index_dir).settings, look_seconds=0))


def delete_libraries() -> None:
    """Remove what the tests made."""
    for cluster in _LIBRARIES.values():
        cluster_index.delete_library(cluster)
    _LIBRARIES.clear()
