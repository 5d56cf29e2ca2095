"""Posting lists of words where they lie, and what they hold when decoded.

Document numbers are those of the whole index: the segments' own numbers, each
segment's shifted by the sizes of the segments before it. An occurrence is one
int64, document number above position.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.segments.posting_reading import decode
from search.embedded import kernels
from search.embedded.kernels.arguments import Lists, PostingList
from search.embedded.segments import OpenSegment
from search.formula import FIELDS

POSITION_BITS = 32

WeightedTerm = tuple[str, float, bool]
"""A term, what an occurrence counts, whether it is what was typed."""


def lists_of(
    segments: Sequence[OpenSegment],
    terms: Sequence[WeightedTerm],
    fields: Sequence[str],
) -> Lists:
    """Find the posting lists of terms in some fields of some segments.

    Raises
    ------
    ValueError
        If a list is damaged.
    """
    found = []
    for segment in segments:
        content, n_docs, base = segment.content, segment.n_docs, segment.base
        for field in fields:
            number = FIELDS.index(field)
            for term, weight, is_exact in terms:
                place = segment.place(field, term)
                if place is None:
                    continue
                extent = place.at, place.size, place.doc_freq
                how = number, weight, is_exact
                found.append(PostingList(content, *extent, n_docs, base, *how))
    return Lists(found, kernels.rows_of(found))


def docs_of_lists(lists: Lists, is_live: np.ndarray) -> np.ndarray:
    """List the documents that have any of the terms: ascending int64.

    Parameters
    ----------
    lists : Lists
    is_live : (n_docs,) bool ndarray
        False for deleted documents, which are left out.
    """
    mask = np.zeros(len(is_live), bool)
    kernels.mark_lists(mask, lists)
    mask &= is_live
    return kernels.docs_of(mask)


def occurrences(lists: Lists, is_live: np.ndarray) -> np.ndarray:
    """Give all occurrences of the terms: ascending int64.

    Parameters
    ----------
    lists : Lists
        Of one field.
    is_live : (n_docs,) bool ndarray
    """
    parts = [np.zeros(0, np.int64)]
    for given in lists.lists:
        starts, doc_freqs = np.array([[given.at], [given.doc_freq]])
        postings = decode(given.content, starts, doc_freqs, given.n_docs)
        docs = np.repeat(postings.docs + given.base, postings.freqs)
        keys = docs << POSITION_BITS | postings.positions
        parts.append(keys[is_live[docs]])
    return np.sort(np.concatenate(parts))
