"""Request in, results out: parse, match, mark, count. The only orchestration."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from index.analysis.normalise import normalise_text
from index.analysis.terms import WORD_JOINT
from index.article import Article
from index.generations import Generation
from search.buckets import make_date_facet
from search.canaries import check_snapshot
from search.deadline import NEVER, Deadline
from search.did_you_mean import suggest
from search.embedded import EmbeddedEngine
from search.embedded.snapshot import EmbeddedSnapshot
from search.engine import Engine, FacetCounts, Matches, Snapshot
from search.errors import ArticleNotFoundError, IndexCorruptError, TimeLimitError
from search.hits import make_hits
from search.query import parse, parse_strict, widenings
from search.query.keyboard import readings
from search.query.nodes import Query
from search.query.pasted import as_text
from search.snippets import find_highlights
from search.suggestions import Suggestion
from search.types import (
    FEW,
    MAX_PER_PAGE,
    Copy,
    DateFacet,
    Facets,
    Hit,
    IndexStatus,
    QueryProblem,
    Range,
    SearchRequest,
    SearchResults,
    Widening,
)

_Answer = TypeVar("_Answer")

N_PERSONS = 20
"""Persons that an answer's facet lists, apart from those of the request."""

_MAX_READINGS_TRIED = 5
"""Readings of raw keystrokes that are looked up: a search each."""


def open_searcher(index_dir: Path) -> Searcher:
    """Make a searcher over the embedded engine; the index may come later."""
    return Searcher(EmbeddedEngine(index_dir))


def check_generation(generation: Generation) -> None:
    """Search a generation that is not published yet; see `search.canaries`.

    Raises
    ------
    IndexCorruptError
        If it is not fit to be published.
    """
    check_snapshot(EmbeddedSnapshot(generation), generation.path)


