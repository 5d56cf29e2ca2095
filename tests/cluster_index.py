"""Libraries in a real cluster, for tests; they skip where none is named."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Sequence

import pytest

from index.analysis.article import analyse_articles
from index.article import Article
from index.errors import IndexNotFoundError
from index.ledger import FAILURES, LedgerEntry
from index.opensearch.beginning import begin
from index.opensearch.connection import Cluster, ClusterSettings
from index.opensearch.library import live_generation

HOSTS = tuple(filter(None, os.environ.get("TRACUU_TEST_HOSTS", "").split(",")))

SHARDS = int(os.environ.get("TRACUU_TEST_SHARDS", "2"))
"""Of each index: what is right on one alone is found out by more."""

needs_cluster = pytest.mark.skipif(
    not HOSTS, reason="TRACUU_TEST_HOSTS names no OpenSearch nodes to test against"
)


def fresh_cluster(**options: object) -> Cluster:
    """Give a library of its own in the cluster of the tests; nothing is in it yet."""
    if not HOSTS:
        pytest.skip("TRACUU_TEST_HOSTS names no OpenSearch nodes to test against")
    name = f"test-{uuid.uuid4().hex[:12]}"
    wanted = {"n_shards": SHARDS, "n_replicas": 0} | options
    return Cluster(ClusterSettings(HOSTS, name=name, **wanted))  # type: ignore[arg-type]


def delete_library(cluster: Cluster) -> None:
    """Remove all that a library has in the cluster."""
    delete_libraries([cluster])


def delete_libraries(clusters: Sequence[Cluster]) -> None:
    """Remove all that some libraries of the tests' cluster have, in one request."""
    # An address has room for so many names.
    for start in range(0, len(clusters), 50):
        names = [f"{one.settings.name}-*" for one in clusters[start : start + 50]]
        clusters[0].ask("DELETE", f"/{','.join(names)}", missing={})


def publish_articles(
    cluster: Cluster, articles: Iterable[Article], removed: Iterable[str] | None = None
) -> int:
    """Publish a generation, and give its number.

    Without `removed` it holds just these articles; with it, those of the live
    generation as well, but for the ids removed or given again.
    """
    added = {article.id: article for article in articles}
    live = None
    try:
        live = live_generation(cluster)
    except IndexNotFoundError:
        if removed is not None:
            raise
    base = None if removed is None else live
    entries = {} if base is None else dict(base.ledger())
    build = begin(cluster, base, "")
    for analysed in analyse_articles(list(added.values())):
        build.add(analysed)
    gone = {*(removed or ()), *(added.keys() & entries.keys())}
    build.remove(sorted(gone))
    for article_id in gone:
        del entries[article_id]
    for article in added.values():
        entry = LedgerEntry(article.id, article.path, article.content_hash)
        entries[article.id] = entry
    candidate = build.finish(entries, {FAILURES: b""}, 0, {}, "")
    build.publish(candidate, None if live is None else live.number)
    return build.meta.generation
