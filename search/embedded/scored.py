"""What one word, pair or other leaf of a query gives each document."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.embedded import kernels


@dataclass(frozen=True, slots=True)
class Scored:
    """What one word or pair gives, document by document.

    Either `docs` and `units` say which documents have it, or `dense` does,
    with 0 where a document has not.

    Attributes
    ----------
    n_found : int
        Documents that have it in any field.
    idf : float
        0.0 where no document has it.
    docs : (n_found,) int32 ndarray or None
        Strictly ascending.
    units : (n_found,) int32 ndarray or None
        Positive.
    dense : (n_docs,) int32 ndarray or None
    """

    n_found: int
    idf: float
    docs: np.ndarray | None
    units: np.ndarray | None
    dense: np.ndarray | None

    @property
    def nbytes(self) -> int:
        """Memory of its own."""
        arrays = (self.docs, self.units, self.dense)
        return sum(array.nbytes for array in arrays if array is not None)

    def mask(self, n_docs: int) -> np.ndarray:
        """Mark the documents that have it: (n_docs,) bool ndarray."""
        if self.dense is not None:
            return self.dense != 0
        mask = np.zeros(n_docs, bool)
        kernels.mark(mask, self.docs)
        return mask

    def add_to(self, units: np.ndarray) -> None:
        """Add what it gives to the scores of all documents, in place."""
        if self.dense is not None:
            units += self.dense
        else:
            kernels.add_units(units, self.docs, self.units)

    def at(self, docs: np.ndarray) -> np.ndarray:
        """Give the units of some documents, 0 where they have it not.

        Parameters
        ----------
        docs : (n,) integer ndarray
            Strictly ascending.
        """
        if self.dense is not None:
            return self.dense.take(docs)
        assert self.docs is not None and self.units is not None
        found = np.zeros(len(docs), np.int32)
        if len(self.docs):
            # Of the same type, or NumPy converts all of `self.docs` first.
            at = np.searchsorted(self.docs, docs.astype(np.int32))
            at[at == len(self.docs)] = 0
            is_there = np.flatnonzero(self.docs.take(at) == docs)
            found[is_there] = self.units.take(at[is_there])
        return found
