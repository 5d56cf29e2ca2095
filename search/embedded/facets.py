"""Counting matches by day and by person, on whole arrays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from index.analysis.collation import collation_key
from index.schema import UNKNOWN_MINUTE
from search.embedded import kernels
from search.embedded.collapsing import Copies
from search.engine import DayCounts
from search.facets import PersonCount
from search.names import NameColumn
from search.periods import DAY_MINUTES, EPOCH
from search.types import SearchRequest

_NO_DAY = -(2**40)
"""In place of the day of a document without a date: earlier than any."""


class DayCounter:
    """Counts publications by day, those of the copies of one article once a day.

    Parameters
    ----------
    minutes : (n_docs,) int64 ndarray
        `index.schema.UNKNOWN_MINUTE` where it is unknown.
    copies : Copies
    is_live : (n_docs,) bool ndarray
        False for deleted documents.
    """

    def __init__(
        self, minutes: np.ndarray, copies: Copies, is_live: np.ndarray
    ) -> None:
        days = np.where(minutes == UNKNOWN_MINUTE, _NO_DAY, minutes // DAY_MINUTES)
        every, ordinals = np.unique(days, return_inverse=True)
        self._has_unknown = bool(len(every)) and every[0] == _NO_DAY
        self._days = np.array(
            [
                EPOCH if day == _NO_DAY else EPOCH + timedelta(days=day)
                for day in every.tolist()
            ],
            object,
        )
        day_of = ordinals.astype(np.int32)
        self._alone = _Alone(
            copies.is_alone & is_live,
            lambda mask: kernels.count_marked(mask, day_of, len(every)),
        )
        self._copies = copies
        # A group is counted once for every day on which a copy was published.
        keys = copies.group_of[copies.docs].astype(np.int64) * max(len(every), 1)
        pairs, self._pair_of = np.unique(
            keys + ordinals[copies.docs], return_inverse=True
        )
        self._group_of_pair = pairs // max(len(every), 1)
        self._ordinal_of_pair = pairs % max(len(every), 1)

    def count(
        self, is_match: np.ndarray
    ) -> tuple[DayCounts, int, list[tuple[date, ...]]]:
        """Count the marked documents.

        Parameters
        ----------
        is_match : (n_docs,) bool ndarray

        Returns
        -------
        (DayCounts, int, list of tuple of date)
            The days with their counts; how many are of unknown date; the
            days of each article that is counted on several.
        """
        copies = self._copies
        counts = self._alone.counts(is_match)
        spread: list[tuple[date, ...]] = []
        is_here = is_match.take(copies.docs)
        if is_here.any():
            is_pair = np.zeros(len(self._ordinal_of_pair), bool)
            is_pair[self._pair_of[is_here]] = True
            pairs = np.flatnonzero(is_pair)
            ordinals = self._ordinal_of_pair[pairs]
            counts = counts + np.bincount(ordinals, minlength=len(counts))
            spread = self._spread(self._group_of_pair[pairs], ordinals)
        n_unknown = int(counts[0]) if self._has_unknown else 0
        first = 1 if self._has_unknown else 0
        found = np.flatnonzero(counts[first:]) + first
        days = DayCounts(self._days.take(found).tolist(), counts[found].tolist())
        return days, n_unknown, spread

    def _spread(
        self, groups: np.ndarray, ordinals: np.ndarray
    ) -> list[tuple[date, ...]]:
        """Give the days of the groups that have several; pairs are in order."""
        if self._has_unknown:
            groups, ordinals = groups[ordinals > 0], ordinals[ordinals > 0]
        ends = np.flatnonzero(groups[1:] != groups[:-1]) + 1
        bounds = np.concatenate(([0], ends, [len(groups)]))
        several = np.flatnonzero(np.diff(bounds) > 1)
        days = self._days.take(ordinals).tolist()
        first, last = bounds[several].tolist(), bounds[several + 1].tolist()
        return [tuple(days[a:b]) for a, b in zip(first, last, strict=True)]


class PersonCounter:
    """Counts the persons whom documents name, copies of one article once.

    Parameters
    ----------
    column : NameColumn
    copies : Copies
    is_live : (n_docs,) bool ndarray
        False for deleted documents.
    """

    def __init__(self, column: NameColumn, copies: Copies, is_live: np.ndarray) -> None:
        self._column = column
        # Numbered by how many documents name them: most namings are of few
        # persons, whose counts then lie together, and the last ones need no look.
        totals = np.bincount(column.values, minlength=len(column)).astype(np.int32)
        self._ordinal_of = np.argsort(-totals, kind="stable")
        self._totals = totals[self._ordinal_of]
        self._rank_of = np.empty(len(column), np.int32)
        self._rank_of[self._ordinal_of] = np.arange(len(column), dtype=np.int32)
        ranks = self._rank_of[column.values]
        self._alone = _Alone(
            copies.is_alone & is_live,
            lambda mask: kernels.count_rows(mask, column.offsets, ranks, len(column)),
        )
        # The namings of copies; a name counts once in a group.
        is_copy = np.repeat(~copies.is_alone, np.diff(column.offsets))
        namings = np.flatnonzero(is_copy)
        self._copy_docs = column.doc_of[namings]
        groups = copies.group_of[self._copy_docs].astype(np.int64)
        keys = groups * max(len(column), 1) + ranks[namings]
        pairs, self._pair_of = np.unique(keys, return_inverse=True)
        self._rank_of_pair = (pairs % max(len(column), 1)).astype(np.int32)

    def most(
        self, is_match: np.ndarray, request: SearchRequest, limit: int
    ) -> tuple[PersonCount, ...]:
        """List the persons whom most of the marked documents name.

        Parameters
        ----------
        is_match : (n_docs,) bool ndarray
        request : SearchRequest
            The persons it asks for, and those it excludes, are listed whatever
            their count; of the others those whose names begin as it says.
        limit : int
            How many others to list at the most.

        Returns
        -------
        tuple of PersonCount
            By descending count, then by name, as Vietnamese is sorted. Which of
            equal counts are among the others is decided by the code points of
            their keys.
        """
        column = self._column
        selected = {name: column.resolve(name) for name in request.persons}
        excluded = {name: column.resolve(name) for name in request.without}
        chosen = {o for found in selected.values() for o in found}
        shunned = {o for found in excluded.values() for o in found}
        counts = self._counts(is_match)
        most = self._most_like(request.find_person, counts, limit)
        listed = [
            PersonCount(
                column.name(o),
                int(counts[self._rank_of[o]]),
                o in chosen,
                o in shunned,
            )
            for o in sorted(chosen.union(shunned, most))
        ]
        # A name that no article has is still a filter to be taken back.
        unknown = [n for n, found in (selected | excluded).items() if not found]
        listed += [PersonCount(n, 0, n in selected, n in excluded) for n in unknown]
        return tuple(sorted(listed, key=_by_count_then_name))

    def _most_like(self, typed: str, counts: np.ndarray, limit: int) -> list[int]:
        if not typed.strip():
            return self._most(counts, limit)
        ordinals = self._column.beginning(typed)
        counted = counts[self._rank_of[ordinals]]
        order = np.lexsort((ordinals, -counted))[:limit]
        return ordinals[order][counted[order] > 0].tolist()

    def _counts(self, is_match: np.ndarray) -> np.ndarray:
        """Count each person by rank: (n_names,) int32 ndarray."""
        counts = self._alone.counts(is_match)
        if not len(self._copy_docs):
            return counts
        return counts + self._counts_of_copies(is_match)

    def _counts_of_copies(self, is_match: np.ndarray) -> np.ndarray:
        is_pair = np.zeros(len(self._rank_of_pair), bool)
        is_pair[self._pair_of[is_match.take(self._copy_docs)]] = True
        return kernels.count_marked(is_pair, self._rank_of_pair, len(self._column))

    def _most(self, counts: np.ndarray, limit: int) -> list[int]:
        """Give the ordinals of the `limit` highest counts; ties to the lowest one."""
        if limit <= 0 or not len(counts):
            return []
        least, n_looked_at = kernels.least_of_most(counts, self._totals, limit)
        ranks = np.flatnonzero(counts[:n_looked_at] >= max(least, 1))
        ordinals = self._ordinal_of[ranks]
        order = np.lexsort((ordinals, -counts[ranks]))
        return ordinals[order][:limit].tolist()


def _by_count_then_name(person: PersonCount) -> tuple:
    return -person.count, collation_key(person.name)


class _Alone:
    """Counts what the documents have that are no copies: the fewer are looked at.

    Where most documents match, those that do not are counted, and subtracted.

    Parameters
    ----------
    is_alone : (n_docs,) bool ndarray
        Documents that are not deleted and no copies.
    count : callable
        Gives the counts of what is marked.
    """

    def __init__(
        self, is_alone: np.ndarray, count: Callable[[np.ndarray], np.ndarray]
    ) -> None:
        self._is_alone = is_alone
        self._n_alone = int(np.count_nonzero(is_alone))
        self._count = count

    @cached_property
    def _of_all(self) -> np.ndarray:
        return self._count(self._is_alone)

    def counts(self, is_match: np.ndarray) -> np.ndarray:
        """Count what the marked documents have.

        Parameters
        ----------
        is_match : (n_docs,) bool ndarray
            No deleted document is marked.
        """
        marked = is_match & self._is_alone
        if 2 * int(np.count_nonzero(marked)) <= self._n_alone:
            return self._count(marked)
        return self._of_all - self._count(self._is_alone > marked)
