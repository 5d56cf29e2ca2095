"""Addresses inside the service: the whole state of a search is in its address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask import request as http_request
from flask import url_for

from search.cursors import write_cursor
from search.types import DEFAULT_PER_PAGE, SORTS, SearchRequest
from web.config import LANGUAGES
from web.params import EXPORT_PARAMETERS, FEED_PARAMETERS, SEARCH_PARAMETERS


def search_args(request: SearchRequest) -> dict[str, object]:
    """Write a search as parameters, those with their default value left out.

    ``q`` is there even when empty: without any parameter the address would be
    that of the start page.
    """
    args: dict[str, object] = {"q": request.query}
    if request.persons:
        args["person"] = list(request.persons)
    if request.any_person:
        args["person_match"] = "any"
    if request.without:
        args["not_person"] = list(request.without)
    if request.undated:
        args["date"] = "unknown"
    if request.date_from:
        args["from"] = request.date_from.isoformat()
    if request.date_to:
        args["to"] = request.date_to.isoformat()
    if request.find_person:
        args["find_person"] = request.find_person
    if request.sort != SORTS[0]:
        args["sort"] = request.sort
    if request.page != 1:
        args["page"] = request.page
    if request.per_page != DEFAULT_PER_PAGE:
        args["per_page"] = request.per_page
    if request.after is not None:
        args["cursor"] = write_cursor(request, request.after)
    if request.explain:
        args["explain"] = "1"
    return args


@dataclass(frozen=True, slots=True)
class Links:
    """Ways on from one search, each keeping everything it does not change.

    Attributes
    ----------
    request : SearchRequest
        The search shown.
    lang : str or None
        The language to keep; None where the address asks for none.
    """

    request: SearchRequest
    lang: str | None

    def search(self, **changes: object) -> str:
        """Link to the search with some fields changed, from its first page on."""
        changed = replace(self.request, **{"page": 1, "after": None, **changes})
        return url_for("pages.search", **search_args(changed), lang=self.lang)

    def add_person(self, name: str) -> str:
        """Link to the same search among the articles that also name a person."""
        if name in self.request.persons:
            return self.search()
        return self.search(persons=(*self.request.persons, name))

    def remove_person(self, name: str) -> str:
        """Link to the same search without one person's filter."""
        return self.search(persons=_without(self.request.persons, name))

    def exclude_person(self, name: str) -> str:
        """Link to the same search among the articles that do not name a person."""
        kept = _without(self.request.without, name)
        persons = _without(self.request.persons, name)
        return self.search(persons=persons, without=(*kept, name))

    def allow_person(self, name: str) -> str:
        """Link to the same search without one person's exclusion."""
        return self.search(without=_without(self.request.without, name))

    def match_persons(self, *, any_person: bool) -> str:
        """Link to the same search for all of its persons, or for any of them."""
        return self.search(any_person=any_person)

    def narrow_dates(self, first: date, last: date) -> str:
        """Link to the same search from one day to another."""
        return self.search(date_from=first, date_to=last, undated=False)

    def narrow_undated(self) -> str:
        """Link to the same search among articles of unknown date."""
        return self.search(date_from=None, date_to=None, undated=True)

    def remove_dates(self) -> str:
        """Link to the same search at any time."""
        return self.search(date_from=None, date_to=None, undated=False)

    def everything(self) -> str:
        """Link to all articles, newest first."""
        request = self.request
        everything = SearchRequest(
            sort="newest", per_page=request.per_page, explain=request.explain
        )
        return url_for("pages.search", **search_args(everything), lang=self.lang)

    def remove_filters(self) -> str:
        """Link to the query alone."""
        cleared = SearchRequest(
            query=self.request.query,
            sort=self.request.sort,
            per_page=self.request.per_page,
            explain=self.request.explain,
        )
        return url_for("pages.search", **search_args(cleared), lang=self.lang)

    def export(self, form: str = "csv") -> str:
        """Link to all hits of the search as CSV, or as another form."""
        args = search_args(self.request)
        kept = {name: args[name] for name in EXPORT_PARAMETERS if name in args}
        return url_for(f"api.search_{form}", **kept, lang=self.lang)

    def feed(self) -> str:
        """Link to the newest articles of the search as a feed."""
        args = search_args(self.request)
        kept = {name: args[name] for name in FEED_PARAMETERS if name in args}
        return url_for("feeds.search_atom", **kept, lang=self.lang)

    def article(self, article_id: str) -> str:
        """Link to an article, with the search to mark in it and to come back to."""
        return url_for(
            "articles.article",
            article_id=article_id,
            **search_args(self.request),
            lang=self.lang,
        )

    def person(self, name: str) -> str:
        """Link to what the articles say of a person."""
        return url_for("people.person", name=name, lang=self.lang)

    def query(self, query: str) -> str:
        """Link to another query, without this one's filters."""
        return url_for("pages.search", q=query, lang=self.lang)

    def other_article(self, article_id: str) -> str:
        """Link to an article without the search: its words are not in there."""
        return url_for("articles.article", article_id=article_id, lang=self.lang)

    def hidden_fields(self, *shown: str) -> list[tuple[str, str]]:
        """List what a form must carry along.

        Parameters
        ----------
        *shown : str
            Parameters that the form has visible fields for.
        """
        first = replace(self.request, page=1, after=None)
        args = {**search_args(first), "lang": self.lang}
        fields = []
        for name, value in args.items():
            if name not in shown and value not in (None, ""):
                values = value if isinstance(value, list) else [value]
                fields += [(name, str(each)) for each in values]
        return fields


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(other for other in names if other != name)


def language_links(current: str) -> list[tuple[str, str]]:
    """Link the page under way to itself in the other languages.

    Returns
    -------
    list of (str, str)
        Language and address.
    """
    endpoint, values = http_request.endpoint, http_request.view_args or {}
    # Only what a page of ours reads: other names would be taken for keywords
    # of url_for itself.
    args = {name: http_request.args.getlist(name) for name in SEARCH_PARAMETERS}
    if endpoint is None or http_request.routing_exception:
        endpoint, values, args = "pages.search", {}, {}
    links = []
    for language in LANGUAGES:
        if language != current:
            # Also where it is the service's own: the browser may wish for another.
            query = {**args, "lang": language}
            links.append((language, url_for(endpoint, **{**query, **values})))
    return links
