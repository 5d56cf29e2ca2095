"""HTML: the start page and the results."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request

from search.types import MAX_QUERY_LENGTH, SearchRequest
from web.language.i18n import asked_language
from web.middleware.notes import run_search
from web.pages.chart import FACET_HEIGHT, draw_chart, present_wider
from web.pages.filters import name_search, present_chips, present_persons
from web.pages.links import Links
from web.pages.paging import (
    last_page,
    n_complete_here,
    present_pages,
    present_sorts,
)
from web.params import parse_lenient
from web.state import current_searcher

pages = Blueprint("pages", __name__)


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
        name=name_search(searched),
        chips=present_chips(searched, links),
        chart=draw_chart(results.facets.published, searched, links, FACET_HEIGHT),
        wider=present_wider(searched, links),
        persons=present_persons(results, links),
        sorts=present_sorts(searched, links),
        pages=present_pages(results, links),
        last_page=last_page(results),
        n_complete_here=n_complete_here(results),
    )


def _render_start() -> str:
    status = current_searcher().status()
    return render_template(
        "start.html",
        n_articles=status.n_articles,
        links=Links(SearchRequest(), asked_language()),
        max_query_length=MAX_QUERY_LENGTH,
    )
