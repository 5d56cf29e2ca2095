"""Request in, results out: parse, match, mark, count. The only orchestration."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from pathlib import Path

from index.analysis.normalise import normalise_text
from index.analysis.terms import WORD_JOINT
from index.article import Article
from search.buckets import make_date_facet
from search.did_you_mean import suggest
from search.embedded import EmbeddedEngine
from search.engine import Engine, FacetCounts, Matches, Snapshot
from search.errors import ArticleNotFoundError
from search.query import parse, parse_strict, widenings
from search.query.keyboard import readings
from search.query.nodes import Everything, Query
from search.query.pasted import as_text
from search.snippets import find_highlights, highlights_of, plan_of, snippet_of
from search.suggestions import Suggestion
from search.types import (
    FEW,
    Copy,
    Facets,
    Hit,
    IndexStatus,
    Range,
    ScorePart,
    SearchRequest,
    SearchResults,
    Widening,
)

N_PERSONS = 20
"""Persons that an answer's facet lists, apart from those of the request."""

_MAX_READINGS_TRIED = 5
"""Readings of raw keystrokes that are looked up: a search each."""


def open_searcher(index_dir: Path) -> Searcher:
    """Make a searcher over the embedded engine; the index may come later."""
    return Searcher(EmbeddedEngine(index_dir))


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

    def search(self, request: SearchRequest, *, strict: bool = False) -> SearchResults:
        """Answer a request.

        Parameters
        ----------
        request : SearchRequest
        strict : bool
            Whether a problem in the query is an error; otherwise the search
            runs without what is wrong and the results name it.

        Raises
        ------
        QueryError
            Only if `strict`.
        """
        started = time.perf_counter()
        request = replace(
            request,
            query=normalise_text(request.query),
            persons=tuple(normalise_text(name) for name in request.persons),
        )
        if strict:
            query, problems = parse_strict(request.query), []
        else:
            query, problems = parse(request.query)
        snapshot = self._engine.snapshot()
        matches = snapshot.search(query, request, N_PERSONS)
        searched_instead = None
        if not matches.complete and not snapshot.count(query):
            searched_instead = _read_otherwise(snapshot, request.query)
        if searched_instead is not None:
            query = parse(searched_instead)[0]
            matches = snapshot.search(query, request, N_PERSONS)
        suggestion = None
        if matches.complete < FEW and searched_instead is None:
            suggestion = suggest(snapshot, query, request, matches.complete)
        return SearchResults(
            query=request.query,
            total=matches.total,
            complete=matches.complete,
            hits=_make_hits(snapshot, query, matches, request.explain),
            took_ms=(time.perf_counter() - started) * 1000,
            page=request.page,
            per_page=request.per_page,
            generation=snapshot.generation,
            suggestion=suggestion,
            facets=_make_facets(matches.facets, request),
            searched_instead=searched_instead,
            widened=_widened(snapshot, query, searched_instead or request.query),
            problems=tuple(problems),
        )

    def suggestions(self, text: str, limit: int) -> list[Suggestion]:
        """Offer persons, words and titles that begin as what was typed so far."""
        return self._engine.snapshot().suggestions(text, limit)

    def article(self, article_id: str) -> Article:
        """Fetch one article.

        Raises
        ------
        ArticleNotFoundError
            If no article has the id.
        """
        article = self._engine.snapshot().article(article_id)
        if article is None:
            raise ArticleNotFoundError(id=article_id)
        return article

    def also_in(self, article_id: str) -> tuple[Copy, ...]:
        """List the other copies of an article, the earliest first."""
        return self._engine.snapshot().copies_of([article_id]).get(article_id, ())

    def highlight(
        self, query: str, text: str, *, in_title: bool = False
    ) -> tuple[Range, ...]:
        """Give the ranges of a title or a body to be marked for a query string."""
        return find_highlights(parse(query)[0], text, in_title=in_title)

    def status(self) -> IndexStatus:
        """Describe the generation that answers now."""
        return self._engine.snapshot().status()


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


def _make_hits(
    snapshot: Snapshot, query: Query, matches: Matches, explain: bool
) -> tuple[Hit, ...]:
    ids = [found.id for found, _ in matches.articles]
    copies = snapshot.copies_of(ids)
    parts: dict[str, list[ScorePart]] | None = None
    if explain:
        parts = snapshot.explain(query, ids)
    has_scores = not isinstance(query, Everything)
    in_titles, in_bodies = (plan_of(query, in_title=where) for where in (True, False))
    return tuple(
        Hit(
            id=found.id,
            title=found.title,
            title_highlights=highlights_of(in_titles, found.title),
            url=found.url,
            source=found.source,
            published=found.published,
            authors=found.authors,
            persons=found.persons,
            score=score if has_scores else 0.0,
            snippet=snippet_of(in_bodies, found.body),
            also_in=copies.get(found.id, ()),
            explanation=None if parts is None else tuple(parts[found.id]),
        )
        for found, score in matches.articles
    )


def _make_facets(counts: FacetCounts, request: SearchRequest) -> Facets:
    published = make_date_facet(
        counts.days,
        counts.unknown,
        request.date_from,
        request.date_to,
        counts.spread,
    )
    return Facets(published, counts.persons)
