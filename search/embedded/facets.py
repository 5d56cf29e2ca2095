"""Counting matches by day and by person, on whole arrays."""

from __future__ import annotations

import numpy as np

from index.schema import UNKNOWN_MINUTE
from search.embedded.names import NameColumn
from search.types import PersonCount

DAY_MINUTES = 24 * 60


def count_days(minutes: np.ndarray) -> tuple[list[tuple[int, int]], int]:
    """Count publication minutes by day.

    Parameters
    ----------
    minutes : (n,) int64 ndarray
        Of the matches, in any order.

    Returns
    -------
    (list of (int, int), int)
        Ascending days since 1970-01-01 with their counts, and how many
        minutes are unknown.
    """
    is_known = minutes != UNKNOWN_MINUTE
    days, counts = np.unique(minutes[is_known] // DAY_MINUTES, return_counts=True)
    known = list(zip(days.tolist(), counts.tolist(), strict=True))
    return known, len(minutes) - int(is_known.sum())


def count_persons(
    column: NameColumn, is_match: np.ndarray, selected: tuple[str, ...], limit: int
) -> tuple[PersonCount, ...]:
    """Count the persons whom the marked documents name.

    Parameters
    ----------
    column : NameColumn
    is_match : (n_docs,) bool ndarray
    selected : tuple of str
        Names that are listed whatever their count.
    limit : int
        How many others to list at the most.

    Returns
    -------
    tuple of PersonCount
        By descending count, then by name.
    """
    counts = column.count(is_match)
    chosen = {name: column.resolve(name) for name in selected}
    ordinals = {ordinal for found in chosen.values() for ordinal in found}
    listed = [
        PersonCount(column.names[o], int(counts[o]), o in ordinals)
        for o in sorted(ordinals.union(_most(counts, limit)))
    ]
    # A name that no article has is still a filter to be taken back.
    listed += [
        PersonCount(name, 0, True) for name, found in chosen.items() if not found
    ]
    return tuple(sorted(listed, key=lambda person: (-person.count, person.name)))


def _most(counts: np.ndarray, limit: int) -> list[int]:
    """Give the ordinals of the `limit` highest counts; ties to the lowest ordinal."""
    ordinals = np.flatnonzero(counts)
    if limit <= 0:
        return []
    if len(ordinals) > limit:
        # Partitioning only the names that occur is fast even where most
        # counts are equal; over all names it is fifty times slower.
        kth = np.partition(counts[ordinals], len(ordinals) - limit)[-limit]
        ordinals = ordinals[counts[ordinals] >= kth]
    order = np.lexsort((ordinals, -counts[ordinals]))
    return ordinals[order][:limit].tolist()