class Searcher:
    """Answers search requests with whatever engine it is given.

    Safe to use from several threads. Every method raises the engine's
    `IndexStorageError` where there is no index that can be read.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def prepare(self) -> None:
        """Open the index now, so that processes forked afterwards share it.

        Workers that are forked from this one answer their first request at once,
        and what was read for it is in memory once.
        """
        # Any two words: the tables that queries are read by are loaded with them.
        parse("tin tức")
        self._engine.prepare()

    def search(
        self,
        request: SearchRequest,
        *,
        strict: bool = False,
        time_limit: float | None = None,
    ) -> SearchResults:
        """Answer a request.

        Parameters
        ----------
        request : SearchRequest
        strict : bool
            Whether a problem in the query is an error; otherwise the search
            runs without what is wrong and the results name it.
        time_limit : float, optional
            Seconds for the answer. What the hits can do without is left out where
            it would take too long: other queries first, then facets.

        Raises
        ------
        QueryError
            Only if `strict`.
        TimeLimitError
            Where the hits are not known within the time limit.
        """
        started = time.perf_counter()
        deadline = _deadline(time_limit)
        request = _normalised(request)
        query, problems = _parse(request.query, strict)
        return self._answer(
            lambda newest: _search(newest, deadline, request, query, problems, started)
        )

    def all_hits(
        self,
        request: SearchRequest,
        *,
        strict: bool = False,
        time_limit: float | None = None,
    ) -> Iterator[tuple[Hit, ...]]:
        """Give all hits of a request, all from one generation of the index.

        Parameters
        ----------
        request : SearchRequest
            Its page and what it is `after` do not count.
        strict, time_limit
            As of `search`; the time limit is that of each piece.

        Yields
        ------
        tuple of Hit
            At most `MAX_PER_PAGE`, at least one.

        Raises
        ------
        QueryError, TimeLimitError
            As `search`; the latter at any piece.
        """
        request = replace(_normalised(request), page=1, per_page=MAX_PER_PAGE)
        request = replace(request, after=None, explain=False)
        query, _ = _parse(request.query, strict)
        newest = self._engine.snapshot()
        try:
            yield from _pieces(newest, request, query, time_limit)
        except IndexCorruptError:
            # An answer that has begun cannot go on with another generation.
            self._engine.is_damaged(newest)
            raise

    def suggestions(self, text: str, limit: int) -> list[Suggestion]:
        """Offer persons, words and titles that begin as what was typed so far."""
        return self._answer(lambda snapshot: snapshot.suggestions(text, limit))

    def article(self, article_id: str, *, time_limit: float | None = None) -> Article:
        """Fetch one article.

        Raises
        ------
        ArticleNotFoundError
            If no article has the id.
        TimeLimitError
            Where it is not there within the time limit, in seconds.
        """
        article = self._answer(
            lambda newest: newest.within(_deadline(time_limit)).article(article_id)
        )
        if article is None:
            raise ArticleNotFoundError(id=article_id)
        return article

    def also_in(
        self, article_id: str, *, time_limit: float | None = None
    ) -> tuple[Copy, ...]:
        """List the other copies of an article, the earliest first.

        Raises
        ------
        TimeLimitError
            Where they are not known within the time limit, in seconds.
        """
        deadline = _deadline(time_limit)
        copies = self._answer(
            lambda newest: newest.within(deadline).copies_of([article_id])
        )
        return copies.get(article_id, ())

    def highlight(
        self, query: str, text: str, *, in_title: bool = False
    ) -> tuple[Range, ...]:
        """Give the ranges of a title or a body to be marked for a query string."""
        return find_highlights(parse(query)[0], text, in_title=in_title)

    def status(self) -> IndexStatus:
        """Describe the generation that answers now."""
        status = self._answer(lambda snapshot: snapshot.status())
        return replace(status, damaged=self._engine.damaged)

    def check_whole(self) -> None:
        """Read all of the generation that answers; fall back where it is damaged."""
        self._engine.check_whole()

    def _answer(self, ask: Callable[[Snapshot], _Answer]) -> _Answer:
        """Ask the newest generation; where it proves damaged, ask another one."""
        while True:
            snapshot = self._engine.snapshot()
            try:
                return ask(snapshot)
            except IndexCorruptError:
                if not self._engine.is_damaged(snapshot):
                    raise


def _search(
    newest: Snapshot,
    deadline: Deadline,
    request: SearchRequest,
    query: Query,
    problems: tuple[QueryProblem, ...],
    started: float,
) -> SearchResults:
    snapshot = newest.within(deadline)
    in_time = newest.within(deadline.of_extras())
    query, matches, instead = _find(snapshot, in_time, query, request)
    suggestion, widened = None, ()
    with suppress(TimeLimitError):
        if matches.complete < FEW and instead is None:
            suggestion = suggest(in_time, query, request, matches.complete)
        widened = _widened(in_time, query, instead or request.query)
    return SearchResults(
        query=request.query,
        total=matches.total,
        complete=matches.complete,
        hits=make_hits(snapshot, query, matches, request.explain, deadline),
        took_ms=(time.perf_counter() - started) * 1000,
        page=(matches.first - 1) // request.per_page + 1,
        per_page=request.per_page,
        generation=snapshot.generation,
        suggestion=suggestion,
        facets=_make_facets(matches.facets, request),
        searched_instead=instead,
        widened=widened,
        problems=problems,
        cut_prefixes=matches.cut_prefixes,
        first=matches.first,
        next=matches.next,
    )


def _pieces(
    newest: Snapshot, request: SearchRequest, query: Query, time_limit: float | None
) -> Iterator[tuple[Hit, ...]]:
    while True:
        deadline = _deadline(time_limit)
        snapshot = newest.within(deadline)
        if request.after is None:
            in_time = newest.within(deadline.of_extras())
            query, matches, _ = _find(snapshot, in_time, query, request)
        else:
            matches = snapshot.search(query, request, N_PERSONS)
        if matches.articles:
            yield make_hits(snapshot, query, matches, False, deadline)
        if matches.next is None:
            return
        request = replace(request, after=matches.next)


def _deadline(time_limit: float | None) -> Deadline:
    return NEVER if time_limit is None else Deadline(time_limit)


def _normalised(request: SearchRequest) -> SearchRequest:
    return replace(
        request,
        query=normalise_text(request.query),
        persons=tuple(normalise_text(name) for name in request.persons),
    )


def _parse(text: str, strict: bool) -> tuple[Query, tuple[QueryProblem, ...]]:
    if strict:
        return parse_strict(text), ()
    query, problems = parse(text)
    return query, tuple(problems)


def _find(
    snapshot: Snapshot, in_time: Snapshot, query: Query, request: SearchRequest
) -> tuple[Query, Matches, str | None]:
    """Search, and where nothing is found, for another reading of the query.

    Parameters
    ----------
    snapshot, in_time : Snapshot
        The same one; the latter with the deadline of what can be left out.

    Returns
    -------
    (Query, Matches, str or None)
        What was searched for, what it found, and the reading if it was another.
    """
    matches = snapshot.search(query, request, N_PERSONS)
    with suppress(TimeLimitError):
        if not matches.complete and not in_time.count(query):
            instead = _read_otherwise(in_time, request.query)
            if instead is not None:
                other = parse(instead)[0]
                return other, in_time.search(other, request, N_PERSONS), instead
    return query, matches, None


def _read_otherwise(snapshot: Snapshot, text: str) -> str | None:
    """Read a query that finds nothing as plain words, or as raw Telex or VNI.

    Gives the likeliest reading that finds anything.
    """

    def frequency(*syllables: str) -> int:
        return snapshot.doc_freq(WORD_JOINT.join(syllables))

    pasted = as_text(text)
    decoded = readings(text, frequency)[:_MAX_READINGS_TRIED]
    for reading in [pasted, *decoded] if pasted else decoded:
        if snapshot.count(parse(reading)[0]):
            return reading
    return None


def _widened(snapshot: Snapshot, query: Query, text: str) -> tuple[Widening, ...]:
    @cache
    def is_found(reading: Query) -> bool:
        return snapshot.count(reading) > 0

    return tuple(Widening(*said) for said in widenings(query, text, is_found))


def _make_facets(counts: FacetCounts, request: SearchRequest) -> Facets:
    if "published" in counts.incomplete:
        # Buckets of a chosen range would say that nothing was published in it.
        return Facets(DateFacet("year", (), 0), counts.persons, counts.incomplete)
    published = make_date_facet(
        counts.days,
        counts.unknown,
        request.date_from,
        request.date_to,
        counts.spread,
    )
    return Facets(published, counts.persons, counts.incomplete)
