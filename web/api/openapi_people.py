"""The operation about persons, as OpenAPI describes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from web.api.openapi_parts import REFUSALS, json_answer, problems
from web.api.openapi_schemas import EXAMPLE_ARTICLE
from web.params import MAX_NAME_LENGTH

EXAMPLE_PROFILE = {
    "name": "Lê Văn An",
    "total": 3,
    "spellings": [{"name": "Lê Văn An", "count": 2}, {"name": "LÊ VĂN AN", "count": 1}],
    "roles": [
        {
            "role": "Chủ tịch UBND tỉnh",
            "count": 1,
            "first": "2020-07-02",
            "last": "2020-07-02",
        },
        {
            "role": "Bí thư Tỉnh ủy",
            "count": 2,
            "first": "2020-08-17",
            "last": "2020-09-30",
        },
    ],
    "roles_total": 2,
    "articles_read": 3,
    "published": {
        "interval": "month",
        "buckets": [
            {"from": "2020-07-01", "to": "2020-07-31", "count": 1},
            {"from": "2020-08-01", "to": "2020-08-31", "count": 1},
            {"from": "2020-09-01", "to": "2020-09-30", "count": 1},
        ],
        "unknown": 0,
    },
    "named_with": [{"name": "Nguyễn Thị Bình", "count": 2}],
    "newest": [
        {
            "id": "77ab30c2d9e1f405",
            "title": "Bí thư Tỉnh ủy làm việc với huyện Phong Điền",
            "published": "2020-09-30",
            "source": "Báo tỉnh",
        },
        {
            "id": EXAMPLE_ARTICLE["id"],
            "title": EXAMPLE_ARTICLE["title"],
            "published": EXAMPLE_ARTICLE["published"],
            "source": EXAMPLE_ARTICLE["source"],
        },
        {
            "id": "0c5d1e9a7b3f2468",
            "title": "Kỳ họp thứ 15 Hội đồng nhân dân tỉnh",
            "published": "2020-07-02",
            "source": None,
        },
    ],
    "incomplete": [],
}


def build_people_paths(_: Callable[[str], str], lang: dict[str, Any]) -> dict[str, Any]:
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
                    "200": json_answer(
                        _("What the articles say."), "PersonProfile", EXAMPLE_PROFILE
                    ),
                    **problems("400", "404", "500", "503", *REFUSALS),
                },
            }
        },
    }
