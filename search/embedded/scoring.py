"""BM25 by Whoosh, with one idf for all spellings of a word."""

from __future__ import annotations

from typing import Any

from whoosh import scoring


class UnionBM25F(scoring.BM25F):
    """Whoosh's BM25F, in which the spellings of one word are one term.

    A word typed without marks asks for all its spellings. With an idf of its
    own, a spelling that only one article has would weigh more than the word
    that was meant. Despite its name, Whoosh's BM25F scores each field by
    itself and the query adds them up.

    Parameters
    ----------
    unions : dict
        (field, term) → the terms scored as one; others score as themselves.
    """

    def __init__(self, unions: dict[tuple[str, str], tuple[str, ...]]) -> None:
        super().__init__()
        self._unions = unions
        self._idfs: dict[tuple[str, tuple[str, ...]], float] = {}

    def scorer(
        self, searcher: Any, fieldname: str, text: bytes, qf: int = 1
    ) -> scoring.BaseScorer:
        """Make the scorer of one term in one segment."""
        scorer = super().scorer(searcher, fieldname, text, qf)
        union = self._unions.get((fieldname, text.decode("utf-8")))
        if union is not None:
            scorer.idf = self._idf(searcher.get_parent(), fieldname, union)
            # Set up again: the bounds of the score were made with the old idf.
            scorer.setup(searcher, fieldname, text)
        return scorer

    def _idf(self, searcher: Any, field: str, union: tuple[str, ...]) -> float:
        """The lowest idf that a spelling has: that of the commonest one.

        The articles with any spelling are at least those with the commonest;
        counting them exactly would read every posting.
        """
        key = (field, union)
        if key not in self._idfs:
            self._idfs[key] = min(
                searcher.idf(field, term.encode("utf-8")) for term in union
            )
        return self._idfs[key]
