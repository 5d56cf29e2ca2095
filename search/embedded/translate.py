"""Query tree → Whoosh query.

What must match and what merely ranks are kept apart: the required part is a
plain boolean query, and neighbours in the query that are neighbours in the
text add to the score (sequential dependence: Metzler and Croft, SIGIR 2005,
doi:10.1145/1076034.1076115).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import pairwise

from whoosh import matching
from whoosh import query as wq
from whoosh.query import spans
from whoosh.query.wrappers import WrappingQuery
from whoosh.searching import SearchContext, Searcher

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

# On news_known hardly anything moves with these (bench/results.md), so they are
# set by what a reader expects: that "hội nghị" together beats "đại hội" in a
# title with "nghị" somewhere below.
TITLE_BOOST = 2.0
PAIR_BOOST = 1.0
WORD_BOOST = 0.5
# Somebody who types marks means "ban" by "ban" more often than "bàn"; somebody
# who types none means little by their absence, but an article that has none
# either is written as he writes.
OTHER_SPELLING_BOOST = 0.5
UNMARKED_BOOST = 0.9
_MAX_SPELLINGS = 8
"""Spellings of a word that a pair may have; rarer ones are found all the same,
they only add nothing for standing together."""

_MAX_PAIRS = 16
"""Pairs that may add to the score; a query with more is a whole sentence, and
its first words say enough about the order."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A Whoosh query, and the terms that are scored as one.

    Attributes
    ----------
    query : whoosh.query.Query
    unions : dict
        (field, term) → all terms of the field that answer the same word. A
        rare spelling must not count as a rare word.
    """

    query: wq.Query
    unions: dict[tuple[str, str], tuple[str, ...]]


def translate(query: Query, vocabulary: Vocabulary) -> Translation:
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
    whole = wq.AndMaybe(required, wq.Or(bonus)) if bonus else required
    return Translation(whole, translator.unions)


class _Translator:
    def __init__(self, vocabulary: Vocabulary, has_marks: bool) -> None:
        self.vocabulary = vocabulary
        self.other_boost = OTHER_SPELLING_BOOST if has_marks else UNMARKED_BOOST
        self.unions: dict[tuple[str, str], tuple[str, ...]] = {}

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
                return self.excluding(child)
            case Everything():
                return wq.Every()
            case Nothing():
                return wq.NullQuery

    def excluding(self, child: Query) -> wq.Query:
        """Every article but those of `child`.

        Never Whoosh's AndNot: it does not compare the two where the excluded
        matcher starts earlier (whoosh3 3.54.0, `AndNotMatcher._find_first`).
        Never its Not alone: that gives deleted articles back
        (`InverseMatcher._find_next`), which `Every` leaves out.
        """
        return _Unscored(wq.And([wq.Every(), wq.Not(self.required(child))]))

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
            near = self.phrase(field, (first, second), PAIR_BOOST, _MAX_SPELLINGS)
            found += [near, *self.term_list(field, word, WORD_BOOST)]
        return found

    def phrase(
        self,
        field: str,
        words: tuple[Word, ...],
        boost: float = 1.0,
        limit: int | None = None,
    ) -> wq.Query:
        return spans.SpanNear2(
            [self.terms(field, word, boost, limit) for word in words]
        )

    def terms(
        self, field: str, word: Word, boost: float = 1.0, limit: int | None = None
    ) -> wq.Query:
        """Any spelling of a word in one field, or any of the commonest."""
        terms = self.term_list(field, word, boost)[:limit]
        return terms[0] if len(terms) == 1 else wq.Or(terms)

    def term_list(self, field: str, word: Word, boost: float) -> list[wq.Query]:
        boost *= TITLE_BOOST if field == TITLE else 1.0
        typed = word.syllable
        spellings = tuple(self.vocabulary.answers(word))
        if len(spellings) > 1:
            self.unions.update({(field, spelling): spellings for spelling in spellings})
        return [
            wq.Term(field, s, boost if s == typed else boost * self.other_boost)
            for s in spellings
        ]


def _either(in_title: wq.Query, in_body: wq.Query) -> wq.Query:
    return wq.Or([in_title, in_body])


class _Unscored(WrappingQuery):
    """The articles of a query, each with the score 0.

    They are read out into a list, so nothing around it can disturb them;
    Whoosh's ConstantScoreQuery does so only where no positions are wanted.
    """

    def matcher(
        self, searcher: Searcher, context: SearchContext | None = None
    ) -> matching.Matcher:
        """Make the matcher of one segment."""
        found = self.child.matcher(searcher, searcher.context(weighting=None))
        if not found.is_active():
            return matching.NullMatcher()
        docs = array("I", found.all_ids())
        return matching.ListMatcher(docs, weights=array("d", bytes(8 * len(docs))))
