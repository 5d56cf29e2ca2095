"""The term dictionary as queries need it: spellings of a folded term."""

from __future__ import annotations

from collections import defaultdict

from whoosh.reading import IndexReader

from index.analysis.normalise import fold
from index.schema import BODY, TITLE


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
        self._spellings = dict(spellings)
        self._by_freq: dict[str, list[str]] = {}

    def __contains__(self, term: str) -> bool:
        return term in self._spellings.get(fold(term), ())

    def spellings(self, folded: str) -> list[str]:
        """List the terms that fold to `folded`, the commonest first."""
        found = self._by_freq.get(folded)
        if found is None:
            terms = self._spellings.get(folded, ())
            found = sorted(terms, key=lambda term: (-self.doc_freq(term), term))
            self._by_freq[folded] = found
        return found

    def doc_freq(self, term: str) -> int:
        """Count the articles with a term in the body or, if more, in the title.

        An estimate, cheap enough to order spellings by: an article that has
        the term in both is not counted twice.
        """
        text = term.encode("utf-8")
        return max(self._reader.doc_frequency(field, text) for field in (TITLE, BODY))
