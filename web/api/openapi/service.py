"""Health, this description and problems, as OpenAPI describes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from search.types import ClusterColour
from web.api.openapi.parts import (
    COUNT,
    REFUSALS,
    UNCHANGED,
    json_answer,
    list_of,
    object_of,
    problems,
    ref,
)


def service_paths(_: Callable[[str], str], lang: dict[str, Any]) -> dict[str, Any]:
    """Describe the operations, in the language of the function `_`."""
    return {
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
                    "Tells which generation of the index is served, how many articles "
                    "it holds, and how a cluster is where the index is in one."
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
                    **UNCHANGED,
                    "200": {
                        "description": _("The description."),
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    },
                    **problems("400", "500", *REFUSALS),
                },
            }
        },
    }


def service_schemas(_: Callable[[str], str]) -> dict[str, Any]:
    """Describe their answers, and those of every operation that fails."""
    return {
        "Liveness": object_of(status={"const": "ok"}),
        "Readiness": _readiness_schema(_),
        "ClusterHealth": _cluster_schema(_),
        "Problem": _problem_schema(_),
    }


def _readiness_schema(_: Callable[[str], str]) -> dict[str, Any]:
    schema = object_of(
        status={"enum": ["ready", "fallback"]}, generation=COUNT, articles=COUNT
    )
    schema["properties"]["cluster"] = ref("ClusterHealth")
    schema["properties"]["damaged"] = {
        "type": "string",
        "description": _(
            "With “fallback”: the generation that is damaged, in whose place an "
            "earlier one answers, or CURRENT, the pointer to it."
        ),
    }
    return schema


def _cluster_schema(_: Callable[[str], str]) -> dict[str, Any]:
    return object_of(
        status={
            "enum": [*get_args(ClusterColour)],
            "description": _(
                "Every copy of every shard of the index is there; every shard is, but "
                "not every copy; a shard is nowhere, so that nothing can be answered."
            ),
        },
        nodes=COUNT,
        shards=COUNT,
        unassigned_shards=COUNT,
    )


def _problem_schema(_: Callable[[str], str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "type": {
                "type": "string",
                "format": "uri-reference",
                "description": _("Where this kind of problem is explained."),
            },
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "request_id": {
                "type": "string",
                "description": _("Under which the log of the service has it."),
            },
            "parameter": {"type": "string"},
            "expected": {"type": "string"},
            "offset": {
                **COUNT,
                "description": _("Code point of the query where the problem begins."),
            },
            "candidates": {
                **list_of(ref("NameCount")),
                "description": _("Names that may be meant, where one leads nowhere."),
            },
            "cluster": ref("ClusterHealth"),
        },
        "required": ["type", "title", "status", "detail", "request_id"],
        "additionalProperties": False,
    }
