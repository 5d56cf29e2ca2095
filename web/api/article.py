"""JSON of one article: all that is known of it, its citation, what is like it."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_babel import gettext

from search import Article
from search.documents import documents_cited
from web.addresses import permanent_link
from web.api.endpoints import json_response
from web.api.serialize import article_to_json, similar_to_json
from web.exports.citations import STYLES, cite
from web.middleware.notes import current_deadline
from web.params import check_known, parse_language, parse_style
from web.state import current_searcher

article_api = Blueprint("article_api", __name__, url_prefix="/api")


@article_api.get("/articles/<path:article_id>")
def article(article_id: str) -> Response:
    """Answer with one whole article."""
    found = _find(article_id, ("lang",))
    also_in = current_searcher().also_in(article_id, deadline=current_deadline())
    documents = documents_cited(found.body)
    return json_response(
        article_to_json(
            found, also_in, documents, cite(found, permanent_link(found.id)), gettext
        )
    )


@article_api.get("/cite/<path:article_id>")
def citation(article_id: str) -> Response:
    """Answer with an article's citation, in words or as a file of BibTeX."""
    found = _find(article_id, ("style", "lang"))
    style = parse_style(request.args, STYLES)
    cited = cite(found, permanent_link(found.id))
    if style == "plain":
        return Response(cited.plain + "\n", mimetype="text/plain")
    name = f'attachment; filename="{cited.key}.bib"'
    return Response(
        cited.bibtex,
        content_type="application/x-bibtex; charset=utf-8",
        headers={"Content-Disposition": name},
    )


@article_api.get("/similar/<path:article_id>")
def similar(article_id: str) -> Response:
    """Answer with the articles most like one."""
    check_known(request.args, ("lang",))
    parse_language(request.args)
    found = current_searcher().similar(article_id, deadline=current_deadline())
    return json_response(similar_to_json(found))


def _find(article_id: str, parameters: tuple[str, ...]) -> Article:
    check_known(request.args, parameters)
    parse_language(request.args)
    return current_searcher().article(article_id, deadline=current_deadline())
