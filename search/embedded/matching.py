"""Query tree → which documents match, and how well.

What must match and what merely ranks are kept apart: matching is boolean
algebra on masks, the score is the sum over all leaves that a document has and
over all pairs of neighbours that stand together in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from search.deadline import Deadline
from search.embedded.cache import ByteCache
from search.embedded.leaves import LeafReader
from search.embedded.pairs import CHEAP, Deferred, PairCounts
from search.embedded.scored import Scored
from search.embedded.scoring import Scorer
from search.embedded.words import WordScore
from search.formula import (
    FEW_WORDS,
    FIELDS,
    LEAF,
    MIN_SHARE,
    MIN_SHARE_OF_FEW,
    SHARE_OF_BEST,
    Worth,
    worth_of_pair,
)
from search.names import NameColumns
from search.query.nodes import (
    Also,
    And,
    Everything,
    InTitle,
    Leaf,
    Named,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Word,
    bare,
)
from search.query.parts import (
    TITLE_ONLY,
    Part,
    parts_of,
    split_required,
    typed_word,
)

PartScore = Scored | WordScore | Deferred


class Matcher:
    """Matches and scores one query over one generation.

    Parameters
    ----------
    query : Query
    leaves : LeafReader
    scorer : Scorer
    names : NameColumns
    is_live : (n_docs,) bool ndarray
        False for deleted documents.
    published : callable
        `Published` → (n_docs,) bool ndarray, deleted documents left out.
    remembered : ByteCache of Scored
        What earlier queries found out of phrases, pairs and readings.
    pair_counts : PairCounts
        How many documents have a pair of common words.
    deadline : Deadline
    """

    def __init__(
        self,
        query: Query,
        leaves: LeafReader,
        scorer: Scorer,
        names: NameColumns,
        is_live: np.ndarray,
        published: Callable[[Published], np.ndarray],
        remembered: ByteCache[Scored],
        pair_counts: PairCounts,
        deadline: Deadline,
    ) -> None:
        self.query = query
        self.has_marks = leaves.has_marks
        self._leaves = leaves
        self._scorer = scorer
        self._names = names
        self._is_live = is_live
        self._published = published
        self._remembered = remembered
        self._pair_counts = pair_counts
        self._deadline = deadline
        self._words: dict[tuple, WordScore] = {}

    def matching(self, query: Query, fields: tuple[str, ...] = FIELDS) -> np.ndarray:
        """Mark the documents that match all of a query: (n_docs,) bool."""
        self._deadline.check()
        match query:
            case And(children):
                found = self.matching(children[0], fields)
                for child in children[1:]:
                    found = found & self.matching(child, fields)
                return found
            case Or(children):
                found = self.matching(children[0], fields)
                for child in children[1:]:
                    found = found | self.matching(child, fields)
                return found
            case Not(child):
                return self._is_live & ~self.matching(child, fields)
            case InTitle(child):
                return self.matching(child, TITLE_ONLY)
            case Named(field, words):
                column = self._names(field)
                return column.docs_with(column.holding(words)) & self._is_live
            case Published():
                return self._published(query)
            case Everything():
                return self._is_live
            case Nothing():
                return np.zeros(len(self._is_live), bool)
            case _:
                return self.score_leaf(query, fields).mask(len(self._is_live))

    def partly_matching(self) -> np.ndarray:
        """Mark the documents that hold enough of the query: (n_docs,) bool.

        That is everything required (`split_required`) and words with at least
        `MIN_SHARE` of the idf of all words that the index knows, and with
        `SHARE_OF_BEST` of what the best such document holds. No document where
        fewer than two words are optional.
        """
        optional, required = split_required(self.query)
        words = {bare(word): word for word in optional}.values()
        if len(words) < 2:
            return np.zeros(len(self._is_live), bool)
        share = np.zeros(len(self._is_live))
        total = 0.0
        for word in words:
            scored = self.score_leaf(word, FIELDS)
            share += scored.idf * scored.mask(len(share))
            total += scored.idf
        least = MIN_SHARE_OF_FEW if len(words) <= FEW_WORDS else MIN_SHARE
        for child in required:
            share *= self.matching(child)
        least = max(least * total, SHARE_OF_BEST * share.max(initial=0.0))
        # Sums of the same numbers in another order may differ in the last bit.
        return (share >= least - 1e-9) & (share > 0)

    def parts(self) -> list[PartScore]:
        """List what the score is the sum of, part by part as `parts_of` does."""
        return [self.score_part(part) for part in parts_of(self.query)]

    def score_part(self, part: Part) -> PartScore:
        """Score one part of a query, or say how it will be."""
        self._deadline.check()
        if part.leaf is not None:
            return self.score_leaf(part.leaf, part.fields)
        assert part.neighbours is not None
        first, second = (typed_word(word) for word in part.neighbours)
        rarer = min(
            self._leaves.lists(word, part.fields).n_positions
            for word in (first, second)
        )
        if rarer > CHEAP and part.fields == FIELDS:
            n_found = self._pair_counts.count(first, second)
            if n_found is not None:
                return self._defer(first, second, n_found)
        key = ("pair", bare(first), bare(second), part.fields)
        worth = worth_of_pair(self.has_marks)
        return self._remember(
            key, lambda: self._score_row((first, second), part.fields, worth)
        )

    def score_leaf(
        self, leaf: Leaf | Also, fields: tuple[str, ...]
    ) -> Scored | WordScore:
        """Score one leaf: words where it is asked for, others everywhere."""
        key = (bare(leaf), fields)
        if isinstance(leaf, Word | Prefix):
            if key not in self._words:
                lists = self._leaves.lists(leaf, fields)
                self._words[key] = WordScore(lists, self._leaves, self._scorer)
            return self._words[key]
        if isinstance(leaf, Phrase):
            return self._remember(
                ("leaf", *key), lambda: self._score_row(leaf.words, fields, LEAF)
            )
        return self._remember(
            ("leaf", *key),
            lambda: self._scorer.leaf(self._leaves.frequencies(leaf, fields)),
        )

    def _score_row(
        self, words: Sequence[Word], fields: tuple[str, ...], worth: Worth
    ) -> Scored:
        rows = self._leaves.rows_of(words, fields)
        return self._scorer.row(rows, self._leaves.docs_with(rows), worth)

    def _defer(self, first: Word, second: Word, n_found: int) -> Deferred:
        idf = self._scorer.idf(n_found)
        worth = worth_of_pair(self.has_marks)
        rows = self._leaves.rows_of((first, second), FIELDS)

        def units(docs: np.ndarray) -> np.ndarray:
            return self._scorer.row_units(rows, docs, worth, idf)

        words = self.score_leaf(first, FIELDS), self.score_leaf(second, FIELDS)
        is_there = tuple(word.mask(len(self._is_live)) for word in words)
        return Deferred(is_there, int(worth.scale(idf)) + 1, idf, units)

    def _remember(self, key: tuple, make: Callable[[], Scored]) -> Scored:
        return self._remembered.get((*key, self.has_marks), make)


def is_covered(query: Query) -> bool:
    """Tell whether the arrays answer every kind of node that a query has."""
    match query:
        case And(children) | Or(children):
            return all(map(is_covered, children))
        case Not(child) | InTitle(child):
            return is_covered(child)
    return isinstance(query, Leaf | Also | Named | Published | Everything | Nothing)
