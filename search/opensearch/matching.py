"""Query tree → the query of what matches it, without scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from index.opensearch.documents import to_sendable
from index.opensearch.mapping import FOLDED, NAME_FIELDS, NAME_WORDS
from search.formula import FIELDS
from search.names import NameColumns
from search.opensearch.phrases import (
    NO_MATCH,
    Dsl,
    all_of,
    any_of,
    has_any,
    has_row,
)
from search.opensearch.vocabulary import Vocabulary
from search.periods import DAY_MINUTES, EPOCH
from search.query.nodes import (
    Also,
    And,
    DocumentNumber,
    Everything,
    InTitle,
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
from search.query.parts import TITLE_ONLY
from search.types import SearchRequest

EVERYTHING: Dsl = {"match_all": {}}


class Filters:
    """Makes the queries of one generation.

    Parameters
    ----------
    vocabulary : Vocabulary
    names : callable
        Gives the column of a name field, of which documents are not asked.
    """

    def __init__(self, vocabulary: Vocabulary, names: NameColumns) -> None:
        self._vocabulary = vocabulary
        self._names = names

    def matching(self, query: Query, fields: Sequence[str] = FIELDS) -> Dsl:
        """Make the query of what matches all of a query."""
        match query:
            case And(children):
                return all_of([self.matching(child, fields) for child in children])
            case Or(children):
                return any_of([self.matching(child, fields) for child in children])
            case Not(child):
                return {"bool": {"must_not": [self.matching(child, fields)]}}
            case InTitle(child):
                return self.matching(child, TITLE_ONLY)
            case Also(typed, readings):
                every = [typed, *(reading.query for reading in readings)]
                return any_of([self.matching(one, fields) for one in every])
            case Word():
                return has_any(fields, self._vocabulary.forms(query)[0])
            case Prefix():
                return has_any(fields, self._vocabulary.beginning_with(query)[0])
            case Phrase(words):
                return has_row(fields, self.rows(words))
            case DocumentNumber(number, words):
                whole = has_any(fields, [number])
                return any_of([whole, has_row(fields, self.rows(words))])
            case Named():
                return self._named(query)
            case Published(first, last):
                return published_in(first, last) or EVERYTHING
            case Everything():
                return EVERYTHING
            case Nothing():
                return NO_MATCH
        raise TypeError(f"{query!r} is no query")

    def rows(self, words: Sequence[Word]) -> list[list[str]]:
        """Give the terms that may stand at each position of a phrase."""
        return [self._vocabulary.forms(word)[0] for word in words]

    def dated(self, request: SearchRequest) -> Dsl | None:
        """Make the query of what was published when a request asks; None: whenever."""
        if request.undated:
            return {"bool": {"must_not": [{"exists": {"field": "minute"}}]}}
        return published_in(request.date_from, request.date_to)

    def naming(self, request: SearchRequest) -> Dsl | None:
        """Make the query of what names whom it should, and nobody it must not."""
        asked = [self.naming_one(name) for name in request.persons]
        shunned = [self.naming_one(name) for name in request.without]
        if not asked and not shunned:
            return None
        found: list[Dsl] = []
        if asked:
            found.append(any_of(asked) if request.any_person else all_of(asked))
        return {"bool": {"filter": found, "must_not": shunned}}

    def naming_one(self, name: str) -> Dsl:
        """Make the query of what names a person, by a full name that was typed."""
        column = self._names("person")
        return self._having("person", column.resolve(name))

    def _having(self, field: str, ordinals: Sequence[int]) -> Dsl:
        keys = self._names(field).keys
        if not ordinals:
            return NO_MATCH
        sendable = [to_sendable(keys[ordinal]) for ordinal in ordinals]
        return {"terms": {NAME_FIELDS[field]: sendable}}

    def _named(self, query: Named) -> Dsl:
        if len(query.words) == 1:
            # Half of all names may have it: its syllable is asked for, not they.
            (word,) = query.words
            marked = word.has_marks
            forms = [form if marked else FOLDED + form for form in word.forms]
            return {"terms": {NAME_WORDS[query.field]: list(map(to_sendable, forms))}}
        return self._having(query.field, self._names(query.field).holding(query.words))


def published_in(first: date | None, last: date | None) -> Dsl | None:
    """Make the query of what was published in a range, both ends included."""
    bounds = {}
    if first is not None:
        bounds["gte"] = (first - EPOCH).days * DAY_MINUTES
    if last is not None:
        bounds["lt"] = ((last - EPOCH).days + 1) * DAY_MINUTES
    return {"range": {"minute": bounds}} if bounds else None
