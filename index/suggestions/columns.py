"""Integers in as few bytes as their highest needs: one, two, three or four."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

HIGH = ".high"
"""Ending of the name of the section that has what is above sixteen bits."""


def pack(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    """Give the one or two sections of a column.

    Parameters
    ----------
    name : str
    values : (n,) integer ndarray
        Non-negative, below 2³².

    Examples
    --------
    >>> {name: s.tolist() for name, s in pack("docs", np.array([1, 65537])).items()}
    {'docs': [1, 1], 'docs.high': [0, 1]}
    """
    highest = int(values.max(initial=0))
    if highest < 1 << 8:
        return {name: values.astype("u1")}
    low = {name: (values & 0xFFFF).astype("<u2")}
    if highest < 1 << 16:
        return low
    high = values >> 16
    return low | {name + HIGH: high.astype("u1" if highest < 1 << 24 else "<u2")}


class Column:
    """A column where it lies.

    Parameters
    ----------
    sections : mapping of str to ndarray
        Of a file.
    name : str

    Raises
    ------
    KeyError
        If there is no such section.
    ValueError
        If its two sections are of different lengths.
    """

    def __init__(self, sections: Mapping[str, np.ndarray], name: str) -> None:
        self._low = sections[name]
        self._high = sections.get(name + HIGH)
        if self._high is not None and len(self._high) != len(self._low):
            raise ValueError(f"{name}: the lengths of its two sections differ")
        # A memory view gives one number in half the time of an array.
        self._low_items = _items(self._low)
        self._high_items = None if self._high is None else _items(self._high)

    def __len__(self) -> int:
        return len(self._low)

    def __getitem__(self, which: slice | np.ndarray) -> np.ndarray:
        """Give some values: (n,) integer ndarray."""
        if self._high is None:
            return self._low[which]
        return self._high[which].astype(np.uint32) << 16 | self._low[which]

    def at(self, place: int) -> int:
        """Give one value."""
        low = self._low_items[place]
        high = self._high_items
        return low if high is None else high[place] << 16 | low


def _items(section: np.ndarray) -> memoryview:
    return memoryview(np.asarray(section, section.dtype.newbyteorder("=")))
