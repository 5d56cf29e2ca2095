"""How likely the words of an index are to stand beside each other.

A model of pairs, made of an index's own counts as they are asked for: of the
articles that have one word, how many have the other right after it. Words of
a query need not belong together, so part of what is likely is that a word is
there on its own account.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from index.analysis.terms import WORD_JOINT
from search.engine import Snapshot
from search.query.nodes import Phrase, Word

MAX_EFFORT = 40_000
"""How much is counted for one query: articles of the rarer word of each pair.

About 10 ms. A pair costs what `_EFFORT` articles do, besides.
"""

_EFFORT = 600
_ENOUGH = 3
"""Articles with a word of the dictionary that make counting the rest needless."""

_TOGETHER = 0.7
"""Share of the words of queries that are typed beside a word they belong to."""

_OF_ALL_WORDS = 0.02
"""A word that is in every article is about one word in fifty."""

_UNKNOWN = 3e-8
"""That somebody means a word which the index has not."""

_PSEUDO_COUNT = 3.0
"""Added to the articles of a word, so that one article proves little."""

_N_SPELLINGS = 3
"""Spellings that are counted for a word without marks: the others are rare."""


class Likelihood:
    """The model of one snapshot, for one query.

    Parameters
    ----------
    snapshot : Snapshot
    effort : int
        How much may be counted; pairs that come after that are taken for
        pairs that are never together, unless they are words.
    """

    def __init__(self, snapshot: Snapshot, effort: int = MAX_EFFORT) -> None:
        self._snapshot = snapshot
        self._effort = effort
        self._n_articles = max(1, snapshot.status().n_articles)
        self._frequencies: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        self._words: dict[tuple[str, str], int] = {}

    def frequency(self, syllable: str) -> int:
        """Estimate in how many articles a typed syllable is found."""
        found = self._frequencies.get(syllable)
        if found is None:
            counts = map(self._snapshot.doc_freq, self._terms(syllable))
            found = min(self._n_articles, sum(counts))
            self._frequencies[syllable] = found
        return found

    def pair(self, first: str, second: str, *, is_counted: bool = True) -> int:
        """Count the articles in which one syllable follows the other.

        Of what is a word in enough articles, these are all that is counted.

        Parameters
        ----------
        is_counted : bool
            Otherwise only words are looked up, which costs next to nothing.
        """
        key = first, second
        if key in self._pairs:
            return self._pairs[key]
        found = self._as_word(first, second)
        if is_counted:
            if found < _ENOUGH:
                found = max(found, self._count(first, second))
            self._pairs[key] = found
        return found

    def _as_word(self, first: str, second: str) -> int:
        key = first, second
        if key not in self._words:
            self._words[key] = max(
                (
                    self._snapshot.doc_freq(one + WORD_JOINT + other)
                    for one in self._terms(first)
                    for other in self._terms(second)
                ),
                default=0,
            )
        return self._words[key]

    def _count(self, first: str, second: str) -> int:
        words = Word(first, 0, 0), Word(second, 0, 0)
        frequencies = self.frequency(first), self.frequency(second)
        # Spellings are merged before they are compared; a word with marks is
        # one list already, and the shorter of two is looked up in the longer.
        merged = (
            n for word, n in zip(words, frequencies, strict=True) if not word.has_marks
        )
        effort = _EFFORT + max(min(frequencies), sum(merged))
        if not all(frequencies) or effort > self._effort:
            return 0
        self._effort -= effort
        return self._snapshot.count(Phrase(words))

    def _terms(self, syllable: str) -> list[str]:
        """List what a typed syllable stands for, as far as it is counted."""
        word = Word(syllable, 0, 0)
        if word.has_marks:
            return list(word.forms)
        found = [t for f in word.forms for t in self._snapshot.spellings(f)]
        return found[:_N_SPELLINGS]

    def support(
        self, before: str | None, syllables: Sequence[str], after: str | None
    ) -> int:
        """Count the best pair among some syllables and their neighbours."""
        row = [s for s in (before, *syllables, after) if s is not None]
        return max((self.pair(*both) for both in pairwise(row)), default=0)

    def score_of_name(self, n_articles: int) -> float:
        """Tell how likely a name is that so many articles have: log10."""
        share = n_articles / self._n_articles
        return math.log10(max(_OF_ALL_WORDS * share, _UNKNOWN))

    def score(
        self,
        before: str | None,
        syllables: Sequence[str],
        after: str | None,
        *,
        is_counted: bool = True,
    ) -> float:
        """Tell how likely syllables are between two others: log10.

        Parameters
        ----------
        before, after : str or None
            The neighbours; None where there is none, or one that is unknown.
        is_counted : bool
            As for `pair`.
        """
        score, last = 0.0, before
        for syllable in (*syllables, *(() if after is None else (after,))):
            chance = self._alone(syllable)
            if last is not None:
                n_together = self.pair(last, syllable, is_counted=is_counted)
                share = n_together / (self.frequency(last) + _PSEUDO_COUNT)
                chance = _TOGETHER * share + (1 - _TOGETHER) * chance
            score += math.log10(chance)
            last = syllable
        return score

    def _alone(self, syllable: str) -> float:
        share = self.frequency(syllable) / self._n_articles
        return max(_OF_ALL_WORDS * share, _UNKNOWN)
