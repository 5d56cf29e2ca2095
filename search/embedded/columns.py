"""Values of every article as arrays: publication, lengths, order of the ids.

Document numbers here are those of the whole index: the segments' own numbers,
each segment's shifted by the sizes of the segments before it.
"""

from __future__ import annotations

import numpy as np
from whoosh.reading import IndexReader

from index.schema import ID, LENGTHS, PUBLISHED_MINUTE, UNKNOWN_MINUTE


def read_published_minutes(reader: IndexReader) -> np.ndarray:
    """Read the publication minute of every document: (n_docs,) int64 ndarray.

    `index.schema.UNKNOWN_MINUTE` where it is unknown or the document deleted.
    """
    return _read_numbers(reader, PUBLISHED_MINUTE, UNKNOWN_MINUTE)


def read_lengths(reader: IndexReader, is_live: np.ndarray) -> dict[str, np.ndarray]:
    """Read how many syllables each text field of every document has.

    Returns
    -------
    dict of str to (n_docs,) int64 ndarray
        0 where a document is deleted.
    """
    return {
        field: np.where(is_live, _read_numbers(reader, column, 0), 0)
        for field, column in LENGTHS.items()
    }


def read_id_ranks(reader: IndexReader) -> np.ndarray:
    """Read the order of the ids: (n_docs,) int64 ndarray, by code points."""
    ids: list[str] = [""] * reader.doc_count_all()
    for leaf, base in reader.leaf_readers():
        if leaf.has_column(ID):
            values = list(leaf.column_reader(ID))
            ids[base : base + len(values)] = values
    ranks = np.empty(len(ids), np.int64)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return ranks


def read_is_live(reader: IndexReader) -> np.ndarray:
    """Mark the documents that are not deleted: (n_docs,) bool ndarray."""
    is_live = np.zeros(reader.doc_count_all(), bool)
    is_live[list(reader.all_doc_ids())] = True
    return is_live


def _read_numbers(reader: IndexReader, column: str, default: int) -> np.ndarray:
    numbers = np.full(reader.doc_count_all(), default, np.int64)
    for leaf, base in reader.leaf_readers():
        if leaf.has_column(column):
            values = list(leaf.column_reader(column))
            numbers[base : base + len(values)] = values
    return numbers
