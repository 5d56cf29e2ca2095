"""HTML: the start page, the results, an article."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request
from flask_babel import gettext

from search.errors import N_
from search.types import MAX_QUERY_LENGTH, SearchRequest
from web.language.i18n import asked_language
from web.middleware.notes import current_deadline, run_search
from web.pages.chart import FACET_HEIGHT, draw_chart, present_wider
from web.pages.filters import present_chips, present_persons
from web.pages.links import Links
from web.pages.markup import mark, mark_paragraphs, merge_ranges
from web.pages.paging import (
    last_page,
    n_complete_here,
    present_pages,
    present_sorts,
)
from web.params import parse_lenient
from web.state import current_searcher

pages = Blueprint("pages", __name__)

PUBLISHED_FROM = {
    "page": N_("date stated on the page"),
    "text": N_("date deduced from the text"),
    "metadata": N_("date from the page's metadata"),
    "file": N_("date from the file's name"),
}


@pages.get("/")
def search() -> str:
    """Show the form, and below it what was found if anything was asked."""
    if not request.args.keys() - {"lang"}:
        return _render_start()
    searched, problems = parse_lenient(request.args)
    results = run_search(searched)
    # The ways on lead from the query that was answered, so that its words stay
    # marked in the articles.
    answered = replace(searched, query=results.searched_instead or searched.query)
    links = Links(answered, asked_language())
    return render_template(
        "results.html",
        searched=searched,
        results=results,
        links=links,
        problems=problems,
        # A date that is not understood stays in its field to be mended.
        typed={problem.name: problem.value for problem in problems},
        chips=present_chips(searched, links),
        chart=draw_chart(results.facets.published, searched, links, FACET_HEIGHT),
        wider=present_wider(searched, links),
        persons=present_persons(results, links),
        sorts=present_sorts(searched, links),
        pages=present_pages(results, links),
        last_page=last_page(results),
        n_complete_here=n_complete_here(results),
    )


@pages.get("/articles/<path:article_id>")
def article(article_id: str) -> str:
    """Show one article, the words of the search it was found by marked."""
    searcher, deadline = current_searcher(), current_deadline()
    found = searcher.article(article_id, deadline=deadline)
    searched, _ = parse_lenient(request.args)
    title, body = (), ()
    if searched.query.strip():
        title = searcher.highlight(searched.query, found.title, in_title=True)
        body = searcher.highlight(searched.query, found.body)
    return render_template(
        "article.html",
        article=found,
        title=mark(found.title, title),
        paragraphs=mark_paragraphs(found.body, body),
        n_marks=len(merge_ranges(found.body, body)),
        how_dated=gettext(PUBLISHED_FROM[found.published_from])
        if found.published_from in PUBLISHED_FROM
        else None,
        source_url=web_address(found.url),
        also_in=searcher.also_in(article_id, deadline=deadline),
        links=Links(searched, asked_language()),
        is_from_search="q" in request.args,
    )


def web_address(url: str | None) -> str | None:
    """Give an address that may be linked to: http or https, nothing else.

    Addresses come from the pages; ``javascript:`` and ``data:`` would run in
    the reader's browser.
    """
    try:
        is_web = url is not None and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        is_web = False
    return url if is_web else None


def _render_start() -> str:
    status = current_searcher().status()
    return render_template(
        "start.html",
        n_articles=status.n_articles,
        links=Links(SearchRequest(), asked_language()),
        max_query_length=MAX_QUERY_LENGTH,
    )
