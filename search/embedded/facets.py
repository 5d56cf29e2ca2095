"""Counting matches by day and by person, on whole arrays."""

from __future__ import annotations

import numpy as np

from index.schema import UNKNOWN_MINUTE
from search.embedded.collapsing import Copies
from search.embedded.names import NameColumn
from search.types import PersonCount

DAY_MINUTES = 24 * 60


def count_days(
    minutes: np.ndarray, groups: np.ndarray
) -> tuple[list[tuple[int, int]], int, list[list[int]]]:
    """Count publications by day, those of the copies of one article once a day.

    Parameters
    ----------
    minutes : (n,) int64 ndarray
        Of the matches, in any order.
    groups : (n,) int32 ndarray
        Which of them are copies of one article; -1: has no copies.

    Returns
    -------
    (list of (int, int), int, list of list of int)
        Ascending days since 1970-01-01 with their counts; how many are of
        unknown date; the days of each article that is counted on several.
    """
    is_known = minutes != UNKNOWN_MINUTE
    is_copy = groups >= 0
    days = minutes // DAY_MINUTES
    pairs = np.stack((groups[is_known & is_copy], days[is_known & is_copy]))
    pairs = np.unique(pairs, axis=1)
    all_days = np.concatenate((days[is_known & ~is_copy], pairs[1]))
    counted, counts = np.unique(all_days, return_counts=True)
    known = list(zip(counted.tolist(), counts.tolist(), strict=True))
    n_unknown = np.count_nonzero(~is_known & ~is_copy)
    n_unknown += len(np.unique(groups[~is_known & is_copy]))
    _, starts, sizes = np.unique(pairs[0], return_index=True, return_counts=True)
    spread = [
        pairs[1, start : start + size].tolist()
        for start, size in zip(starts.tolist(), sizes.tolist(), strict=True)
        if size > 1
    ]
    return known, int(n_unknown), spread


def count_persons(
    column: NameColumn,
    copies: Copies,
    is_match: np.ndarray,
    selected: tuple[str, ...],
    limit: int,
) -> tuple[PersonCount, ...]:
    """Count the persons whom the marked documents name, copies of one once.

    Parameters
    ----------
    column : NameColumn
    copies : Copies
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
    counts = copies.count_names(column, is_match)
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
