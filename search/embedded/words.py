"""One word of a query, or one beginning of words: which documents have it.

What it gives a document is worked out only for the documents that matter, all
words of a query at once (`search.embedded.scoring.Scorer.words`).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from search.embedded.kernels.arguments import Lists
from search.embedded.leaves import LeafReader
from search.embedded.scoring import Scorer


class WordScore:
    """What one word gives; offers what `Scored` does.

    Parameters
    ----------
    lists : Lists
        The posting lists that answer it.
    leaves : LeafReader
    scorer : Scorer
    """

    def __init__(self, lists: Lists, leaves: LeafReader, scorer: Scorer) -> None:
        self.lists = lists
        self._leaves = leaves
        self._scorer = scorer

    @cached_property
    def _is_there(self) -> np.ndarray:
        return self._leaves.mask(self.lists)

    @cached_property
    def idf(self) -> float:
        """Inverse document frequency; 0.0 where no document has it."""
        return self._scorer.idf(int(np.count_nonzero(self._is_there)))

    def mask(self, n_docs: int) -> np.ndarray:
        """Mark the documents that have it: (n_docs,) bool ndarray."""
        return self._is_there

    def at(self, docs: np.ndarray) -> np.ndarray:
        """Give the units of some documents, 0 where they have it not.

        Parameters
        ----------
        docs : (n,) int64 ndarray
            Strictly ascending.
        """
        return self._scorer.words([self.lists], [self.idf], docs)
