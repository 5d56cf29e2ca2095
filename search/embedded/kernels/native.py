"""The inner loops of search, compiled; `plain` says what each of them does.

Raises `OSError` on import where the library is missing or of another source.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import c_double, c_int64, c_void_p

import numpy as np

from search.compiling import load
from search.embedded.kernels.arguments import Lists, PostingList
from search.embedded.kernels.build import LIBRARY, SOURCES

_library = load(SOURCES, LIBRARY)

_N_NUMBERS = 14
"""Numbers of a `list_t`, 8 bytes each."""

_READER_BYTES = 112

_ROOM = 4096
"""Positions of one word in one document that the buffer has room for at first."""


def _function(name: str, *types: type, gives: type | None = None):
    function = getattr(_library, name)
    function.argtypes = types
    function.restype = gives
    return function


_P, _N, _D = c_void_p, c_int64, c_double
_describe_list = _function(
    "describe_list", _P, _N, _N, _N, _N, _N, _N, _D, _P, gives=_N
)
_docs_of = _function("docs_of", _P, _N, _P, gives=_N)
_mark = _function("mark", _P, _P, _N)
_mark_lists = _function("mark_lists", _P, _P, _N, gives=_N)
_add_frequencies = _function(
    "add_frequencies", *(_P, _N, _P, _N, _N, _P, _P, _P, _P, _P), gives=_N
)
_add_units = _function("add_units", _P, _P, _P, _N)
_count_positive = _function("count_positive", _P, _N, gives=_N)
_score = _function("score", _P, _P, _N, _D, _D, _P)
_score_words = _function(
    "score_words", *(_P, _P, _N, _P, _N, _N, _P, _P, _P, _D, _P, _P, _P), gives=_N
)
_tell_words = _function("tell_words", _P, _P, _N, _N, _P, _P)
_best_of_words = _function(
    "best_of_words",
    *(_P, _N, _P, _N, _P, _P, _N, _P, _D, _P, _P, _N, _P, _P, _P, _P),
    gives=_N,
)
_add_rows = _function(
    "add_rows", *(_P, _N, _N, _P, _P, _N, _P, _P, _P, _N, _P, _D, _P, _P), gives=_N
)
_count_marked = _function("count_marked", _P, _P, _N, _P)
_least_of_most = _function("least_of_most", _P, _P, _N, _N, _P, _P, gives=_N)
_count_rows = _function("count_rows", _P, _P, _P, _N, _P)


def _at(array: np.ndarray) -> int:
    try:
        # A fifth of the time of what works for all arrays, a hundred times a query.
        return ctypes.addressof(ctypes.c_char.from_buffer(array))
    except (TypeError, ValueError):  # Mapped from a file, or empty.
        return array.__array_interface__["data"][0]


def rows_of(lists: Sequence[PostingList]) -> np.ndarray:
    """Find the parts of posting lists: (n_lists, n_numbers) int64 ndarray."""
    rows = np.zeros((len(lists), _N_NUMBERS), np.int64)
    at = _at(rows)
    for number, given in enumerate(lists):
        start = _at(given.content) + given.at
        is_inside = given.at + given.size + 8 <= len(given.content)
        row = at + 8 * _N_NUMBERS * number
        extent = start, given.size, given.doc_freq, given.n_docs, given.base
        how = given.field, given.is_exact, given.weight
        if not is_inside or _describe_list(*extent, *how, row) < 0:
            raise _damaged()
    return rows


def _damaged() -> ValueError:
    return ValueError("expected a posting list, found damaged bytes")


def docs_of(mask: np.ndarray) -> np.ndarray:
    """List the marked documents."""
    docs = np.empty(len(mask), np.int64)
    return docs[: _docs_of(_at(mask), len(mask), _at(docs))]


def mark(mask: np.ndarray, docs: np.ndarray) -> None:
    """Mark documents, in place."""
    _mark(_at(mask), _at(docs), len(docs))


def mark_lists(mask: np.ndarray, lists: Lists) -> None:
    """Mark the documents of posting lists, in place."""
    if _mark_lists(_at(mask), _at(lists.rows), len(lists.rows)) < 0:
        raise _damaged()


def add_frequencies(
    lists: Lists,
    wanted: np.ndarray,
    factors: Sequence[np.ndarray],
    freqs: np.ndarray,
    weighted: np.ndarray,
) -> None:
    """Add how often each wanted document has any of the terms, in place."""
    rows, addresses = lists.rows, np.array([_at(f) for f in factors], np.int64)
    at = _at(freqs)
    other = at if weighted is freqs else _at(weighted)
    n_docs = len(factors[0])
    bits, ranks = _empty_set(n_docs)
    given = _at(rows), len(rows), _at(wanted), len(wanted), n_docs, _at(bits)
    if _add_frequencies(*given, _at(ranks), _at(addresses), at, other) < 0:
        raise _damaged()


def add_units(units: np.ndarray, docs: np.ndarray, added: np.ndarray) -> None:
    """Add to the scores of some documents, in place."""
    _add_units(_at(units), _at(docs), _at(added), len(docs))


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


def score_words(
    words: Sequence[Lists],
    wanted: np.ndarray,
    factors: Sequence[np.ndarray],
    saturation: float,
    scales: Sequence[float],
    units: np.ndarray,
) -> None:
    """Add what words give to each wanted document, in place."""
    rows, bounds = _joined(words)
    n = len(wanted)
    numbers = np.array([*map(_at, factors)], np.int64)
    of_words = np.array(scales, np.float64)
    room = np.empty(2 * n)
    n_docs = len(factors[0])
    bits, ranks = _empty_set(n_docs)
    done = _score_words(
        _at(rows),
        _at(bounds),
        len(words),
        _at(wanted),
        n,
        n_docs,
        _at(bits),
        _at(ranks),
        _at(numbers),
        saturation,
        _at(of_words),
        _at(room),
        _at(units),
    )
    if done < 0:
        raise _damaged()


def tell_words(
    is_match: np.ndarray, masks: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Tell which words each match has, and count them by that."""
    has, counts = np.empty(len(is_match), np.uint8), np.zeros(256, np.int64)
    addresses = np.array([*map(_at, masks)], np.int64)
    given = _at(is_match), _at(addresses), len(masks), len(has), _at(has)
    _tell_words(*given, _at(counts))
    return has, counts


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
    """Score the documents that can be among the best."""
    rows, first_lists = _joined(words)
    numbers = np.array([*map(_at, factors)], np.int64)
    of_words = np.array(scales, np.float64)
    cursors = np.empty(_READER_BYTES * len(rows), np.uint8)
    heap = np.zeros(n_wanted, np.int32)
    docs, units = np.empty(n_docs, np.int64), np.empty(n_docs, np.int32)
    n_found = _best_of_words(
        _at(has),
        len(has),
        _at(sets),
        len(sets),
        _at(rows),
        _at(first_lists),
        len(words),
        _at(numbers),
        saturation,
        _at(of_words),
        _at(bounds),
        n_wanted,
        _at(cursors),
        _at(heap),
        _at(docs),
        _at(units),
    )
    if n_found < 0:
        raise _damaged()
    return docs[:n_found], units[:n_found]


