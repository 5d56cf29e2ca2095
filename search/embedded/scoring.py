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

The numbers below were chosen on one half of the queries of four sets and
reported on the other half: bench/results.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from index.schema import BODY, TITLE
from search.embedded.leaves import PerField

FIELD_WEIGHTS = {TITLE: 2.5, BODY: 1.0}
LENGTH_NORMS = {TITLE: 0.5, BODY: 0.75}
"""b of each field: 0 forgets its length, 1 divides by it."""

WORD_SATURATION = 0.5
PAIR_SATURATION = 0.3
"""k1: the lower, the less a second occurrence adds to the first."""

PAIR_WEIGHT = 0.3
UNMARKED_PAIR_WEIGHT = 0.35
"""Without marks, a word's neighbours tell which word it is."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores that one word or pair gives.

    Attributes
    ----------
    docs : (n,) int64 ndarray
        Strictly ascending: the documents that have it in any field.
    scores : (n,) float64 ndarray
        Positive.
    idf : float
        0.0 where no document has it.
    """

    docs: np.ndarray
    scores: np.ndarray
    idf: float


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
        self._n_docs = len(next(iter(self._factors.values())))

    def word(self, per_field: PerField) -> Scored:
        """Score a word, a phrase or a prefix."""
        return self._score(per_field, WORD_SATURATION, 1.0)

    def pair(self, per_field: PerField, has_marks: bool) -> Scored:
        """Score two words that directly follow each other.

        Parameters
        ----------
        per_field : PerField
        has_marks : bool
            Whether any word of the query was typed with marks.
        """
        weight = PAIR_WEIGHT if has_marks else UNMARKED_PAIR_WEIGHT
        return self._score(per_field, PAIR_SATURATION, weight)

    def _score(self, per_field: PerField, saturation: float, weight: float) -> Scored:
        combined = np.zeros(self._n_docs)
        weighted = np.zeros(self._n_docs)
        for field, found in per_field.items():
            factors = self._factors.get(field)
            factor = 1.0 if factors is None else factors[found.docs]
            combined[found.docs] += found.freqs * factor
            weighted[found.docs] += found.weighted * factor
        docs = np.flatnonzero(combined)
        if not len(docs):
            return Scored(docs, np.zeros(0), 0.0)
        n_found = len(docs)
        idf = math.log(1 + (self._n_articles - n_found + 0.5) / (n_found + 0.5))
        freqs = combined[docs]
        # freqs / (saturation + freqs), times weighted / freqs.
        scores = weight * idf * (saturation + 1) * weighted[docs] / (saturation + freqs)
        return Scored(docs, scores, idf)


def _norms(lengths: np.ndarray, b: float) -> np.ndarray:
    mean = lengths[lengths > 0].mean() if lengths.any() else 1.0
    return 1 - b + b * lengths / mean
