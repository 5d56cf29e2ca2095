"""One article: all that is known of it, as OpenAPI describes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from search.decisions import KEPT_PARTS
from web.api.openapi.examples import (
    EXAMPLE_ARTICLE,
    EXAMPLE_SIMILAR,
)
from web.api.openapi.parts import (
    DAY,
    MAYBE_TEXT,
    RANGES,
    REFUSALS,
    UNCHANGED,
    also_in,
    content_answer,
    json_answer,
    list_of,
    object_of,
    parameter,
    problems,
    published,
    ref,
)
from web.exports.citations import STYLES


def article_paths(_: Callable[[str], str], lang: dict[str, Any]) -> dict[str, Any]:
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
                    **UNCHANGED,
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
                "responses": {**UNCHANGED, "200": _citation(_), **failures},
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
                    **UNCHANGED,
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


def article_schemas(_: Callable[[str], str]) -> dict[str, Any]:
    """Describe their answers."""
    return {
        "Article": object_of(
            id={"type": "string"},
            title={"type": "string"},
            body={
                "type": "string",
                "description": _("Paragraphs are separated by one blank line."),
            },
            published=published(_),
            published_from={
                "enum": ["page", "text", "metadata", "file", None],
                "description": _("Where the date was read."),
            },
            authors=list_of({"type": "string"}),
            persons=list_of(ref("Person")),
            source=MAYBE_TEXT,
            url=MAYBE_TEXT,
            path={
                "type": "string",
                "description": _("The file, named from its corpus folder on."),
            },
            converted_from={
                **MAYBE_TEXT,
                "description": _(
                    "The encoding from before Unicode that the text was converted "
                    "from, such as TCVN3; null where nothing was converted."
                ),
            },
            read={
                **list_of(ref("Decision")),
                "description": _(
                    "What the indexer decided about the page, and why, in the order "
                    "in which it did; empty where the index does not tell."
                ),
            },
            also_in=also_in(_),
            documents={
                **list_of(ref("Document")),
                "description": _(
                    "Official documents that the text cites, each once, in the order "
                    "of first mention."
                ),
            },
            citation=object_of(plain={"type": "string"}, bibtex={"type": "string"}),
        ),
        "Document": object_of(
            kind=MAYBE_TEXT,
            number={
                **MAYBE_TEXT,
                "description": _("As written; null of what is cited by its name."),
            },
            name={
                **MAYBE_TEXT,
                "description": _("Of a law or a session; null where a number stands."),
            },
            date={
                **DAY,
                "type": ["string", "null"],
                "description": _("As the text states it; null where it does not."),
            },
            mentions={**RANGES, "description": _("Places in the body.")},
            query={
                "type": "string",
                "description": _("Finds the articles that cite it."),
            },
        ),
        "Similar": object_of(hits=list_of(ref("Copy"))),
        "Decision": object_of(
            about={
                "enum": list(KEPT_PARTS),
                "description": _("“person” is a name that was weighed."),
            },
            line={
                "type": ["integer", "null"],
                "minimum": 1,
                "description": _(
                    "Of the page's text, from 1; null where no one line is meant."
                ),
            },
            text={
                "type": "string",
                "description": _("What was taken or turned down; may be cut short."),
            },
            taken={"type": "boolean"},
            reasons={
                **list_of({"type": "string"}),
                "description": _("In the reader's language, the weightiest first."),
            },
        ),
    }
