"""Which documents a search finds, before and after its filters."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from search.embedded.collapsing import Copies
from search.embedded.matching import Matcher
from search.types import FEW

Mask = np.ndarray
"""(n_docs,) bool ndarray."""


class Matched:
    """Masks of documents, each worked out when it is first asked for.

    Whoever goes through all hits needs them for the first page alone.

    Parameters
    ----------
    matcher : Matcher
    copies : Copies
    in_range, naming : callable
        Give the mask of the dates or the persons that were asked for; None where
        there are none.
    """

    def __init__(
        self,
        matcher: Matcher,
        copies: Copies,
        in_range: Callable[[], Mask | None],
        naming: Callable[[], Mask | None],
    ) -> None:
        self.matcher = matcher
        self._copies = copies
        self._make_in_range = in_range
        self._make_naming = naming

    @cached_property
    def is_complete(self) -> Mask:
        """What holds all of the query."""
        return self.matcher.matching(self.matcher.query)

    @cached_property
    def is_match(self) -> Mask:
        """The same, and where that is little, what holds some of it.

        The filters do not count here: choosing a value of a facet must give as
        many articles as the facet says.
        """
        if self._n_holding_all < FEW:
            partly = self.matcher.partly_matching()
            # Of a phrase there is no part, and then the two stay one.
            if partly.any():
                return self.is_complete | partly
        return self.is_complete

    @cached_property
    def _n_holding_all(self) -> int:
        return self._copies.count(self.is_complete)

    @cached_property
    def is_found(self) -> Mask:
        """What is a hit."""
        return both(both(self.is_match, self._in_range), self._naming)

    @property
    def to_count_by_day(self) -> Mask:
        """What matches, the dates that were asked for set aside."""
        return both(self.is_match, self._naming)

    @property
    def to_count_by_person(self) -> Mask:
        """What matches, the persons who were asked for set aside."""
        return both(self.is_match, self._in_range)

    @cached_property
    def total(self) -> int:
        """How many hits there are, copies of one article once."""
        if self.is_found is self.is_complete:
            return self._n_holding_all
        return self._copies.count(self.is_found)

    @cached_property
    def n_complete(self) -> int:
        """How many of them hold all of the query."""
        if self.is_match is self.is_complete:
            return self.total
        return self._copies.count(self.is_found & self.is_complete)

    @cached_property
    def _in_range(self) -> Mask | None:
        return self._make_in_range()

    @cached_property
    def _naming(self) -> Mask | None:
        return self._make_naming()


def both(is_match: Mask, is_in: Mask | None) -> Mask:
    """Give what is in both; None stands for everything."""
    return is_match if is_in is None else is_match & is_in
