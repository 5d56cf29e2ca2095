"""Which passage of a text answers a query best.

There are no document frequencies here, but the text itself tells what is rare:
in an article about floods *lũ* is everywhere and says nothing about a passage.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import log2
from operator import attrgetter
from typing import NamedTuple

from search.snippets.occurrences import Occurrence, neighbours
from search.snippets.sought import Feature, Plan

WINDOW = 200
"""Found words further apart than this are not shown together: a snippet needs
room for the sentence around them."""

_CLOSE = 40
"""Windows are compared by steps of this many code points: which of two words
is the longer one says nothing about how close they stand."""

_WHOLE = 1000
"""Weight of a thing that the text says once. Whole numbers, so that the same
passage wins whatever the order of the sums."""


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
    Adding to a window never makes it worth less, so one look from the first
    occurrence to the last finds both the greatest worth and the smallest
    windows. The tests try every window instead.
    """
    items = items_of(plan, found)
    if not items:
        return 0, 0
    windows = smallest_windows(items, weights_of(plan, items))
    if len(windows) == 1:
        return windows[0]
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


def items_of(plan: Plan, found: Sequence[Occurrence]) -> list[Item]:
    """List what speaks for passages, ascending by end."""
    features = [(*sought.answers, *sought.pairs) for sought in plan.sought]
    items = [Item(o.start, o.end, features[o.sought]) for o in found]
    for a, b, pairs in neighbours(plan, found):
        items.append(Item(a.start, b.end, pairs))
    items = [item if item.end - item.start <= WINDOW else _cut(item) for item in items]
    return sorted(items, key=attrgetter("end"))


def _cut(item: Item) -> Item:
    return item._replace(end=item.start + WINDOW)


def weights_of(plan: Plan, items: Iterable[Item]) -> Weights:
    """Weigh each feature by how rare it is within the text.

    A word said once weighs `_WHOLE`, one said n times log₂(1+n) times less. A
    phrase weighs as much as its words side by side; a pair of words side by
    side weighs half a word more, for a Vietnamese word has two syllables
    oftener than one.
    """
    said: dict[Feature, int] = {}
    for item in items:
        for feature in item.features:
            said[feature] = said.get(feature, 0) + 1
    return {
        feature: round(_WHOLE * plan.size_of(feature) / log2(1 + n))
        for feature, n in said.items()
    }


def smallest_windows(items: list[Item], weights: Weights) -> list[tuple[int, int]]:
    """List the windows worth most that hold no smaller one, by ascending start.

    Parameters
    ----------
    items : list of Item
        Ascending by end.
    weights : dict of feature to int
        Positive.

    Notes
    -----
    A window that ends somewhere holds a feature if the latest beginning of what
    has it is in the window, so that is all that is remembered. It is worth a sum
    only where it may be worth the most; elsewhere a bound is kept, to which
    each feature that comes in adds its weight.
    """
    latest = dict.fromkeys(weights, -WINDOW)
    windows: list[tuple[int, int]] = []
    most = bound = 0
    for n, (start, end, features) in enumerate(items):
        first = end - WINDOW
        for feature in features:
            if latest[feature] < first:
                bound += weights[feature]
            if latest[feature] < start:
                latest[feature] = start
        if bound < most or (n + 1 < len(items) and items[n + 1].end == end):
            continue
        bound, smallest = 0, end
        for feature, begun in latest.items():
            if begun >= first:
                bound += weights[feature]
                smallest = min(smallest, begun)
        if bound > most:
            most, windows = bound, []
        if bound == most and (not windows or windows[-1][0] < smallest):
            windows.append((smallest, end))
    return windows
