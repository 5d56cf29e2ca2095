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
from whoosh.codec.base import TermsReader
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.formats import Format
from whoosh.reading import TermInfo, TermNotFound

from index.schema import ID
from index.segments import documents, posting_file, term_dictionary
from index.segments.documents import Documents, open_documents
from index.segments.posting_file import open_postings
from index.segments.posting_reading import decode
from index.segments.postings import PostingLists
from index.segments.term_dictionary import TermDictionary
from index.whoosh_readers.matcher import ArrayMatcher
from index.whoosh_readers.per_document import ArrayPerDocReader
from index.whoosh_readers.term_cursor import ArrayFieldCursor, ArrayTermInfo

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

    def field_length(self, field: str) -> int:
        """Give how many syllables a text field has."""
        return self._fieldlengths.get(field, 0)

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


def _folder(storage) -> Path:
    return Path(storage.folder)
