"""What the articles say of a person, as OpenAPI describes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from search.profiles import ProfilePart
from web.api.openapi.examples import (
    EXAMPLE_PROFILE,
)
from web.api.openapi.parts import (
    COUNT,
    DAY,
    MAYBE_TEXT,
    REFUSALS,
    UNCHANGED,
    json_answer,
    list_of,
    object_of,
    problems,
    ref,
)
from web.params import MAX_NAME_LENGTH


def people_paths(_: Callable[[str], str], lang: dict[str, Any]) -> dict[str, Any]:
    """Describe the operation, in the language of the function `_`."""
    return {
        "/api/people/{name}": {
            "get": {
                "operationId": "person",
                "summary": _("Look a person up"),
                "description": _(
                    "Tells what the articles say that name a person: roles over time, "
                    "articles by month, who is named with them. Namesakes are not told "
                    "apart."
                ),
                "parameters": [
                    {
                        "name": "name",
                        "in": "path",
                        "required": True,
                        "description": _(
                            "A full name, in any spelling; without marks, where it "
                            "then stands for one name only."
                        ),
                        "schema": {
                            "type": "string",
                            "minLength": 1,
                            "maxLength": MAX_NAME_LENGTH,
                        },
                        "example": EXAMPLE_PROFILE["name"],
                    },
                    lang,
                ],
                "responses": {
                    **UNCHANGED,
                    "200": json_answer(
                        _("What the articles say."), "PersonProfile", EXAMPLE_PROFILE
                    ),
                    **problems("400", "404", "500", "503", *REFUSALS),
                },
            }
        },
    }


def people_schemas(_: Callable[[str], str]) -> dict[str, Any]:
    """Describe their answers."""
    return {
        "PersonProfile": _profile_schema(_),
        "NameCount": object_of(name={"type": "string"}, count=COUNT),
    }


def _profile_schema(_: Callable[[str], str]) -> dict[str, Any]:
    day = {**DAY, "type": ["string", "null"]}
    return object_of(
        name={"type": "string", "description": _("In its commonest spelling.")},
        total={
            **COUNT,
            "description": _("Articles that name the person; copies of one are one."),
        },
        spellings={
            **list_of(ref("NameCount")),
            "description": _("How the name is spelled, the commonest first."),
        },
        roles={
            **list_of(
                object_of(role={"type": "string"}, count=COUNT, first=day, last=day)
            ),
            "description": _(
                "As stated, by the day of the first article that states it; first and "
                "last are days of publication."
            ),
        },
        roles_total={
            **COUNT,
            "description": _("Different roles stated, those not listed included."),
        },
        articles_read={
            **COUNT,
            "description": _("Articles read for the roles: the newest, if not all."),
        },
        published=ref("DateFacet"),
        named_with={
            **list_of(ref("NameCount")),
            "description": _("Persons that most of these articles name as well."),
        },
        newest=list_of(
            object_of(
                id={"type": "string"},
                title={"type": "string"},
                published=MAYBE_TEXT,
                source=MAYBE_TEXT,
            )
        ),
        incomplete={
            **list_of({"enum": list(get_args(ProfilePart))}),
            "description": _("Parts that there was no time left for."),
        },
        alike={
            **list_of(ref("NameCount")),
            "description": _("Other names that are the same without marks."),
        },
    )
