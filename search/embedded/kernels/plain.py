"""The inner loops of search with NumPy: what each of them is, and the fallback.

Arrays are contiguous. ``loops/`` has the same functions in C.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from index.segments.posting_reading import decode
from index.segments.postings import PostingLists
from index.segments.ragged import bounds_of, spread
from search.embedded.kernels.arguments import Lists, PostingList
from search.embedded.kernels.plain_counting import (
    add_units,
    count_marked,
    count_positive,
    count_rows,
    docs_of,
    least_of_most,
    mark,
    tell_words,
)

__all__ = [
    "add_frequencies",
    "add_rows",
    "add_units",
    "best_of_words",
    "count_marked",
    "count_positive",
    "count_rows",
    "docs_of",
    "least_of_most",
    "mark",
    "mark_lists",
    "rows_of",
    "score",
    "score_words",
    "tell_words",
]

POSITION_BITS = 32

_DECODED = 256
"""Posting lists that are kept decoded: decoding takes longest here."""

_known: OrderedDict[tuple[int, int], tuple[np.ndarray, PostingLists]] = OrderedDict()


def rows_of(lists: Sequence[PostingList]) -> np.ndarray:
    """Give what compiled loops need to know of posting lists: here nothing.

    Raises
    ------
    ValueError
        If a list is damaged and it shows.
    """
    return np.zeros((len(lists), 0), np.int64)


def mark_lists(mask: np.ndarray, lists: Lists) -> None:
    """Mark the documents of posting lists, in place.

    Parameters
    ----------
    mask : (n_docs,) bool ndarray
    lists : Lists

    Raises
    ------
    ValueError
        If a list is damaged.
    """
    for given in lists.lists:
        mask[_decoded(given).docs + given.base] = True


def add_frequencies(
    lists: Lists,
    wanted: np.ndarray,
    factors: Sequence[np.ndarray],
    freqs: np.ndarray,
    weighted: np.ndarray,
) -> None:
    """Add how often each wanted document has any of the terms, in place.

    Parameters
    ----------
    lists : Lists
    wanted : (n_wanted,) int64 ndarray
        Strictly ascending.
    factors : sequence of (n_docs,) float64 ndarray
        Of each field what an occurrence counts in each document.
    freqs, weighted : (n_wanted,) float64 ndarray
        The same array where everything is as typed.

    Raises
    ------
    ValueError
        If a list is damaged.
    """
    for given in lists.lists:
        postings = _decoded(given)
        there, at = _there(wanted, postings.docs + given.base)
        added = postings.freqs.take(at) * factors[given.field].take(wanted[there])
        freqs[there] += added
        if weighted is not freqs:
            weighted[there] += added * given.weight


def score(
    freqs: np.ndarray, weighted: np.ndarray, saturation: float, scale: float
) -> np.ndarray:
    """Saturate frequencies and round: (n,) int32 ndarray.

    ``weighted / (saturation + freqs) * scale``, at least 1 where there is any
    frequency, 0 where there is none.

    Parameters
    ----------
    freqs, weighted : (n,) float64 ndarray
    saturation, scale : float
    """
    scores = weighted / (saturation + freqs)
    scores *= scale
    np.maximum(np.rint(scores, out=scores), 1.0, out=scores)
    return np.where(freqs > 0, scores, 0.0).astype(np.int32)


def score_words(
    words: Sequence[Lists],
    wanted: np.ndarray,
    factors: Sequence[np.ndarray],
    saturation: float,
    scales: Sequence[float],
    units: np.ndarray,
) -> None:
    """Add what words give to each wanted document, in place.

    Parameters
    ----------
    words : sequence of Lists
    wanted : (n_wanted,) int64 ndarray
        Strictly ascending.
    factors : sequence of (n_docs,) float64 ndarray
        As of `add_frequencies`.
    saturation : float
    scales : sequence of float
        Of each word, as of `score`.
    units : (n_wanted,) int32 ndarray

    Raises
    ------
    ValueError
        If a list is damaged.
    """
    for word, scale in zip(words, scales, strict=True):
        freqs = np.zeros(len(wanted))
        weighted = np.zeros(len(wanted)) if word.has_weights else freqs
        add_frequencies(word, wanted, factors, freqs, weighted)
        units += score(freqs, weighted, saturation, scale)


def best_of_words(
    has: np.ndarray,
    sets: np.ndarray,
    n_docs: int,
    words: Sequence[Lists],
    factors: Sequence[np.ndarray],
    saturation: float,
    scales: Sequence[float],
    bounds: np.ndarray,
    n_wanted: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Score the documents that can be among the best.

    Parameters
    ----------
    has : (n_docs,) uint8 ndarray
        As of `tell_words`.
    sets : (n_sets,) uint8 ndarray
        The values of `has` that are to be looked at, by descending bound.
    n_docs : int
        How many documents have one of these.
    words : sequence of Lists
    factors, saturation, scales
        As of `score_words`.
    bounds : (n_words,) int32 ndarray
        More than each word gives any document.
    n_wanted : int

    Returns
    -------
    (n,) int64 ndarray, (n,) int32 ndarray
        Documents, in any order, and their scores: all that score at least as much
        as the last of the best `n_wanted`, and perhaps others.
    """
    docs = np.flatnonzero(np.isin(has, sets))
    units = np.zeros(len(docs), np.int32)
    score_words(words, docs, factors, saturation, scales, units)
    return docs, units


