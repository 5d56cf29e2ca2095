"""One generation of the embedded index: match, score, filter, count."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from index.article import Article
from index.errors import IndexCorruptError
from index.generations import Generation
from index.schema import ID, UNKNOWN_MINUTE, build_schema, stored_article
from search.embedded.columns import (
    PersonColumn,
    read_persons,
    read_published_minutes,
)
from search.embedded.facets import DAY_MINUTES, count_days, count_persons
from search.embedded.scoring import UnionBM25F
from search.embedded.topk import page_of
from search.embedded.translate import translate
from search.embedded.vocabulary import Vocabulary
from search.engine import FacetCounts, Matches
from search.query.nodes import Everything, Query
from search.types import IndexStatus, SearchRequest

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
        try:
            storage = FileStorage(str(generation.path))
            index = FileIndex(storage, build_schema())
            self._searcher = index.searcher()
        except Exception as exc:  # Whoosh raises whatever the bytes lead it to.
            raise IndexCorruptError(path=str(generation.path), reason=str(exc)) from exc
        self._n_docs = self._searcher.doc_count_all()

    def search(self, query: Query, request: SearchRequest, n_persons: int) -> Matches:
        """Find one page of matches and count both facets."""
        with self._reading():
            docs, scores = self._match(query)
            is_match = np.zeros(self._n_docs, bool)
            is_match[docs] = True
            in_range = self._in_date_range(request)
            named = self._naming(request.persons)
            in_both = in_range & named
            is_hit = in_both[docs]
            hit_docs, hit_scores = docs[is_hit], scores[is_hit]
            page = page_of(hit_docs, hit_scores, self._minutes[hit_docs], request)
            days, unknown = count_days(self._minutes[is_match & named])
            return Matches(
                total=len(hit_docs),
                articles=[
                    (self._stored(doc), score)
                    for doc, score in zip(
                        hit_docs[page].tolist(), hit_scores[page].tolist(), strict=True
                    )
                ],
                facets=FacetCounts(
                    days=[(_EPOCH + timedelta(days=d), n) for d, n in days],
                    unknown=unknown,
                    persons=count_persons(
                        self._persons, is_match & in_range, request.persons, n_persons
                    ),
                ),
            )

    def article(self, article_id: str) -> Article | None:
        """Fetch one article; None where no article has the id."""
        with self._reading():
            doc = self._searcher.document_number(**{ID: article_id})
            return None if doc is None else self._stored(doc)

    def spellings(self, folded: str) -> list[str]:
        """List the index's syllables that fold to `folded`, commonest first."""
        with self._reading():
            return self._vocabulary.spellings(folded)

    def doc_freq(self, syllable: str) -> int:
        """Count the articles that have a normalised syllable."""
        with self._reading():
            return self._vocabulary.doc_freq(syllable)

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
            except Exception as exc:
                # Whoosh raises whatever the bytes lead it to. The traceback goes
                # to the log, in case the fault is ours.
                _log.exception("reading generation %d failed", self.generation)
                raise IndexCorruptError(
                    path=str(self._path), reason=f"{type(exc).__name__}: {exc}"
                ) from exc

    def _match(self, query: Query) -> tuple[np.ndarray, np.ndarray]:
        """Give matching documents, ascending, and their scores."""
        if isinstance(query, Everything):
            docs = np.fromiter(self._searcher.reader().all_doc_ids(), np.int64)
            return docs, np.zeros(len(docs))
        # Not normalised: Whoosh's `normalize` drops a required word that no
        # article has, as if it had not been asked for.
        translation = translate(query, self._vocabulary)
        weighting = UnionBM25F(translation.unions)
        found_docs: list[int] = []
        scores: list[float] = []
        for leaf, base in self._searcher.leaf_searchers():
            context = self._searcher.context(needs_current=True, weighting=weighting)
            matcher = translation.query.matcher(leaf, context)
            while matcher.is_active():
                found_docs.append(base + matcher.id())
                scores.append(matcher.score())
                matcher.next()
        return np.array(found_docs, np.int64), np.array(scores, np.float64)

    def _in_date_range(self, request: SearchRequest) -> np.ndarray:
        is_in = np.ones(self._n_docs, bool)
        if request.date_from is not None:
            first = (request.date_from - _EPOCH).days * DAY_MINUTES
            is_in &= self._minutes >= first
        if request.date_to is not None:
            end = ((request.date_to - _EPOCH).days + 1) * DAY_MINUTES
            is_in &= (self._minutes < end) & (self._minutes != UNKNOWN_MINUTE)
        return is_in

    def _naming(self, persons: tuple[str, ...]) -> np.ndarray:
        is_in = np.ones(self._n_docs, bool)
        for name in persons:
            is_in &= self._persons.docs_naming(self._persons.resolve(name))
        return is_in

    def _stored(self, doc: int) -> Article:
        return stored_article(self._searcher.stored_fields(doc))

    # Read at the first search that needs them, once a generation.

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._searcher.reader())

    @cached_property
    def _minutes(self) -> np.ndarray:
        return read_published_minutes(self._searcher.reader())

    @cached_property
    def _persons(self) -> PersonColumn:
        return read_persons(self._searcher.reader())
