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
    """Answer 200 where an index can be searched, else a problem with 503."""
    status = current_searcher().status()
    return jsonify(
        status="ready", generation=status.generation, articles=status.n_articles
    )
