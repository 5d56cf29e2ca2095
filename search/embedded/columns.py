"""Values of every article as arrays: publication minute and persons.

Document numbers here are those of the whole index: the segments' own numbers,
each segment's shifted by the sizes of the segments before it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
from whoosh.reading import IndexReader

from index.analysis.names import person_key
from index.analysis.normalise import fold
from index.schema import (
    PERSONS,
    PUBLISHED_MINUTE,
    UNKNOWN_MINUTE,
    split_person_term,
)


@dataclass(frozen=True, slots=True)
class PersonColumn:
    """Which persons each document names, in compressed sparse rows.

    Attributes
    ----------
    names : list of str
        Ordinal → name in its commonest spelling.
    ordinals : dict
        Key of a name (`person_key`) → ordinal.
    folded : dict
        Key without marks → ordinals.
    offsets : (n_docs + 1,) int64 ndarray
        Document ``d`` names ``values[offsets[d] : offsets[d + 1]]``.
    values : (n_namings,) int32 ndarray
        Ordinals, ascending within a document.
    """

    names: list[str]
    ordinals: dict[str, int]
    folded: dict[str, list[int]]
    offsets: np.ndarray
    values: np.ndarray

    def resolve(self, name: str) -> list[int]:
        """Give the ordinals that a typed name stands for.

        The name itself; where no article has it, the names that it spells
        without marks. Empty where there is none.
        """
        key = person_key(name)
        if key in self.ordinals:
            return [self.ordinals[key]]
        return self.folded.get(key, [])

    def docs_naming(self, ordinals: list[int]) -> np.ndarray:
        """Mark the documents that name any of the ordinals: (n_docs,) bool."""
        is_wanted = np.zeros(len(self.names), bool)
        is_wanted[ordinals] = True
        # Counting per row by differences of a running sum has no trouble with
        # empty rows, which reduceat has.
        running = np.concatenate(([0], np.cumsum(is_wanted[self.values])))
        return running[self.offsets[1:]] > running[self.offsets[:-1]]

    def count(self, is_match: np.ndarray) -> np.ndarray:
        """Count for each ordinal the marked documents that name it.

        Parameters
        ----------
        is_match : (n_docs,) bool ndarray
        """
        is_counted = np.repeat(is_match, np.diff(self.offsets))
        return np.bincount(self.values[is_counted], minlength=len(self.names))


def read_published_minutes(reader: IndexReader) -> np.ndarray:
    """Read the publication minute of every document: (n_docs,) int64 ndarray.

    `index.schema.UNKNOWN_MINUTE` where it is unknown or the document deleted.
    """
    minutes = np.full(reader.doc_count_all(), UNKNOWN_MINUTE, np.int64)
    for leaf, base in reader.leaf_readers():
        if leaf.has_column(PUBLISHED_MINUTE):
            values = list(leaf.column_reader(PUBLISHED_MINUTE))
            minutes[base : base + len(values)] = values
    return minutes


def read_persons(reader: IndexReader) -> PersonColumn:
    """Build the person column from the postings of the persons field."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    docs: dict[str, set[int]] = defaultdict(set)
    for leaf, base in reader.leaf_readers():
        for term in leaf.lexicon(PERSONS):
            key, spelling = split_person_term(term.decode("utf-8"))
            found = [base + doc for doc in leaf.postings(PERSONS, term).all_ids()]
            if found:
                spellings[key][spelling] += len(found)
                docs[key].update(found)
    keys = sorted(docs)
    folded: dict[str, list[int]] = defaultdict(list)
    for ordinal, key in enumerate(keys):
        folded[fold(key)].append(ordinal)
    rows = np.array([doc for key in keys for doc in docs[key]], np.int64)
    values = np.repeat(
        np.arange(len(keys), dtype=np.int32), [len(docs[key]) for key in keys]
    )
    order = np.lexsort((values, rows))
    n_namings = np.bincount(rows, minlength=reader.doc_count_all())
    return PersonColumn(
        names=[_commonest(spellings[key]) for key in keys],
        ordinals={key: ordinal for ordinal, key in enumerate(keys)},
        folded=dict(folded),
        offsets=np.concatenate(([0], np.cumsum(n_namings))),
        values=values[order],
    )


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
