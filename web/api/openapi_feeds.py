"""What the OpenAPI document says of feeds, descriptions and browsers' suggestions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


def build_feed_paths(
    _: Callable[[str], str],
    search_parameters: list[dict[str, Any]],
    suggest_parameters: list[dict[str, Any]],
    lang: dict[str, Any],
    problems: dict[str, Any],
) -> dict[str, Any]:
    """Build the operations of `web.api.feeds`, described in the language of `_`."""
    return {
        "/search.atom": {
            "get": {
                "operationId": "searchAtom",
                "summary": _("Follow a search as a feed"),
                "description": _(
                    "Gives the newest 50 articles that a search finds as an Atom feed "
                    "(RFC 4287), those without a date last."
                ),
                "parameters": [*search_parameters, lang],
                "responses": {
                    "200": _text(
                        _("The feed."),
                        "application/atom+xml; charset=utf-8",
                        EXAMPLE_FEED,
                    ),
                    **problems,
                },
            }
        },
        "/opensearch.xml": {
            "get": {
                "operationId": "opensearch",
                "summary": _("Add the search to a browser"),
                "description": _(
                    "Describes the search to browsers (OpenSearch 1.1), which find it "
                    "by themselves on every page."
                ),
                "parameters": [lang],
                "responses": {
                    "200": _text(
                        _("The description."),
                        "application/opensearchdescription+xml; charset=utf-8",
                    ),
                    **problems,
                },
            }
        },
        "/api/suggest.opensearch": {
            "get": {
                "operationId": "suggestOpensearch",
                "summary": _("Suggest in the address bar of a browser"),
                "description": _(
                    "Gives suggestions in the form that browsers read (OpenSearch "
                    "suggestions): what was typed, then texts, descriptions and "
                    "addresses, as many of each."
                ),
                "parameters": [*suggest_parameters, lang],
                "responses": {
                    "200": {
                        "description": _("Persons, then words, then titles."),
                        "content": {
                            "application/x-suggestions+json": {
                                "schema": _build_suggested(),
                                "example": EXAMPLE_SUGGESTED,
                            }
                        },
                    },
                    **problems,
                },
            }
        },
    }


def _build_suggested() -> dict[str, Any]:
    texts = {"type": "array", "items": {"type": "string"}}
    urls = {"type": "array", "items": {"type": "string", "format": "uri"}}
    return {
        "type": "array",
        "prefixItems": [{"type": "string"}, texts, texts, urls],
        "items": False,
        "minItems": 4,
    }


def _text(description: str, kind: str, example: str | None = None) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"type": "string"}}
    if example is not None:
        content["example"] = example
    return {"description": description, "content": {kind: content}}
