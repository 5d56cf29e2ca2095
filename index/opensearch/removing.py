"""Generations that nobody searches are removed, and their tables with them."""

from __future__ import annotations

from index.opensearch import generations
from index.opensearch.connection import Cluster
from index.opensearch.tables import delete_tables, keep_tables


def drop(cluster: Cluster, numbers: list[int]) -> None:
    """Remove generations that nobody searches, and their tables."""
    if numbers:
        # Tables first: without an index nothing would lead to them any more.
        delete_tables(cluster, numbers)
        generations.delete(cluster, numbers)


def remove_others(cluster: Cluster) -> None:
    """Remove all generations that no alias names, and their tables."""
    found = generations.find_generations(cluster)
    others = [n for n in found.numbers if n not in found.kept]
    if others:
        # Tables first: without an index nothing would lead to them any more.
        keep_tables(cluster, found.kept)
        generations.delete(cluster, others)
