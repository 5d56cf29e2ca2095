"""Query tree → the clauses that score it: BM25F over title and body, and neighbours.

The formula is `search.embedded.scoring`'s, worked out by scripts in the cluster
(`search.opensearch.slots`), so that both engines give the same points. What the formula
needs of the whole library comes before: in how many articles each part of the query
is, which is asked once a generation and remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.opensearch.mapping import MAX_BODY_FREQ, MAX_TITLE_FREQ
from index.schema import BODY, TITLE
from search.formula import (
    LEAF,
    OTHER_SPELLING_WEIGHT,
    UNMARKED_WEIGHT,
    Worth,
    idf_of,
    worth_of_pair,
)
from search.opensearch.matching import EVERYTHING, Filters, published_in
from search.opensearch.phrases import (
    Dsl,
    counted_rows,
    counted_terms,
)
from search.opensearch.slots import (
    SCORE_BITS,
    Means,
    Packed,
    Slot,
    bounded,
    divided,
    pack,
    usual_boosts,
)
from search.opensearch.vocabulary import Vocabulary
from search.query.nodes import (
    Also,
    DocumentNumber,
    Leaf,
    Phrase,
    Prefix,
    Published,
    Query,
    Word,
    bare,
    has_marks,
)
from search.query.parts import Part, parts_of, typed_word

CountAll = Callable[[Sequence[tuple[tuple, Dsl]]], list[int]]
"""Gives for queries, with what they are remembered by, how many documents match."""

MAX_CLAUSES = 900
"""A cluster takes 1,024 in a query. Where a query has more, neighbours are the first
not to be scored, then the last of its words."""

_MAX_KINDS = 6

_FIELD_ORDER = (BODY, TITLE)
_MOST = {BODY: MAX_BODY_FREQ, TITLE: MAX_TITLE_FREQ}


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a query, ready to be scored.

    Attributes
    ----------
    part : Part
    packed : Packed
    idf : float
    worth : Worth
    """

    part: Part
    packed: Packed
    idf: float
    worth: Worth

    def query(self, means: Means) -> Dsl:
        """Make the query that scores it."""
        return self.packed.scored(self.worth, self.idf, means)


