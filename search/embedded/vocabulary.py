"""The term dictionary as queries need it: spellings of a folded term."""

from __future__ import annotations

from collections import defaultdict

from whoosh.reading import IndexReader

from index.analysis.normalise import fold
from index.schema import BODY, TITLE
from search.query.nodes import Word


class Vocabulary:
    """Folded term → the terms of the index that fold to it.

    Holds syllables (``to`` → ``tổ``, ``tờ``, …) and words (``to_chuc`` →
    ``tổ_chức``), so a query typed without marks costs no second index.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        spellings: dict[str, set[str]] = defaultdict(set)
        for field in (TITLE, BODY):
            for term in reader.lexicon(field):
                text = term.decode("utf-8")
                spellings[fold(text)].add(text)
        self._spellings = {folded: list(terms) for folded, terms in spellings.items()}
        self._ranked: set[str] = set()

    def answers(self, word: Word) -> list[str]:
        """List the terms that answer a word of a query, the commonest first."""
        if word.has_marks:
            return [form for form in word.forms if self._has(form)]
        found = [term for form in word.forms for term in self.spellings(form)]
        return found if len(word.forms) == 1 else sorted(found, key=self._rank)

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

    def _has(self, term: str) -> bool:
        return term in self._spellings.get(fold(term), ())

    def _rank(self, term: str) -> tuple[int, str]:
        return -self.doc_freq(term), term
