"""What is known of each document of a segment, as Whoosh asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from whoosh.codec.base import PerDocumentReader
from whoosh.codec.whoosh3 import W3Segment
from whoosh.columns import ColumnReader

from index.schema import BODY, ID, LENGTHS, PUBLISHED_MINUTE, TITLE
from index.segments import documents, stored
from index.segments.documents import Documents, open_documents
from index.segments.stored import StoredArticles


class ArrayPerDocReader(PerDocumentReader):
    """What is known of each document of one segment."""

    def __init__(self, folder: Path, segment: W3Segment) -> None:
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
