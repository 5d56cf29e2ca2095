"""Searches and suggestions, as OpenAPI describes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from search.facets import FacetName
from search.suggestions import SuggestionKind
from search.types import FEW, MAX_PER_PAGE, ScorePartKind
from web.api.openapi.examples import (
    EXAMPLE_CSV,
    EXAMPLE_JSONL,
    EXAMPLE_RESULTS,
    EXAMPLE_SUGGESTIONS,
)
from web.api.openapi.parameters import (
    export_parameters,
    search_parameters,
    suggest_parameters,
)
from web.api.openapi.parts import (
    COUNT,
    DAY,
    MAYBE_TEXT,
    RANGES,
    REFUSALS,
    UNCHANGED,
    also_in,
    json_answer,
    list_of,
    object_of,
    problems,
    published,
    ref,
)


def search_paths(_: Callable[[str], str], lang: dict[str, Any]) -> dict[str, Any]:
    """Describe the operations, in the language of the function `_`."""
    return {
        "/api/search": {
            "get": {
                "operationId": "search",
                "summary": _("Search the archive"),
                "description": _(
                    "Gives one page of hits, best first, and both facets. An empty "
                    "query finds every article."
                ),
                "parameters": [*search_parameters(_), lang],
                "responses": {
                    **UNCHANGED,
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
                "parameters": [*export_parameters(_), lang],
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
                "parameters": [*export_parameters(_), lang],
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
                "parameters": [*suggest_parameters(_), lang],
                "responses": {
                    **UNCHANGED,
                    "200": json_answer(
                        _("Persons, then words, then titles, each by number."),
                        "Suggestions",
                        EXAMPLE_SUGGESTIONS,
                    ),
                    **problems("400", "500", "503", *REFUSALS),
                },
            }
        },
    }


def search_schemas(_: Callable[[str], str]) -> dict[str, Any]:
    """Describe their answers."""
    return {
        "SearchResults": object_of(
            query={"type": "string"},
            searched_instead={
                **MAYBE_TEXT,
                "description": _(
                    "The query that was answered, where it is not the one typed: "
                    "raw Telex or VNI, decoded."
                ),
            },
            widened={
                **list_of(ref("Widening")),
                "description": _("What was looked for in other words as well."),
            },
            total={
                **COUNT,
                "description": _(
                    "Exact number of hits, partial matches included; copies of one "
                    "article are one hit."
                ),
            },
            complete={
                **COUNT,
                "description": _(
                    "How many of them hold every word; they come first. Partial "
                    "matches follow where these are fewer than %(n)d."
                )
                % {"n": FEW},
            },
            took_ms={"type": "number", "minimum": 0},
            page={"type": "integer", "minimum": 1},
            per_page={"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE},
            generation={
                **COUNT,
                "description": _("Number of the index generation that answered."),
            },
            suggestion={
                **MAYBE_TEXT,
                "description": _(
                    "Another query that finds more, where this one finds little."
                ),
            },
            cut_prefixes={
                **list_of({"type": "string"}),
                "description": _(
                    "Prefixes that more words begin with than are looked for: the "
                    "commonest were."
                ),
            },
            hits=list_of(ref("Hit")),
            facets=object_of(
                published=ref("DateFacet"),
                persons=list_of(ref("PersonCount")),
                incomplete={
                    **list_of({"enum": list(get_args(FacetName))}),
                    "description": _("Facets that there was no time left to count."),
                },
            ),
            next={
                **MAYBE_TEXT,
                "description": _("Cursor of the hits that follow; null at the end."),
            },
        ),
        "Suggestions": object_of(
            query={"type": "string", "description": _("What was typed.")},
            suggestions=list_of(ref("Suggestion")),
        ),
        "Suggestion": object_of(
            text={
                "type": "string",
                "description": _("As the articles spell it."),
            },
            kind={"type": "string", "enum": list(get_args(SuggestionKind))},
            count={
                "type": "integer",
                "minimum": 1,
                "description": _("Articles that have it; for words, at least so many."),
            },
        ),
        "Widening": object_of(
            typed={"type": "string"}, also=list_of({"type": "string"})
        ),
        "Hit": object_of(
            optional=("explanation",),
            id={"type": "string"},
            title={"type": "string"},
            title_highlights=RANGES,
            url=MAYBE_TEXT,
            source=MAYBE_TEXT,
            published=published(_),
            authors=list_of({"type": "string"}),
            persons=list_of(ref("Person")),
            score={
                "type": "number",
                "description": _("Comparable within one answer only."),
            },
            snippet=object_of(text={"type": "string"}, highlights=RANGES),
            also_in=also_in(_),
            explanation={
                **list_of(ref("ScorePart")),
                "description": _("With explain only. The parts add up to the score."),
            },
        ),
        "Copy": object_of(
            id={"type": "string", "description": _("Of its own article.")},
            title={"type": "string"},
            url=MAYBE_TEXT,
            source=MAYBE_TEXT,
            published=published(_),
        ),
        "ScorePart": object_of(
            kind={"type": "string", "enum": list(get_args(ScorePartKind))},
            text={"type": "string"},
            score={"type": "number"},
            idf={
                "type": "number",
                "description": _("How rare it is: inverse document frequency."),
            },
            title_freq={"type": "number", "minimum": 0},
            body_freq={"type": "number", "minimum": 0},
        ),
        "Range": {
            "type": "array",
            "prefixItems": [COUNT, COUNT],
            "items": False,
            "minItems": 2,
            "description": _(
                "Half-open range [start, end) of Unicode code points in the text "
                "beside it."
            ),
        },
        "Person": object_of(
            name={"type": "string"},
            role={
                **MAYBE_TEXT,
                "description": _("As the page states it; null where it states none."),
            },
        ),
        "PersonCount": object_of(
            name={"type": "string"},
            count={
                **COUNT,
                "description": _("Matches naming the person, person filters ignored."),
            },
            count_error={
                **COUNT,
                "description": _(
                    "By how much the count may be too low: 0 where it is exact, as it "
                    "is but for an archive spread over many parts."
                ),
            },
            selected={"type": "boolean"},
            excluded={"type": "boolean"},
        ),
        "DateFacet": object_of(
            interval={"type": "string", "enum": ["year", "month", "day"]},
            buckets={
                **list_of(object_of(**{"from": DAY, "to": DAY, "count": COUNT})),
                "description": _("Consecutive; both days included; empty ones kept."),
            },
            unknown={**COUNT, "description": _("Matches without a date.")},
        ),
    }
