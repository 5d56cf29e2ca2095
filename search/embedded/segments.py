"""The segments of one generation, opened: arrays where they lie on disk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from index.analysis.numbers import NUMBER_JOINT
from index.analysis.terms import WORD_JOINT
from index.codec import ArraySegment
from index.contents import read_segments
from index.schema import build_schema
from index.segments import (
    documents,
    pairs,
    posting_file,
    stored,
    term_dictionary,
    vocabulary,
)
from index.segments.documents import open_documents
from index.segments.pairs import PairTable, open_pairs
from index.segments.posting_file import open_postings
from index.segments.stored import StoredArticles
from index.segments.term_dictionary import TermDictionary
from index.segments.vocabulary import SegmentVocabulary

_MAX_PLACES = 20_000
"""Places that are remembered; finding one takes some steps."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a posting list is: offset, size in bytes, number of documents."""

    at: int
    size: int
    doc_freq: int


class OpenSegment:
    """One segment; its documents are numbered from `base` in the whole index.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError

    Attributes
    ----------
    n_docs : int
        Deleted ones included.
    content : (n_bytes,) uint8 ndarray
        Its posting lists.
    deleted : (n_deleted,) int64 ndarray
        Numbers of deleted documents in the segment.
    """

    def __init__(self, folder: Path, segment: ArraySegment, base: int) -> None:
        self.segment = segment
        self.name = segment.segment_id()
        self.base = base
        self.n_docs = segment.doc_count_all()
        self.deleted = np.array(sorted(segment.deleted_docs()), np.int64)
        self._folder = folder
        self._places: dict[tuple[str, str], Place | None] = {}
        self.documents = open_documents(folder / (self.name + documents.ENDING))
        self.stored = StoredArticles(folder / (self.name + stored.ENDING))
        self.content = open_postings(folder / (self.name + posting_file.ENDING))
        self.vocabulary = SegmentVocabulary(folder / (self.name + vocabulary.ENDING))

    @cached_property
    def pairs(self) -> PairTable | None:
        """How many documents have a pair of common syllables; None: not counted."""
        return open_pairs(self._folder / (self.name + pairs.ENDING))

    @cached_property
    def is_live(self) -> np.ndarray:
        """Which documents are not deleted: (n_docs,) bool ndarray."""
        is_live = np.ones(self.n_docs, bool)
        is_live[self.deleted] = False
        return is_live

    @cached_property
    def reader(self) -> SegmentReader:
        """Whoosh's reader, for what is not in the arrays."""
        storage = FileStorage(str(self._folder))
        return SegmentReader(storage, build_schema(), self.segment)

    @cached_property
    def _terms(self) -> TermDictionary:
        return TermDictionary(self._folder / (self.name + term_dictionary.ENDING))

    @cached_property
    def _field_numbers(self) -> dict[str, bytes]:
        """What the keys of each field's terms begin with."""
        return {
            field: number.to_bytes(2, "big")
            for number, field in enumerate(self._terms.fields)
        }

    def place(self, field: str, term: str) -> Place | None:
        """Find the posting list of a term; None where it nowhere occurs."""
        key = field, term
        if key not in self._places:
            if len(self._places) >= _MAX_PLACES:
                self._places.clear()
            self._places[key] = self._find(field, term)
        return self._places[key]

    def _find(self, field: str, term: str) -> Place | None:
        if WORD_JOINT in term or NUMBER_JOINT in term:
            return self._find_joined(field, term)
        row = self.vocabulary.row_of(term)
        size = 0 if row is None else int(self.vocabulary.sizes[field][row])
        if not size:
            return None
        at = 4 * int(self.vocabulary.at[field][row])
        return Place(at, size, int(self.vocabulary.docs[field][row]))

    def _find_joined(self, field: str, term: str) -> Place | None:
        # Words and document numbers are in the term dictionary alone. Whoosh's reader
        # takes three times as long to say that one is not there, which most are not.
        terms, number = self._terms, self._field_numbers.get(field)
        if number is None:
            return None
        place = terms.find(number + term.encode("utf-8", "surrogatepass"))
        if place is None:
            return None
        info = terms.info(place)
        return Place(info.offset, info.size, info.doc_freq)


def open_segments(folder: Path) -> list[OpenSegment]:
    """Open all segments of the generation in a folder.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    opened: list[OpenSegment] = []
    base = 0
    for segment in read_segments(folder):
        opened.append(OpenSegment(folder, segment, base))
        base += segment.doc_count_all()
    return opened
