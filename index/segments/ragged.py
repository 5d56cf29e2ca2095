"""Rows of unequal length, one after another in one array."""

from __future__ import annotations

import numpy as np


def spread(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """List ``starts[i], starts[i] + 1, …`` for as many as ``lengths[i]`` says.

    Examples
    --------
    >>> spread(np.array([10, 40]), np.array([3, 2])).tolist()
    [10, 11, 12, 40, 41]
    """
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(total)


def bounds_of(lengths: np.ndarray) -> np.ndarray:
    """Give where each row begins, and where the last one ends: (n + 1,) int64.

    Examples
    --------
    >>> bounds_of(np.array([3, 2])).tolist()
    [0, 3, 5]
    """
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
