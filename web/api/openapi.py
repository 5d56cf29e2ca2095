"""The OpenAPI 3.1 document: what ``/openapi.json`` serves and ``/api`` explains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from search.suggestions import (
    DEFAULT_SUGGESTIONS,
    MAX_SUGGESTIONS,
    MAX_TYPED_LENGTH,
)
from search.types import (
    DEFAULT_PER_PAGE,
    MAX_PER_PAGE,
    MAX_QUERY_LENGTH,
    MAX_RESULT_WINDOW,
    SORTS,
)
from web.api.openapi_article import build_article_paths
from web.api.openapi_feeds import build_feed_paths
from web.api.openapi_parts import REFUSALS, json_answer, parameter, problems
from web.api.openapi_people import build_people_paths
from web.api.openapi_schemas import (
    EXAMPLE_CSV,
    EXAMPLE_JSONL,
    EXAMPLE_RESULTS,
    EXAMPLE_SUGGESTIONS,
    build_schemas,
)
from web.config import LANGUAGES, WebConfig
from web.errors import InvalidParameterError
from web.language.catalogue import translate_error
from web.middleware.problems import PROBLEM_TYPE, find_kind
from web.params import (
    DATE_EXPECTED,
    EXPORT_PARAMETERS,
    FEED_PARAMETERS,
    MAX_NAME_LENGTH,
    MAX_PERSONS,
    PERSON_MATCHES,
)

# The number of this contract, not of the program: it changes when answers do.
API_VERSION = "1.2.0"

_PERIOD = {
    "type": "string",
    # Not every text of such a form is a day; and full-width digits are read, too.
    "pattern": (
        r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
        r"|([0-9]{1,2}[/.-])?[0-9]{1,2}[/.-][0-9]{4})?$"
    ),
}


def build_document(_: Callable[[str], str], config: WebConfig) -> dict[str, Any]:
    """Build the document, described in the language of the function `_`."""
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
        "paths": _build_paths(_, config),
        "components": {
            "schemas": build_schemas(_),
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
                }
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


def _build_paths(_: Callable[[str], str], config: WebConfig) -> dict[str, Any]:
    lang = _build_language(_, config)
    return {
        "/api/search": {
            "get": {
                "operationId": "search",
                "summary": _("Search the archive"),
                "description": _(
                    "Gives one page of hits, best first, and both facets. An empty "
                    "query finds every article."
                ),
                "parameters": [*_build_search_parameters(_), lang],
                "responses": {
                    "200": json_answer(
                        _("One page of answers."), "SearchResults", EXAMPLE_RESULTS
                    ),
                    **problems("400", "500", "503", *REFUSALS),
                },
            }
        },
        "/api/search.csv": {
            "get": {
                "operationId": "searchCsv",
                "summary": _("Download all hits"),
                "description": _(
                    "Gives all hits of a search as CSV, for spreadsheet programs. A "
                    "connection that breaks off means that hits are missing."
                ),
                "parameters": [*_build_export_parameters(_), lang],
                "responses": {
                    "200": {
                        "description": _("All hits, a row each."),
                        "content": {
                            "text/csv; charset=utf-8": {
                                "schema": {"type": "string"},
                                "example": EXAMPLE_CSV,
                            }
                        },
                    },
                    **problems("400", "500", "503", *REFUSALS),
                },
            }
        },
        "/api/search.jsonl": {
            "get": {
                "operationId": "searchJsonl",
                "summary": _("Download all hits, for programs"),
                "description": _(
                    "Gives all hits of a search, one JSON object a line, each as in "
                    "an answer to a search. Where the list breaks off, the last line "
                    "has “broken_off” alone, and the connection breaks."
                ),
                "parameters": [*_build_export_parameters(_), lang],
                "responses": {
                    "200": {
                        "description": _("All hits, a line each."),
                        "content": {
                            "application/jsonl": {
                                "schema": {"type": "string"},
                                "example": EXAMPLE_JSONL,
                            }
                        },
                    },
                    **problems("400", "500", "503", *REFUSALS),
                },
            }
        },
        "/api/suggest": {
            "get": {
                "operationId": "suggest",
                "summary": _("Suggest while typing"),
                "description": _(
                    "Gives persons, frequent words and titles that begin as what "
                    "was typed, with or without marks; the last syllable may be "
                    "unfinished. Nothing typed, nothing suggested."
                ),
                "parameters": [*_build_suggest_parameters(_), lang],
                "responses": {
                    "200": json_answer(
                        _("Persons, then words, then titles, each by number."),
                        "Suggestions",
                        EXAMPLE_SUGGESTIONS,
                    ),
                    **problems("400", "500", "503", *REFUSALS),
                },
            }
        },
        **build_article_paths(_, lang),
        **build_people_paths(_, lang),
        **build_feed_paths(
            _,
            [
                each
                for each in _build_search_parameters(_)
                if each["name"] in FEED_PARAMETERS
            ],
            _build_suggest_parameters(_),
            lang,
            problems("400", "500", "503", *REFUSALS),
        ),
        "/livez": {
            "get": {
                "operationId": "livez",
                "summary": _("Is the process alive?"),
                "description": _("Answers as long as the process runs."),
                "responses": {
                    "200": json_answer(_("It is."), "Liveness", {"status": "ok"}),
                    **problems("413"),
                },
            }
        },
        "/readyz": {
            "get": {
                "operationId": "readyz",
                "summary": _("Can it answer?"),
                "description": _(
                    "Tells which generation of the index is served, and how many "
                    "articles it holds."
                ),
                "responses": {
                    "200": json_answer(
                        _("It can."),
                        "Readiness",
                        {"status": "ready", "generation": 7, "articles": 1234},
                    ),
                    **problems("413", "500", "503"),
                },
            }
        },
        "/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": _("Read this description"),
                "description": _("Gives this description as OpenAPI 3.1."),
                "parameters": [lang],
                "responses": {
                    "200": {
                        "description": _("The description."),
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    },
                    **problems("400", "500", *REFUSALS),
                },
            }
        },
    }


def _build_search_parameters(_: Callable[[str], str]) -> list[dict[str, Any]]:
    day = _(
        "A day, a month or a year: 2020-08-17, 2020-08, 2020, 17/08/2020 or 08/2020."
    )
    return [
        parameter(
            "q",
            _("What to search for, in the query language."),
            '"hội nghị cán bộ" -tổng kết',
            type="string",
            maxLength=MAX_QUERY_LENGTH,
        ),
        _names("person", _("A full name; repeatable."), "Lê Văn An"),
        parameter(
            "person_match",
            _("Whether an article must name all of the persons, or any of them."),
            "all",
            type="string",
            enum=list(PERSON_MATCHES),
            default=PERSON_MATCHES[0],
        ),
        _names(
            "not_person",
            _("A full name that no article found names; repeatable."),
            "Trần Đức Cường",
        ),
        parameter("from", _("First day.") + " " + day, "08/2020", **_PERIOD),
        parameter("to", _("Last day.") + " " + day, "17/08/2020", **_PERIOD),
        parameter(
            "date",
            _("“unknown”: only articles without a date; without “from” and “to”."),
            "",
            type="string",
            enum=["", "unknown"],
        ),
        parameter(
            "find_person",
            _(
                "Beginnings of a name's syllables: the facet lists only the persons "
                "with such names. The hits stay the same."
            ),
            "",
            type="string",
            maxLength=MAX_NAME_LENGTH,
        ),
        parameter(
            "sort",
            _("Order of the hits. Articles without a date come last by date."),
            "newest",
            type="string",
            enum=list(SORTS),
            default=SORTS[0],
        ),
        parameter(
            "page",
            _("Page of the answer; page × per_page goes up to %(n)d.")
            % {"n": MAX_RESULT_WINDOW},
            1,
            type="integer",
            minimum=1,
            maximum=MAX_RESULT_WINDOW,
            default=1,
        ),
        parameter(
            "per_page",
            _("Hits a page"),
            DEFAULT_PER_PAGE,
            type="integer",
            minimum=1,
            maximum=MAX_PER_PAGE,
            default=DEFAULT_PER_PAGE,
        ),
        parameter(
            "cursor",
            _(
                "Gives the hits that follow those of an answer: its “next”. Goes with "
                "the same query, filters and order, and without a page."
            ),
            "",
            type="string",
        ),
        parameter(
            "explain",
            _("Whether each hit tells how it came by its score."),
            False,
            type="boolean",
            default=False,
        ),
    ]


def _build_export_parameters(_: Callable[[str], str]) -> list[dict[str, Any]]:
    every = _build_search_parameters(_)
    return [each for each in every if each["name"] in EXPORT_PARAMETERS]


def _build_suggest_parameters(_: Callable[[str], str]) -> list[dict[str, Any]]:
    return [
        parameter(
            "q",
            _("What was typed so far."),
            "hội ngh",
            type="string",
            maxLength=MAX_TYPED_LENGTH,
        ),
        parameter(
            "limit",
            _("How many at most"),
            DEFAULT_SUGGESTIONS,
            type="integer",
            minimum=1,
            maximum=MAX_SUGGESTIONS,
            default=DEFAULT_SUGGESTIONS,
        ),
    ]


def _names(name: str, about: str, example: str) -> dict[str, Any]:
    names = parameter(
        name,
        about,
        [example],
        type="array",
        items={"type": "string", "maxLength": MAX_NAME_LENGTH},
        maxItems=MAX_PERSONS,
    )
    return {**names, "explode": True}


def _build_language(_: Callable[[str], str], config: WebConfig) -> dict[str, Any]:
    return {
        "name": "lang",
        "in": "query",
        "description": _(
            "Language of the messages. Without it: what Accept-Language wishes for."
        ),
        "schema": {"type": "string", "enum": list(LANGUAGES)},
        "example": config.language,
    }
