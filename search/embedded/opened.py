"""The files of one generation, opened: each part is read when first needed.

What the parts mean is said where they are made; here is when, and how often:
once a generation, at the first search that asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from index.article import Article
from index.duplicates.groups import read_groups
from index.errors import IndexCorruptError
from index.generations import Generation
from index.schema import AUTHORS, ID, PERSONS, SOURCE, build_schema, stored_article
from search.embedded.collapsing import Copies
from search.embedded.columns import (
    read_id_ranks,
    read_is_live,
    read_lengths,
    read_published_minutes,
)
from search.embedded.names import NameColumn, read_names
from search.embedded.postings import PostingReader
from search.embedded.scoring import Scorer
from search.embedded.suggestions import Suggestions
from search.embedded.vocabulary import Vocabulary
from search.query.nodes import NameField

_NAME_FIELDS: dict[NameField, str] = {
    "person": PERSONS,
    "author": AUTHORS,
    "source": SOURCE,
}


class OpenGeneration:
    """What a generation holds, for one thread at a time.

    Whoosh's readers keep a position in their files; only `suggestions` reads
    none of Whoosh's once it is made.

    Raises
    ------
    IndexCorruptError
        If Whoosh cannot open the generation. Its parts raise it, too, or
        whatever damaged bytes lead Whoosh to.

    Attributes
    ----------
    n_docs : int
        Documents, deleted ones included.
    """

    def __init__(self, generation: Generation) -> None:
        self._path = generation.path
        self._name_columns: dict[NameField, NameColumn] = {}
        try:
            storage = FileStorage(str(generation.path))
            index = FileIndex(storage, build_schema())
            self._searcher = index.searcher()
        except Exception as exc:  # Whoosh raises whatever the bytes lead it to.
            raise IndexCorruptError(path=str(generation.path), reason=str(exc)) from exc
        self.n_docs = self._searcher.doc_count_all()

    def find(self, article_id: str) -> int | None:
        """Give the document of an article; None where no article has the id."""
        return self._searcher.document_number(**{ID: article_id})

    def stored(self, doc: int) -> Article:
        """Fetch the article that a document is."""
        return stored_article(self._searcher.stored_fields(doc))

    def names(self, field: NameField) -> NameColumn:
        """Give the names of all articles in one field."""
        if field not in self._name_columns:
            self._name_columns[field] = read_names(
                self._searcher.reader(), _NAME_FIELDS[field]
            )
        return self._name_columns[field]

    @cached_property
    def suggestions(self) -> Suggestions:
        """What is offered to somebody who types."""
        segments = []
        for leaf, _ in self._searcher.reader().leaf_readers():
            segment = leaf.segment()
            if segment is not None:  # Whoosh's stand-in for no articles at all.
                is_deleted = segment.is_deleted if segment.has_deletions() else None
                segments.append((segment.segment_id(), is_deleted))
        return Suggestions(self._path, segments)

    @cached_property
    def postings(self) -> PostingReader:
        """Where the terms stand."""
        return PostingReader(self._searcher.reader())

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The spellings of the index's syllables."""
        return Vocabulary(self._searcher.reader())

    @cached_property
    def scorer(self) -> Scorer:
        """What is needed to score."""
        lengths = read_lengths(self._searcher.reader(), self.is_live)
        return Scorer(lengths, int(np.count_nonzero(self.is_live)))

    @cached_property
    def is_live(self) -> np.ndarray:
        """Which documents are not deleted: (n_docs,) bool ndarray."""
        return read_is_live(self._searcher.reader())

    @cached_property
    def minutes(self) -> np.ndarray:
        """Publication minute of each document: (n_docs,) int64 ndarray."""
        return read_published_minutes(self._searcher.reader())

    @cached_property
    def groups(self) -> dict[str, Sequence[str]]:
        """Article id → its group's ids; only articles that have copies."""
        groups = read_groups(self._path).groups
        return {article_id: group for group in groups for article_id in group}

    @cached_property
    def copies(self) -> Copies:
        """The same groups, by document."""
        groups = {group[0]: group for group in self.groups.values()}.values()
        docs = [[self.find(id_) for id_ in group] for group in groups]
        return Copies(docs, self.n_docs)

    @cached_property
    def id_ranks(self) -> np.ndarray:
        """The order of the ids: (n_docs,) int64 ndarray."""
        return read_id_ranks(self._searcher.reader())
