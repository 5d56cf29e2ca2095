"""Feeds, descriptions and browsers' suggestions, as OpenAPI describes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from web.api.openapi.examples import (
    EXAMPLE_FEED,
    EXAMPLE_SUGGESTED,
)
from web.api.openapi.parameters import (
    feed_parameters,
    suggest_parameters,
)
from web.api.openapi.parts import (
    REFUSALS,
    UNCHANGED,
    problems,
)


def feed_paths(_: Callable[[str], str], lang: dict[str, Any]) -> dict[str, Any]:
    """Describe the operations of `web.api.feeds`, in the language of `_`."""
    failures = problems("400", "500", "503", *REFUSALS)
    return {
        "/search.atom": {
            "get": {
                "operationId": "searchAtom",
                "summary": _("Follow a search as a feed"),
                "description": _(
                    "Gives the newest 50 articles that a search finds as an Atom feed "
                    "(RFC 4287), those without a date last."
                ),
                "parameters": [*feed_parameters(_), lang],
                "responses": {
                    **UNCHANGED,
                    "200": _text(
                        _("The feed."),
                        "application/atom+xml; charset=utf-8",
                        EXAMPLE_FEED,
                    ),
                    **failures,
                },
            }
        },
        "/opensearch.xml": {
            "get": {
                "operationId": "opensearch",
                "summary": _("Add the search to a browser"),
                "description": _(
                    "Describes the search to browsers (OpenSearch 1.1), which find it "
                    "by themselves on every page."
                ),
                "parameters": [lang],
                "responses": {
                    **UNCHANGED,
                    "200": _text(
                        _("The description."),
                        "application/opensearchdescription+xml; charset=utf-8",
                    ),
                    **failures,
                },
            }
        },
        "/api/suggest.opensearch": {
            "get": {
                "operationId": "suggestOpensearch",
                "summary": _("Suggest in the address bar of a browser"),
                "description": _(
                    "Gives suggestions in the form that browsers read (OpenSearch "
                    "suggestions): what was typed, then texts, descriptions and "
                    "addresses, as many of each."
                ),
                "parameters": [*suggest_parameters(_), lang],
                "responses": {
                    **UNCHANGED,
                    "200": {
                        "description": _("Persons, then words, then titles."),
                        "content": {
                            "application/x-suggestions+json": {
                                "schema": _build_suggested(),
                                "example": EXAMPLE_SUGGESTED,
                            }
                        },
                    },
                    **failures,
                },
            }
        },
    }


def _build_suggested() -> dict[str, Any]:
    texts = {"type": "array", "items": {"type": "string"}}
    urls = {"type": "array", "items": {"type": "string", "format": "uri"}}
    return {
        "type": "array",
        "prefixItems": [{"type": "string"}, texts, texts, urls],
        "items": False,
        "minItems": 4,
    }


def _text(description: str, kind: str, example: str | None = None) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"type": "string"}}
    if example is not None:
        content["example"] = example
    return {"description": description, "content": {kind: content}}
