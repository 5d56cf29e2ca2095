"""The example of a person's profile in the OpenAPI document."""

from __future__ import annotations

from web.api.openapi_schemas import EXAMPLE_ARTICLE

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
