"""BM25F over title and body, and the nearness of neighbouring words.

The frequencies of a word in the fields are weighted, divided by the length of
their field, and added before they saturate: Robertson, Zaragoza and Taylor,
"Simple BM25 extension to multiple weighted fields", CIKM 2004,
doi:10.1145/1031171.1031181. With N articles of which n have the word::

    f(d)     = Σ_field  weight · freq(d) / (1 - b + b · length(d) / mean length)
    idf      = ln(1 + (N - n + 0.5) / (n + 0.5))
    score(d) = idf · f(d) · (k1 + 1) / (k1 + f(d)) · weight(d)

The last factor is ours: the mean weight of the occurrences in the document. One
in another spelling or reading counts less than one as typed, and, being applied
after saturation, many such occurrences do not make up for it.

Two words that follow each other in the query are scored in the same way where
they follow each other in the text (sequential dependence: Metzler and Croft,
SIGIR 2005, doi:10.1145/1076034.1076115), times `PAIR_WEIGHT`.

What a word or a pair gives is rounded to millionths and kept as a whole number.
Sums of whole numbers do not depend on the order of the additions, so equal
scores are equal, and the date decides; and they take half the memory.

The numbers are in `search.formula`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from search.embedded import kernels
from search.embedded.frequencies import Frequencies, PerField
from search.embedded.kernels.arguments import Lists
from search.embedded.leaves import Row
from search.embedded.scored import Scored
from search.formula import (
    FIELD_WEIGHTS,
    FIELDS,
    LEAF,
    LENGTH_NORMS,
    Worth,
    idf_of,
)

_DENSE = 4
"""From one document in so many on, an array of all documents is added faster
than those that have the word: 0.02 against 0.1 ms of 143,301."""


MAX_WORDS = 7
"""Words of which a byte can tell which a document has."""


class Scorer:
    """Scores frequencies over one generation.

    Parameters
    ----------
    lengths : dict
        Field → (n_docs,) int64 ndarray, syllables of the field in each document.
    n_articles : int
        Documents that are not deleted: N.
    """

    def __init__(self, lengths: dict[str, np.ndarray], n_articles: int) -> None:
        self._n_articles = n_articles
        self._factors = {
            field: FIELD_WEIGHTS[field] / _norms(of_field, LENGTH_NORMS[field])
            for field, of_field in lengths.items()
        }
        self._of_fields = [self._factors[field] for field in FIELDS]
        self._n_docs = len(self._of_fields[0])

    def leaf(self, per_field: PerField, worth: Worth = LEAF) -> Scored:
        """Score what was counted field by field, such as a prefix, or readings."""
        found = self._combine(per_field)
        return self._sparse(found.docs, found.freqs, found.weighted, worth)

    def row(self, rows: Sequence[Row], docs: np.ndarray, worth: Worth) -> Scored:
        """Score words that follow each other.

        Parameters
        ----------
        rows : sequence of Row
            As `LeafReader.rows_of` gives them.
        docs : (n,) int64 ndarray
            All documents that may have them, strictly ascending.
        worth : Worth
        """
        freqs, weighted = self._count_rows(rows, docs)
        at = kernels.docs_of(freqs > 0)
        return self._sparse(docs.take(at), freqs.take(at), weighted.take(at), worth)

    def row_units(
        self, rows: Sequence[Row], docs: np.ndarray, worth: Worth, idf: float
    ) -> np.ndarray:
        """Score them in some documents only: (n,) int32 ndarray.

        Parameters
        ----------
        rows : sequence of Row
        docs : (n,) int64 ndarray
            Strictly ascending.
        worth : Worth
        idf : float
            Of the words in all documents.
        """
        return _units(*self._count_rows(rows, docs), worth, idf)

    def words(
        self, words: Sequence[Lists], idfs: Sequence[float], docs: np.ndarray
    ) -> np.ndarray:
        """Add up what words give to some documents: (n,) int32 ndarray.

        Parameters
        ----------
        words : sequence of Lists
            Of each word the posting lists that answer it.
        idfs : sequence of float
        docs : (n,) int64 ndarray
            Strictly ascending.
        """
        units = np.zeros(len(docs), np.int32)
        if words and len(docs):
            scales = [LEAF.scale(idf) for idf in idfs]
            given = words, docs, self._of_fields, LEAF.saturation, scales
            kernels.score_words(*given, units)
        return units

    def best_words(
        self,
        words: Sequence[Lists],
        idfs: Sequence[float],
        masks: Sequence[np.ndarray],
        is_match: np.ndarray,
        n_wanted: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Score the matches that their words can make one of the best.

        Which words a match has bounds its score. Those with the highest bound are
        scored first, and the others have to reach what these give.

        Parameters
        ----------
        words : sequence of Lists
            At most `MAX_WORDS`.
        idfs : sequence of float
        masks : sequence of (n_docs,) bool ndarray
            Which documents have each word.
        is_match : (n_docs,) bool ndarray
        n_wanted : int

        Returns
        -------
        (n,) int64 ndarray, (n,) int32 ndarray
            Documents, strictly ascending, and their units: all that score as the
            last of the best `n_wanted` or higher, and perhaps others.
        """
        # Those that decide most come first, so that most documents are given up early.
        order = sorted(range(len(words)), key=lambda number: -idfs[number])
        scales = [LEAF.scale(idfs[number]) for number in order]
        bounds = np.array([int(scale) + 1 for scale in scales], np.int32)
        has, counts = kernels.tell_words(is_match, [masks[number] for number in order])
        sets = np.flatnonzero(counts[: 1 << len(words)])
        of_sets = sum((sets >> at & 1) * int(bound) for at, bound in enumerate(bounds))
        by_bound = sets[np.argsort(-of_sets, kind="stable")].astype(np.uint8)
        docs, units = kernels.best_of_words(
            has,
            by_bound,
            int(counts[sets].sum()),
            [words[number] for number in order],
            self._of_fields,
            LEAF.saturation,
            scales,
            bounds,
            n_wanted,
        )
        if n_wanted <= len(units):
            last = np.partition(units, len(units) - n_wanted)[len(units) - n_wanted]
            kept = np.flatnonzero(units >= last)
            docs, units = docs[kept], units[kept]
        in_order = np.argsort(docs)
        return docs[in_order], units[in_order]

    def idf(self, n_found: int) -> float:
        """Give the inverse document frequency of what `n_found` articles have."""
        return idf_of(n_found, self._n_articles)

    def _count_rows(
        self, rows: Sequence[Row], docs: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        freqs, weighted = _zeros(len(docs), (row.weight for row in rows))
        for row in rows:
            factors = self._factors[row.field]
            kernels.add_rows(docs, row.words, factors, row.weight, freqs, weighted)
        return freqs, weighted

    def _sparse(
        self, docs: np.ndarray, freqs: np.ndarray, weighted: np.ndarray, worth: Worth
    ) -> Scored:
        """Score documents all of which have something."""
        n_found = len(docs)
        idf = self.idf(n_found)
        docs = docs.astype(np.int32, copy=False)
        units = _units(freqs, weighted, worth, idf)
        if n_found * _DENSE < self._n_docs:
            return Scored(n_found, idf, docs, units, None)
        dense = np.zeros(self._n_docs, np.int32)
        kernels.add_units(dense, docs, units)
        return Scored(n_found, idf, None, None, dense)

    def _combine(self, per_field: PerField) -> Frequencies:
        """Add the fields' frequencies, weighted and by length."""
        parts = []
        for field, found in per_field.items():
            factors = self._factors.get(field)
            parts.append(
                found if factors is None else found.times(factors.take(found.docs))
            )
        return Frequencies.sum(parts)


def _units(
    freqs: np.ndarray, weighted: np.ndarray, worth: Worth, idf: float
) -> np.ndarray:
    return kernels.score(freqs, weighted, worth.saturation, worth.scale(idf))


def _zeros(n: int, weights: Iterable[float]) -> tuple[np.ndarray, np.ndarray]:
    """Make arrays for frequencies: one for both where all count alike."""
    freqs = np.zeros(n)
    return freqs, freqs if all(w == 1.0 for w in weights) else np.zeros(n)


def _norms(lengths: np.ndarray, b: float) -> np.ndarray:
    mean = lengths[lengths > 0].mean() if lengths.any() else 1.0
    return 1 - b + b * lengths / mean
