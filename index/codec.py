"""The codec: how Whoosh reads our segments.

Whoosh's own extension point (`whoosh.codec.base.Codec`). Its table of contents
and query classes are used as they are; term dictionary, postings, columns and
stored fields are the files of `index.segments`. Every query class of Whoosh
runs on them through `ArrayMatcher`, one posting at a time; searches that are
meant to be fast work on the same arrays whole (`search.embedded`).

Segments are written by `index.segments`, never by Whoosh's writer.

Whoosh pickles `ArraySegment` into its table of contents, so the path and the
attributes of that class are part of the index format.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from whoosh.codec.base import PerDocumentReader, TermsReader
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import ColumnReader
from whoosh.formats import Format
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from index.schema import BODY, ID, LENGTHS, PUBLISHED_MINUTE, TITLE
from index.segments import documents, posting_file, stored, term_dictionary
from index.segments.documents import Documents, open_documents
from index.segments.posting_file import open_postings
from index.segments.posting_reading import decode
from index.segments.postings import PostingLists
from index.segments.ragged import bounds_of
from index.segments.stored import StoredArticles
from index.segments.term_dictionary import TermDictionary
from index.term_cursor import ArrayFieldCursor, ArrayTermInfo

_PREFIX = 2
"""Bytes of a field's number before its terms."""

_NO_FIELD = 65_535


class ArrayCodec(W3Codec):
    """Reads segments whose postings are arrays."""

    def per_document_reader(self, storage, segment) -> ArrayPerDocReader:
        """Open what is known of each document."""
        return ArrayPerDocReader(_folder(storage), segment)

    def terms_reader(self, storage, segment) -> ArrayTermsReader:
        """Open the term dictionary."""
        return ArrayTermsReader(_folder(storage), segment)

    def per_document_writer(self, storage, segment):
        """Refuse: Whoosh's writer cannot write such segments."""
        raise NotImplementedError("segments are written by index.segments.building")

    field_writer = per_document_writer

    def new_segment(self, storage, indexname) -> ArraySegment:
        """Make a segment with a name of its own."""
        return ArraySegment(self, indexname)


class ArraySegment(W3Segment):
    """What the table of contents says of one segment.

    Attributes
    ----------
    _fieldlengths : dict of str to int
        Syllables of each text field, as Whoosh's own segments have it.
    """

    def __init__(self, codec, indexname, **given) -> None:
        super().__init__(codec, indexname, **given)
        self._fieldlengths: dict[str, int] = {}

    def codec(self, **_: object) -> ArrayCodec:
        """Give the codec that reads it."""
        return ArrayCodec()

    def set_field_lengths(self, lengths: dict[str, int]) -> None:
        """Set how many syllables each text field has."""
        self._fieldlengths = dict(lengths)


def extent_of(info: ArrayTermInfo) -> tuple[int, int]:
    """Give offset and size of the posting list of a term."""
    return info.extent()


