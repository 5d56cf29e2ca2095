"""JSON: search, suggestions and articles. Strict: what cannot be used is an error."""

from __future__ import annotations

from itertools import chain
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext

from web.api.serialize import (
    article_to_json,
    results_to_json,
    suggestions_to_json,
    write_json,
)
from web.errors import TooManyExportsError
from web.exports.csv_rows import write_csv
from web.middleware.notes import current_deadline, current_note, run_search
from web.params import (
    EXPORT_PARAMETERS,
    check_known,
    parse_language,
    parse_strict,
    parse_suggest,
)
from web.state import MAX_EXPORTS, current_config, current_exports, current_searcher

api = Blueprint("api", __name__, url_prefix="/api")


def json_response(values: dict[str, Any]) -> Response:
    """Answer with values that `web.api.serialize` made."""
    return Response(write_json(values) + "\n", mimetype="application/json")


@api.get("/search")
def search() -> Response:
    """Answer a search with one page of hits and both facets."""
    searched = parse_strict(request.args)
    results = run_search(searched, strict=True)
    return json_response(results_to_json(results, searched))


@api.get("/search.csv")
def search_csv() -> Response:
    """Answer a search with all of its hits, piece by piece."""
    searched = parse_strict(request.args, EXPORT_PARAMETERS)
    current_note().search = searched
    pieces = current_searcher().all_hits(
        searched, strict=True, time_limit=current_config().time_limit
    )
    exports = current_exports()
    if not exports.acquire(blocking=False):
        raise TooManyExportsError(n=MAX_EXPORTS)
    try:
        # The first hits are found before the answer begins: until then, an error
        # is answered as everywhere.
        first = next(pieces, ())
        broken_off = gettext("The list breaks off here. Ask again.")
        rows = write_csv(chain([first], pieces), broken_off)
        headers = {"Content-Disposition": 'attachment; filename="tra-cuu.csv"'}
        response = Response(rows, mimetype="text/csv", headers=headers)
    except BaseException:
        exports.release()
        raise
    response.call_on_close(exports.release)
    return response


@api.get("/suggest")
def suggest() -> Response:
    """Answer with what begins as the text typed so far."""
    typed, limit = parse_suggest(request.args)
    offered = current_searcher().suggestions(typed, limit)
    return json_response(suggestions_to_json(typed, offered))


@api.get("/articles/<path:article_id>")
def article(article_id: str) -> Response:
    """Answer with one whole article."""
    check_known(request.args, ("lang",))
    parse_language(request.args)
    searcher, deadline = current_searcher(), current_deadline()
    found = searcher.article(article_id, deadline=deadline)
    also_in = searcher.also_in(article_id, deadline=deadline)
    return json_response(article_to_json(found, also_in, gettext))
