"""What the inner loops are given: posting lists where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.segments.posting_reading import n_positions_of


@dataclass(frozen=True, slots=True)
class PostingList:
    """The postings of one term in one field of one segment.

    Attributes
    ----------
    content : (n_bytes,) uint8 ndarray
        The segment's mapped ``.pst``.
    at, size : int
        Where the list begins in it, and its bytes.
    doc_freq, n_docs : int
        Documents of the term and of the segment, deleted ones included.
    base : int
        The segment's first document in the whole index.
    field : int
        Number of the field: which array of factors counts.
    weight : float
        What an occurrence counts beside one as typed.
    is_exact : bool
        Whether the term is what was typed.
    """

    content: np.ndarray
    at: int
    size: int
    doc_freq: int
    n_docs: int
    base: int
    field: int
    weight: float
    is_exact: bool


@dataclass(slots=True)
class Lists:
    """All posting lists that answer a word.

    Attributes
    ----------
    lists : sequence of PostingList
    rows : (n_lists, n_numbers) int64 ndarray
        The same for compiled loops, as `native.rows_of` makes them.
    """

    lists: Sequence[PostingList]
    rows: np.ndarray
    _n_positions: int | None = None

    @property
    def n_positions(self) -> int:
        """Occurrences, those in deleted documents included."""
        if self._n_positions is None:
            self._n_positions = sum(
                int(n_positions_of(one.content, one.at)) for one in self.lists
            )
        return self._n_positions

    def of_field(self, field: int) -> Lists:
        """Give the lists of one field only."""
        chosen = [at for at, one in enumerate(self.lists) if one.field == field]
        return Lists([self.lists[at] for at in chosen], self.rows[chosen])

    @property
    def nbytes(self) -> int:
        """Memory of its own, nearly."""
        return self.rows.nbytes + 150 * len(self.lists)

    @property
    def has_weights(self) -> bool:
        """Whether any occurrence counts less than others."""
        return any(posting_list.weight != 1.0 for posting_list in self.lists)
