"""A part of a query → the frequencies that it is scored by, in one clause.

Words are counted by their posting lists, phrases by the queries that find them. What
may be written in several ways, each of a weight of its own, has more frequencies than
a score has room for: there a script reads those of words itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.opensearch.mapping import MAX_BODY_FREQ, MAX_TITLE_FREQ
from index.schema import BODY, TITLE
from search.formula import OTHER_SPELLING_WEIGHT, UNMARKED_WEIGHT
from search.opensearch.matching import EVERYTHING, Filters, published_in
from search.opensearch.phrases import Dsl, counted_rows, counted_terms
from search.opensearch.slots import (
    SCORE_BITS,
    Packed,
    Read,
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
    Word,
)

_MAX_KINDS = 6

_FIELD_ORDER = (BODY, TITLE)
_MOST = {BODY: MAX_BODY_FREQ, TITLE: MAX_TITLE_FREQ}


class Frequencies:
    """Makes the clauses that count.

    Parameters
    ----------
    vocabulary : Vocabulary
    filters : Filters
    """

    def __init__(self, vocabulary: Vocabulary, filters: Filters) -> None:
        self._vocabulary = vocabulary
        self._filters = filters

    def packed(self, leaf: Leaf | Also, fields: Sequence[str], marked: bool) -> Packed:
        """Pack the frequencies of a leaf.

        Parameters
        ----------
        leaf : Leaf or Also
        fields : sequence of str
            Where it is looked for.
        marked : bool
            Whether anything of the query was typed with marks.
        """
        other = OTHER_SPELLING_WEIGHT if marked else UNMARKED_WEIGHT
        match leaf:
            case Word():
                return self._words(*self._vocabulary.forms(leaf), fields, other)
            case Prefix():
                return self._words(
                    *self._vocabulary.beginning_with(leaf), fields, other
                )
            case Phrase(words):
                return self._phrase(words, fields, other)
        return self._several(leaf, fields, other)

    def _words(
        self, terms: list[str], typed: list[str], fields: Sequence[str], other: float
    ) -> Packed:
        boosts = usual_boosts()

        def slots(
            those: list[str], boosts: Sequence[int], counts: float, weighs: float
        ) -> Iterator[Slot]:
            for field, boost in zip(_FIELD_ORDER, boosts, strict=True):
                is_asked = bool(those) and field in fields
                queries = [counted_terms(field, those, boost)] if is_asked else []
                yield Slot(field, _MOST[field], queries, counts, weighs)

        kinds = [(terms, 1.0, 1.0)]
        if terms != typed:
            kinds = [(terms, 1.0, other), (typed, 0.0, 1.0 - other)]
        found, words = [], []
        for number, (those, *weights) in enumerate(kinds):
            found += slots(those, boosts[2 * number :][:2], *weights)
            words += [Read(field, tuple(those), *weights) for field in fields]
        return pack(found, words=words)

    def _phrase(
        self, words: Sequence[Word], fields: Sequence[str], other: float
    ) -> Packed:
        if len(words) == 1:
            return self._words(*self._vocabulary.forms(words[0]), fields, other)
        boosts = usual_boosts()
        rows, typed = self._rows(words)
        times = len(words)
        is_alike = rows == typed
        # A power of two leaves all bits of a number as they are.
        fits = is_alike or not times & (times - 1)

        def counted(field: str, rows: list[list[str]], boost: int) -> list[Dsl]:
            if fits:
                return counted_rows(field, rows, boost)
            parts = _phrases(field, rows)
            return [bounded(parts, _MOST[field], boost)] if parts else []

        def slots(
            rows: list[list[str]], boosts: Sequence[int], counts: float, weighs: float
        ) -> Iterator[Slot]:
            for field, boost in zip(_FIELD_ORDER, boosts, strict=True):
                queries = counted(field, rows, boost) if field in fields else []
                yield Slot(field, _MOST[field], queries, counts, weighs)

        found = [*slots(rows, boosts[:2], 1.0, 1.0 if is_alike else other)]
        if not is_alike:
            found += slots(typed, boosts[2:], 0.0, 1.0 - other)
        return pack(found, times if fits else 1)

    def _several(
        self, leaf: DocumentNumber | Also, fields: Sequence[str], other: float
    ) -> Packed:
        """Pack what may be written in several ways, each of a weight of its own."""
        ways = [*self._ways(leaf, 1.0, other)]
        reads = [
            Read(field, tuple(way.terms), way.counts, way.weighs)
            for way in ways
            for field in fields
            if way.terms
        ]
        ways = _of_few_kinds([way for way in ways if way.counted is not None])
        kinds = sorted({(way.counts, way.weighs) for way in ways}, reverse=True)
        dates = _dates_of(leaf)
        bits = (SCORE_BITS - len(dates)) // max(len(kinds), 1)
        title_bits = 3 if bits >= 12 else 2
        slots: list[Slot] = []
        shift = 0
        for kind in kinds:
            alike = [way for way in ways if (way.counts, way.weighs) == kind]
            for field, n in ((BODY, min(bits - title_bits, 9)), (TITLE, title_bits)):
                most = (1 << n) - 1
                counted = [
                    q for way in alike if way.counted for q in way.counted(field)
                ]
                is_asked = bool(counted) and field in fields
                queries = [bounded(counted, most, 1 << shift)] if is_asked else []
                slots.append(Slot(field, most, queries, *kind))
                shift += n
        for weight, query in dates:
            # What was published on a day says the day once, however long it is.
            once = {"constant_score": {"filter": query, "boost": float(1 << shift)}}
            slots.append(Slot("", 1, [once], 1.0, weight))
            shift += 1
        return pack(slots, reads=reads)

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

                yield _Way(1.0, weight, counted=either)
            case Word() | Phrase():
                words = leaf.words if isinstance(leaf, Phrase) else (leaf,)
                rows, typed = self._rows(words)
                if rows == typed:
                    yield _way_of(rows, 1.0, weight)
                else:
                    yield _way_of(rows, 1.0, weight * other)
                    yield _way_of(typed, 0.0, weight * (1 - other))

    def _rows(self, words: Sequence[Word]) -> tuple[list[list[str]], list[list[str]]]:
        """Give the terms of each position: all that answer, and those as typed."""
        every = [self._vocabulary.forms(word) for word in words]
        return [one[0] for one in every], [one[1] for one in every]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to write something.

    Attributes
    ----------
    counts, weighs : float
        As of `Slot`.
    terms : sequence of str
        Of a word; empty for what has more than one position.
    counted : callable or None
        Field → queries whose scores add up to the occurrences there; None for a word.
    """

    counts: float
    weighs: float
    terms: Sequence[str] = ()
    counted: Callable[[str], list[Dsl]] | None = None


def _way_of(rows: list[list[str]], counts: float, weighs: float) -> _Way:
    if len(rows) == 1:
        return _Way(counts, weighs, rows[0])
    return _Way(counts, weighs, counted=lambda field: _phrases(field, rows))


def _of_few_kinds(ways: list[_Way]) -> list[_Way]:
    """Take the lowest weights together where there are more than have room."""
    while len(kinds := sorted({(w.counts, w.weighs) for w in ways})) > _MAX_KINDS:
        low, next_ = kinds[:2]
        ways = [
            _Way(*next_, way.terms, way.counted)
            if (way.counts, way.weighs) == low
            else way
            for way in ways
        ]
    return ways


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
