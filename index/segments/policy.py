"""Which segments are to be merged?

Logarithmic: segments are kept so much smaller than the next larger one that
few fit into an archive, and an article is written again about as often as its
archive grew fivefold. A large segment is left alone while little is added.
"""

from __future__ import annotations

from collections.abc import Sequence

_FACTOR = 4
"""Segments are merged with a larger one once they hold a quarter of it."""

_MAX_DELETED = 0.25
"""Share of a segment that may be deleted documents: they cost room and time."""


def choose_merges(sizes: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Choose what to merge.

    Parameters
    ----------
    sizes : sequence of (int, int)
        Of each segment: documents that are not deleted, and all documents.

    Returns
    -------
    list of list of int
        Each a list of segments that become one, the largest first. One that
        stands alone is written anew without its deleted documents; one that
        has none left goes without being written.

    Examples
    --------
    >>> choose_merges([(1000, 1000), (10, 10)])
    []
    >>> choose_merges([(1000, 1000), (240, 240), (10, 10)])
    [[0, 1, 2]]
    >>> choose_merges([(700, 1000)])
    [[0]]
    """
    order = sorted(range(len(sizes)), key=lambda n: -sizes[n][0])
    merged: list[int] = []
    for at, number in enumerate(order[:-1]):
        smaller = sum(sizes[other][0] for other in order[at + 1 :])
        if smaller * _FACTOR >= sizes[number][0]:
            merged = order[at:]
            break
    alone = [
        number
        for number in order
        if number not in merged
        and sizes[number][1] - sizes[number][0] > _MAX_DELETED * sizes[number][1]
    ]
    return ([merged] if merged else []) + [[number] for number in alone]
