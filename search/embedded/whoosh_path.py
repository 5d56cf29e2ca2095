"""The same search, one posting at a time, by Whoosh's own queries and matchers.

It is the oracle of the tests and of `bench/oracle.py`, and what answers a kind of
query that the arrays do not cover. It takes a hundred times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import reduce
from itertools import chain

import numpy as np
from whoosh import query as whoosh
from whoosh.query.spans import SpanNear2
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

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
from search.deadline import Deadline
from search.embedded.frequencies import NOTHING, Frequencies, PerField
from search.embedded.leaves import (
    PUBLISHED,
)
from search.embedded.matching import Matcher
from search.embedded.scored import Scored
from search.embedded.scoring import Scorer
from search.embedded.vocabulary import Vocabulary
from search.embedded.whoosh_walk import (
    AnyOf,
    Occurrences,
    docs_of,
    in_both,
    occurrences_in,
    union_of,
    walked,
)
from search.formula import OTHER_SPELLING_WEIGHT, UNMARKED_WEIGHT, worth_of_pair
from search.periods import DAY_MINUTES, EPOCH
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
from search.query.parts import Part, typed_word

_MAX_SPANS = 10_000
"""Occurrences of the words of a phrase up to which Whoosh's spans find it."""

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
    deadline : Deadline
    """

    def __init__(
        self,
        query: Query,
        reader: IndexReader,
        vocabulary: Vocabulary,
        scorer: Scorer,
        has_marks: bool,
        deadline: Deadline,
    ) -> None:
        self.query = query
        self._deadline = deadline
        self.has_marks = has_marks
        self._reader = reader
        self._searcher = Searcher(reader)
        self._vocabulary = vocabulary
        self._scorer = scorer
        self._other_weight = OTHER_SPELLING_WEIGHT if has_marks else UNMARKED_WEIGHT
        self._walked = walked(reader)
        self._is_live = self._walked.is_live

    def matching(self, query: Query, fields: tuple[str, ...] = _BOTH) -> np.ndarray:
        """Mark the documents that match all of a query: (n_docs,) bool.

        Each leaf is a query of Whoosh's, or what its matchers of terms walked
        through; what joins them is done on masks, for
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
        if isinstance(query, Word | Prefix) or self._is_common(query, fields):
            # A prefix may stand for thousands of terms, each a query otherwise; and
            # spans of common words take seconds.
            for field in fields:
                found[docs_of(self._occurrences(field, query))] = True
            return found
        for of_field in self._translate(query, fields):
            for doc in self._searcher.docs_for_query(of_field):
                self._deadline.check()
                found[doc] = True
        return found & self._is_live

    def _is_common(self, query: Query, fields: tuple[str, ...]) -> bool:
        if not isinstance(query, Phrase):
            return False
        n_found = sum(
            len(self._walk(field, self._vocabulary.answers(word)))
            for word in query.words
            for field in fields
        )
        return n_found > _MAX_SPANS

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
            case Phrase(words):
                return self._row(field, [self._vocabulary.answers(w) for w in words])
            case DocumentNumber(number, words):
                row = self._leaf(Phrase(words), field)
                return AnyOf([whoosh.Term(field, number), row])
        raise TypeError(f"{leaf!r} is no leaf")

    def _any(self, field: str, terms: list[str]) -> whoosh.Query:
        found = [whoosh.Term(field, term) for term in terms]
        # Its matchers know positions, which those of `whoosh.Or` need not.
        return found[0] if len(found) == 1 else AnyOf(found)

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
            self._deadline.check()
            key, _ = split_name_term(term.decode("utf-8", "surrogatepass"))
            syllables = key.split()
            if all(any(word.matches(s) for s in syllables) for word in words):
                yield term

    def score_part(self, part: Part) -> Scored:
        """Score one part of a query."""
        self._deadline.check()
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
                docs = np.flatnonzero(self.matching(reading.query))
                others = {PUBLISHED: _frequencies_of(occurrences_in(docs))}
            else:
                others = self._per_field(reading.query, fields)
            for field, other in others.items():
                before = found.get(field, NOTHING)
                found[field] = before.plus(other.weighing(reading.weight))
        return found

    def _frequencies(self, field: str, leaf: Leaf) -> Frequencies:
        found = _frequencies_of(self._occurrences(field, leaf))
        exact = self._exact_occurrences(field, leaf)
        if exact is None:
            return found
        as_typed = np.zeros(len(self._is_live))
        of_exact = _frequencies_of(exact)
        as_typed[of_exact.docs] = of_exact.freqs
        weighted = found.freqs * self._other_weight
        weighted += as_typed[found.docs] * (1 - self._other_weight)
        return Frequencies(found.docs, found.freqs, weighted)

    def _occurrences(self, field: str, leaf: Leaf) -> Occurrences:
        match leaf:
            case Word():
                return self._walk(field, self._vocabulary.answers(leaf))
            case Prefix():
                return self._walk(field, self._vocabulary.beginning_with(leaf))
            case Phrase(words):
                answers = [self._vocabulary.answers(word) for word in words]
                return self._walk_row(field, answers)
            case DocumentNumber(number, words):
                whole = self._walk(field, [number])
                return np.union1d(whole, self._occurrences(field, Phrase(words)))
        raise TypeError(f"{leaf!r} is no leaf")

    def _exact_occurrences(self, field: str, leaf: Leaf) -> Occurrences | None:
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

    def _walk(self, field: str, terms: Sequence[str]) -> Occurrences:
        found = [
            self._walked.term(self._searcher, field, term, self._deadline)
            for term in terms
        ]
        return found[0] if len(found) == 1 else union_of(found)

    def _walk_row(self, field: str, words: list[list[str]]) -> Occurrences:
        """Find where each word stands right behind the one before it."""
        starts = [self._walk(field, terms) - at for at, terms in enumerate(words)]
        return reduce(in_both, sorted(starts, key=len))


def _frequencies_of(occurrences: Occurrences) -> Frequencies:
    docs = docs_of(occurrences)
    firsts = np.flatnonzero(np.diff(docs, prepend=-1))
    freqs = np.diff(firsts, append=len(docs)).astype(np.float64)
    return Frequencies(docs[firsts].astype(np.int32), freqs, freqs)


def _is_in(first: date | None, last: date | None) -> Callable[[int], bool]:
    low = None if first is None else (first - EPOCH).days * DAY_MINUTES
    high = None if last is None else ((last - EPOCH).days + 1) * DAY_MINUTES

    def is_in(minute: int) -> bool:
        if low is not None and minute < low:
            return False
        return high is None or UNKNOWN_MINUTE != minute < high

    return is_in
