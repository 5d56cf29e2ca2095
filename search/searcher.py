"""Request in, results out: parse, match, mark, count. The only orchestration."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import replace
from pathlib import Path

from index.article import Article
from search.buckets import make_date_facet
from search.embedded import EmbeddedEngine
from search.engine import Engine, FacetCounts
from search.errors import ArticleNotFoundError
from search.highlights import find_highlights
from search.query import parse, parse_strict
from search.query.nodes import Everything, Query
from search.snippets import make_snippet
from search.suggestion import suggest
from search.types import (
    Facets,
    Hit,
    IndexStatus,
    Range,
    SearchRequest,
    SearchResults,
)

N_PERSONS = 20
"""Persons that an answer's facet lists, apart from those of the request."""


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
        request = replace(request, query=unicodedata.normalize("NFC", request.query))
        if strict:
            query, problems = parse_strict(request.query), []
        else:
            query, problems = parse(request.query)
        snapshot = self._engine.snapshot()
        matches = snapshot.search(query, request, N_PERSONS)
        hits = tuple(
            _make_hit(query, article, score) for article, score in matches.articles
        )
        suggestion = None if matches.total else suggest(snapshot, query, request)
        return SearchResults(
            query=request.query,
            total=matches.total,
            took_ms=(time.perf_counter() - started) * 1000,
            page=request.page,
            per_page=request.per_page,
            generation=snapshot.generation,
            suggestion=suggestion,
            hits=hits,
            facets=_make_facets(matches.facets, request),
            problems=tuple(problems),
        )

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

    def highlight(self, query: str, text: str) -> tuple[Range, ...]:
        """Give the ranges of any text to be marked for a query string."""
        return find_highlights(parse(query)[0], text)

    def status(self) -> IndexStatus:
        """Describe the generation that answers now."""
        return self._engine.snapshot().status()


def _make_hit(query: Query, article: Article, score: float) -> Hit:
    return Hit(
        id=article.id,
        title=article.title,
        title_highlights=find_highlights(query, article.title),
        url=article.url,
        source=article.source,
        published=article.published,
        authors=article.authors,
        persons=article.persons,
        score=0.0 if isinstance(query, Everything) else score,
        snippet=make_snippet(query, article.body),
    )


def _make_facets(counts: FacetCounts, request: SearchRequest) -> Facets:
    published = make_date_facet(
        counts.days, counts.unknown, request.date_from, request.date_to
    )
    return Facets(published, counts.persons)
