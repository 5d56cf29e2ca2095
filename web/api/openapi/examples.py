"""The examples of answers: all of one small archive."""

from __future__ import annotations

import json

EXAMPLE_ARTICLE = {
    "id": "340860f1fb3b4484",
    "title": "Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng Đảng",
    "body": (
        "Sáng 17/8, Tỉnh ủy tổ chức hội nghị cán bộ toàn tỉnh, bàn về "
        "Nghị quyết số 18-NQ/TW ngày 25/10/2017.\n\n"
        "Đồng chí Lê Văn An, Bí thư Tỉnh ủy, chủ trì hội nghị."
    ),
    "published": "2020-08-17T09:30",
    "published_from": "page",
    "authors": ["Thu Hà"],
    "persons": [{"name": "Lê Văn An", "role": "Bí thư Tỉnh ủy"}],
    "source": "Báo tỉnh",
    "url": "https://bao.example/2020/hoi-nghi-can-bo",
    "path": "tinh-uy/2020/hoi-nghi-can-bo.html",
    "converted_from": None,
    "read": [
        {
            "about": "person",
            "line": None,
            "text": "Lê Văn An",
            "taken": True,
            "reasons": ["a word of address or an age beside it"],
        }
    ],
    "also_in": [
        {
            "id": "9d1c4ab0e7f25836",
            "title": "Hội nghị cán bộ toàn tỉnh",
            "url": "https://tin.example/17-8/hoi-nghi",
            "source": "Bản tin Huyện ủy",
            "published": "2020-08-18",
        }
    ],
    "documents": [
        {
            "kind": "Nghị quyết",
            "number": "18-NQ/TW",
            "name": None,
            "date": "2017-10-25",
            "mentions": [[61, 83]],
            "query": '"18-NQ/TW"',
        }
    ],
    "citation": {
        "plain": (
            "Thu Hà. “Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng Đảng”. "
            "Báo tỉnh, 17/08/2020. https://bao.example/2020/hoi-nghi-can-bo"
        ),
        "bibtex": (
            "@article{thu2020hoi-e44316,\n"
            "  author = {{Thu Hà}},\n"
            "  title = {{Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng "
            "Đảng}},\n"
            "  journal = {Báo tỉnh},\n"
            "  url = {https://bao.example/2020/hoi-nghi-can-bo},\n"
            "  language = {vietnamese},\n"
            "  year = {2020},\n  month = aug,\n  day = {17},\n"
            "  date = {2020-08-17},\n}\n"
        ),
    },
}

EXAMPLE_SIMILAR = {
    "hits": [
        {
            "id": "51d0f2a6c7b83e94",
            "title": "Hội nghị giao ban công tác tổ chức xây dựng Đảng quý III",
            "url": None,
            "source": "Ban Tổ chức Tỉnh ủy",
            "published": "2020-09-30",
        }
    ]
}

EXAMPLE_SUGGESTIONS = {
    "query": "hội ngh",
    "suggestions": [
        {"text": "hội nghị", "kind": "words", "count": 374},
        {"text": "Hội nghị Trung ương", "kind": "words", "count": 15},
        {"text": "Hội nghị giao ban tháng 8", "kind": "title", "count": 1},
    ],
}

EXAMPLE_RESULTS = {
    "query": "hội nghị cán bộ",
    "searched_instead": None,
    "widened": [],
    "total": 1,
    "complete": 1,
    "took_ms": 1.94,
    "page": 1,
    "per_page": 10,
    "generation": 7,
    "suggestion": None,
    "cut_prefixes": [],
    "hits": [
        {
            "id": EXAMPLE_ARTICLE["id"],
            "title": EXAMPLE_ARTICLE["title"],
            "title_highlights": [[0, 15]],
            "url": EXAMPLE_ARTICLE["url"],
            "source": EXAMPLE_ARTICLE["source"],
            "published": EXAMPLE_ARTICLE["published"],
            "authors": EXAMPLE_ARTICLE["authors"],
            "persons": EXAMPLE_ARTICLE["persons"],
            "score": 12.4071,
            "snippet": {
                "text": "Sáng 17/8, Tỉnh ủy tổ chức hội nghị cán bộ toàn tỉnh.",
                "highlights": [[27, 42]],
            },
            "also_in": EXAMPLE_ARTICLE["also_in"],
        }
    ],
    "facets": {
        "published": {
            "interval": "month",
            "buckets": [{"from": "2020-08-01", "to": "2020-08-31", "count": 1}],
            "unknown": 0,
        },
        "persons": [
            {
                "name": "Lê Văn An",
                "count": 1,
                "count_error": 0,
                "selected": False,
                "excluded": False,
            }
        ],
        "incomplete": [],
    },
    "next": None,
}

EXAMPLE_CSV = (
    "id,title,published,source,authors,persons,url,snippet\r\n"
    "340860f1fb3b4484,Hội nghị cán bộ toàn tỉnh,2020-08-17T09:30,Báo tỉnh,Thu Hà,"
    "Lê Văn An; Trần Thị Bình,https://bao.example/1,Sáng 17/8 …\r\n"
)

EXAMPLE_JSONL = (
    json.dumps(EXAMPLE_RESULTS["hits"][0], ensure_ascii=False, separators=(",", ":"))
    + "\n"
)

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
    "alike": [{"name": "Lê Vân An", "count": 1}],
}

EXAMPLE_FEED = """<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">
  <id>https://tracuu.example/search.atom?q=h%E1%BB%99i+ngh%E1%BB%8B</id>
  <title xml:lang="vi">hội nghị – Tra Cứu</title>
  <updated>2026-11-29T16:40:11+00:00</updated>
  <author>
    <name>Tra Cứu</name>
  </author>
  <link rel="self" type="application/atom+xml"
    href="https://tracuu.example/search.atom?q=h%E1%BB%99i+ngh%E1%BB%8B" />
  <entry>
    <id>https://tracuu.example/articles/340860f1fb3b4484</id>
    <title>Hội nghị cán bộ toàn tỉnh</title>
    <updated>2020-08-17T09:30:00+07:00</updated>
    <link rel="alternate" type="text/html"
      href="https://tracuu.example/articles/340860f1fb3b4484" />
    <summary>Sáng 17/8, Tỉnh ủy tổ chức hội nghị cán bộ toàn tỉnh.</summary>
  </entry>
</feed>
"""

EXAMPLE_SUGGESTED = [
    "hội ngh",
    ["hội nghị"],
    ["374 bài viết"],
    ["https://tracuu.example/?q=h%E1%BB%99i+ngh%E1%BB%8B"],
]
