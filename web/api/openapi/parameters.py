"""The parameters of searches, as OpenAPI describes them."""

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
from web.api.openapi.parts import parameter
from web.config import LANGUAGES, WebConfig
from web.params import (
    EXPORT_PARAMETERS,
    FEED_PARAMETERS,
    MAX_NAME_LENGTH,
    MAX_PERSONS,
    PERSON_MATCHES,
)

_PERIOD = {
    "type": "string",
    # Not every text of such a form is a day; and full-width digits are read, too.
    "pattern": (
        r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
        r"|([0-9]{1,2}[/.-])?[0-9]{1,2}[/.-][0-9]{4})?$"
    ),
}


def search_parameters(_: Callable[[str], str]) -> list[dict[str, Any]]:
    """Describe the parameters of a search, but for its language."""
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


def export_parameters(_: Callable[[str], str]) -> list[dict[str, Any]]:
    """Describe those of what gives all hits at once."""
    return [one for one in search_parameters(_) if one["name"] in EXPORT_PARAMETERS]


def feed_parameters(_: Callable[[str], str]) -> list[dict[str, Any]]:
    """Describe those of a feed."""
    return [one for one in search_parameters(_) if one["name"] in FEED_PARAMETERS]


def suggest_parameters(_: Callable[[str], str]) -> list[dict[str, Any]]:
    """Describe those of what is offered to somebody who types."""
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


def language_parameter(_: Callable[[str], str], config: WebConfig) -> dict[str, Any]:
    """Describe the language, which every operation takes."""
    return {
        "name": "lang",
        "in": "query",
        "description": _(
            "Language of the messages. Without it: what Accept-Language wishes for."
        ),
        "schema": {"type": "string", "enum": list(LANGUAGES)},
        "example": config.language,
    }
