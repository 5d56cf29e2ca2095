"""The inner loops of search, compiled; `plain` says what each of them does.

Raises `OSError` on import where the library is missing or of another source.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import c_char_p, c_double, c_int64, c_void_p

import numpy as np

from search.embedded.kernels.arguments import Postings
from search.embedded.kernels.build import LIBRARY, source_digest

_library = ctypes.CDLL(str(LIBRARY))
_library.source_digest.restype = c_char_p
if _library.source_digest().decode() != source_digest():
    raise OSError(f"{LIBRARY.name} was compiled from another source")

_TERM = 8
"""Numbers of a `term_t`."""

_ROOM = 4096
"""Positions of one word in one document that the buffer has room for at first."""


def _function(name: str, *types: type, gives: type | None = None):
    function = getattr(_library, name)
    function.argtypes = types
    function.restype = gives
    return function


_docs_of = _function("docs_of", c_void_p, c_int64, c_void_p, gives=c_int64)
_mark = _function("mark", c_void_p, c_void_p, c_int64)
_count_marked = _function("count_marked", c_void_p, c_void_p, c_int64, c_void_p)
_count_rows = _function("count_rows", *[c_void_p] * 3, c_int64, c_void_p)
_add_units = _function("add_units", *[c_void_p] * 3, c_int64)
_decode_list = _function(
    "decode_list", c_void_p, *[c_int64] * 3, c_void_p, c_void_p, gives=c_int64
)
_add_frequencies = _function(
    "add_frequencies",
    *[c_void_p] * 3,
    c_int64,
    c_void_p,
    c_double,
    c_void_p,
    c_void_p,
)
_gather_frequencies = _function(
    "gather_frequencies",
    c_void_p,
    c_int64,
    *[c_void_p] * 3,
    c_int64,
    c_void_p,
    c_double,
    c_void_p,
    c_void_p,
)
_count_positive = _function("count_positive", c_void_p, c_int64, gives=c_int64)
_score = _function("score", c_void_p, c_void_p, c_int64, c_double, c_double, c_void_p)
_add_rows = _function(
    "add_rows",
    c_void_p,
    c_int64,
    c_int64,
    c_void_p,
    c_void_p,
    c_int64,
    c_void_p,
    c_int64,
    c_void_p,
    c_double,
    c_void_p,
    c_void_p,
    gives=c_int64,
)


def addresses_of(
    docs: np.ndarray, starts: np.ndarray, ends: np.ndarray, marked: np.ndarray
) -> tuple[int, ...]:
    """Give what the loops need to know of postings: a `term_t`, but for its end."""
    width = marked.dtype.itemsize
    return _at(docs), _at(starts), _at(ends), _at(marked), len(docs), width


def _at(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]


def docs_of(mask: np.ndarray) -> np.ndarray:
    """List the marked documents."""
    docs = np.empty(len(mask), np.int64)
    return docs[: _docs_of(_at(mask), len(mask), _at(docs))]


def mark(mask: np.ndarray, docs: np.ndarray) -> None:
    """Mark documents, in place."""
    _mark(_at(mask), _at(docs), len(docs))


def count_marked(mask: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    """Count the values of what is marked."""
    counts = np.zeros(n, np.int64)
    _count_marked(_at(mask), _at(values), len(values), _at(counts))
    return counts


def count_rows(
    mask: np.ndarray, offsets: np.ndarray, values: np.ndarray, n: int
) -> np.ndarray:
    """Count the values of all marked rows."""
    counts = np.zeros(n, np.int64)
    _count_rows(_at(mask), _at(offsets), _at(values), len(mask), _at(counts))
    return counts


def add_units(units: np.ndarray, docs: np.ndarray, added: np.ndarray) -> None:
    """Add to the scores of some documents, in place."""
    _add_units(_at(units), _at(docs), _at(added), len(docs))


def decode_list(
    content: np.ndarray, at: int, size: int, doc_freq: int, n_docs: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read one posting list with positions."""
    docs = np.empty(doc_freq, np.int32)
    # One more: the loop writes where the next document would begin.
    bounds = np.empty(doc_freq + 2, np.int32)
    if doc_freq < 1 or at + size > len(content):
        raise ValueError(f"expected {size} bytes at {at}, found {len(content) - at}")
    start = _decode_list(
        _at(content) + at, size, doc_freq, n_docs, _at(docs), _at(bounds)
    )
    if start < 0:
        raise ValueError(f"expected {doc_freq} documents, found others")
    code = "<u4" if content[at] & 4 else "<u2"
    return docs, bounds[: doc_freq + 1], content[at + start : at + size].view(code)


def add_frequencies(
    postings: Postings,
    factors: np.ndarray,
    weight: float,
    freqs: np.ndarray,
    weighted: np.ndarray,
) -> None:
    """Add how often each document has a term, in place."""
    docs, starts, ends, _, n, _ = postings.addresses
    at = _at(freqs)
    other = at if weighted is freqs else _at(weighted)
    _add_frequencies(docs, starts, ends, n, _at(factors), weight, at, other)


def gather_frequencies(
    wanted: np.ndarray,
    postings: Postings,
    factors: np.ndarray,
    weight: float,
    freqs: np.ndarray,
    weighted: np.ndarray,
) -> None:
    """Add how often each wanted document has a term, in place."""
    docs, starts, ends, _, n, _ = postings.addresses
    at = _at(freqs)
    other = at if weighted is freqs else _at(weighted)
    given = docs, starts, ends, n, _at(factors), weight, at, other
    _gather_frequencies(_at(wanted), len(wanted), *given)


def add_rows(
    wanted: np.ndarray,
    words: Sequence[Sequence[tuple[Postings, bool]]],
    factors: np.ndarray,
    weight: float,
    freqs: np.ndarray,
    weighted: np.ndarray,
) -> None:
    """Add how often words follow each other in each wanted document, in place."""
    bounds = [0]
    numbers: list[int] = []
    for terms in words:
        for postings, is_exact in terms:
            numbers += postings.addresses
            numbers += (is_exact, 0)
        bounds.append(len(numbers) // _TERM)
    first_terms = np.array(bounds, np.int64)
    room, done = _ROOM, 0
    at = _at(freqs)
    other = at if weighted is freqs else _at(weighted)
    while done < len(wanted):
        # Made anew each time: the cursors in it have moved.
        terms_array = np.array(numbers, np.int64)
        buffer = np.empty(2 * room, np.uint64)
        done = _add_rows(
            _at(wanted),
            done,
            len(wanted),
            _at(terms_array),
            _at(first_terms),
            len(words),
            _at(buffer),
            room,
            _at(factors),
            weight,
            at,
            other,
        )
        room *= 16


def count_positive(values: np.ndarray) -> int:
    """Count what is above 0."""
    return _count_positive(_at(values), len(values))


def score(
    freqs: np.ndarray, weighted: np.ndarray, saturation: float, scale: float
) -> np.ndarray:
    """Saturate frequencies and round."""
    units = np.empty(len(freqs), np.int32)
    _score(_at(freqs), _at(weighted), len(freqs), saturation, scale, _at(units))
    return units
