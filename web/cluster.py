"""How a cluster keeps the index, as answers for programs tell it."""

from __future__ import annotations

from typing import Any

from search.types import ClusterHealth


def cluster_to_json(health: ClusterHealth) -> dict[str, Any]:
    """Give what `/readyz` and ``tracuu status --json`` tell of a cluster."""
    return {
        "status": health.status,
        "nodes": health.nodes,
        "shards": health.shards,
        "unassigned_shards": health.unassigned_shards,
    }
