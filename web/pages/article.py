"""HTML: one article, the words of a search marked in it, and the ways on from it."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from search.deadline import Deadline
from search.documents import documents_cited
from search.errors import N_, TimeLimitError
from search.types import SimilarArticle
from web.addresses import permanent_link, web_address
from web.exports.citations import cite
from web.language.i18n import asked_language
from web.middleware.notes import current_deadline
from web.pages.links import Links
from web.pages.marked_body import mark_body
from web.pages.markup import mark
from web.params import parse_lenient
from web.state import current_searcher

article_pages = Blueprint("articles", __name__)

PUBLISHED_FROM = {
    "page": N_("date stated on the page"),
    "text": N_("date deduced from the text"),
    "metadata": N_("date from the page's metadata"),
    "file": N_("date from the file's name"),
}


@article_pages.get("/articles/<path:article_id>")
def article(article_id: str) -> str:
    """Show one article, the words of the search it was found by marked."""
    searcher, deadline = current_searcher(), current_deadline()
    found = searcher.article(article_id, deadline=deadline)
    searched, _ = parse_lenient(request.args)
    title, body = (), ()
    if searched.query.strip():
        title = searcher.highlight(searched.query, found.title, in_title=True)
        body = searcher.highlight(searched.query, found.body)
    documents = documents_cited(found.body)
    link = permanent_link(article_id)
    return render_template(
        "article.html",
        article=found,
        title=mark(found.title, title),
        body=mark_body(found.body, body, [d.mentions[0][0] for d in documents]),
        documents=documents,
        how_dated=gettext(PUBLISHED_FROM[found.published_from])
        if found.published_from in PUBLISHED_FROM
        else None,
        source_url=web_address(found.url),
        also_in=searcher.also_in(article_id, deadline=deadline),
        similar=_similar(article_id, deadline),
        citation=cite(found, link),
        bibtex_url=url_for(
            "article_api.citation", article_id=article_id, style="bibtex"
        ),
        permanent_link=link,
        links=Links(searched, asked_language()),
        is_from_search="q" in request.args,
    )


def _similar(article_id: str, deadline: Deadline) -> tuple[SimilarArticle, ...]:
    """Find similar articles; none where there is no time, for the page has the text."""
    with suppress(TimeLimitError):
        return current_searcher().similar(article_id, deadline=deadline.of_extras())
    return ()
