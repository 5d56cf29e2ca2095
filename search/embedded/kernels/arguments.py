"""What the inner loops are given."""

from __future__ import annotations

from typing import Protocol

import numpy as np


class Postings(Protocol):
    """The postings of one term in one field.

    Attributes
    ----------
    docs, starts, ends : (n,) int32 ndarray
        Ascending documents; ``docs[i]`` has ``marked[starts[i] : ends[i]]``.
    marked : uint16 or uint32 ndarray
        Positions, ascending in a document; the highest bit is no part of them.
    addresses : tuple of int
        As `native.addresses_of` gives them, for compiled loops.
    """

    docs: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    marked: np.ndarray
    addresses: tuple[int, ...]
