"""What the descriptions of operations and of answers are made of.

Schemas (JSON Schema 2020-12) are closed (no additional properties) and require every
key, so that a test which validates a real answer also notices a key too many.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

REFUSALS = ("401", "413", "414", "429", "431")
"""Statuses that may come before a request is looked into."""


UNCHANGED = {"304": {"$ref": "#/components/responses/Unchanged"}}
"""For whoever has the answer already."""


def parameter(name: str, about: str, example: Any, **schema: Any) -> dict[str, Any]:
    """Describe a parameter behind the question mark."""
    return {
        "name": name,
        "in": "query",
        "description": about,
        "schema": schema,
        "example": example,
    }


def json_answer(description: str, schema: str, example: Any) -> dict[str, Any]:
    """Describe an answer that is JSON of a schema."""
    return content_answer(
        description,
        "application/json",
        {"$ref": f"#/components/schemas/{schema}"},
        example,
    )


def content_answer(
    description: str, content_type: str, schema: dict[str, Any], example: Any
) -> dict[str, Any]:
    """Describe an answer of some content type."""
    return {
        "description": description,
        "content": {content_type: {"schema": schema, "example": example}},
    }


def problems(*statuses: str) -> dict[str, Any]:
    """Describe the answers that are problem documents."""
    problem = {"$ref": "#/components/responses/Problem"}
    return dict.fromkeys(sorted(statuses), problem)


DAY = {"type": "string", "format": "date", "examples": ["2020-08-17"]}
MAYBE_TEXT = {"type": ["string", "null"]}
COUNT = {"type": "integer", "minimum": 0}


def object_of(optional: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """Describe an object by its keys, of which some may be missing."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def list_of(items: dict[str, Any]) -> dict[str, Any]:
    """Describe a list."""
    return {"type": "array", "items": items}


def ref(name: str) -> dict[str, Any]:
    """Refer to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


RANGES = list_of(ref("Range"))


def published(_: Callable[[str], str]) -> dict[str, Any]:
    """Describe when an article was published."""
    return {
        "type": ["string", "null"],
        "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$",
        "description": _(
            "Date, or date and time in Vietnam (UTC+7); null where unknown."
        ),
    }


def also_in(_: Callable[[str], str]) -> dict[str, Any]:
    """Describe the other copies of an article."""
    return {
        **list_of(ref("Copy")),
        "description": _(
            "The same article from other sites, or saved once more: dated before "
            "undated, the earliest first."
        ),
    }
