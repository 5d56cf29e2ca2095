"""One word of a query, scored only as far as somebody asks.

To score a common word in all of its sixty thousand documents pays where most of
them match. Where few do, what they have of it is counted in these alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from search.embedded.cache import ByteCache
from search.embedded.leaves import LeafReader
from search.embedded.scoring import FieldPostings, Scored, Scorer
from search.query.nodes import Word, bare


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
    remembered : Remembered
    n_docs : int
        Documents of the index.
    """

    def __init__(
        self,
        word: Word,
        fields: tuple[str, ...],
        leaves: LeafReader,
        scorer: Scorer,
        remembered: Remembered,
        n_docs: int,
    ) -> None:
        self._word = word
        self._fields = fields
        self._leaves = leaves
        self._scorer = scorer
        self._remembered = remembered
        self._n_docs = n_docs
        self._key = (bare(word), fields)
        # What an earlier query found out, or this one once all is asked for.
        self._known = remembered.scores.peek(self._scores_key)

    @property
    def _scores_key(self) -> tuple:
        return ("word", *self._key, self._leaves.has_marks)

    @cached_property
    def _packed(self) -> PackedMask:
        return self._remembered.masks.get(
            self._key,
            lambda: PackedMask.of(self._leaves.mask(self._word, self._fields)),
        )

    @cached_property
    def _is_there(self) -> np.ndarray:
        if self._known is not None:
            return self._known.mask(self._n_docs)
        return self._packed.mask(self._n_docs)

    @property
    def idf(self) -> float:
        """Inverse document frequency; 0.0 where no document has it."""
        if self._known is not None:
            return self._known.idf
        return self._scorer.idf(self._packed.n_found)

    def mask(self, n_docs: int) -> np.ndarray:
        """Mark the documents that have it: (n_docs,) bool ndarray."""
        return self._is_there

    def add_to(self, units: np.ndarray) -> None:
        """Add what it gives to the scores of all documents, in place."""
        if self._known is None:
            self._known = self._remembered.scores.get(
                self._scores_key, lambda: self._scorer.word(self._postings())
            )
        self._known.add_to(units)

    def at(self, docs: np.ndarray) -> np.ndarray:
        """Give the units of some documents, 0 where they have it not."""
        if self._known is not None:
            return self._known.at(docs)
        return self._scorer.word_units(self._postings(), docs, self.idf)

    def _postings(self) -> list[FieldPostings]:
        return self._leaves.postings_of(self._word, self._fields)
