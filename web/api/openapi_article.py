"""The operations about one article, as OpenAPI describes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from web.api.openapi_parts import (
    REFUSALS,
    content_answer,
    json_answer,
    parameter,
    problems,
)
from web.api.openapi_schemas import EXAMPLE_ARTICLE, EXAMPLE_SIMILAR
from web.exports.citations import STYLES


def build_article_paths(
    _: Callable[[str], str], lang: dict[str, Any]
) -> dict[str, Any]:
    """Describe the operations, in the language of the function `_`."""
    failures = problems("400", "404", "500", "503", *REFUSALS)
    article_id = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": _("The id of a hit; it may hold slashes."),
        "schema": {"type": "string", "minLength": 1},
        "example": EXAMPLE_ARTICLE["id"],
    }
    return {
        "/api/articles/{id}": {
            "get": {
                "operationId": "article",
                "summary": _("Read one article"),
                "description": _(
                    "Gives everything stored of one article, the documents that its "
                    "text cites, and how it is cited itself."
                ),
                "parameters": [article_id, lang],
                "responses": {
                    "200": json_answer(_("The article."), "Article", EXAMPLE_ARTICLE),
                    **failures,
                },
            }
        },
        "/api/cite/{id}": {
            "get": {
                "operationId": "cite",
                "summary": _("Cite one article"),
                "description": _(
                    "Gives the citation of an article: in words, as Vietnamese "
                    "academic writing has it, or as BibTeX."
                ),
                "parameters": [
                    article_id,
                    parameter(
                        "style",
                        _("In words, or as BibTeX."),
                        STYLES[0],
                        type="string",
                        enum=list(STYLES),
                        default=STYLES[0],
                    ),
                    lang,
                ],
                "responses": {"200": _citation(_), **failures},
            }
        },
        "/api/similar/{id}": {
            "get": {
                "operationId": "similar",
                "summary": _("Find similar articles"),
                "description": _(
                    "Gives a few articles that are most like one, by its most telling "
                    "words and the people it names; none is a copy of it."
                ),
                "parameters": [article_id, lang],
                "responses": {
                    "200": json_answer(
                        _("The most similar first."), "Similar", EXAMPLE_SIMILAR
                    ),
                    **failures,
                },
            }
        },
    }


def _citation(_: Callable[[str], str]) -> dict[str, Any]:
    text = {"type": "string"}
    cited = EXAMPLE_ARTICLE["citation"]
    plain = content_answer(
        _("The citation."), "text/plain; charset=utf-8", text, cited["plain"] + "\n"
    )
    bibtex = content_answer(
        "", "application/x-bibtex; charset=utf-8", text, cited["bibtex"]
    )
    return {**plain, "content": {**plain["content"], **bibtex["content"]}}