class Scoring:
    """Makes the clauses of queries over one generation.

    Parameters
    ----------
    vocabulary : Vocabulary
    filters : Filters
    count : callable
    n_articles : int
    means : mapping of str to float
        Mean lengths of the fields.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        filters: Filters,
        count: CountAll,
        n_articles: int,
        means: Means,
    ) -> None:
        self._vocabulary = vocabulary
        self._filters = filters
        self._count = count
        self._n_articles = n_articles
        self.means = means

    def clauses(self, query: Query) -> list[Clause]:
        """Make the clauses of what adds to the score, where any article has it."""
        parts = parts_of(query)
        n_found = self._count([self._asked(part) for part in parts])
        marked = has_marks(query)
        found: list[Clause] = []
        n_clauses = 0
        # Leaves first: without its neighbours a word still tells what it tells.
        order = sorted(
            zip(parts, n_found, strict=True), key=lambda p: p[0].leaf is None
        )
        for part, n in order:
            if not n:
                continue
            packed = self._packed(part, marked)
            n_clauses += 1 + _n_queries(packed)
            if n_clauses > MAX_CLAUSES:
                break
            worth = LEAF if part.leaf is not None else worth_of_pair(marked)
            found.append(Clause(part, packed, idf_of(n, self._n_articles), worth))
        return found

    def idfs(self, leaves: Sequence[Leaf | Also]) -> list[float]:
        """Give the inverse document frequencies of leaves, in either field."""
        parts = [Part(leaf, None, (TITLE, BODY)) for leaf in leaves]
        counts = self._count([self._asked(part) for part in parts])
        return [idf_of(n, self._n_articles) for n in counts]

    def query(self, clauses: Sequence[Clause]) -> list[Dsl]:
        """Make the queries whose scores add up to that of a document."""
        return [clause.query(self.means) for clause in clauses]

    def _asked(self, part: Part) -> tuple[tuple, Dsl]:
        if part.leaf is not None:
            key = "leaf", bare(part.leaf), part.fields
            return key, self._filters.matching(part.leaf, part.fields)
        pair = _pair_of(part)
        key = "leaf", bare(pair), part.fields
        return key, self._filters.matching(pair, part.fields)

    def _packed(self, part: Part, marked: bool) -> Packed:
        other = OTHER_SPELLING_WEIGHT if marked else UNMARKED_WEIGHT
        leaf = _pair_of(part) if part.leaf is None else part.leaf
        match leaf:
            case Word():
                return self._words(*self._vocabulary.forms(leaf), part.fields, other)
            case Prefix():
                terms, typed = self._vocabulary.beginning_with(leaf)
                return self._words(terms, typed, part.fields, other)
            case Phrase(words):
                return self._phrase(words, part.fields, other)
        return self._several(leaf, part.fields, other)

    def _words(
        self, terms: list[str], typed: list[str], fields: Sequence[str], other: float
    ) -> Packed:
        boosts = usual_boosts()

        def slots(those: list[str], boosts: Sequence[int], *weights: float):
            for field, boost in zip(_FIELD_ORDER, boosts, strict=True):
                queries = [counted_terms(field, those, boost)] if those else []
                yield Slot(
                    field, _MOST[field], queries if field in fields else [], *weights
                )

        if terms == typed:
            return pack([*slots(terms, boosts[:2], 1.0, 1.0)])
        return pack(
            [
                *slots(terms, boosts[:2], 1.0, other),
                *slots(typed, boosts[2:], 0.0, 1.0 - other),
            ]
        )

    def _phrase(
        self, words: Sequence[Word], fields: Sequence[str], other: float
    ) -> Packed:
        if len(words) == 1:
            return self._words(*self._vocabulary.forms(words[0]), fields, other)
        boosts = usual_boosts()
        every = [self._vocabulary.forms(word) for word in words]
        rows, typed = [one[0] for one in every], [one[1] for one in every]
        times = len(words)
        is_alike = rows == typed
        # A power of two leaves all bits of a number as they are.
        fits = is_alike or not times & (times - 1)

        def counted(field: str, rows: list[list[str]], boost: int) -> list[Dsl]:
            if fits:
                return counted_rows(field, rows, boost)
            parts = [divided(one, times) for one in counted_rows(field, rows, 1)]
            return [bounded(parts, _MOST[field], boost)] if parts else []

        def slots(rows: list[list[str]], boosts: Sequence[int], *weights: float):
            for field, boost in zip(_FIELD_ORDER, boosts, strict=True):
                queries = counted(field, rows, boost) if field in fields else []
                yield Slot(field, _MOST[field], queries, *weights)

        found = [*slots(rows, boosts[:2], 1.0, 1.0 if is_alike else other)]
        if not is_alike:
            found += slots(typed, boosts[2:], 0.0, 1.0 - other)
        return pack(found, times if fits else 1)

    def _several(
        self, leaf: DocumentNumber | Also, fields: Sequence[str], other: float
    ) -> Packed:
        """Pack what may be written in several ways, each of a weight of its own."""
        ways = [*self._ways(leaf, 1.0, other)]
        kinds = sorted({(way.counts, way.weighs) for way in ways}, reverse=True)
        ways, kinds = _few_kinds(ways, kinds)
        dates = _dates_of(leaf)
        bits = (SCORE_BITS - len(dates)) // len(kinds)
        title_bits = 3 if bits >= 12 else 2
        slots: list[Slot] = []
        shift = 0
        for kind in kinds:
            alike = [way for way in ways if (way.counts, way.weighs) == kind]
            for field, n in ((BODY, min(bits - title_bits, 9)), (TITLE, title_bits)):
                most = (1 << n) - 1
                counted = [query for way in alike for query in way.counted(field)]
                is_asked = bool(counted) and field in fields
                queries = [bounded(counted, most, 1 << shift)] if is_asked else []
                slots.append(Slot(field, most, queries, *kind))
                shift += n
        for weight, query in dates:
            # What was published on a day says the day once, however long it is.
            once = {"constant_score": {"filter": query, "boost": float(1 << shift)}}
            slots.append(Slot("", 1, [once], 1.0, weight))
            shift += 1
        return pack(slots)

    def _ways(self, leaf: Leaf | Also, weight: float, other: float) -> Iterator[_Way]:
        match leaf:
            case Also(typed, readings):
                yield from self._ways(typed, weight, other)
                for reading in readings:
                    if not isinstance(reading.query, Published):
                        yield from self._ways(reading.query, reading.weight, other)
            case DocumentNumber(number, words):
                rows = self._filters.rows(words)

                def either(field: str) -> list[Dsl]:
                    whole = counted_terms(field, [number], 1)
                    # Where a number is written whole its parts follow each other.
                    return [{"dis_max": {"queries": [whole, *_phrases(field, rows)]}}]

                yield _Way(1.0, weight, either)
            case Word() | Phrase():
                words = leaf.words if isinstance(leaf, Phrase) else (leaf,)
                every = [self._vocabulary.forms(word) for word in words]
                rows, typed = [one[0] for one in every], [one[1] for one in every]
                if rows == typed:
                    yield _Way(1.0, weight, lambda field: _phrases(field, rows))
                    return
                yield _Way(1.0, weight * other, lambda field: _phrases(field, rows))
                yield _Way(
                    0.0, weight * (1 - other), lambda field: _phrases(field, typed)
                )


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to write something.

    Attributes
    ----------
    counts, weighs : float
        As of `Slot`.
    counted : callable
        Field → queries whose scores add up to its occurrences there.
    """

    counts: float
    weighs: float
    counted: Callable[[str], list[Dsl]]


def _few_kinds(
    ways: list[_Way], kinds: list[tuple[float, float]]
) -> tuple[list[_Way], list[tuple[float, float]]]:
    """Take the lowest weights together where there are more than have room."""
    while len(kinds) > _MAX_KINDS:
        low, next_ = kinds[-1], kinds[-2]
        kinds = kinds[:-1]
        ways = [
            _Way(*next_, way.counted) if (way.counts, way.weighs) == low else way
            for way in ways
        ]
    return ways, kinds


def _phrases(field: str, rows: list[list[str]]) -> list[Dsl]:
    return [divided(one, len(rows)) for one in counted_rows(field, rows, 1)]


def _dates_of(leaf: DocumentNumber | Also) -> list[tuple[float, Dsl]]:
    readings = leaf.readings if isinstance(leaf, Also) else ()
    return [
        (
            reading.weight,
            published_in(reading.query.first, reading.query.last) or EVERYTHING,
        )
        for reading in readings
        if isinstance(reading.query, Published)
    ]


def _pair_of(part: Part) -> Phrase:
    assert part.neighbours is not None
    return Phrase(tuple(typed_word(word) for word in part.neighbours))


def _n_queries(packed: Packed) -> int:
    return sum(len(slot.queries) for slot in packed.slots)