def add_rows(
    wanted: np.ndarray,
    words: Sequence[Lists],
    factors: np.ndarray,
    weight: float,
    freqs: np.ndarray,
    weighted: np.ndarray,
) -> None:
    """Add how often words follow each other in each wanted document, in place."""
    rows, bounds = _joined(words)
    cursors = np.empty(_READER_BYTES * len(rows), np.uint8)
    bits = np.zeros((len(factors) + 63) // 64, np.uint64)
    room, done = _ROOM, 0
    at = _at(freqs)
    other = at if weighted is freqs else _at(weighted)
    while done < len(wanted):
        buffer = np.empty(2 * room, np.uint64)
        done = _add_rows(
            _at(wanted),
            done,
            len(wanted),
            _at(rows),
            _at(bounds),
            len(words),
            _at(cursors),
            _at(bits),
            _at(buffer),
            room,
            _at(factors),
            weight,
            at,
            other,
        )
        if done < 0:
            raise _damaged()
        room *= 16


def _empty_set(n_docs: int) -> tuple[np.ndarray, np.ndarray]:
    n_ranks = (n_docs + 511) // 512
    return np.zeros(8 * n_ranks, np.uint64), np.zeros(n_ranks, np.uint32)


def _joined(words: Sequence[Lists]) -> tuple[np.ndarray, np.ndarray]:
    bounds = [0]
    for word in words:
        bounds.append(bounds[-1] + len(word.rows))
    return np.concatenate([word.rows for word in words]), np.array(bounds, np.int64)


def count_marked(mask: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    """Count the values of what is marked."""
    counts = np.zeros(n, np.int32)
    _count_marked(_at(mask), _at(values), len(values), _at(counts))
    return counts


def count_rows(
    mask: np.ndarray, offsets: np.ndarray, values: np.ndarray, n: int
) -> np.ndarray:
    """Count the values of all marked rows."""
    counts = np.zeros(n, np.int32)
    _count_rows(_at(mask), _at(offsets), _at(values), len(mask), _at(counts))
    return counts


def least_of_most(
    counts: np.ndarray, totals: np.ndarray, limit: int
) -> tuple[int, int]:
    """Tell how high the last of the highest counts is, and how far to look."""
    heap, n_looked_at = np.zeros(limit, np.int32), np.zeros(1, np.int64)
    given = _at(counts), _at(totals), len(counts), limit, _at(heap)
    least = _least_of_most(*given, _at(n_looked_at))
    return least, int(n_looked_at[0])
