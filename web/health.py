"""Two questions of whoever watches the service.

``/livez``: must it be restarted? ``/readyz``: can it answer?
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from web.state import current_searcher

health = Blueprint("health", __name__)


@health.get("/livez")
def livez() -> Response:
    """Answer as long as the process runs, whatever becomes of the index."""
    return jsonify(status="ok")


@health.get("/readyz")
def readyz() -> Response:
    """Answer 200 where an index can be searched, else a problem with 503.

    It says ``fallback`` where an earlier generation answers in place of a damaged one.
    """
    status = current_searcher().status()
    values = {"generation": status.generation, "articles": status.n_articles}
    if status.damaged is not None:
        return jsonify(status="fallback", **values, damaged=status.damaged)
    return jsonify(status="ready", **values)
