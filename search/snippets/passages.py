"""Which passage of a text answers a query best.

There are no document frequencies here, but the text itself tells what is rare:
in an article about floods *lũ* is everywhere and says nothing about a passage.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, groupby
from math import log2
from operator import attrgetter
from typing import NamedTuple

from search.snippets.occurrences import Occurrence, neighbours, pairs_between
from search.snippets.sought import Plan

WINDOW = 200
"""Found words further apart than this are not shown together: a snippet needs
room for the sentence around them."""

_CLOSE = 40
"""Windows are compared by steps of this many code points: which of two words
is the longer one says nothing about how close they stand."""

_WHOLE = 1000
"""Weight of a thing that the text says once. Whole numbers, so that the same
passage wins whatever the order of the sums."""


Feature = int | tuple[int, int]
Weights = dict[Feature, int]


class Item(NamedTuple):
    """Something found that speaks for the passage it stands in.

    Attributes
    ----------
    start, end : int
        Its range, at most `WINDOW` long: what is longer counts by its beginning.
    features : tuple
        The typed things it answers (int), and the pairs of neighbours in the
        query that stand side by side here as well (tuple of two int).
    """

    start: int
    end: int
    features: tuple[Feature, ...]


def best_window(plan: Plan, found: list[Occurrence]) -> tuple[int, int]:
    """Choose the window to be shown.

    A window is worth the sum of the weights of the different typed things and
    pairs in it. Of the windows of at most `WINDOW` code points that are worth
    most, those count that hold no smaller one; the closest wins (by steps of
    `_CLOSE`), then the one after whose beginning most is found, then the first.

    Parameters
    ----------
    found : list of Occurrence
        Of the plan, ascending by start.

    Returns
    -------
    (int, int)
        From the beginning of an occurrence to the end of one; (0, 0) where
        there is none.

    Notes
    -----
    Adding to a window never makes it worth less, so both the greatest worth and
    the smallest windows are found with two pointers: linear in the number of
    occurrences, once they are sorted. The tests try every window instead.
    """
    items = items_of(plan, found)
    if not items:
        return 0, 0
    weights = weights_of(plan, items)
    windows = smallest_windows(items, weights)
    starts = [occurrence.start for occurrence in found]
    # UBND says as much as the four words that it stands for.
    said = [len(plan.sought[occurrence.sought].answers) for occurrence in found]
    said_before = list(accumulate(said, initial=0))

    def rank(window: tuple[int, int]) -> tuple[int, int, int]:
        start, end = window
        first, beyond = bisect_left(starts, start), bisect_left(starts, start + WINDOW)
        n_said = said_before[beyond] - said_before[first]
        return -((end - start) // _CLOSE), n_said, -start

    return max(windows, key=rank)


def items_of(plan: Plan, found: Iterable[Occurrence]) -> list[Item]:
    """List what speaks for passages, ascending by end."""
    found = list(found)
    items = [
        _item(o.start, o.end, (*sought.answers, *sought.pairs))
        for o in found
        for sought in [plan.sought[o.sought]]
    ]
    for a, b in neighbours(plan, found):
        items.append(_item(a.start, b.end, tuple(pairs_between(plan, a, b))))
    return sorted(items, key=attrgetter("end"))


def _item(start: int, end: int, features: tuple[Feature, ...]) -> Item:
    return Item(start, min(end, start + WINDOW), features)


def weights_of(plan: Plan, items: Iterable[Item]) -> Weights:
    """Weigh each feature by how rare it is within the text.

    A word said once weighs `_WHOLE`, one said n times log₂(1+n) times less. A
    phrase weighs as much as its words side by side; a pair of words side by
    side weighs half a word more, for a Vietnamese word has two syllables
    oftener than one.
    """
    said = Counter(feature for item in items for feature in item.features)
    return {
        feature: round(_WHOLE * _size(plan, feature) / log2(1 + n))
        for feature, n in said.items()
    }


def _size(plan: Plan, feature: Feature) -> float:
    if isinstance(feature, tuple):
        return 0.5
    return (3 * plan.sizes[feature] - 1) / 2


def smallest_windows(items: list[Item], weights: Weights) -> list[tuple[int, int]]:
    """List the windows worth most that hold no smaller one, by ascending start.

    Parameters
    ----------
    items : list of Item
        Ascending by end.
    weights : dict of feature to int
        Positive.
    """
    most, ends = _greatest_worth(items, weights)
    # Most of a text is not worth a second look.
    kept = [
        item
        for item in items
        if (n := bisect_left(ends, item.end)) < len(ends)
        and item.start >= ends[n] - WINDOW
    ]
    windows: list[tuple[int, int]] = []
    held = _Held(kept, weights)
    for end, group in groupby(kept, key=attrgetter("end")):
        for item in group:
            held.add(item)
        held.drop_before(end - WINDOW)
        smallest = None
        while held.worth >= most:
            smallest = (held.first_start(), end)
            held.drop_before(smallest[0] + 1)
        if smallest is not None:
            windows.append(smallest)
    return windows


def _greatest_worth(items: list[Item], weights: Weights) -> tuple[int, list[int]]:
    """Give what the best windows are worth, and where they end, ascending."""
    held = _Held(items, weights)
    most = 0
    ends: list[int] = []
    for item in items:
        held.drop_before(item.end - WINDOW)
        held.add(item)
        if held.worth > most:
            most, ends = held.worth, []
        if held.worth == most:
            ends.append(item.end)
    return most, ends


class _Held:
    """What stands in a window whose two ends only ever move forward.

    Items are added by ascending end and dropped by ascending start; what
    begins before the window is not added any more.
    """

    def __init__(self, items: list[Item], weights: Weights) -> None:
        self._by_start = sorted((item.start, n) for n, item in enumerate(items))
        self._items = items
        self._weights = weights
        self._counts = dict.fromkeys(weights, 0)
        self._bound = 0
        self._n_added = 0
        self._n_dropped = 0
        self.worth = 0

    def add(self, item: Item) -> None:
        """Add the next item."""
        self._n_added += 1
        if item.start < self._bound:
            return
        counts = self._counts
        for feature in item.features:
            if not counts[feature]:
                self.worth += self._weights[feature]
            counts[feature] += 1

    def drop_before(self, bound: int) -> None:
        """Move the window's beginning, unless it is there already."""
        self._bound = bound = max(bound, self._bound)
        by_start, at = self._by_start, self._n_dropped
        while at < len(by_start) and by_start[at][0] < bound:
            n = by_start[at][1]
            at += 1
            if n < self._n_added:
                for feature in self._items[n].features:
                    self._counts[feature] -= 1
                    if not self._counts[feature]:
                        self.worth -= self._weights[feature]
        self._n_dropped = at

    def first_start(self) -> int:
        """Where the first item of a window that is not empty begins."""
        at = self._n_dropped
        while self._by_start[at][1] >= self._n_added:
            at += 1
        return self._by_start[at][0]
