"""The inner loops over masks and counts with NumPy; `plain` has those over lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.segments.ragged import spread

NO_MATCH = 255


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


def add_units(units: np.ndarray, docs: np.ndarray, added: np.ndarray) -> None:
    """Add to the scores of some documents, in place.

    Parameters
    ----------
    units : (n_docs,) int32 ndarray
    docs, added : (n,) int32 ndarray
        No document twice.
    """
    np.add.at(units, docs, added)


def count_positive(values: np.ndarray) -> int:
    """Count what is above 0.

    Parameters
    ----------
    values : (n,) float64 ndarray
    """
    return int(np.count_nonzero(values > 0))


def count_marked(mask: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    """Count the values of what is marked: (n,) int32 ndarray.

    Parameters
    ----------
    mask : (m,) bool ndarray
    values : (m,) int32 ndarray
        In ``range(n)``.
    n : int
    """
    counts = np.bincount(values.take(np.flatnonzero(mask)), minlength=n)
    return counts.astype(np.int32)


def count_rows(
    mask: np.ndarray, offsets: np.ndarray, values: np.ndarray, n: int
) -> np.ndarray:
    """Count the values of all marked rows: (n,) int32 ndarray.

    Parameters
    ----------
    mask : (n_rows,) bool ndarray
    offsets : (n_rows + 1,) uint32 ndarray
    values : int32 ndarray
        Row ``r`` has ``values[offsets[r] : offsets[r + 1]]``, in ``range(n)``.
    n : int
    """
    rows = np.flatnonzero(mask)
    starts = offsets.take(rows).astype(np.int64)
    chosen = spread(starts, offsets.take(rows + 1) - starts)
    return np.bincount(values.take(chosen), minlength=n).astype(np.int32)


def least_of_most(
    counts: np.ndarray, totals: np.ndarray, limit: int
) -> tuple[int, int]:
    """Tell how high the last of the highest counts is, and how far to look.

    Parameters
    ----------
    counts, totals : (n,) int32 ndarray
        No count is above its total; totals descend.
    limit : int
        At least 1.

    Returns
    -------
    int, int
        The lowest of the `limit` highest counts, 0 where fewer are above 0; no
        number from this one on has as high a count, unless both are 0.
    """
    numbers = np.flatnonzero(counts)
    if len(numbers) < limit:
        return 0, len(counts)
    # Partitioning only what occurs is fast even where most counts are equal;
    # over all numbers it is fifty times slower.
    least = int(np.partition(counts[numbers], len(numbers) - limit)[-limit])
    return least, int(np.searchsorted(-totals, -least, side="right"))


def tell_words(
    is_match: np.ndarray, masks: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Tell which words each match has, and count them by that.

    Parameters
    ----------
    is_match : (n_docs,) bool ndarray
    masks : sequence of (n_docs,) bool ndarray
        Of each word the documents that have it; seven words at the most.

    Returns
    -------
    (n_docs,) uint8 ndarray, (256,) int64 ndarray
        Bit ``w`` is set where a match has word ``w``; `NO_MATCH` where it is none.
        How many documents have each value.
    """
    has = np.where(is_match, np.uint8(0), np.uint8(NO_MATCH))
    for number, mask in enumerate(masks):
        has |= mask.view(np.uint8) << np.uint8(number)
    return has, np.bincount(has, minlength=256)
