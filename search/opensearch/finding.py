"""One search from beginning to end: complete matches, partial ones, both facets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from index.article import Article
from index.opensearch.documents import article_of, from_sendable
from search.deadline import Deadline
from search.engine import Matches
from search.errors import TimeLimitError
from search.formula import UNIT
from search.opensearch.asking import Asked, rows_of
from search.opensearch.copies import GROUP, Row
from search.opensearch.counting import Counting
from search.opensearch.facets import PersonCounting
from search.opensearch.library import Library
from search.opensearch.paging import Lot, before_agg, is_behind
from search.opensearch.partial import partly_matching
from search.opensearch.phrases import any_of
from search.query.nodes import Query, prefixes_of
from search.types import FEW, Position, SearchRequest

Answer = dict[str, Any]

_LONG = 12
"""Parts of a query from which on it is counted before it is scored."""


class Finding:
    """Answers one request from one generation.

    Parameters
    ----------
    library : Library
    query : Query
    request : SearchRequest
    n_persons : int or None
        As of `search.engine.Snapshot.search`.
    deadline : Deadline
    """

    def __init__(
        self,
        library: Library,
        query: Query,
        request: SearchRequest,
        n_persons: int | None,
        deadline: Deadline,
    ) -> None:
        self._library = library
        self._query = query
        self._request = request
        self._deadline = deadline
        self._ask = partial(library.ask, deadline=deadline)
        self._scoring = library.scoring(deadline)
        filters = library.filters
        dated, naming = filters.dated(request), filters.naming(request)
        persons = None
        if n_persons is not None:
            persons = PersonCounting(
                library.names("person"), request, n_persons, library.has_copies
            )
        self._counting = Counting(dated, naming, persons, library.has_copies)
        self._counting_hits = Counting(dated, naming, None, library.has_copies)
        scores = self._scoring.query(self._scoring.clauses(query))
        narrowing = tuple(one for one in (dated, naming) if one is not None)
        match = filters.matching(query)
        self._complete = Asked(match, tuple(scores), narrowing)

    def matches(self) -> Matches:
        """Search."""
        request = self._request
        first = (request.page - 1) * request.per_page
        lot = self._lot(self._complete)
        skipped, size, has_sources = lot.size_for(first, request.per_page)
        options = {"first": skipped, "has_sources": has_sources}
        # Few articles hold all of many words: whether any does is seen first.
        is_long = len(self._complete.scores) > _LONG or request.after is not None
        if is_long:
            unscored = replace(self._complete, scores=())
            answer = self._counted(unscored, 0)
        else:
            answer = self._counted(self._complete, size, **options)
        n_complete = self._counting.n_found(answer)
        if self._counting.n_matching(answer) < FEW:
            partly = partly_matching(
                self._query, self._library.filters, self._scoring.idfs, self._ask
            )
            if partly is not None:
                return self._with_partial(partly, n_complete, first)
        if request.after is None:
            if is_long:
                body = self._complete.body(request.sort, size, **options)
                rows = rows_of(self._ask(body)) if n_complete else []
            else:
                rows = rows_of(answer)
            rows = lot.page(rows, skipped, size, first, request.per_page)
        elif request.after.is_complete:
            rows = lot.behind(request.after, request.per_page)
            first = self._n_before(self._complete, request.after)
        else:
            # It stands among those that hold some of the words: there are none.
            rows, first = [], n_complete
        hits = [_Shown(row, True) for row in rows]
        return self._made(hits, first, n_complete, n_complete, answer)

    def _with_partial(self, partly: Any, n_complete: int, first: int) -> Matches:
        """Add what holds some of the words behind what holds all: that is few."""
        request, n = self._request, self._request.per_page
        complete = self._all_complete() if n_complete else []
        groups = [row.group for row in complete if row.group is not None]
        union = Asked(
            any_of([self._complete.match, partly]),
            self._complete.scores,
            self._complete.filters,
        )
        rest = union.without_hits_of(
            self._complete.match, *([{"terms": {GROUP: groups}}] if groups else [])
        )
        lot = self._lot(rest)
        hits: list[_Shown]
        if request.after is None:
            hits = [_Shown(row, True) for row in complete[first : first + n]]
            begin, n_left = max(first - len(complete), 0), n - len(hits)
            skipped, size, _ = lot.size_for(begin, n_left)
            answer = self._counted(rest, size, first=skipped)
            rows = lot.page(rows_of(answer), skipped, size, begin, n_left)
        else:
            after = request.after
            answer = self._counted(rest, 0)
            if after.is_complete:
                behind = [r for r in complete if is_behind(r, after, request.sort)]
                first = len(complete) - len(behind)
                hits = [_Shown(row, True) for row in behind[:n]]
                skipped, size, _ = lot.size_for(0, n - len(hits))
                body = rest.body(request.sort, size)
                rows = lot.page(
                    rows_of(self._ask(body)), skipped, size, 0, n - len(hits)
                )
            else:
                hits = []
                first = len(complete) + self._n_before(rest, after)
                rows = lot.behind(after, n)
        hits += [_Shown(row, False) for row in rows]
        total = self._counting.n_found(answer)
        return self._made(hits, first, total, n_complete, answer)

    def _all_complete(self) -> list[Row]:
        """Give all hits that hold every word; they are fewer than `FEW`."""
        lot = self._lot(self._complete)
        n = FEW
        skipped, size, _ = lot.size_for(0, n)
        body = self._complete.body(self._request.sort, size)
        return lot.page(rows_of(self._ask(body)), skipped, size, 0, n)

    def _lot(self, asked: Asked) -> Lot:
        return Lot(asked, self._request.sort, self._ask, self._library.has_copies)

    def _counted(self, asked: Asked, n_rows: int, **options: Any) -> Answer:
        """Ask for rows and counts; without facets where there is no time for them."""
        if self._counting is not self._counting_hits:
            try:
                in_time = self._deadline.of_extras()
                return self._ask_counted(asked, n_rows, in_time, **options)
            except TimeLimitError:
                self._counting = self._counting_hits
        return self._ask_counted(asked, n_rows, self._deadline, **options)

    def _ask_counted(
        self, asked: Asked, n_rows: int, deadline: Deadline, **options: Any
    ) -> Answer:
        """Ask for rows and counts; for more persons where those were not enough."""
        sort = self._request.sort
        aggs = self._counting.aggs()
        body = asked.body(sort, n_rows, aggs=aggs, **options)
        answer = self._library.ask(body, deadline)

        def ask(aggs: dict[str, Any]) -> dict[str, Any]:
            body = Asked(asked.match, ()).body(sort, 0, aggs=aggs)
            return self._library.ask(body, deadline)["aggregations"]

        return self._counting.complete(answer, ask)

    def _n_before(self, asked: Asked, position: Position) -> int:
        narrowed = asked.narrowed()
        body = narrowed.body(
            self._request.sort, 0, aggs=before_agg(position, self._request.sort)
        )
        return self._ask(body)["aggregations"]["before"]["value"] or 0

    def _made(
        self,
        hits: list[_Shown],
        first: int,
        total: int,
        n_complete: int,
        answer: Answer,
    ) -> Matches:
        articles = self._articles([hit.row for hit in hits])
        following = None
        if hits and first + len(hits) < total:
            last = hits[-1]
            following = Position(
                last.is_complete,
                last.row.units,
                last.row.minute,
                articles[-1].id,
            )
        vocabulary = self._library.vocabulary
        cut = dict.fromkeys(
            f"{prefix.syllable}*"
            for prefix in prefixes_of(self._query)
            if vocabulary.is_cut(prefix)
        )
        scores = (hit.row.units / UNIT for hit in hits)
        return Matches(
            total=total,
            complete=n_complete,
            articles=list(zip(articles, scores, strict=True)),
            facets=self._counting.facets(answer),
            first=first + 1,
            next=following,
            cut_prefixes=tuple(cut),
        )

    def _articles(self, rows: list[Row]) -> list[Article]:
        """Give the articles of rows; those that did not come with them are fetched."""
        missing = [row for row in rows if row.source is None]
        fetched: dict[str, Article] = {}
        if missing:
            ids = [from_sendable(row.id) for row in missing]
            fetched = self._library.articles(ids, self._deadline)
        self._library.remember_groups([row.source for row in rows if row.source])
        return [
            fetched[from_sendable(row.id)]
            if row.source is None
            else article_of(row.source["article"])
            for row in rows
        ]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A hit, and whether it holds every word."""

    row: Row
    is_complete: bool
