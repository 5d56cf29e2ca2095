"""Two questions of whoever watches the service.

``/livez``: must it be restarted? ``/readyz``: can it answer?
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from web.cluster import cluster_to_json
from web.errors import ClusterRedError
from web.state import current_searcher

health = Blueprint("health", __name__)


@health.get("/livez")
def livez() -> Response:
    """Answer as long as the process runs, whatever becomes of the index."""
    return jsonify(status="ok")


@health.get("/readyz")
def readyz() -> Response:
    """Answer 200 where an index can be searched, else a problem with 503.

    It says ``fallback`` where an earlier generation answers in place of a damaged one,
    and how a cluster is where the index is in one.
    """
    status = current_searcher().status(with_health=True)
    values: dict[str, Any] = {
        "generation": status.generation,
        "articles": status.n_articles,
    }
    if status.cluster is not None:
        if not status.cluster.can_answer:
            raise ClusterRedError(status.cluster)
        values["cluster"] = cluster_to_json(status.cluster)
    if status.damaged is not None:
        return jsonify(status="fallback", **values, damaged=status.damaged)
    return jsonify(status="ready", **values)
