"""Signatures → groups of copies.

Groups are a function of the set of signatures, whatever order the articles came
in and however many runs it took. Being a copy is not passed on: every member of
a group is a copy of its leader, the first in the group's order, so that no
chain of small changes joins articles that differ.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from index.duplicates.candidates import candidate_pairs
from index.duplicates.similarity import similar_pairs
from index.duplicates.table import UNKNOWN_MINUTE, SignatureTable


def find_groups(table: SignatureTable) -> list[list[int]]:
    """Group the articles of a table.

    Returns
    -------
    list of list of int
        Rows of two or more articles each, by the order of their first; within
        a group the leader first: known date before unknown, earlier date
        first, then by id.
    """
    ranks = _ranks(table)
    leaders, classes = _exact_classes(table, ranks)
    first, second = candidate_pairs(table, leaders)
    is_copy = similar_pairs(table, first, second)
    copies: dict[int, list[int]] = defaultdict(list)
    for one, other in zip(
        first[is_copy].tolist(), second[is_copy].tolist(), strict=True
    ):
        copies[one].append(other)
        copies[other].append(one)
    in_order = sorted(copies.keys() | classes.keys(), key=ranks.__getitem__)
    taken: set[int] = set()
    groups = []
    for leader in in_order:
        if leader in taken:
            continue
        near = [row for row in copies.get(leader, ()) if row not in taken]
        taken.update([leader, *near])
        members = [row for kept in (leader, *near) for row in classes.get(kept, [kept])]
        if len(members) > 1:
            groups.append(sorted(members, key=ranks.__getitem__))
    return groups


def _ranks(table: SignatureTable) -> np.ndarray:
    """Give each row's place in the order in which copies are listed."""
    minutes = table.minutes.astype(np.int64)
    late = np.where(minutes == UNKNOWN_MINUTE, np.iinfo(np.int64).max, minutes)
    ranks = np.empty(len(late), np.int64)
    # Rows ascend by id already.
    ranks[np.argsort(late, kind="stable")] = np.arange(len(late))
    return ranks


def _exact_classes(
    table: SignatureTable, ranks: np.ndarray
) -> tuple[np.ndarray, dict[int, list[int]]]:
    """Put rows with equal texts together.

    Returns
    -------
    (n,) int64 ndarray
        Ascending: of each text its first row by rank. A text that is too short
        to be told by is a text of its own.
    dict
        First row of a text → all its rows, where it has several.
    """
    order = np.lexsort((ranks, table.exact))
    keys = table.exact[order]
    is_first = np.ones(len(keys), bool)
    is_first[1:] = (keys[1:] != keys[:-1]) | (keys[1:] == 0)
    starts = np.flatnonzero(is_first)
    ends = np.append(starts[1:], len(keys))
    several = np.flatnonzero(ends - starts > 1)
    classes = {}
    for start, end in zip(starts[several], ends[several], strict=True):
        rows = order[start:end].tolist()
        classes[rows[0]] = rows
    return np.sort(order[starts]), classes
