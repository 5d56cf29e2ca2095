"""The inner loops of search with NumPy: what each of them is, and the fallback.

Arrays are contiguous. `kernels.c` has the same functions, compiled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.segments.postings import (
    FIRST,
    FIRST_WIDE,
    firsts_of,
    read_docs,
    read_positions,
    spread,
)
from search.embedded.kernels.arguments import Postings

POSITION_BITS = 32


def docs_of(mask: np.ndarray) -> np.ndarray:
    """List the marked documents: ascending int64.

    Parameters
    ----------
    mask : (n_docs,) bool ndarray
    """
    return np.flatnonzero(mask)


def mark(mask: np.ndarray, docs: np.ndarray) -> None:
    """Mark documents, in place.

    Parameters
    ----------
    mask : (n_docs,) bool ndarray
    docs : (n,) int32 ndarray
    """
    mask[docs.astype(np.int64)] = True


def count_marked(mask: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    """Count the values of what is marked: (n,) int64 ndarray.

    Parameters
    ----------
    mask : (m,) bool ndarray
    values : (m,) int32 ndarray
        In ``range(n)``.
    n : int
    """
    return np.bincount(values.take(np.flatnonzero(mask)), minlength=n)


def count_rows(
    mask: np.ndarray, offsets: np.ndarray, values: np.ndarray, n: int
) -> np.ndarray:
    """Count the values of all marked rows: (n,) int64 ndarray.

    Parameters
    ----------
    mask : (n_rows,) bool ndarray
    offsets : (n_rows + 1,) int64 ndarray
    values : int32 ndarray
        Row ``r`` has ``values[offsets[r] : offsets[r + 1]]``, in ``range(n)``.
    n : int
    """
    rows = np.flatnonzero(mask)
    starts = offsets.take(rows)
    chosen = spread(starts, offsets.take(rows + 1) - starts)
    return np.bincount(values.take(chosen), minlength=n)


def add_units(units: np.ndarray, docs: np.ndarray, added: np.ndarray) -> None:
    """Add to the scores of some documents, in place.

    Parameters
    ----------
    units : (n_docs,) int32 ndarray
    docs, added : (n,) int32 ndarray
        No document twice.
    """
    np.add.at(units, docs, added)


def decode_list(
    content: np.ndarray, at: int, size: int, doc_freq: int, n_docs: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read one posting list with positions; `index.segments.postings` has the layout.

    Parameters
    ----------
    content : (n,) uint8 ndarray
    at, size : int
        Where the list begins, and its size.
    doc_freq, n_docs : int
        Documents of the term and of the segment.

    Returns
    -------
    (doc_freq,) int32 ndarray, (doc_freq + 1,) int32 ndarray, ndarray
        Documents; bounds of each one's positions; the positions with their marks.

    Raises
    ------
    ValueError
        If the list is damaged.
    """
    docs, positions_at = read_docs(content, at, doc_freq, n_docs)
    marked = read_positions(content, at, positions_at, size)
    firsts = firsts_of(marked)
    # Other loops write where these numbers say, so none may be out of range.
    is_ascending = len(docs) == doc_freq and bool(
        np.all(docs[1:] > docs[:-1]) and docs[0] >= 0 and docs[-1] < n_docs
    )
    if len(firsts) != doc_freq or firsts[0] != 0 or not is_ascending:
        raise ValueError(f"expected {doc_freq} documents, found {len(firsts)}")
    bounds = np.append(firsts, len(marked)).astype(np.int32)
    return docs.astype(np.int32, copy=False), bounds, marked


def addresses_of(
    docs: np.ndarray, starts: np.ndarray, ends: np.ndarray, marked: np.ndarray
) -> tuple[int, ...]:
    """Give what compiled loops need to know of postings: here nothing."""
    return ()


