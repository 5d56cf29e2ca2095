"""One generation of the embedded index: match, score, filter, count."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

import numpy as np

from index.article import Article
from index.errors import IndexCorruptError, IndexStorageError
from index.generations import Generation
from index.schema import UNKNOWN_MINUTE
from search.embedded.explaining import explain
from search.embedded.facets import DAY_MINUTES, count_days, count_persons
from search.embedded.leaves import LeafReader
from search.embedded.matching import Matcher
from search.embedded.opened import OpenGeneration
from search.embedded.topk import Found, page_of
from search.engine import FacetCounts, Matches
from search.query.nodes import Published, Query, has_marks
from search.suggestions import Suggestion
from search.types import FEW, Copy, IndexStatus, ScorePart, SearchRequest

_log = logging.getLogger(__name__)

_EPOCH = date(1970, 1, 1)


class EmbeddedSnapshot:
    """A generation opened for searching; see `search.engine.Snapshot`.

    Raises
    ------
    IndexCorruptError
        If Whoosh cannot open the generation.
    """

    def __init__(self, generation: Generation) -> None:
        self.generation = generation.manifest.generation
        self._manifest = generation.manifest
        self._path = generation.path
        self._size_bytes = generation.size_bytes
        # Whoosh's readers keep a position in their files, so one thread at a
        # time may use them.
        self._lock = threading.Lock()
        self._opened = OpenGeneration(generation)

    def search(self, query: Query, request: SearchRequest, n_persons: int) -> Matches:
        """Find one page of matches and count both facets."""
        with self._reading():
            matcher = self._matcher(query)
            in_range = self._in_range(request.date_from, request.date_to)
            named = self._naming(request.persons)
            in_both = in_range & named
            is_complete = is_match = matcher.matching(query)
            # The filters do not count here: choosing a value of a facet must
            # give as many articles as the facet says.
            if self._opened.copies.count(is_complete) < FEW:
                is_match = is_complete | matcher.partly_matching(query)
            docs = np.flatnonzero(is_match & in_both)
            scores = matcher.scores(query)
            is_shown = self._opened.copies.shown(docs, scores[docs], is_complete[docs])
            docs = docs[is_shown]
            found = Found(
                docs, scores[docs], self._opened.minutes[docs], is_complete[docs]
            )
            page = page_of(found, request, lambda: self._opened.id_ranks)
            dated = np.flatnonzero(is_match & named)
            days, unknown, spread = count_days(
                self._opened.minutes[dated], self._opened.copies.group_of[dated]
            )
            return Matches(
                total=len(docs),
                complete=int(np.count_nonzero(found.is_complete)),
                articles=[
                    (self._opened.stored(doc), score)
                    for doc, score in zip(
                        docs[page].tolist(), found.scores[page].tolist(), strict=True
                    )
                ],
                facets=FacetCounts(
                    days=[(_day(d), n) for d, n in days],
                    unknown=unknown,
                    persons=count_persons(
                        self._opened.names("person"),
                        self._opened.copies,
                        is_match & in_range,
                        request.persons,
                        n_persons,
                    ),
                    spread=[tuple(map(_day, several)) for several in spread],
                ),
            )

    def count(self, query: Query) -> int:
        """Count the articles that match all of a query, copies of one once."""
        with self._reading():
            return self._opened.copies.count(self._matcher(query).matching(query))

    def explain(
        self, query: Query, article_ids: Sequence[str]
    ) -> dict[str, list[ScorePart]]:
        """Tell what the scores of articles for a query are the sums of."""
        with self._reading():
            docs = {
                id_: doc
                for id_ in article_ids
                if (doc := self._opened.find(id_)) is not None
            }
            leaves = self._leaf_reader(query)
            matcher = self._matcher(query, leaves)
            parts = explain(query, list(docs.values()), matcher, leaves)
            return dict(zip(docs, parts, strict=True))

    def article(self, article_id: str) -> Article | None:
        """Fetch one article; None where no article has the id."""
        with self._reading():
            doc = self._opened.find(article_id)
            return None if doc is None else self._opened.stored(doc)

    def copies_of(self, article_ids: Sequence[str]) -> dict[str, tuple[Copy, ...]]:
        """List the other copies of each article that has any."""
        with self._reading():
            return {
                id_: tuple(self._copy(other) for other in group if other != id_)
                for id_ in article_ids
                if (group := self._opened.groups.get(id_)) is not None
            }

    def suggestions(self, text: str, limit: int) -> list[Suggestion]:
        """Offer persons, words and titles that begin as what was typed so far."""
        # No lock: nothing of Whoosh's is read here.
        return self._opened.suggestions.first(text, limit)

    def spellings(self, folded: str) -> list[str]:
        """List the index's syllables that fold to `folded`, commonest first."""
        with self._reading():
            return list(self._opened.vocabulary.spellings(folded))

    def names_like(self, folded: tuple[str, ...], limit: int) -> list[tuple[str, int]]:
        """List the persons whose names hold all but one of some syllables."""
        with self._reading():
            return self._opened.names("person").like(folded, limit)

    def doc_freq(self, syllable: str) -> int:
        """Count the articles that have a normalised syllable."""
        with self._reading():
            return self._opened.vocabulary.doc_freq(syllable)

    def status(self) -> IndexStatus:
        """Describe the generation."""
        manifest = self._manifest
        return IndexStatus(
            generation=manifest.generation,
            created_at=manifest.created_at,
            n_articles=manifest.n_articles,
            n_failed=manifest.n_failed,
            size_bytes=self._size_bytes,
            engine="embedded",
        )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Let one thread in, and call a failure of Whoosh's what it is: damage."""
        with self._lock:
            try:
                yield
            except IndexStorageError:
                raise  # It says already which file is damaged.
            except Exception as exc:
                # Whoosh raises whatever the bytes lead it to. The traceback goes
                # to the log, in case the fault is ours.
                _log.exception("reading generation %d failed", self.generation)
                raise IndexCorruptError(
                    path=str(self._path), reason=f"{type(exc).__name__}: {exc}"
                ) from exc

    def _leaf_reader(self, query: Query) -> LeafReader:
        return LeafReader(
            self._opened.postings,
            self._opened.vocabulary,
            lambda published: np.flatnonzero(self._published(published)),
            has_marks=has_marks(query),
        )

    def _matcher(self, query: Query, leaves: LeafReader | None = None) -> Matcher:
        return Matcher(
            leaves or self._leaf_reader(query),
            self._opened.scorer,
            self._opened.names,
            self._opened.is_live,
            self._published,
        )

    def _published(self, published: Published) -> np.ndarray:
        return self._in_range(published.first, published.last) & self._opened.is_live

    def _in_range(self, first: date | None, last: date | None) -> np.ndarray:
        is_in = np.ones(self._opened.n_docs, bool)
        if first is not None:
            is_in &= self._opened.minutes >= (first - _EPOCH).days * DAY_MINUTES
        if last is not None:
            end = ((last - _EPOCH).days + 1) * DAY_MINUTES
            is_in &= (self._opened.minutes < end) & (
                self._opened.minutes != UNKNOWN_MINUTE
            )
        return is_in

    def _naming(self, persons: tuple[str, ...]) -> np.ndarray:
        is_in = np.ones(self._opened.n_docs, bool)
        for name in persons:
            column = self._opened.names("person")
            is_in &= column.docs_with(column.resolve(name))
        return is_in

    def _copy(self, article_id: str) -> Copy:
        found = self._opened.stored(self._opened.find(article_id))
        return Copy(found.id, found.title, found.url, found.source, found.published)


def _day(number: int) -> date:
    return _EPOCH + timedelta(days=number)
