"""Values of every article as arrays: publication, lengths, order of the ids.

Document numbers here are those of the whole index: the segments' own numbers,
each segment's shifted by the sizes of the segments before it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.schema import BODY, TITLE
from search.embedded.segments import OpenSegment


def read_published_minutes(segments: Sequence[OpenSegment]) -> np.ndarray:
    """Read the publication minute of every document: (n_docs,) int64 ndarray.

    `index.schema.UNKNOWN_MINUTE` where it is unknown.
    """
    return _joined([s.documents.minutes for s in segments], np.int64)


def read_lengths(
    segments: Sequence[OpenSegment], is_live: np.ndarray
) -> dict[str, np.ndarray]:
    """Read how many syllables each text field of every document has.

    Returns
    -------
    dict of str to (n_docs,) int64 ndarray
        0 where a document is deleted.
    """
    title = _joined([s.documents.title_lengths for s in segments], np.int64)
    body = _joined([s.documents.body_lengths for s in segments], np.int64)
    return {TITLE: title * is_live, BODY: body * is_live}


def read_id_ranks(segments: Sequence[OpenSegment]) -> np.ndarray:
    """Read the order of the ids: (n_docs,) int64 ndarray, by code points."""
    if len(segments) == 1:
        order = segments[0].documents.id_order.astype(np.int64)
    else:
        ids = [id_ for segment in segments for id_ in segment.documents.all_ids()]
        # The order of UTF-8 is that of code points.
        order = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def read_is_live(segments: Sequence[OpenSegment]) -> np.ndarray:
    """Mark the documents that are not deleted: (n_docs,) bool ndarray."""
    return _joined([segment.is_live for segment in segments], bool)


def _joined(arrays: Sequence[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate([np.zeros(0, dtype), *arrays]).astype(dtype, copy=False)
