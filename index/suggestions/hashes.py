"""One number for a suggestion, by which it is known in several segments.

A syllable is BLAKE2b-64 of its normalised UTF-8; several are the polynomial of
theirs, mixed. What has the same number is taken for the same: among a million
suggestions two that are not have it with a chance of 1 to 37 millions.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from index.suggestions.rows import Rows

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(32)


def hash_syllable(syllable: str) -> bytes:
    """Hash a normalised syllable: a little-endian 64-bit integer."""
    return blake2b(syllable.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def hash_rows(rows: Rows) -> np.ndarray:
    """Hash rows of syllables' hashes.

    Parameters
    ----------
    rows : Rows of uint64

    Returns
    -------
    (n_rows,) uint64 ndarray
    """
    lengths = rows.lengths
    found = np.zeros(len(lengths), np.uint64)
    for place in range(int(lengths.max(initial=0))):
        those = np.flatnonzero(lengths > place)
        found[those] *= _MULTIPLIER
        found[those] += rows.values[rows.offsets[those] + place]
    return _mix(found)


def hash_beginnings(rows: Rows, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Hash the first `n` syllables of the rows that have as many.

    Returns
    -------
    those : (m,) int64 ndarray
        The rows.
    hashes : (m,) uint64 ndarray
    """
    those = np.flatnonzero(rows.lengths >= n)
    return those, hash_rows(rows.parts(rows.offsets[those], np.full(len(those), n)))


def _mix(hashes: np.ndarray) -> np.ndarray:
    return (hashes ^ (hashes >> _SHIFT)) * _MIXER