class ArrayTermsReader(TermsReader):
    """The term dictionary as Whoosh asks it; ids are found in ``.doc``."""

    def __init__(self, folder: Path, segment: ArraySegment) -> None:
        name = segment.segment_id()
        self._terms = TermDictionary(folder / (name + term_dictionary.ENDING))
        self._numbers = {field: n for n, field in enumerate(self._terms.fields)}
        self._content = open_postings(folder / (name + posting_file.ENDING))
        self._n_docs = segment.doc_count_all()
        self._documents_path = folder / (name + documents.ENDING)
        self._documents: Documents | None = None

    def indexed_field_names(self) -> list[str]:
        """Name the fields that have terms here."""
        return self._terms.fields

    def cursor(self, fieldname: str, fieldobj) -> ArrayFieldCursor:
        """Walk through the terms of a field."""
        key = self._key(fieldname, b"")
        return ArrayFieldCursor(self._terms, key, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield all terms with their fields."""
        return (term for term, _ in self.items())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield all terms from one on, those of later fields included."""
        return (term for term, _ in self.items_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield all terms with what is known of them."""
        return self._items(0)

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield all terms from one on with what is known of them."""
        return self._items(self._terms.place_of(self._key(fieldname, prefix)))

    def _items(self, place: int) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for key, info in self._terms.items(place):
            field = self._terms.fields[int.from_bytes(key[:_PREFIX], "big")]
            yield (field, key[_PREFIX:]), ArrayTermInfo(info)

    def _key(self, fieldname: str, tbytes: bytes) -> bytes:
        number = self._numbers.get(fieldname, _NO_FIELD)
        return number.to_bytes(_PREFIX, "big") + tbytes

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        if term[0] == ID:
            return self._doc_of(term[1]) is not None
        return self._terms.find(self._key(*term)) is not None

    def term_info(self, fieldname: str, tbytes: bytes) -> TermInfo:
        """Describe a term; raises `TermNotFound`."""
        if fieldname != ID:
            place = self._terms.find(self._key(fieldname, tbytes))
            if place is None:
                raise TermNotFound(f"No term {fieldname}:{tbytes!r}")
            return ArrayTermInfo(self._terms.info(place))
        doc = self._doc_of(tbytes)
        if doc is None:
            raise TermNotFound(f"No term {fieldname}:{tbytes!r}")
        return TermInfo(1.0, 1, 1, 1, 1.0, doc, doc)

    def doc_frequency(self, fieldname: str, tbytes: bytes) -> int:
        """Count the documents of a term; `KeyError` where it is not there."""
        return self._known(fieldname, tbytes).doc_frequency()

    def frequency(self, fieldname: str, tbytes: bytes) -> float:
        """Count the occurrences of a term; `KeyError` where it is not there."""
        return self._known(fieldname, tbytes).weight()

    def _known(self, fieldname: str, tbytes: bytes) -> TermInfo:
        try:
            return self.term_info(fieldname, tbytes)
        except TermNotFound as exc:  # Whoosh takes it for 0 as `KeyError` alone.
            raise KeyError(tbytes) from exc

    def matcher(
        self, fieldname: str, tbytes: bytes, format_: Format, scorer=None
    ) -> ArrayMatcher:
        """Walk through the postings of a term; raises `TermNotFound`."""
        info = self.term_info(fieldname, tbytes)
        term = fieldname, tbytes
        if fieldname == ID:
            docs = np.array([info.min_id()], np.int64)
            none = np.zeros(0, np.int64)
            only = PostingLists(np.array([0, 1]), docs, none, none)
            return ArrayMatcher(only, format_, term, info, scorer)
        starts = np.array([extent_of(info)[0]], np.int64)
        doc_freqs = np.array([info.doc_frequency()], np.int64)
        found = decode(self._content, starts, doc_freqs, self._n_docs)
        return ArrayMatcher(found, format_, term, info, scorer)

    def close(self) -> None:
        """Nothing to do: mapped arrays go when nobody holds them."""

    def _doc_of(self, article_id: bytes) -> int | None:
        if self._documents is None:
            self._documents = open_documents(self._documents_path)
        return self._documents.find(article_id.decode("utf-8", "surrogatepass"))


class ArrayMatcher(LeafMatcher):
    """The postings of one term, one at a time.

    Parameters
    ----------
    postings : PostingLists
        Of this term alone.
    format_ : Format
    term : tuple of str and bytes
    info : TermInfo
    scorer : Scorer, optional
    """

    def __init__(self, postings, format_, term, info, scorer=None) -> None:
        self._postings = postings
        self._docs = postings.docs
        self.format = format_
        self._term = term
        self._info = info
        self.scorer = scorer
        self._at = 0
        self._bounds = bounds_of(postings.freqs)

    def copy(self) -> ArrayMatcher:
        """Give a matcher at the same posting."""
        same = ArrayMatcher(
            self._postings, self.format, self._term, self._info, self.scorer
        )
        same._at = self._at
        return same

    def is_active(self) -> bool:
        """Whether there is a posting here."""
        return self._at < len(self._docs)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def id(self) -> int:
        """Give the document."""
        return int(self._docs[self._at])

    def all_ids(self) -> Iterator[int]:
        """Yield all documents."""
        return iter(self._docs.tolist())

    def next(self) -> bool:
        """Go to the next posting; Whoosh asks whether a block was left."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return not self.is_active()

    def skip_to(self, id: int) -> bool:
        """Go to the first posting of a document not below `id`."""
        if not self.is_active():
            raise ReadTooFar
        self._at += int(np.searchsorted(self._docs[self._at :], id))
        return True

    def value(self) -> bytes:
        """Give the positions as the field's format encodes them."""
        if not self._postings.has_positions:
            return b""
        return self.format.encode(self._positions())

    def value_as(self, astype: str) -> object:
        """Give positions or frequency without encoding them first."""
        if astype == "positions" and self._postings.has_positions:
            return self._positions()
        return super().value_as(astype)

    def weight(self) -> float:
        """Give the frequency."""
        if not self._postings.has_positions:
            return 1.0
        return float(self._postings.freqs[self._at])

    def supports_block_quality(self) -> bool:
        """Whether low postings can be passed over: all are one block here."""
        return self.scorer is not None and self.scorer.supports_block_quality()

    def block_min_length(self) -> int:
        """Give the length of the shortest text."""
        return self._info.min_length()

    def block_max_length(self) -> int:
        """Give the length of the longest text."""
        return self._info.max_length()

    def block_max_weight(self) -> float:
        """Give the highest frequency."""
        return self._info.max_weight()

    def skip_to_quality(self, minquality: float) -> int:
        """Go past the only block if nothing in it is good enough."""
        if self.block_quality() > minquality:
            return 0
        self._at = len(self._docs)
        return 1

    def _positions(self) -> list[int]:
        start, end = self._bounds[self._at : self._at + 2].tolist()
        return self._postings.positions[start:end].tolist()


class ArrayPerDocReader(PerDocumentReader):
    """What is known of each document of one segment."""

    def __init__(self, folder: Path, segment: ArraySegment) -> None:
        name = segment.segment_id()
        self._segment = segment
        self._documents = open_documents(folder / (name + documents.ENDING))
        self._stored = StoredArticles(folder / (name + stored.ENDING))
        self._lengths = {
            TITLE: self._documents.title_lengths,
            BODY: self._documents.body_lengths,
        }

    def close(self) -> None:
        """Nothing to do: mapped arrays go when nobody holds them."""

    def doc_count(self) -> int:
        """Count the documents, deleted ones left out."""
        return self._segment.doc_count_all() - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        """Count the documents."""
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """Yield the deleted documents."""
        return iter(self._segment.deleted_docs())

    def supports_columns(self) -> bool:
        """Whether there are columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether a field has a column."""
        return fieldname == ID or fieldname in self._columns()

    def column_reader(self, fieldname: str, column) -> ColumnReader:
        """Read a column."""
        if fieldname == ID:
            return _IdColumn(self._documents)
        return _NumberColumn(self._columns()[fieldname])

    def list_columns(self) -> list[str]:
        """Name the columns."""
        return [ID, *self._columns()]

    def _columns(self) -> dict[str, np.ndarray]:
        return {
            PUBLISHED_MINUTE: self._documents.minutes,
            LENGTHS[TITLE]: self._documents.title_lengths,
            LENGTHS[BODY]: self._documents.body_lengths,
        }

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Count the syllables of a text field."""
        lengths = self._lengths.get(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """Count the syllables of a text field in all documents."""
        return self._segment._fieldlengths.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        """Give the length of the shortest text."""
        lengths = self._lengths.get(fieldname)
        return 0 if lengths is None or not len(lengths) else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        """Give the length of the longest text."""
        lengths = self._lengths.get(fieldname)
        return 0 if lengths is None or not len(lengths) else int(lengths.max())

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Whether there is a term vector: never."""
        return False

    def stored_fields(self, docnum: int) -> dict:
        """Give the stored fields of a document."""
        return self._stored.fields(docnum)


class _NumberColumn(ColumnReader):
    """Numbers of each document, for Whoosh's own sorting and facets."""

    def __init__(self, values: np.ndarray) -> None:
        self._values = values
        self._doccount = len(values)
        self._sign = 1

    def __getitem__(self, docnum: int) -> int:
        return int(self._values[docnum])

    def sort_key(self, docnum: int) -> int:
        return self._sign * self[docnum]

    def load(self) -> list[int]:
        return self._values.tolist()

    def set_reverse(self) -> None:
        self._sign = -1


class _IdColumn(ColumnReader):
    """The id of each document."""

    def __init__(self, of: Documents) -> None:
        self._documents = of
        self._doccount = of.n_docs

    def __getitem__(self, docnum: int) -> bytes:
        return self._documents.id_bytes(docnum)


def _folder(storage) -> Path:
    return Path(storage.folder)
