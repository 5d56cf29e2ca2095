"""The term dictionary as queries need it: spellings of what was typed."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property

from whoosh.reading import IndexReader

from index.analysis.normalise import fold
from index.analysis.numbers import NUMBER_JOINT
from index.analysis.terms import WORD_JOINT
from index.schema import BODY, TITLE
from search.query.nodes import Prefix, Word

MAX_PREFIX_TERMS = 1000
"""Terms that a prefix stands for, the commonest; a few letters have more."""


class Vocabulary:
    """Folded syllable → the syllables of the index that fold to it.

    ``to`` → ``tổ``, ``tờ``, …, so that a query typed without marks costs no
    second index.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        spellings: dict[str, set[str]] = defaultdict(set)
        for field in (TITLE, BODY):
            for term in reader.lexicon(field):
                text = term.decode("utf-8")
                if WORD_JOINT not in text and NUMBER_JOINT not in text:
                    spellings[fold(text)].add(text)
        self._spellings = {folded: list(terms) for folded, terms in spellings.items()}
        self._ranked: set[str] = set()

    def answers(self, word: Word) -> list[str]:
        """List the terms that answer a word of a query, the commonest first."""
        if word.has_marks:
            return [form for form in word.forms if self._has(form)]
        found = [term for form in word.forms for term in self.spellings(form)]
        return found if len(word.forms) == 1 else sorted(found, key=self._rank)

    def beginning_with(self, prefix: Prefix) -> list[str]:
        """List the terms that answer a prefix: at most `MAX_PREFIX_TERMS`."""
        start = fold(prefix.syllable)
        first = bisect_left(self._sorted, start)
        found: list[str] = []
        for folded in self._sorted[first:]:
            if not folded.startswith(start):
                break
            found += self._spellings[folded]
        found = [term for term in found if prefix.matches(term)]
        if len(found) > MAX_PREFIX_TERMS:
            found = sorted(found, key=self._rank)[:MAX_PREFIX_TERMS]
        return found

    def spellings(self, folded: str) -> list[str]:
        """List the terms that fold to `folded`, the commonest first."""
        terms = self._spellings.get(folded)
        if terms is None:
            return []
        if folded not in self._ranked:
            # Only what the index has is remembered: there is no end to what
            # people can type.
            self._ranked.add(folded)
            terms.sort(key=self._rank)
        return terms

    def doc_freq(self, term: str) -> int:
        """Count the articles with a term in the body or, if more, in the title.

        An estimate, cheap enough to order spellings by: an article that has
        the term in both is not counted twice.
        """
        text = term.encode("utf-8")
        return max(self._reader.doc_frequency(field, text) for field in (TITLE, BODY))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._spellings)

    def _has(self, term: str) -> bool:
        return term in self._spellings.get(fold(term), ())

    def _rank(self, term: str) -> tuple[int, str]:
        return -self.doc_freq(term), term
