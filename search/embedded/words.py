"""One word of a query, scored only as far as somebody asks.

To score a common word in all of its sixty thousand documents pays where most of
them match. Where few do, what they have of it is counted in these alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from search.embedded.cache import ByteCache
from search.embedded.leaves import LeafReader
from search.embedded.scoring import Scored, Scorer
from search.query.nodes import Word


@dataclass(frozen=True, slots=True)
class PackedMask:
    """Which documents have something, one bit each.

    Attributes
    ----------
    n_found : int
    bits : uint8 ndarray
        As `numpy.packbits` gives them.
    """

    n_found: int
    bits: np.ndarray

    @property
    def nbytes(self) -> int:
        """Memory of its own."""
        return self.bits.nbytes

    @classmethod
    def of(cls, mask: np.ndarray) -> PackedMask:
        """Pack a mask."""
        return cls(int(np.count_nonzero(mask)), np.packbits(mask))

    def mask(self, n_docs: int) -> np.ndarray:
        """Unpack it: (n_docs,) bool ndarray."""
        return np.unpackbits(self.bits, count=n_docs).view(bool)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the queries of a generation found out of leaves and pairs.

    Attributes
    ----------
    scores : ByteCache of Scored
    masks : ByteCache of PackedMask
        Of words: a thirtieth of the room of scores, so of many more words.
    """

    scores: ByteCache[Scored]
    masks: ByteCache[PackedMask]


class WordScore:
    """What one word gives; offers what `Scored` does.

    Parameters
    ----------
    word : Word
    fields : tuple of str
    leaves : LeafReader
    scorer : Scorer
    known : Scored or None
        What an earlier query found out.
    score : callable
        Scores the word in all documents, and remembers it.
    find : callable
        Tells in which documents it is, and remembers it.
    n_docs : int
        Documents of the index.
    """

    def __init__(
        self,
        word: Word,
        fields: tuple[str, ...],
        leaves: LeafReader,
        scorer: Scorer,
        known: Scored | None,
        score: Callable[[], Scored],
        find: Callable[[], PackedMask],
        n_docs: int,
    ) -> None:
        self._word = word
        self._fields = fields
        self._leaves = leaves
        self._scorer = scorer
        self._known = known
        self._score = score
        self._find = find
        self._n_docs = n_docs

    @cached_property
    def _packed(self) -> PackedMask:
        return self._find()

    @cached_property
    def is_there(self) -> np.ndarray:
        """Which documents have it: (n_docs,) bool ndarray."""
        if self._known is not None:
            return self._known.mask(self._n_docs)
        return self._packed.mask(self._n_docs)

    @property
    def n_found(self) -> int:
        """Documents that have it in any field."""
        return self._packed.n_found if self._known is None else self._known.n_found

    @property
    def idf(self) -> float:
        """Inverse document frequency; 0.0 where no document has it."""
        return self._scorer.idf(self.n_found)

    def mask(self, n_docs: int) -> np.ndarray:
        """Mark the documents that have it: (n_docs,) bool ndarray."""
        return self.is_there

    def add_to(self, units: np.ndarray) -> None:
        """Add what it gives to the scores of all documents, in place."""
        if self._known is None:
            self._known = self._score()
        self._known.add_to(units)

    def at(self, docs: np.ndarray) -> np.ndarray:
        """Give the units of some documents, 0 where they have it not."""
        if self._known is not None:
            return self._known.at(docs)
        found = self._leaves.postings_of(self._word, self._fields)
        return self._scorer.word_units(found, docs, self.idf)