def add_rows(
    wanted: np.ndarray,
    words: Sequence[Lists],
    factors: np.ndarray,
    weight: float,
    freqs: np.ndarray,
    weighted: np.ndarray,
) -> None:
    """Add how often words follow each other in each wanted document, in place.

    Parameters
    ----------
    wanted : (n_wanted,) int64 ndarray
        Strictly ascending.
    words : sequence of Lists
        All of one field. At one position there is one term.
    factors : (n_docs,) float64 ndarray
        Of that field.
    weight : float
        Of a row in which any term is not what was typed.
    freqs, weighted : (n_wanted,) float64 ndarray
        The same array where everything is as typed.

    Raises
    ------
    ValueError
        If a list is damaged.
    """
    counts = _count_rows(wanted, words, only_exact=False)
    of_docs = factors.take(wanted)
    freqs += counts * of_docs
    if weighted is not freqs:
        exact = _count_rows(wanted, words, only_exact=True)
        weighted += (counts * weight + exact * (1 - weight)) * of_docs


def _decoded(given: PostingList) -> PostingLists:
    key = id(given.content), given.at
    known = _known.get(key)
    if known is None:
        starts, doc_freqs = np.array([[given.at], [given.doc_freq]])
        found = decode(given.content, starts, doc_freqs, given.n_docs)
        docs = found.docs
        if docs[-1] >= given.n_docs or np.any(docs[1:] <= docs[:-1]):
            raise ValueError("expected a posting list, found damaged bytes")
        if len(_known) >= _DECODED:
            _known.popitem(last=False)
        # With the content, so that no other can be at its place meanwhile.
        known = _known[key] = given.content, found
    return known[1]


def _there(wanted: np.ndarray, docs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell which of the wanted are among documents, and where."""
    at = np.searchsorted(docs, wanted)
    at[at == len(docs)] = 0
    there = np.flatnonzero(docs.take(at) == wanted)
    return there, at[there]


def _count_rows(
    wanted: np.ndarray, words: Sequence[Lists], *, only_exact: bool
) -> np.ndarray:
    found: np.ndarray | None = None
    for at, word in enumerate(words):
        parts = [
            _occurrences(wanted, given)
            for given in word.lists
            if given.is_exact or not only_exact
        ]
        here = np.sort(np.concatenate([np.zeros(0, np.int64), *parts])) - at
        found = here if found is None else np.intersect1d(found, here, True)
    assert found is not None
    numbers = found >> POSITION_BITS
    return np.bincount(numbers, minlength=len(wanted)).astype(np.float64)


def _occurrences(wanted: np.ndarray, given: PostingList) -> np.ndarray:
    """Give place among the wanted above position, of every occurrence."""
    postings = _decoded(given)
    numbers, at = _there(wanted, postings.docs + given.base)
    freqs = postings.freqs.take(at)
    chosen = spread(bounds_of(postings.freqs).take(at), freqs)
    positions = postings.positions.take(chosen).astype(np.int64)
    return np.repeat(numbers << POSITION_BITS, freqs) | positions
