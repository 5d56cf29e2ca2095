"""Names of persons, authors and sources: which documents have which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
from whoosh.reading import IndexReader

from index.analysis.names import person_key
from index.analysis.normalise import fold
from index.schema import split_name_term
from search.query.nodes import NameField, Word


class NameColumn:
    """Which names each document has, in compressed sparse rows.

    Parameters
    ----------
    spellings : dict
        Key of a name (`person_key`) → spelling → how many documents have it.
    docs : dict
        Key → the documents that have it.
    n_docs : int
        Documents of the index.

    Attributes
    ----------
    names : list of str
        Ordinal → name in its commonest spelling; ordinals ascend by key.
    keys : list of str
        Ordinal → key.
    ordinals : dict
        Key → ordinal.
    offsets : (n_docs + 1,) int64 ndarray
        Document ``d`` has ``values[offsets[d] : offsets[d + 1]]``.
    values : (n_namings,) int32 ndarray
        Ordinals, ascending within a document.
    """

    def __init__(
        self,
        spellings: dict[str, Counter[str]],
        docs: dict[str, set[int]],
        n_docs: int,
    ) -> None:
        keys = sorted(docs)
        rows = np.array([doc for key in keys for doc in docs[key]], np.int64)
        values = np.repeat(
            np.arange(len(keys), dtype=np.int32), [len(docs[key]) for key in keys]
        )
        order = np.lexsort((values, rows))
        self.names = [_commonest(spellings[key]) for key in keys]
        self.keys = keys
        self.ordinals = {key: ordinal for ordinal, key in enumerate(keys)}
        counts = np.bincount(rows, minlength=n_docs)
        self.offsets = np.concatenate(([0], np.cumsum(counts)))
        self.values = values[order]

    def resolve(self, name: str) -> list[int]:
        """Give the ordinals that a typed full name stands for.

        The name itself: a value of the facet stands for just its own articles.
        Where no article spells it so, each syllable stands for what it does in
        a query: without marks, for every spelling; i and y are the same where
        both are usual. Empty where there is no such name.
        """
        key = person_key(name)
        if key in self.ordinals:
            return [self.ordinals[key]]
        words = [Word(syllable, 0, 0) for syllable in key.split()]
        return [
            ordinal
            for ordinal in self._folded.get(_folded(key), [])
            for syllables in [self.keys[ordinal].split()]
            if len(syllables) == len(words)
            and all(w.matches(s) for w, s in zip(words, syllables, strict=True))
        ]

    def holding(self, words: Iterable[Word]) -> list[int]:
        """Give the ordinals of the names that hold every word, in any order."""
        found: set[int] | None = None
        for word in words:
            holding = {
                ordinal
                for form in word.forms
                for syllable in self._spellings.get(fold(form), ())
                if word.matches(syllable)
                for ordinal in self._by_syllable[syllable]
            }
            found = holding if found is None else found & holding
        return sorted(found or ())

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
        rows = [self._by_folded[s] for s in set(folded) if s in self._by_folded]
        n_needed = len(set(folded)) - 1
        if not 1 <= n_needed <= len(rows):
            return []
        n_held = np.bincount(np.concatenate(rows), minlength=len(self.names))
        found = np.flatnonzero(n_held >= n_needed)
        # Ordinals ascend by name, and sorting leaves equals as they are.
        order = np.lexsort((-self._n_docs_with[found], -n_held[found]))[:limit]
        return [(self.names[o], int(self._n_docs_with[o])) for o in found[order]]

    def docs_with(self, ordinals: list[int]) -> np.ndarray:
        """Mark the documents that have any of the ordinals: (n_docs,) bool."""
        is_wanted = np.zeros(len(self.names), bool)
        is_wanted[ordinals] = True
        # Counting per row by differences of a running sum has no trouble with
        # empty rows, which reduceat has.
        running = np.concatenate(([0], np.cumsum(is_wanted[self.values])))
        return running[self.offsets[1:]] > running[self.offsets[:-1]]

    def count(self, is_match: np.ndarray) -> np.ndarray:
        """Count for each ordinal the marked documents that have it.

        Parameters
        ----------
        is_match : (n_docs,) bool ndarray
        """
        is_counted = np.repeat(is_match, np.diff(self.offsets))
        return np.bincount(self.values[is_counted], minlength=len(self.names))

    # Made at the first query that needs them.

    @cached_property
    def _folded(self) -> dict[str, list[int]]:
        folded: dict[str, list[int]] = defaultdict(list)
        for key, ordinal in self.ordinals.items():
            folded[_folded(key)].append(ordinal)
        return dict(folded)

    @cached_property
    def _by_folded(self) -> dict[str, np.ndarray]:
        by_folded: dict[str, list[int]] = defaultdict(list)
        for key, ordinal in self.ordinals.items():
            for syllable in set(fold(key).split()):
                by_folded[syllable].append(ordinal)
        return {s: np.array(ordinals) for s, ordinals in by_folded.items()}

    @cached_property
    def _n_docs_with(self) -> np.ndarray:
        return np.bincount(self.values, minlength=len(self.names))

    @cached_property
    def _by_syllable(self) -> dict[str, list[int]]:
        by_syllable: dict[str, list[int]] = defaultdict(list)
        for key, ordinal in self.ordinals.items():
            for syllable in set(key.split()):
                by_syllable[syllable].append(ordinal)
        return dict(by_syllable)

    @cached_property
    def _spellings(self) -> dict[str, list[str]]:
        spellings: dict[str, list[str]] = defaultdict(list)
        for syllable in self._by_syllable:
            spellings[fold(syllable)].append(syllable)
        return dict(spellings)


NameColumns = Callable[[NameField], NameColumn]
"""Gives the column of a field, reading it where that was not done before."""


def read_names(reader: IndexReader, field: str) -> NameColumn:
    """Build a column from the postings of a field of names."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    docs: dict[str, set[int]] = defaultdict(set)
    for leaf, base in reader.leaf_readers():
        for term in leaf.lexicon(field):
            key, spelling = split_name_term(term.decode("utf-8"))
            found = [base + doc for doc in leaf.postings(field, term).all_ids()]
            if found:
                spellings[key][spelling] += len(found)
                docs[key].update(found)
    return NameColumn(spellings, docs, reader.doc_count_all())


def _folded(key: str) -> str:
    """Bring all keys together that a name typed without marks may stand for."""
    return fold(key).replace("y", "i")


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
