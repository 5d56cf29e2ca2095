"""What a typed word or beginning stands for, from the table of all words."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from index.analysis.normalise import fold
from index.analysis.terms import WORD_JOINT
from index.opensearch.mapping import FOLDED
from index.opensearch.word_table import Counts, WordTable
from search import prefixes
from search.query.nodes import Prefix, Word

_REMEMBERED = 20_000


class Vocabulary:
    """The spellings of a library's syllables; see `search.embedded.vocabulary`."""

    def __init__(self, words: WordTable) -> None:
        self._words = words
        self.spellings: Callable[[str], tuple[str, ...]] = lru_cache(_REMEMBERED)(
            self._spellings
        )

    def doc_freq(self, term: str) -> int:
        """Count the articles with a term in the body or, if more, in the title."""
        return max(self._words.count(term))

    def has(self, term: str) -> bool:
        """Tell whether any article has a term."""
        return self.doc_freq(term) > 0

    def forms(self, word: Word) -> tuple[list[str], list[str]]:
        """Give the index's terms that answer a word, and those that are it as typed.

        Returns
        -------
        (list of str, list of str)
            Both of the same kind at every position: for a word without marks, the
            first are folded terms.
        """
        exact = [word.syllable] if self.has(word.syllable) else []
        if word.has_marks:
            return [form for form in word.forms if self.has(form)], exact
        folded = [form for form in word.forms if self.spellings(form)]
        spelled = [term for form in folded for term in self.spellings(form)]
        if spelled == exact:
            return exact, exact
        return [FOLDED + form for form in folded], exact

    def beginning_with(self, prefix: Prefix) -> tuple[list[str], list[str]]:
        """Give the terms that answer a prefix, and those that begin as it was typed.

        The commonest `search.prefixes.MAX_PREFIX_TERMS` at most.
        """
        found = self._answering(prefix)
        most = prefixes.MAX_PREFIX_TERMS
        if len(found) > most:
            found = sorted(found, key=lambda one: (-max(one[1]), one[0]))[:most]
        terms = [term for term, _ in found]
        return terms, [term for term in terms if term.startswith(prefix.syllable)]

    def is_cut(self, prefix: Prefix) -> bool:
        """Tell whether more terms answer a prefix than are looked for."""
        return len(self._answering(prefix)) > prefixes.MAX_PREFIX_TERMS

    def _answering(self, prefix: Prefix) -> list[tuple[str, Counts]]:
        return [
            (term, counts)
            for term, counts in self._words.beginning_with(fold(prefix.syllable))
            if WORD_JOINT not in term and prefix.matches(term)
        ]

    def _spellings(self, folded: str) -> tuple[str, ...]:
        found = self._words.folding_to(folded)
        ordered = sorted(found, key=lambda one: (-max(one[1]), one[0]))
        return tuple(term for term, _ in ordered)
