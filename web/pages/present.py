"""What a page of results shows beside the results: filters, facets, ways on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from search.types import MAX_RESULT_WINDOW, DateBucket, SearchRequest, SearchResults
from web.language.dates import format_bucket, format_day, format_period
from web.pages.links import Links

_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the link that takes it back."""

    label: str
    text: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bucket of the date facet.

    `share` is its length in per cent of the longest bar; `url` is None for an
    empty bucket, which leads nowhere.
    """

    label: str
    count: int
    share: float
    is_selected: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen, and where choosing it (or taking it back) leads."""

    label: str
    url: str
    is_selected: bool
    count: int = 0


def present_period(first: date | None, last: date | None) -> str:
    """Name a date range in the reader's language."""
    if first and last:
        return format_period(first, last)
    if first:
        return gettext("from %(day)s", day=format_day(first))
    return gettext("until %(day)s", day=format_day(last))


def present_chips(request: SearchRequest, links: Links) -> list[Chip]:
    """List the filters in force."""
    chips = [
        Chip(gettext("Person"), name, links.remove_person(name))
        for name in request.persons
    ]
    if request.date_from or request.date_to:
        period = present_period(request.date_from, request.date_to)
        chips.append(Chip(gettext("Date"), period, links.remove_dates()))
    return chips


def present_bars(
    results: SearchResults, request: SearchRequest, links: Links
) -> list[Bar]:
    """Turn the date facet into bars, each the link that narrows to it.

    The bucket that is the whole filter already takes the filter back. Where
    every bucket is inside the filter, none is set off: nothing is outside.
    """
    buckets = results.facets.published.buckets
    most = max((bucket.count for bucket in buckets), default=0)
    selected = [_is_selected(bucket, request) for bucket in buckets]
    is_telling = len(buckets) == 1 or not all(selected)
    return [
        Bar(
            label=format_bucket(bucket.first, results.facets.published.interval),
            count=bucket.count,
            share=round(100 * bucket.count / most, 1) if most else 0,
            is_selected=is_telling and is_selected,
            url=_bar_url(bucket, request, links),
        )
        for bucket, is_selected in zip(buckets, selected, strict=True)
    ]


def _is_selected(bucket: DateBucket, request: SearchRequest) -> bool:
    first, last = request.date_from, request.date_to
    if first is None and last is None:
        return False
    return (first or date.min) <= bucket.last and bucket.first <= (last or date.max)


def _bar_url(bucket: DateBucket, request: SearchRequest, links: Links) -> str | None:
    if (bucket.first, bucket.last) == (request.date_from, request.date_to):
        return links.remove_dates()
    if bucket.count:
        return links.narrow_dates(bucket.first, bucket.last)
    return None


def present_persons(results: SearchResults, links: Links) -> list[Choice]:
    """Turn the person facet into links that add a person or take it back.

    Those chosen come first, where they are found to be taken back.
    """
    return [
        Choice(
            person.name,
            links.remove_person(person.name)
            if person.is_selected
            else links.add_person(person.name),
            person.is_selected,
            person.count,
        )
        for person in sorted(results.facets.persons, key=lambda p: not p.is_selected)
    ]


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
