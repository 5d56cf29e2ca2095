"""Names of persons, authors and sources: which documents have which."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, reduce

import numpy as np

from index.analysis.names import person_key
from search.names.words import NameWords
from search.query.nodes import NameField, Prefix, Word


class NameColumn:
    """Which names each document has, in compressed sparse rows.

    Parameters
    ----------
    keys : sequence of str
        Keys of the names (`person_key`), ascending.
    offsets, values : ndarray
        As the attributes below.
    spellings : callable
        Gives for an ordinal how many documents have each spelling of the name.
    is_live : (n_docs,) bool ndarray, optional
        False for deleted documents; by default there are none.

    Attributes
    ----------
    keys : sequence of str
        Ordinal → key.
    offsets : (n_docs + 1,) uint32 ndarray
        Document ``d`` has ``values[offsets[d] : offsets[d + 1]]``.
    values : (n_namings,) int32 ndarray
        Ordinals, ascending within a document.
    """

    def __init__(
        self,
        keys: Sequence[str],
        offsets: np.ndarray,
        values: np.ndarray,
        spellings: Callable[[int], Counter[str]],
        is_live: np.ndarray | None = None,
    ) -> None:
        self.keys = keys
        self.offsets = offsets
        self.values = values
        self._spellings_of = spellings
        self._is_live = is_live
        self._names: dict[int, str] = {}

    @classmethod
    def without_docs(
        cls, keys: Sequence[str], shown: Sequence[str], counts: np.ndarray
    ) -> NameColumn:
        """Make a column that knows the names and not which documents have them.

        Parameters
        ----------
        keys : sequence of str
            Ascending.
        shown : sequence of str
            The commonest spelling of each.
        counts : (n_names,) int64 ndarray
            Documents that have it.
        """
        none = np.zeros(1, np.uint32)
        values = np.zeros(0, np.int32)
        made = cls(keys, none, values, lambda ordinal: Counter([shown[ordinal]]))
        made.__dict__["n_docs_with"] = counts
        return made

    def __len__(self) -> int:
        return len(self.keys)

    def prepare(self) -> None:
        """Make the tables of the names that are typed in part, or nearly right."""
        _ = self._words, self.n_docs_with

    def name(self, ordinal: int) -> str:
        """Give a name in its commonest spelling."""
        found = self._names.get(ordinal)
        if found is None:
            found = self._names[ordinal] = _commonest(self._spellings_of(ordinal))
        return found

    def ordinal(self, key: str) -> int | None:
        """Give the ordinal of a key; None where no document has it."""
        at = bisect_left(self.keys, key)
        return at if at < len(self.keys) and self.keys[at] == key else None

    def resolve(self, name: str) -> list[int]:
        """Give the ordinals that a typed full name stands for.

        The name itself: a value of the facet stands for just its own articles.
        Where no article spells it so, each syllable stands for what it does in
        a query: without marks, for every spelling; i and y are the same where
        both are usual. Empty where there is no such name. What only deleted
        documents have stands for nothing.
        """
        key = person_key(name)
        whole = self.ordinal(key)
        if whole is not None and self._is_anybody_s(whole):
            return [whole]
        words = [Word(syllable, 0, 0) for syllable in key.split()]
        if not words:
            return []
        is_able = self._words.lengths == len(words)
        for word in words:
            is_able &= self._words.answering(word)
        return [
            ordinal
            for ordinal in np.flatnonzero(is_able).tolist()
            if all(map(Word.matches, words, self.keys[ordinal].split()))
            and self._is_anybody_s(ordinal)
        ]

    def _is_anybody_s(self, ordinal: int) -> bool:
        if self._is_live is None:
            return True
        return bool(self._is_live[self.docs_of(ordinal)].any())

    def holding(self, words: Iterable[Word]) -> list[int]:
        """Give the ordinals of the names that hold every word, in any order."""
        answering = list(map(self._words.answering, words))
        if not answering:
            return []
        return np.flatnonzero(reduce(np.logical_and, answering)).tolist()

    def beginning(self, typed: str) -> np.ndarray:
        """Give the ordinals of the names that somebody may be typing.

        Parameters
        ----------
        typed : str
            Beginnings of syllables, in any order; without marks, of every spelling.

        Returns
        -------
        (n,) int64 ndarray
            Ordinals of the names that have a syllable for each beginning, ascending.
        """
        is_so = np.ones(len(self), bool)
        for beginning in person_key(typed).split():
            is_so &= self._words.beginning(Prefix(beginning, 0, 0))
        return np.flatnonzero(is_so)

    def like(self, folded: tuple[str, ...], limit: int) -> list[tuple[str, int]]:
        """List the names that hold all but at most one of some syllables.

        Parameters
        ----------
        folded : tuple of str
            Syllables without marks; fewer than two are like no name.
        limit : int

        Returns
        -------
        list of (str, int)
            Names in their commonest spelling and how many documents have them,
            those that hold all first, and the commonest of them.
        """
        different = set(folded)
        rows = [self._words.names_with(syllable) for syllable in different]
        n_needed = len(different) - 1
        if not 1 <= n_needed <= sum(len(row) > 0 for row in rows):
            return []
        n_held = np.bincount(np.concatenate(rows), minlength=len(self))
        found = np.flatnonzero(n_held >= n_needed)
        keys = (n_held[found] << 32) + self.n_docs_with[found]
        if len(keys) > limit > 0:
            # A common syllable has tens of thousands of names. What equals the last
            # of the best stays, for the order of the names to decide.
            kept = keys >= np.partition(keys, len(keys) - limit)[len(keys) - limit]
            found, keys = found[kept], keys[kept]
        # Ordinals ascend by name, and sorting leaves equals as they are.
        best = found[np.argsort(-keys, kind="stable")[:limit]]
        counts = self.n_docs_with[best].tolist()
        return list(zip(map(self.name, best.tolist()), counts, strict=True))

    def docs_with(self, ordinals: list[int]) -> np.ndarray:
        """Mark the documents that have any of the ordinals: (n_docs,) bool."""
        found = np.zeros(len(self.offsets) - 1, bool)
        for ordinal in ordinals:
            found[self.docs_of(ordinal)] = True
        return found

    def docs_of(self, ordinal: int) -> np.ndarray:
        """Give the documents that have a name: ascending int32."""
        starts, docs = self._by_ordinal
        return docs[starts[ordinal] : starts[ordinal + 1]]

    # Made at the first query that needs them.

    @cached_property
    def n_docs_with(self) -> np.ndarray:
        """How many documents have each name: (n_names,) int64 ndarray."""
        return np.bincount(self.values, minlength=len(self))

    @cached_property
    def doc_of(self) -> np.ndarray:
        """The document of each naming: (n_namings,) int32 ndarray."""
        numbers = np.arange(len(self.offsets) - 1, dtype=np.int32)
        return np.repeat(numbers, np.diff(self.offsets))

    @cached_property
    def _by_ordinal(self) -> tuple[np.ndarray, np.ndarray]:
        """Offsets of each ordinal, and its documents."""
        starts = np.concatenate(([0], np.cumsum(self.n_docs_with)))
        return starts, self.doc_of[np.argsort(self.values, kind="stable")]

    @cached_property
    def _words(self) -> NameWords:
        return NameWords(self.keys)


NameColumns = Callable[[NameField], NameColumn]
"""Gives the column of a field, reading it where that was not done before."""


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
