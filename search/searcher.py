"""Request in, results out: parse, match, mark, count. The only orchestration."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from index.article import Article
from index.generations import Generation
from search.answering import answer, normalised, parsed, pieces
from search.canaries import check_entries, check_snapshot
from search.deadline import NEVER, Deadline
from search.engine import Engine, Snapshot
from search.errors import ArticleNotFoundError, IndexCorruptError
from search.people import profile_of
from search.profiles import PersonProfile
from search.query import parse
from search.similar import similar_articles
from search.snippets import find_highlights
from search.suggestions import Suggestion
from search.types import (
    MAX_PER_PAGE,
    N_SIMILAR,
    Copy,
    Hit,
    IndexStatus,
    Range,
    SearchRequest,
    SearchResults,
    SimilarArticle,
)

if TYPE_CHECKING:
    from index.opensearch.building import Candidate
    from index.opensearch.connection import ClusterSettings

_Answer = TypeVar("_Answer")


def open_searcher(index_dir: Path) -> Searcher:
    """Make a searcher over the embedded engine; the index may come later."""
    # Who has a cluster has no need of the other engine.
    from search.embedded import EmbeddedEngine

    return Searcher(EmbeddedEngine(index_dir))


def open_cluster_searcher(settings: ClusterSettings) -> Searcher:
    """Make a searcher over a library in a cluster; either may come later."""
    # Who has no cluster has no need of its client library.
    from search.opensearch import ClusterEngine

    return Searcher(ClusterEngine(settings))


def check_generation(generation: Generation) -> None:
    """Search a generation that is not published yet; see `search.canaries`.

    Raises
    ------
    IndexCorruptError
        If it is not fit to be published.
    """
    from search.embedded.snapshot import EmbeddedSnapshot

    check_snapshot(EmbeddedSnapshot(generation), generation.path)


def check_candidate(candidate: Candidate) -> None:
    """Do the same in a cluster: search an index that no alias leads to yet."""
    from search.opensearch.library import Library
    from search.opensearch.snapshot import ClusterSnapshot

    check_entries(
        ClusterSnapshot(Library(candidate.cluster, candidate.meta)),
        candidate.entries,
        candidate.n_expected,
        candidate.place,
    )


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
        deadline: Deadline = NEVER,
    ) -> SearchResults:
        """Answer a request.

        Parameters
        ----------
        request : SearchRequest
        strict : bool
            Whether a problem in the query is an error; otherwise the search
            runs without what is wrong and the results name it.
        deadline : Deadline, optional
            For the answer. What the hits can do without is left out where
            it would take too long: other queries first, then facets.

        Raises
        ------
        QueryError
            Only if `strict`.
        TimeLimitError
            Where the hits are not known within the time limit.
        """
        started = time.perf_counter()
        request = normalised(request)
        query, problems = parsed(request.query, strict)
        return self._answer(
            lambda newest: answer(newest, deadline, request, query, problems, started)
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
        strict : bool
            As of `search`.
        time_limit : float, optional
            Seconds for each piece.

        Yields
        ------
        tuple of Hit
            At most `MAX_PER_PAGE`, at least one.

        Raises
        ------
        QueryError, TimeLimitError
            As `search`; the latter at any piece.
        """
        request = replace(normalised(request), page=1, per_page=MAX_PER_PAGE)
        request = replace(request, after=None, explain=False)
        query, _ = parsed(request.query, strict)
        newest = self._engine.snapshot()
        try:
            yield from pieces(newest, request, query, time_limit)
        except IndexCorruptError as error:
            # An answer that has begun cannot go on with another generation.
            if self._engine.is_damaged(newest):
                raise
            _raise_fault_of(error)

    def suggestions(self, text: str, limit: int) -> list[Suggestion]:
        """Offer persons, words and titles that begin as what was typed so far."""
        return self._answer(lambda snapshot: snapshot.suggestions(text, limit))

    def article(self, article_id: str, *, deadline: Deadline = NEVER) -> Article:
        """Fetch one article.

        Raises
        ------
        ArticleNotFoundError
            If no article has the id.
        TimeLimitError
            Where it is not there by the deadline.
        """
        article = self._answer(
            lambda newest: newest.within(deadline).article(article_id)
        )
        if article is None:
            raise ArticleNotFoundError(id=article_id)
        return article

    def person(self, name: str, *, deadline: Deadline = NEVER) -> PersonProfile:
        """Tell what the articles say that name a person; see `search.people`.

        Raises
        ------
        PersonNotFoundError
            If no article names such a person, or the name stands for several: with
            the names that may be meant.
        TimeLimitError
            Where the newest articles are not known by the deadline.
        """
        return self._answer(lambda newest: profile_of(newest.within(deadline), name))

    def also_in(
        self, article_id: str, *, deadline: Deadline = NEVER
    ) -> tuple[Copy, ...]:
        """List the other copies of an article, the earliest first.

        Raises
        ------
        TimeLimitError
            Where they are not known by the deadline.
        """
        copies = self._answer(
            lambda newest: newest.within(deadline).copies_of([article_id])
        )
        return copies.get(article_id, ())

    def similar(
        self, article_id: str, n: int = N_SIMILAR, *, deadline: Deadline = NEVER
    ) -> tuple[SimilarArticle, ...]:
        """List articles that are like one, the most like it first; no copies of it.

        Raises
        ------
        ArticleNotFoundError
            If no article has the id.
        TimeLimitError
            Where they are not known by the deadline.
        """

        def ask(newest: Snapshot) -> tuple[SimilarArticle, ...]:
            snapshot = newest.within(deadline)
            found = snapshot.article(article_id)
            if found is None:
                raise ArticleNotFoundError(id=article_id)
            return similar_articles(snapshot, found, n)

        return self._answer(ask)

    def highlight(
        self, query: str, text: str, *, in_title: bool = False
    ) -> tuple[Range, ...]:
        """Give the ranges of a title or a body to be marked for a query string."""
        return find_highlights(parse(query)[0], text, in_title=in_title)

    def status(self, *, with_health: bool = False) -> IndexStatus:
        """Describe the generation that answers now.

        Parameters
        ----------
        with_health : bool
            Whether to ask a cluster how it is.

        Raises
        ------
        ClusterError
            If it does not say.
        """

        def ask(snapshot: Snapshot) -> IndexStatus:
            status = snapshot.status()
            health = snapshot.health() if with_health else None
            return replace(status, damaged=self._engine.damaged, cluster=health)

        return self._answer(ask)

    def check_whole(self) -> None:
        """Read all of the generation that answers; fall back where it is damaged."""
        self._engine.check_whole()

    def _answer(self, ask: Callable[[Snapshot], _Answer]) -> _Answer:
        """Ask the newest generation; where it proves damaged, ask another one."""
        while True:
            snapshot = self._engine.snapshot()
            try:
                return ask(snapshot)
            except IndexCorruptError as error:
                if not self._engine.is_damaged(snapshot):
                    _raise_fault_of(error)


def _raise_fault_of(error: IndexCorruptError) -> NoReturn:
    """Raise what a failure to read is, where every byte is as it was written.

    An engine takes whatever fails while it reads for damage. Where there is none, the
    fault is the program's: to call the index damaged would send whoever runs the
    service after a disk that is well.
    """
    cause = error.__cause__
    if isinstance(cause, Exception) and not isinstance(cause, OSError):
        raise cause from None
    raise error
