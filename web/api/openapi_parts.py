"""What the descriptions of operations are made of."""

from __future__ import annotations

from typing import Any

REFUSALS = ("401", "413", "414", "429", "431")
"""Statuses that may come before a request is looked into."""


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
