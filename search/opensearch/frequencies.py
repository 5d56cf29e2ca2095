"""A part of a query → the frequencies that it is scored by, in one clause.

Words are counted by their posting lists, phrases by the queries that find them. Where
something may be written in several ways, each of a weight of its own, the room for each
is less; a word that is there more often is counted by the script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.opensearch.mapping import MAX_BODY_FREQ, MAX_TITLE_FREQ
from index.schema import BODY, TITLE
from search.formula import OTHER_SPELLING_WEIGHT, UNMARKED_WEIGHT
from search.opensearch.matching import EVERYTHING, Filters, published_in
from search.opensearch.phrases import Dsl, any_of, counted_rows, counted_terms
from search.opensearch.slots import (
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

    def packed(
        self, leaf: Leaf | Also, fields: Sequence[str], marked: bool
    ) -> list[Packed]:
        """Pack the frequencies of a leaf: what they give adds up.

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
                return [self._words(*self._vocabulary.forms(leaf), fields, other)]
            case Prefix():
                found = self._vocabulary.beginning_with(leaf)
                return [self._words(*found, fields, other)]
            case Phrase(words):
                return [self._phrase(words, fields, other)]
            case _:
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
                yield Slot(field, _MOST[field], queries, counts, weighs, True)

        kinds = [(terms, 1.0, 1.0)]
        if terms != typed:
            kinds = [(terms, 1.0, other), (typed, 0.0, 1.0 - other)]
        found, reads = [], []
        for number, (those, *weights) in enumerate(kinds):
            found += slots(those, boosts[2 * number :][:2], *weights)
            reads += [Read(field, tuple(those), *weights) for field in fields]
        return pack(found, reads=reads)

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
    ) -> list[Packed]:
        """Pack what may be written in several ways, each of a weight of its own.

        A score has room for two kinds. Of more, each is a clause with all frequencies
        beside its own: what they give adds up to the whole.
        """
        ways = [*self._ways(leaf, 1.0, other)]
        kinds = sorted({way.kind for way in ways}, reverse=True)
        dates = _dates_of(leaf)
        if len(kinds) <= 2 and not dates:
            reads = [
                Read(field, tuple(way.terms), *way.kind[:2])
                for way in ways
                for field in fields
                if way.terms
            ]
            slots: list[Slot] = []
            for kind in kinds:
                alike = [way for way in ways if way.kind == kind]
                slots += _slots_of(alike, fields, _bits_of(slots), kind)
            return [pack(slots, reads=reads)]
        counting = [way for way in ways if way.kind[0]]
        # One bit for each date is taken from the body's nine.
        every = _slots_of(counting, fields, 0, (1.0, 0.0, False), len(dates))
        for query in dates.values():
            every.append(_slot_of_date(query, _bits_of(every), 0.0))
        found = []
        for kind in kinds:
            alike = [way for way in ways if way.kind == kind]
            own = _slots_of(alike, fields, _bits_of(every), (0.0, kind[1], False))
            found.append(pack([*every, *own]))
        for number, weight in enumerate(dates):
            weighed = list(every)
            at = len(every) - len(dates) + number
            weighed[at] = replace(every[at], weighs=weight)
            found.append(pack(weighed))
        return found

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

                yield _Way((1.0, weight, False), either)
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
    kind : (float, float, bool)
        `counts`, `weighs` and `is_of_words` of `Slot`.
    counted : callable
        Field → queries whose scores add up to the occurrences there.
    terms : sequence of str
        Of a word; empty for what has more than one position.
    """

    kind: tuple[float, float, bool]
    counted: Callable[[str], list[Dsl]]
    terms: Sequence[str] = ()


def _way_of(rows: list[list[str]], counts: float, weighs: float) -> _Way:
    if len(rows) == 1:
        terms = rows[0]
        return _Way(
            (counts, weighs, True),
            lambda field: [counted_terms(field, terms, 1)] if terms else [],
            terms,
        )
    return _Way((counts, weighs, False), lambda field: _phrases(field, rows))


def _slots_of(
    ways: Sequence[_Way],
    fields: Sequence[str],
    shift: int,
    kind: tuple[float, float, bool],
    n_fewer: int = 0,
) -> list[Slot]:
    """Make the slots of ways of one kind, from a bit on.

    Parameters
    ----------
    n_fewer : int
        Bits that the body gives up.
    """
    slots = []
    for field in _FIELD_ORDER:
        bits = _MOST[field].bit_length() - (n_fewer if field == BODY else 0)
        most = (1 << bits) - 1
        counted = [query for way in ways for query in way.counted(field)]
        is_asked = bool(counted) and field in fields
        queries = [bounded(counted, most, 1 << shift)] if is_asked else []
        slots.append(Slot(field, most, queries, *kind))
        shift += bits
    return slots


def _slot_of_date(query: Dsl, shift: int, weight: float) -> Slot:
    """Make the slot of a day: what was published on it says it once, however long."""
    once = {"constant_score": {"filter": query, "boost": float(1 << shift)}}
    return Slot("", 1, [once], 1.0, weight)


def _bits_of(slots: Sequence[Slot]) -> int:
    return sum(slot.most.bit_length() for slot in slots)


def _phrases(field: str, rows: list[list[str]]) -> list[Dsl]:
    return [divided(one, len(rows)) for one in counted_rows(field, rows, 1)]


def _dates_of(leaf: DocumentNumber | Also) -> dict[float, Dsl]:
    """Give the days that are readings of a leaf, by their weights."""
    readings = leaf.readings if isinstance(leaf, Also) else ()
    by_weight: dict[float, list[Dsl]] = {}
    for reading in readings:
        if isinstance(reading.query, Published):
            first, last = reading.query.first, reading.query.last
            query = published_in(first, last) or EVERYTHING
            by_weight.setdefault(reading.weight, []).append(query)
    return {weight: any_of(queries) for weight, queries in by_weight.items()}
