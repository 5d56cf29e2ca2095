"""Query tree → which documents match, and how well.

What must match and what merely ranks are kept apart: matching is boolean
algebra on masks, the score is the sum over all leaves that a document has and
over all pairs of neighbours that stand together in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from search.embedded.leaves import FIELDS, LeafReader
from search.embedded.names import NameColumns
from search.embedded.scoring import Scored, Scorer
from search.query.nodes import (
    Also,
    And,
    DocumentNumber,
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

MIN_SHARE = 0.25
"""Share of the query's weight (the idf of its words) that a partial match holds."""

SHARE_OF_BEST = 0.4
"""Beside an article that holds nearly all, those that hold little are no match."""

MIN_SHARE_OF_FEW = 0.5
FEW_WORDS = 4
"""Of so few words, a match holds half: one of three names is no match."""

SCORE_DECIMALS = 6

_TITLE_ONLY = FIELDS[:1]


@dataclass(frozen=True, slots=True)
class Part:
    """What may add to the score: a leaf, or two neighbouring words.

    One of both is None. `fields` are those it is looked for in.
    """

    leaf: Leaf | Also | None
    neighbours: tuple[Word | Also, Word | Also] | None
    fields: tuple[str, ...]


class Matcher:
    """Matches and scores one query over one generation.

    Parameters
    ----------
    leaves : LeafReader
    scorer : Scorer
    names : NameColumns
    is_live : (n_docs,) bool ndarray
        False for deleted documents.
    published : callable
        `Published` → (n_docs,) bool ndarray, deleted documents left out.
    """

    def __init__(
        self,
        leaves: LeafReader,
        scorer: Scorer,
        names: NameColumns,
        is_live: np.ndarray,
        published: Callable[[Published], np.ndarray],
    ) -> None:
        self._leaves = leaves
        self._scorer = scorer
        self._names = names
        self._is_live = is_live
        self._published = published
        self._scored: dict[tuple, Scored] = {}

    def matching(self, query: Query, fields: tuple[str, ...] = FIELDS) -> np.ndarray:
        """Mark the documents that match all of a query: (n_docs,) bool."""
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
                return self.matching(child, _TITLE_ONLY)
            case Named(field, words):
                column = self._names(field)
                return column.docs_with(column.holding(words))
            case Published():
                return self._published(query)
            case Everything():
                return self._is_live
            case Nothing():
                return np.zeros(len(self._is_live), bool)
            case _:
                return self._mask(self._score_leaf(query, fields).docs)

    def partly_matching(self, query: Query) -> np.ndarray:
        """Mark the documents that hold enough of a query: (n_docs,) bool.

        That is everything required (`split_required`) and words with at least
        `MIN_SHARE` of the idf of all words that the index knows, and with
        `SHARE_OF_BEST` of what the best such document holds. No document where
        fewer than two words are optional.
        """
        optional, required = split_required(query)
        words = {bare(word): word for word in optional}.values()
        if len(words) < 2:
            return np.zeros(len(self._is_live), bool)
        share = np.zeros(len(self._is_live))
        total = 0.0
        for word in words:
            scored = self._score_leaf(word, FIELDS)
            share[scored.docs] += scored.idf
            total += scored.idf
        least = MIN_SHARE_OF_FEW if len(words) <= FEW_WORDS else MIN_SHARE
        for child in required:
            share[~self.matching(child)] = 0.0
        least = max(least * total, SHARE_OF_BEST * share.max(initial=0.0))
        # Sums of the same numbers in another order may differ in the last bit.
        return (share >= least - 1e-9) & (share > 0)

    def scores(self, query: Query) -> np.ndarray:
        """Score every document for a query, matching or not: (n_docs,) float64.

        Rounded, so that scores that only the order of additions tells apart
        are equal, and the date decides.
        """
        scores = np.zeros(len(self._is_live))
        for part in parts_of(query):
            scored = self.score_part(part)
            scores[scored.docs] += scored.scores
        return np.round(scores, SCORE_DECIMALS)

    def score_part(self, part: Part) -> Scored:
        """Score one part of a query."""
        if part.leaf is not None:
            return self._score_leaf(part.leaf, part.fields)
        assert part.neighbours is not None
        first, second = part.neighbours
        key = ("pair", bare(first), bare(second), part.fields)
        if key not in self._scored:
            words = typed_word(first), typed_word(second)
            found = self._leaves.pair(*words, part.fields)
            self._scored[key] = self._scorer.pair(found, self._leaves.has_marks)
        return self._scored[key]

    def _score_leaf(self, leaf: Leaf | Also, fields: tuple[str, ...]) -> Scored:
        key = ("leaf", bare(leaf), fields)
        if key not in self._scored:
            found = self._leaves.frequencies(leaf, fields)
            self._scored[key] = self._scorer.word(found)
        return self._scored[key]

    def _mask(self, docs: np.ndarray) -> np.ndarray:
        found = np.zeros(len(self._is_live), bool)
        found[docs] = True
        return found


def split_required(query: Query) -> tuple[list[Leaf | Also], list[Query]]:
    """Separate what a partial match may miss from what it has to hold.

    Words and what signs join are optional where they stand at the outermost
    level; parentheses around words only do not make another level.
    """
    optional: list[Leaf | Also] = []
    required: list[Query] = []
    if not isinstance(query, And):
        return optional, [query]
    for child in query.children:
        if isinstance(child, And):
            below = split_required(child)
            optional += below[0]
            required += below[1]
        elif isinstance(child, Phrase) and child.is_quoted:
            required.append(child)
        elif isinstance(child, Leaf | Also):
            optional.append(child)
        else:
            required.append(child)
    return optional, required


def parts_of(query: Query) -> list[Part]:
    """List what adds to the score of a query, each thing once."""
    parts: dict[tuple, Part] = {}

    def walk(node: Query, fields: tuple[str, ...]) -> None:
        match node:
            case Word() | Prefix() | Phrase() | DocumentNumber() | Also():
                parts.setdefault((bare(node), fields), Part(node, None, fields))
            case And(children) | Or(children):
                for child in children:
                    walk(child, fields)
                if isinstance(node, And):
                    for first, second in pairwise(children):
                        if _is_word(first) and _is_word(second):
                            key = (bare(first), bare(second), fields)
                            part = Part(None, (first, second), fields)
                            parts.setdefault(key, part)
            case InTitle(child):
                walk(child, _TITLE_ONLY)

    walk(query, FIELDS)
    return list(parts.values())


def _is_word(node: Query) -> bool:
    return isinstance(node, Word) or (
        isinstance(node, Also) and isinstance(node.typed, Word)
    )


def typed_word(node: Word | Also) -> Word:
    """Give the word that was typed, without its readings."""
    word = node.typed if isinstance(node, Also) else node
    assert isinstance(word, Word)
    return word
