"""The document, put together from its rooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from web.api.openapi.article import article_paths, article_schemas
from web.api.openapi.feeds import feed_paths
from web.api.openapi.parameters import language_parameter
from web.api.openapi.people import people_paths, people_schemas
from web.api.openapi.search import search_paths, search_schemas
from web.api.openapi.service import service_paths, service_schemas
from web.config import WebConfig
from web.errors import InvalidParameterError
from web.language.catalogue import translate_error
from web.middleware.problems import PROBLEM_TYPE, find_kind
from web.params import DATE_EXPECTED

# The number of this contract, not of the program: it changes when answers do.
API_VERSION = "1.3.0"


def build_document(_: Callable[[str], str], config: WebConfig) -> dict[str, Any]:
    """Build the document, described in the language of the function `_`."""
    lang = language_parameter(_, config)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": config.site_name,
            "version": API_VERSION,
            "description": _(
                "Full-text search over an archive of Vietnamese news and reports. "
                "Everything is read with GET; errors are problem documents "
                "(RFC 9457)."
            ),
        },
        "security": [{name: []} for name in _build_security(config)],
        "paths": {
            **search_paths(_, lang),
            **article_paths(_, lang),
            **people_paths(_, lang),
            **feed_paths(_, lang),
            **service_paths(_, lang),
        },
        "components": {
            "schemas": {
                **search_schemas(_),
                **article_schemas(_),
                **people_schemas(_),
                **service_schemas(_),
            },
            "securitySchemes": _build_security(config),
            "responses": {
                "Problem": {
                    "description": _("A problem document (RFC 9457)."),
                    "headers": {
                        "Retry-After": {
                            "description": _("Of 429 and 503: seconds to wait."),
                            "schema": {"type": "integer"},
                        }
                    },
                    "content": {
                        PROBLEM_TYPE: {
                            "schema": {"$ref": "#/components/schemas/Problem"},
                            "example": _build_example_problem(_),
                        }
                    },
                },
                "Unchanged": {
                    "description": _(
                        "Nothing has changed since the answer whose ETag was sent as "
                        "If-None-Match; it has no body."
                    )
                },
            },
        },
    }


def _build_security(config: WebConfig) -> dict[str, Any]:
    ways = {"bearer": config.access.token, "basic": config.access.password}
    return {
        way: {"type": "http", "scheme": way} for way, is_open in ways.items() if is_open
    }


def _build_example_problem(_: Callable[[str], str]) -> dict[str, Any]:
    error = InvalidParameterError("from", "tháng tám", DATE_EXPECTED)
    return {
        "type": "/api#invalid-parameter",
        "title": _(find_kind(error).title),
        "status": 400,
        "detail": translate_error(_, error),
        "request_id": "5f0c1d2e3a4b5c6d",
        "parameter": "from",
        "expected": _(DATE_EXPECTED),
    }