def add_frequencies(
    postings: Postings,
    factors: np.ndarray,
    weight: float,
    freqs: np.ndarray,
    weighted: np.ndarray,
) -> None:
    """Add how often each document has a term, in place.

    Parameters
    ----------
    postings : Postings
    factors : (n_docs,) float64 ndarray
        What an occurrence counts in each document.
    weight : float
        What it counts beside one as typed.
    freqs, weighted : (n_docs,) float64 ndarray
        The same array where everything is as typed.
    """
    docs = postings.docs
    added = (postings.ends - postings.starts) * factors.take(docs)
    freqs[docs] += added
    if weighted is not freqs:
        weighted[docs] += added * weight


def gather_frequencies(
    wanted: np.ndarray,
    postings: Postings,
    factors: np.ndarray,
    weight: float,
    freqs: np.ndarray,
    weighted: np.ndarray,
) -> None:
    """Add how often each wanted document has a term, as `add_frequencies`.

    Parameters
    ----------
    wanted : (n_wanted,) int64 ndarray
        Strictly ascending.
    postings : Postings
    factors : (n_docs,) float64 ndarray
    weight : float
    freqs, weighted : (n_wanted,) float64 ndarray
    """
    docs = postings.docs
    if not len(docs) or not len(wanted):
        return
    at = np.searchsorted(docs, wanted.astype(np.int32))
    at[at == len(docs)] = 0
    there = np.flatnonzero(docs.take(at) == wanted)
    at = at[there]
    counts = postings.ends.take(at) - postings.starts.take(at)
    added = counts * factors.take(wanted[there])
    freqs[there] += added
    if weighted is not freqs:
        weighted[there] += added * weight


def add_rows(
    wanted: np.ndarray,
    words: Sequence[Sequence[tuple[Postings, bool]]],
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
    words : sequence of sequence of (Postings, bool)
        Of each word the postings of the terms that answer it; whether a term
        is what was typed. At one position there is one term.
    factors : (n_docs,) float64 ndarray
    weight : float
        Of a row in which any term is not what was typed.
    freqs, weighted : (n_wanted,) float64 ndarray
        The same array where everything is as typed.
    """
    counts = _count_rows(wanted, words, only_exact=False)
    of_docs = factors.take(wanted)
    freqs += counts * of_docs
    if weighted is not freqs:
        exact = _count_rows(wanted, words, only_exact=True)
        weighted += (counts * weight + exact * (1 - weight)) * of_docs


def count_positive(values: np.ndarray) -> int:
    """Count what is above 0.

    Parameters
    ----------
    values : (n,) float64 ndarray
    """
    return int(np.count_nonzero(values > 0))


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


def _count_rows(
    wanted: np.ndarray,
    words: Sequence[Sequence[tuple[Postings, bool]]],
    *,
    only_exact: bool,
) -> np.ndarray:
    found: np.ndarray | None = None
    for at, terms in enumerate(words):
        parts = [
            _occurrences(wanted, postings)
            for postings, is_exact in terms
            if is_exact or not only_exact
        ]
        here = np.sort(np.concatenate([np.zeros(0, np.int64), *parts])) - at
        found = here if found is None else np.intersect1d(found, here, True)
    assert found is not None
    numbers = found >> POSITION_BITS
    return np.bincount(numbers, minlength=len(wanted)).astype(np.float64)


def _occurrences(wanted: np.ndarray, postings: Postings) -> np.ndarray:
    """Give place among the wanted above position, of every occurrence."""
    docs, marked = postings.docs, postings.marked
    numbers = np.flatnonzero(np.isin(wanted, docs, assume_unique=True))
    at = np.searchsorted(docs, wanted[numbers])
    starts = postings.starts.take(at).astype(np.int64)
    freqs = postings.ends.take(at) - starts
    positions = marked[spread(starts, freqs)]
    bound = FIRST if marked.dtype.itemsize == 2 else FIRST_WIDE
    positions = positions & marked.dtype.type(bound - 1)
    return np.repeat(numbers << POSITION_BITS, freqs) | positions
