"""The same search, one posting at a time, by Whoosh's own queries and matchers.

It is the oracle of the tests, and what answers a kind of query that the arrays
do not cover. It takes a hundred times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

import numpy as np
from whoosh import query as whoosh
from whoosh.matching import NullMatcher
from whoosh.query.spans import SpanNear2, SpanOr
from whoosh.reading import IndexReader
from whoosh.searching import Searcher
from whoosh.util import make_binary_tree

from index.schema import (
    AUTHORS,
    BODY,
    PERSONS,
    PUBLISHED_MINUTE,
    SOURCE,
    TITLE,
    UNKNOWN_MINUTE,
    split_name_term,
)
from search.embedded.facets import DAY_MINUTES, EPOCH
from search.embedded.frequencies import NOTHING, Frequencies, PerField
from search.embedded.leaves import (
    OTHER_SPELLING_WEIGHT,
    PUBLISHED,
    UNMARKED_WEIGHT,
)
from search.embedded.matching import Matcher, Part, typed_word
from search.embedded.scoring import Scored, Scorer, worth_of_pair
from search.embedded.vocabulary import Vocabulary
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
)

_BOTH = (TITLE, BODY)
_NAME_FIELDS = {"person": PERSONS, "author": AUTHORS, "source": SOURCE}


class WhooshMatcher(Matcher):
    """Matches and scores one query by Whoosh's matchers; as `Matcher`.

    Parameters
    ----------
    query : Query
    reader : IndexReader
        Whoosh's, of all segments.
    vocabulary : Vocabulary
    scorer : Scorer
    has_marks : bool
        Whether any word of the query was typed with marks.
    """

    def __init__(
        self,
        query: Query,
        reader: IndexReader,
        vocabulary: Vocabulary,
        scorer: Scorer,
        has_marks: bool,
    ) -> None:
        self.query = query
        self.has_marks = has_marks
        self._reader = reader
        self._searcher = Searcher(reader)
        self._vocabulary = vocabulary
        self._scorer = scorer
        self._other_weight = OTHER_SPELLING_WEIGHT if has_marks else UNMARKED_WEIGHT
        self._is_live = np.zeros(reader.doc_count_all(), bool)
        self._is_live[list(reader.all_doc_ids())] = True

    def matching(self, query: Query, fields: tuple[str, ...] = _BOTH) -> np.ndarray:
        """Mark the documents that match all of a query: (n_docs,) bool.

        Each leaf is a query of Whoosh's; what joins them is done on masks, for
        whoosh3 3.54.0 has faults in `AndNotMatcher`, `InverseMatcher` and
        `ArrayUnionMatcher` (docs/decisions/0001-whoosh3-embedded.md).
        """
        match query:
            case And(children):
                return np.all([self.matching(c, fields) for c in children], axis=0)
            case Or(children):
                return np.any([self.matching(c, fields) for c in children], axis=0)
            case Not(child):
                return self._is_live & ~self.matching(child, fields)
            case InTitle(child):
                return self.matching(child, (TITLE,))
            case Also(typed, readings):
                parts = (typed, *(reading.query for reading in readings))
                return np.any([self.matching(part, fields) for part in parts], axis=0)
        found = np.zeros(len(self._is_live), bool)
        for of_field in self._translate(query, fields):
            found[list(self._searcher.docs_for_query(of_field))] = True
        return found & self._is_live

    def _translate(
        self, query: Query, fields: tuple[str, ...]
    ) -> Iterator[whoosh.Query]:
        """Say what is no compound in Whoosh's classes: any of what is yielded."""
        match query:
            case Named(field, words):
                name_field = _NAME_FIELDS[field]
                for term in self._names(name_field, words):
                    yield whoosh.Term(name_field, term)
            case Published(first, last):
                yield whoosh.ColumnQuery(PUBLISHED_MINUTE, _is_in(first, last))
            case Everything():
                yield whoosh.Every()
            case Nothing():
                yield whoosh.NullQuery
            case _:
                for field in fields:
                    yield self._leaf(query, field)

    def _leaf(self, leaf: Leaf, field: str) -> whoosh.Query:
        match leaf:
            case Word():
                return self._any(field, self._vocabulary.answers(leaf))
            case Prefix():
                return self._any(field, self._vocabulary.beginning_with(leaf))
            case Phrase(words):
                return self._row(field, [self._vocabulary.answers(w) for w in words])
            case DocumentNumber(number, words):
                row = self._leaf(Phrase(words), field)
                return _AnyOf([whoosh.Term(field, number), row])
        raise TypeError(f"{leaf!r} is no leaf")

    def _any(self, field: str, terms: list[str]) -> whoosh.Query:
        found = [whoosh.Term(field, term) for term in terms]
        # Its matchers know positions, which those of `whoosh.Or` need not.
        return found[0] if len(found) == 1 else _AnyOf(found)

    def _row(self, field: str, words: list[list[str]]) -> whoosh.Query:
        if not all(words):
            return whoosh.NullQuery
        if all(len(terms) == 1 for terms in words):
            return whoosh.Phrase(field, [terms[0] for terms in words])
        return SpanNear2([self._any(field, terms) for terms in words], slop=1)

    def _names(self, field: str, words: tuple[Word, ...]) -> Iterator[bytes]:
        # Of each segment on its own: the joined lexicon of whoosh3 3.54.0 leaves
        # terms out where one segment ends before another.
        leaves = (leaf.lexicon(field) for leaf, _ in self._reader.leaf_readers())
        for term in sorted(set(chain.from_iterable(leaves))):
            key, _ = split_name_term(term.decode("utf-8", "surrogatepass"))
            syllables = key.split()
            if all(any(word.matches(s) for s in syllables) for word in words):
                yield term

    def score_part(self, part: Part) -> Scored:
        """Score one part of a query."""
        if part.leaf is not None:
            return self.score_leaf(part.leaf, part.fields)
        assert part.neighbours is not None
        phrase = Phrase(tuple(typed_word(word) for word in part.neighbours))
        counted = {f: self._frequencies(f, phrase) for f in part.fields}
        return self._scorer.leaf(counted, worth_of_pair(self.has_marks))

    def score_leaf(self, leaf: Leaf | Also, fields: tuple[str, ...]) -> Scored:
        """Score one leaf in every document that has it."""
        return self._scorer.leaf(self._per_field(leaf, fields))

    def _per_field(self, leaf: Leaf | Also, fields: tuple[str, ...]) -> PerField:
        if not isinstance(leaf, Also):
            return {field: self._frequencies(field, leaf) for field in fields}
        found = self._per_field(leaf.typed, fields)
        for reading in leaf.readings:
            if isinstance(reading.query, Published):
                docs = np.flatnonzero(self.matching(reading.query)).tolist()
                others = {PUBLISHED: _frequencies_of(dict.fromkeys(docs, 1))}
            else:
                others = self._per_field(reading.query, fields)
            for field, other in others.items():
                before = found.get(field, NOTHING)
                found[field] = before.plus(other.weighing(reading.weight))
        return found

    def _frequencies(self, field: str, leaf: Leaf) -> Frequencies:
        every = self._positions(field, leaf)
        exact = self._exact_positions(field, leaf)
        found = _frequencies_of({doc: len(at) for doc, at in every.items()})
        if exact is None:
            return found
        weights = [
            len(every[doc]) * self._other_weight
            + len(exact.get(doc, ())) * (1 - self._other_weight)
            for doc in found.docs.tolist()
        ]
        return Frequencies(found.docs, found.freqs, np.array(weights, np.float64))

    def _positions(self, field: str, leaf: Leaf) -> Positions:
        match leaf:
            case Word():
                return self._walk(field, self._vocabulary.answers(leaf))
            case Prefix():
                return self._walk(field, self._vocabulary.beginning_with(leaf))
            case Phrase(words):
                answers = [self._vocabulary.answers(word) for word in words]
                return self._walk_row(field, answers)
            case DocumentNumber(number, words):
                found = self._positions(field, Phrase(words))
                for doc, at in self._walk(field, [number]).items():
                    found.setdefault(doc, set()).update(at)
                return found
        raise TypeError(f"{leaf!r} is no leaf")

    def _exact_positions(self, field: str, leaf: Leaf) -> Positions | None:
        """Find what is spelled as typed; None where there is nothing else."""
        match leaf:
            case Word(syllable):
                if self._vocabulary.answers(leaf) == [syllable]:
                    return None
                return self._walk(field, [syllable])
            case Prefix(syllable):
                terms = self._vocabulary.beginning_with(leaf)
                exact = [term for term in terms if term.startswith(syllable)]
                return None if len(exact) == len(terms) else self._walk(field, exact)
            case Phrase(words):
                typed = [[word.syllable] for word in words]
                if [self._vocabulary.answers(word) for word in words] == typed:
                    return None
                return self._walk_row(field, typed)
        return None

    def _walk(self, field: str, terms: list[str]) -> Positions:
        """Go through the postings of terms; spans would be merged by Whoosh."""
        found: Positions = {}
        for term in terms:
            for searcher, base in self._searcher.leaf_searchers():
                matcher = whoosh.Term(field, term).matcher(searcher)
                while matcher.is_active():
                    doc = base + matcher.id()
                    if self._is_live[doc]:
                        at = matcher.value_as("positions")
                        found.setdefault(doc, set()).update(at)
                    matcher.next()
        return found

    def _walk_row(self, field: str, words: list[list[str]]) -> Positions:
        first, *others = (self._walk(field, terms) for terms in words)
        found: Positions = {}
        for doc, positions in first.items():
            starts = {
                start
                for start in positions
                if all(
                    start + distance in other.get(doc, ())
                    for distance, other in enumerate(others, 1)
                )
            }
            if starts:
                found[doc] = starts
        return found


Positions = dict[int, set[int]]
"""Document → positions."""


class _AnyOf(SpanOr):
    """`SpanOr` that may find nothing: whoosh3 3.54.0 raises `ValueError` then."""

    def matcher(self, searcher: Searcher, context: object = None) -> object:
        """Give the union of the matchers that have anything."""
        matchers = [q.matcher(searcher, context) for q in self.subqs]
        found = [matcher for matcher in matchers if matcher.is_active()]
        if not found:
            return NullMatcher()
        return make_binary_tree(SpanOr.SpanOrMatcher, found)


def _frequencies_of(counted: dict[int, int]) -> Frequencies:
    docs = sorted(counted)
    freqs = np.array([counted[doc] for doc in docs], np.float64)
    return Frequencies(np.array(docs, np.int32), freqs, freqs)


def _is_in(first: date | None, last: date | None) -> Callable[[int], bool]:
    low = None if first is None else (first - EPOCH).days * DAY_MINUTES
    high = None if last is None else ((last - EPOCH).days + 1) * DAY_MINUTES

    def is_in(minute: int) -> bool:
        if low is not None and minute < low:
            return False
        return high is None or UNKNOWN_MINUTE != minute < high

    return is_in
