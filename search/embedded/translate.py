"""Query tree → Whoosh query.

What must match and what merely ranks are kept apart: the required part is a
plain boolean query, and neighbours in the query that are neighbours in the
text add to the score (sequential dependence: Metzler and Croft, SIGIR 2005,
doi:10.1145/1076034.1076115).
"""

from __future__ import annotations

from itertools import pairwise

from whoosh import query as wq
from whoosh.query import spans

from index.analysis.terms import WORD_JOINT
from index.schema import BODY, TITLE
from search.embedded.vocabulary import Vocabulary
from search.query.nodes import (
    And,
    Everything,
    Not,
    Nothing,
    Or,
    Phrase,
    Query,
    Word,
    words_of,
)

TITLE_BOOST = 2.0
PAIR_BOOST = 0.3
WORD_BOOST = 0.5
OTHER_SPELLING_BOOST = 0.5
_MAX_PAIRS = 16
"""Pairs that may add to the score; a query with more is a whole sentence, and
its first words say enough about the order."""


def translate(query: Query, vocabulary: Vocabulary) -> wq.Query:
    """Translate a query tree for one generation's vocabulary.

    Parameters
    ----------
    query : Query
        From `search.query.parse`.
    vocabulary : Vocabulary
        Gives the spellings of words typed without marks.
    """
    translator = _Translator(vocabulary, any(w.has_marks for w in words_of(query)))
    required = translator.required(query)
    bonus = translator.bonus(query)
    return wq.AndMaybe(required, wq.Or(bonus)) if bonus else required


class _Translator:
    def __init__(self, vocabulary: Vocabulary, has_marks: bool) -> None:
        self.vocabulary = vocabulary
        # Somebody who types marks means "ban" by "ban" more often than "bàn";
        # somebody who types none means nothing by their absence.
        self.other_boost = OTHER_SPELLING_BOOST if has_marks else 1.0

    def required(self, query: Query) -> wq.Query:
        match query:
            case Word():
                return _either(self.terms(TITLE, query), self.terms(BODY, query))
            case Phrase(words):
                return _either(self.phrase(TITLE, words), self.phrase(BODY, words))
            case And(children):
                return wq.And([self.required(child) for child in children])
            case Or(children):
                return wq.Or([self.required(child) for child in children])
            case Not(child):
                # Never Whoosh's AndNot: where the first article it looks at is
                # beyond the first excluded one, it does not compare the two
                # (whoosh3 3.54.0, AndNotMatcher._find_first).
                return wq.Not(self.required(child))
            case Everything():
                return wq.Every()
            case Nothing():
                return wq.NullQuery

    def bonus(self, query: Query) -> list[wq.Query]:
        """Queries that only add to the score: adjacent pairs and whole words."""
        found: list[wq.Query] = []
        if isinstance(query, And):
            for first, second in list(pairwise(query.children))[:_MAX_PAIRS]:
                if isinstance(first, Word) and isinstance(second, Word):
                    found += self.pair(first, second)
        return found

    def pair(self, first: Word, second: Word) -> list[wq.Query]:
        joined = WORD_JOINT.join((first.syllable, second.syllable))
        word = Word(joined, 0, 0)
        found: list[wq.Query] = []
        for field in (TITLE, BODY):
            near = self.phrase(field, (first, second), PAIR_BOOST)
            found += [near, *self.term_list(field, word, WORD_BOOST)]
        return found

    def phrase(
        self, field: str, words: tuple[Word, ...], boost: float = 1.0
    ) -> wq.Query:
        return spans.SpanNear2([self.terms(field, word, boost) for word in words])

    def terms(self, field: str, word: Word, boost: float = 1.0) -> wq.Query:
        """Any spelling of a word in one field."""
        terms = self.term_list(field, word, boost)
        return terms[0] if len(terms) == 1 else wq.Or(terms)

    def term_list(self, field: str, word: Word, boost: float) -> list[wq.Query]:
        boost *= TITLE_BOOST if field == TITLE else 1.0
        typed = word.syllable
        if word.has_marks:
            spellings = [typed] if typed in self.vocabulary else []
        else:
            spellings = self.vocabulary.spellings(typed)
        return [
            wq.Term(field, s, boost if s == typed else boost * self.other_boost)
            for s in spellings
        ]


def _either(in_title: wq.Query, in_body: wq.Query) -> wq.Query:
    return wq.Or([in_title, in_body])
