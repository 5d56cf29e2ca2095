"""One term, and a walk through the terms of a field, as Whoosh asks for them."""

from __future__ import annotations

from whoosh.codec.base import FieldCursor
from whoosh.reading import TermInfo
from whoosh.util.numeric import byte_to_length

from index.segments.term_dictionary import Info, TermDictionary


class ArrayTermInfo(TermInfo):
    """What Whoosh asks of a term, and where its posting list is."""

    def __init__(self, info: Info) -> None:
        super().__init__(
            float(info.weight),
            info.doc_freq,
            byte_to_length(info.min_length),
            byte_to_length(info.max_length),
            float(info.max_weight),
            info.min_doc,
            info.max_doc,
        )
        self._extent = info.offset, info.size

    def extent(self) -> tuple[int, int]:
        """Give offset and size of the posting list."""
        return self._extent


class ArrayFieldCursor(FieldCursor):
    """A place among the terms of one field; None behind the last of them.

    Parameters
    ----------
    terms : TermDictionary
    prefix : bytes
        What the keys of the field begin with.
    fieldobj : FieldType
    """

    def __init__(self, terms: TermDictionary, prefix: bytes, fieldobj) -> None:
        self._terms = terms
        self._prefix = prefix
        self._field = fieldobj
        self._first = terms.place_of(prefix)
        self._place: int | None = self._first
        self._text: str | None = None
        self._read()

    def first(self) -> str | None:
        """Go to the first term and give it."""
        self._place = self._first
        return self._read()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term not below one and give it."""
        tbytes = term if isinstance(term, bytes) else self._field.to_bytes(term)
        self._place = self._terms.place_of(self._prefix + tbytes)
        return self._read()

    def next(self) -> str | None:
        """Go to the next term and give it."""
        if self._place is not None:
            self._place += 1
        return self._read()

    def text(self) -> str | None:
        """Give the term."""
        return self._text

    def term_info(self) -> TermInfo | None:
        """Describe the term."""
        if self._place is None:
            return None
        return ArrayTermInfo(self._terms.info(self._place))

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._place is not None

    def _read(self) -> str | None:
        place = self._place
        self._text = self._place = None
        if place is not None and place < len(self._terms):
            key = self._terms.key(place)
            if key.startswith(self._prefix):
                self._place = place
                self._text = self._field.from_bytes(key[len(self._prefix) :])
        return self._text
