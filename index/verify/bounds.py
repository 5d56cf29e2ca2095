"""What arrays of a file must be like before anybody follows their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from index.messages import N_
from index.verify.findings import Finding, differs


def check_length(path: str, what: str, found: int, expected: int) -> Iterator[Finding]:
    """Compare a number of items."""
    if found != expected:
        yield differs(path, f"{what} (n)", expected, found)


def check_bounds(
    path: str, what: str, offsets: np.ndarray, n_rows: int, n_items: int
) -> Iterator[Finding]:
    """Check offsets.

    Parameters
    ----------
    path, what : str
        The file and the section, for the finding.
    offsets : (n_rows + 1,) integer ndarray
        From 0 to `n_items`, none below the one before it.
    n_rows, n_items : int
    """
    is_sound = (
        len(offsets) == n_rows + 1
        and int(offsets[0]) == 0
        and int(offsets[-1]) == n_items
        and bool(np.all(offsets[1:] >= offsets[:-1]))
    )
    if not is_sound:
        expected = N_("ascending numbers from the first item to the last")
        yield differs(path, what, expected, _shown(offsets))


def check_below(
    path: str, what: str, values: np.ndarray, end: int
) -> Iterator[Finding]:
    """Check that numbers are from 0 to one below `end`."""
    if len(values) and not (0 <= int(values.min()) and int(values.max()) < end):
        yield differs(path, what, f"0 … {end - 1}", _shown(values))


def ascends(keys: list[bytes]) -> bool:
    """Tell whether each key is higher than the one before it."""
    return all(one < other for one, other in pairwise(keys))


def _shown(values: np.ndarray) -> str:
    if not len(values):
        return "[]"
    return f"[{len(values)}] {values.min()} … {values.max()}"
