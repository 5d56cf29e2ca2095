"""The orders and the pages of the hits, and the links that lead to them."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from search.types import MAX_RESULT_WINDOW, SearchRequest, SearchResults
from web.pages.links import Links

_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """An order or a page that can be chosen, and where choosing it leads."""

    label: str
    url: str
    is_selected: bool


def present_sorts(request: SearchRequest, links: Links) -> list[Choice]:
    """List the orders; an empty query has no relevance and is newest first."""
    labels = {
        "relevance": gettext("Most relevant"),
        "newest": gettext("Newest"),
        "oldest": gettext("Oldest"),
    }
    current = request.sort
    if not request.query.strip():
        del labels["relevance"]
        current = "newest" if current == "relevance" else current
    return [
        Choice(label, links.search(sort=sort), sort == current)
        for sort, label in labels.items()
    ]


def last_page(results: SearchResults) -> int:
    """Give the number of the last page that can be asked for, at least 1."""
    n_pages = -(-results.total // results.per_page)
    return max(1, min(n_pages, MAX_RESULT_WINDOW // results.per_page))


def n_complete_here(results: SearchResults) -> int:
    """Count the hits on this page that hold every word; they stand first."""
    return min(max(results.complete - results.first + 1, 0), len(results.hits))


def present_pages(results: SearchResults, links: Links) -> list[Choice | None]:
    """List the first, the last and the neighbouring pages; None marks a gap.

    A gap of one page is filled: the mark would take as much room as its number.
    """
    last = last_page(results)
    around = range(results.page - _NEIGHBOURS, results.page + _NEIGHBOURS + 1)
    numbers = sorted({1, last, *(n for n in around if 1 <= n <= last)})
    pages: list[Choice | None] = []
    previous = 0
    for number in numbers:
        if number == previous + 2:
            pages.append(_page(number - 1, results.page, links))
        elif number > previous + 1:
            pages.append(None)
        pages.append(_page(number, results.page, links))
        previous = number
    return pages


def _page(number: int, current: int, links: Links) -> Choice:
    return Choice(str(number), links.search(page=number), number == current)
