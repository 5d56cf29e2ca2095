"""The files of one generation, opened: each part is read when first needed.

What the parts mean is said where they are made; here is when, and how often:
once a generation, at the first search that asks for them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache, cached_property, partial
from itertools import chain

import numpy as np
from whoosh.reading import IndexReader, MultiReader

from index.article import Article
from index.duplicates.groups import read_groups
from index.generations import Generation
from index.schema import AUTHORS, PERSONS, SOURCE, stored_article
from search.embedded.cache import ByteCache
from search.embedded.collapsing import Copies
from search.embedded.columns import (
    read_id_ranks,
    read_is_live,
    read_lengths,
    read_published_minutes,
)
from search.embedded.facets import DayCounter, PersonCounter
from search.embedded.kernels.arguments import Lists
from search.embedded.names import read_names
from search.embedded.pairs import PairCounts
from search.embedded.ranking import Ranker
from search.embedded.scored import Scored
from search.embedded.scoring import Scorer
from search.embedded.segments import OpenSegment, open_segments
from search.embedded.vocabulary import Vocabulary
from search.embedded.whole_ranking import WholeRanking
from search.names import NameColumn
from search.offered.files import Suggestions
from search.query.nodes import NameField

_NAME_FIELDS: dict[NameField, str] = {
    "person": PERSONS,
    "author": AUTHORS,
    "source": SOURCE,
}

_KNOWN_LISTS = 8_000_000
_CACHED_SCORES = 24_000_000
"""Bytes for what was looked up and computed last; the latter in an archive of up
to `_USUAL_DOCS` documents, more where arrays are longer."""

_WHOLE_RANKINGS = 8_000_000
"""Bytes for the hits that people are going through, eight a hit."""

_USUAL_DOCS = 150_000


class OpenGeneration:
    """What a generation holds, for one thread at a time.

    Caches are not guarded; only `suggestions` may be used from any thread once
    it is made.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
        If a file cannot be opened. Its parts raise it, too, or whatever damaged
        bytes lead to.

    Attributes
    ----------
    n_docs : int
        Documents, deleted ones included.
    """

    def __init__(self, generation: Generation) -> None:
        self._path = generation.path
        self._name_columns: dict[NameField, NameColumn] = {}
        self._segments = open_segments(generation.path)
        self.n_docs = sum(segment.n_docs for segment in self._segments)

    def prepare(self) -> None:
        """Make what every search needs, so that the first one need not.

        Nothing here reads through a file's position, so processes that are forked
        afterwards share it.
        """
        _ = (
            *(self.vocabulary, self.pair_counts, self.scorer, self.ranker),
            *(self.day_counter, self.person_counter, self.suggestions),
            *(self.groups, self.known_lists, self.remembered, self.id_ranks),
        )
        # What is looked at where little is found.
        self.names("person").prepare()
        self.vocabulary.prepare()

    def find(self, article_id: str) -> int | None:
        """Give the document of an article; None where no article has the id."""
        for segment in self._segments:
            doc = segment.documents.find(article_id)
            if doc is not None and segment.is_live[doc]:
                return segment.base + doc
        return None

    def stored(self, doc: int) -> Article:
        """Fetch the article that a document is."""
        return stored_article(self.stored_fields(doc))

    def stored_fields(self, doc: int) -> dict:
        """Fetch what is stored of a document, with less effort than the article."""
        segment = self._segment_of(doc)
        return segment.stored.fields(doc - segment.base)

    def article_id(self, doc: int) -> str:
        """Fetch the id of the article that a document is."""
        segment = self._segment_of(doc)
        found = segment.documents.id_bytes(doc - segment.base)
        return found.decode("utf-8", "surrogatepass")

    def _segment_of(self, doc: int) -> OpenSegment:
        at = bisect_right(self._segments, doc, key=lambda segment: segment.base)
        return self._segments[at - 1]

    def names(self, field: NameField) -> NameColumn:
        """Give the names of all articles in one field."""
        if field not in self._name_columns:
            found = read_names(self._segments, _NAME_FIELDS[field])
            self._name_columns[field] = found
        return self._name_columns[field]

    @cached_property
    def whoosh_reader(self) -> IndexReader:
        """Whoosh's reader of all segments, for what the arrays do not cover."""
        return MultiReader([segment.reader for segment in self._segments])

    @cached_property
    def suggestions(self) -> Suggestions:
        """What is offered to somebody who types."""
        return Suggestions(
            self._path,
            [
                (
                    segment.name,
                    segment.segment.is_deleted if len(segment.deleted) else None,
                )
                for segment in self._segments
            ],
        )

    @property
    def segments(self) -> Sequence[OpenSegment]:
        """Its segments, in the order of their documents."""
        return self._segments

    @cached_property
    def known_lists(self) -> ByteCache[Lists]:
        """Posting lists that earlier queries looked up."""
        return ByteCache(_KNOWN_LISTS)

    @cached_property
    def remembered(self) -> ByteCache[Scored]:
        """What earlier queries found out of phrases, pairs and readings."""
        return ByteCache(self._room(_CACHED_SCORES))

    @cached_property
    def whole_rankings(self) -> ByteCache[WholeRanking]:
        """The hits of searches that people are going through."""
        return ByteCache(self._room(_WHOLE_RANKINGS))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The spellings of the index's syllables."""
        return Vocabulary(self._segments)

    @cached_property
    def pair_counts(self) -> PairCounts:
        """How many documents have a pair of common words."""
        return PairCounts(self._segments, self.vocabulary.answers)

    @cached_property
    def scorer(self) -> Scorer:
        """What is needed to score."""
        lengths = read_lengths(self._segments, self.is_live)
        return Scorer(lengths, int(np.count_nonzero(self.is_live)))

    @cached_property
    def ranker(self) -> Ranker:
        """What orders the matches."""
        return Ranker(self.copies, self.minutes, self._read_id_ranks)

    @cached_property
    def day_counter(self) -> DayCounter:
        """What counts by day."""
        return DayCounter(self.minutes, self.copies, self.is_live)

    @cached_property
    def person_counter(self) -> PersonCounter:
        """What counts by person."""
        return PersonCounter(self.names("person"), self.copies, self.is_live)

    @cached_property
    def is_live(self) -> np.ndarray:
        """Which documents are not deleted: (n_docs,) bool ndarray."""
        return read_is_live(self._segments)

    @cached_property
    def minutes(self) -> np.ndarray:
        """Publication minute of each document: (n_docs,) int64 ndarray."""
        return read_published_minutes(self._segments)

    @cached_property
    def groups(self) -> dict[str, Sequence[str]]:
        """Article id → its group's ids; only articles that have copies."""
        groups = read_groups(self._path).groups
        return {article_id: group for group in groups for article_id in group}

    @cached_property
    def copies(self) -> Copies:
        """The same groups, by document."""
        groups = {group[0]: group for group in self.groups.values()}.values()
        coded = [
            [id_.encode("utf-8", "surrogatepass") for id_ in group] for group in groups
        ]
        docs_of: dict[bytes, int] = {}
        for segment in self._segments:
            found = segment.documents.find_many(list(chain.from_iterable(coded)))
            docs_of |= {
                id_: segment.base + doc
                for id_, doc in found.items()
                if segment.is_live[doc]
            }
        docs = [[docs_of[id_] for id_ in group] for group in coded]
        return Copies(docs, self.n_docs)

    @cached_property
    def id_ranks(self) -> np.ndarray:
        """The order of the ids: (n_docs,) int64 ndarray."""
        return self._read_id_ranks()

    @cached_property
    def _read_id_ranks(self) -> Callable[[], np.ndarray]:
        # No method of this object: the files of a generation that was replaced would
        # stay open until Python looks for circles.
        return cache(partial(read_id_ranks, self._segments))

    def _room(self, usual: int) -> int:
        return usual * max(self.n_docs, _USUAL_DOCS) // _USUAL_DOCS
