"""What Tra Cứu's ranking is compared with: plain BM25 over other tokens.

Neither uses anything of `search`. Title and text are one field; k1 is 1.2, b is
0.75; every word of the query is optional.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise

from index.analysis.syllables import syllables
from index.analysis.word_segmentation import tokenize

_K1, _B = 1.2, 0.75
_LETTERS = re.compile(r"\w")


def words(text: str) -> list[str]:
    """Give pyvi's words, lower-cased, punctuation left out."""
    return [t.lower() for t in tokenize(text).split() if _LETTERS.search(t)]


def syllables_and_pairs(text: str) -> list[str]:
    """Give the syllables and every two neighbours, joined by ``+``."""
    found = syllables(text)
    return found + [f"{one}+{other}" for one, other in pairwise(found)]


class Bm25:
    """BM25 over one bag of tokens a document.

    Parameters
    ----------
    documents : iterable of (str, str)
        Id and text.
    tokens_of : callable
        Text → tokens; those with a ``+`` count `pair_weight`, and not for length.
    """

    def __init__(
        self,
        documents: Iterable[tuple[str, str]],
        tokens_of: Callable[[str], list[str]],
        pair_weight: float = 0.2,
    ) -> None:
        self._tokens_of = tokens_of
        self._pair_weight = pair_weight
        self._ids: list[str] = []
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = []
        for number, (id_, text) in enumerate(documents):
            counts = Counter(tokens_of(text))
            self._ids.append(id_)
            lengths.append(sum(n for token, n in counts.items() if "+" not in token))
            for token, n in counts.items():
                self._postings[token].append((number, n))
        mean = sum(lengths) / len(lengths)
        self._norms = [_K1 * (1 - _B + _B * length / mean) for length in lengths]

    def search(self, query: str, k: int = 10) -> list[str]:
        """Give the ids of the best `k` documents."""
        scores: dict[int, float] = defaultdict(float)
        for token in dict.fromkeys(self._tokens_of(query)):
            postings = self._postings.get(token, ())
            rarity = (len(self._ids) - len(postings) + 0.5) / (len(postings) + 0.5)
            weight = self._pair_weight if "+" in token else 1.0
            weight *= math.log(1 + rarity) * (_K1 + 1)
            for number, n in postings:
                scores[number] += weight * n / (n + self._norms[number])
        best = sorted(scores, key=lambda number: (-scores[number], number))
        return [self._ids[number] for number in best[:k]]
