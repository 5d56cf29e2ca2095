"""The numbers of the ranking, the same for every engine.

What they are for is said in `search.embedded.scoring`, which works them out on arrays,
and in docs/decisions/0010-ranking.md. They were chosen on one half of the queries of
four sets and reported on the other half: bench/results.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from index.schema import BODY, TITLE

FIELDS = (TITLE, BODY)
"""The fields that are searched; a position here is the number of a field."""

FIELD_WEIGHTS = {TITLE: 2.5, BODY: 1.0}
LENGTH_NORMS = {TITLE: 0.5, BODY: 0.75}
"""b of each field: 0 forgets its length, 1 divides by it."""

WORD_SATURATION = 0.5
PAIR_SATURATION = 0.3
"""k1: the lower, the less a second occurrence adds to the first."""

PAIR_WEIGHT = 0.3
UNMARKED_PAIR_WEIGHT = 0.35
"""Without marks, a word's neighbours tell which word it is."""

# Somebody who types marks means "ban" by "ban" more often than "bàn"; somebody
# who types none means little by their absence, but an article that has none
# either is written as he writes.
OTHER_SPELLING_WEIGHT = 0.5
UNMARKED_WEIGHT = 0.85

UNIT = 1_000_000
"""Units of a score of 1. A query of 64 words reaches 1.5 thousand million of the
2.1 that 32 bits hold."""

MIN_SHARE = 0.25
"""Share of the query's weight (the idf of its words) that a partial match holds."""

SHARE_OF_BEST = 0.4
"""Beside an article that holds nearly all, those that hold little are no match."""

MIN_SHARE_OF_FEW = 0.5
FEW_WORDS = 4
"""Of so few words, a match holds half: one of three names is no match."""


@dataclass(frozen=True, slots=True)
class Worth:
    """How frequencies become a score: those of a leaf, or those of a pair."""

    saturation: float
    weight: float

    def scale(self, idf: float) -> float:
        """Give the units that no document reaches."""
        return self.weight * idf * (self.saturation + 1) * UNIT


LEAF = Worth(WORD_SATURATION, 1.0)


def worth_of_pair(has_marks: bool) -> Worth:
    """Give that of a pair; `has_marks`: of a query with marks."""
    return Worth(PAIR_SATURATION, PAIR_WEIGHT if has_marks else UNMARKED_PAIR_WEIGHT)


def idf_of(n_found: int, n_articles: int) -> float:
    """Give the inverse document frequency of what `n_found` articles have.

    Examples
    --------
    >>> round(idf_of(1, 10), 4), idf_of(0, 10)
    (1.9924, 0.0)
    """
    if not n_found:
        return 0.0
    return math.log(1 + (n_articles - n_found + 0.5) / (n_found + 0.5))
