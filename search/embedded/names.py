"""Names of persons, authors and sources: which documents have which."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, reduce

import numpy as np

from index.analysis.names import person_key
from index.schema import split_name_term
from index.segments.documents import NameRows
from search.embedded.name_words import NameWords
from search.embedded.segments import OpenSegment
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

    def name(self, ordinal: int) -> str:
        """Give a name in its commonest spelling."""
        if ordinal not in self._names:
            self._names[ordinal] = _commonest(self._spellings_of(ordinal))
        return self._names[ordinal]

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
        # Ordinals ascend by name, and sorting leaves equals as they are.
        order = np.lexsort((-self.n_docs_with[found], -n_held[found]))[:limit]
        return [(self.name(o), int(self.n_docs_with[o])) for o in found[order].tolist()]

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


def read_names(segments: Sequence[OpenSegment], field: str) -> NameColumn:
    """Join the names of one field of all segments."""
    rows = [segment.documents.names[field] for segment in segments]
    n_keys = [len(of_segment.first_terms) - 1 for of_segment in rows]
    if len(rows) == 1:
        # One segment's keys are in order already, and are read when asked for.
        keys: Sequence[str] = _Keys(rows[0])
        moved = [np.arange(n_keys[0], dtype=np.int32)]
    else:
        coded = [of_segment.keys() for of_segment in rows]
        every = sorted(set().union(*coded))
        ordinals = {key: ordinal for ordinal, key in enumerate(every)}
        moved = [
            np.fromiter(map(ordinals.__getitem__, of_segment), np.int32, n)
            for of_segment, n in zip(coded, n_keys, strict=True)
        ]
        keys = [key.decode("utf-8", "surrogatepass") for key in every]
    parts = []
    for of_segment, to in zip(rows, moved, strict=True):
        # From term to key, from the segment's key to that of all.
        of_terms = np.repeat(to, np.diff(of_segment.first_terms))
        parts.append(of_terms[of_segment.values] if len(of_terms) else of_terms)
    lengths = [np.diff(of_segment.offsets.astype(np.int64)) for of_segment in rows]
    ends = np.cumsum(np.concatenate([np.zeros(0, np.int64), *lengths]))
    values, offsets = _each_once(
        np.concatenate([np.zeros(0, np.int32), *parts]), np.concatenate(([0], ends))
    )

    @cache
    def counts(segment: int) -> np.ndarray:
        return np.bincount(rows[segment].values)

    def spellings(ordinal: int) -> Counter[str]:
        places = []
        for segment, (of_segment, to) in enumerate(zip(rows, moved, strict=True)):
            # One segment's keys have the numbers that all have.
            at = ordinal
            if rows[1:]:
                at = int(np.searchsorted(to, np.int32(ordinal)))
            if at < len(to) and to[at] == ordinal:
                first, end = of_segment.first_terms[at : at + 2].tolist()
                places += [(segment, number) for number in range(first, end)]
        found: Counter[str] = Counter()
        for segment, number in places:
            term = rows[segment].terms[number].decode("utf-8", "surrogatepass")
            _, spelling = split_name_term(term)
            # Counting is for names that are spelled in several ways.
            found[spelling] += int(counts(segment)[number]) if places[1:] else 1
        return found

    is_live = np.concatenate([np.zeros(0, bool), *(s.is_live for s in segments)])
    return NameColumn(keys, offsets, values, spellings, is_live)


def _each_once(
    values: np.ndarray, offsets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Keep a name once in a document that spells it in several ways.

    Terms ascend in a document, and so do their keys: equal ones stand together.
    """
    is_kept = np.ones(len(values), bool)
    is_kept[1:] = values[1:] != values[:-1]
    is_kept[offsets[:-1][np.diff(offsets) > 0]] = True
    kept_before = np.concatenate(([0], np.cumsum(is_kept)))
    return values[is_kept], kept_before[offsets].astype(np.uint32)


class _Keys(Sequence[str]):
    """The keys of one segment, each read when it is asked for."""

    def __init__(self, rows: NameRows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows.first_terms) - 1

    def __getitem__(self, ordinal: int) -> str:  # type: ignore[override]
        if not 0 <= ordinal < len(self):
            raise IndexError(ordinal)
        return self._rows.key(ordinal).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return (key.decode("utf-8", "surrogatepass") for key in self._rows.keys())


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
