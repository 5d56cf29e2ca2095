"""The postings of one term as Whoosh's matchers walk through them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from whoosh.matching import LeafMatcher, ReadTooFar

from index.segments.ragged import bounds_of


class ArrayMatcher(LeafMatcher):
    """The postings of one term, one at a time.

    Parameters
    ----------
    postings : PostingLists
        Of this term alone.
    format_ : Format
    term : tuple of str and bytes
    info : TermInfo
    scorer : Scorer, optional
    """

    def __init__(self, postings, format_, term, info, scorer=None) -> None:
        self._postings = postings
        self._docs = postings.docs
        self.format = format_
        self._term = term
        self._info = info
        self.scorer = scorer
        self._at = 0
        self._bounds = bounds_of(postings.freqs)

    def copy(self) -> ArrayMatcher:
        """Give a matcher at the same posting."""
        same = ArrayMatcher(
            self._postings, self.format, self._term, self._info, self.scorer
        )
        same._at = self._at
        return same

    def is_active(self) -> bool:
        """Whether there is a posting here."""
        return self._at < len(self._docs)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def id(self) -> int:
        """Give the document."""
        return int(self._docs[self._at])

    def all_ids(self) -> Iterator[int]:
        """Yield all documents."""
        return iter(self._docs.tolist())

    def next(self) -> bool:
        """Go to the next posting; Whoosh asks whether a block was left."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return not self.is_active()

    def skip_to(self, id: int) -> bool:
        """Go to the first posting of a document not below `id`."""
        if not self.is_active():
            raise ReadTooFar
        self._at += int(np.searchsorted(self._docs[self._at :], id))
        return True

    def value(self) -> bytes:
        """Give the positions as the field's format encodes them."""
        if not self._postings.has_positions:
            return b""
        return self.format.encode(self._positions())

    def value_as(self, astype: str) -> object:
        """Give positions or frequency without encoding them first."""
        if astype == "positions" and self._postings.has_positions:
            return self._positions()
        return super().value_as(astype)

    def weight(self) -> float:
        """Give the frequency."""
        if not self._postings.has_positions:
            return 1.0
        return float(self._postings.freqs[self._at])

    def supports_block_quality(self) -> bool:
        """Whether low postings can be passed over: all are one block here."""
        return self.scorer is not None and self.scorer.supports_block_quality()

    def block_min_length(self) -> int:
        """Give the length of the shortest text."""
        return self._info.min_length()

    def block_max_length(self) -> int:
        """Give the length of the longest text."""
        return self._info.max_length()

    def block_max_weight(self) -> float:
        """Give the highest frequency."""
        return self._info.max_weight()

    def skip_to_quality(self, minquality: float) -> int:
        """Go past the only block if nothing in it is good enough."""
        if self.block_quality() > minquality:
            return 0
        self._at = len(self._docs)
        return 1

    def _positions(self) -> list[int]:
        start, end = self._bounds[self._at : self._at + 2].tolist()
        return self._postings.positions[start:end].tolist()
