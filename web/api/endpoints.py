"""JSON: search, suggestions and people. Strict: what cannot be used is an error."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from web.api.serialize import (
    profile_to_json,
    results_to_json,
    suggestions_to_json,
    write_json,
)
from web.encoding import TextResponse
from web.exports.answering import answer_with_all_hits
from web.exports.csv_rows import write_csv
from web.exports.jsonl_rows import write_jsonl
from web.middleware.notes import current_deadline, run_search
from web.params import (
    check_known,
    parse_language,
    parse_strict,
    parse_suggest,
    read_name,
)
from web.state import current_searcher

api = Blueprint("api", __name__, url_prefix="/api")


def json_response(values: dict[str, Any]) -> Response:
    """Answer with values that `web.api.serialize` made."""
    return TextResponse(write_json(values) + "\n", mimetype="application/json")


@api.get("/search")
def search() -> Response:
    """Answer a search with one page of hits and both facets."""
    searched = parse_strict(request.args)
    results = run_search(searched, strict=True)
    return json_response(results_to_json(results, searched))


@api.get("/search.csv")
def search_csv() -> Response:
    """Answer a search with all of its hits, piece by piece."""
    return answer_with_all_hits(write_csv, "text/csv", "csv")


@api.get("/search.jsonl")
def search_jsonl() -> Response:
    """Answer a search with all of its hits, an object a line."""
    return answer_with_all_hits(write_jsonl, "application/jsonl", "jsonl")


@api.get("/suggest")
def suggest() -> Response:
    """Answer with what begins as the text typed so far."""
    typed, limit = parse_suggest(request.args)
    offered = current_searcher().suggestions(typed, limit)
    return json_response(suggestions_to_json(typed, offered))


@api.get("/people/<path:name>")
def person(name: str) -> Response:
    """Answer with what the articles say that name a person."""
    check_known(request.args, ("lang",))
    parse_language(request.args)
    found = current_searcher().person(read_name(name), deadline=current_deadline())
    return json_response(profile_to_json(found))
