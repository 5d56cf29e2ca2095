"""Words that follow each other, and the terms that each of them may be.

A cluster's query DSL is made here of terms: nothing typed goes into it unanalysed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from typing import Any

from index.opensearch.documents import to_sendable
from index.opensearch.mapping import ANY_FIELD, FORM_JOINT
from search.formula import FIELDS

Dsl = dict[str, Any]

MAX_COMBINATIONS = 16
"""Ways to spell one phrase, i and y for each other, that are counted apart."""

NO_MATCH: Dsl = {"match_none": {}}


def has_any(fields: Sequence[str], terms: Sequence[str]) -> Dsl:
    """Make the query for documents that have any of some terms in some fields."""
    field = ANY_FIELD if len(fields) == len(FIELDS) else fields[0]
    terms = list(map(to_sendable, terms))
    if not terms:
        return NO_MATCH
    if len(terms) == 1:
        return {"term": {field: terms[0]}}
    return {"terms": {field: terms}}


def has_row(fields: Sequence[str], rows: Sequence[Sequence[str]]) -> Dsl:
    """Make the query for documents in which terms follow each other in one field.

    Parameters
    ----------
    fields : sequence of str
    rows : sequence of sequence of str
        Of each position the terms that may stand there.
    """
    if not all(rows):
        return NO_MATCH
    if len(rows) == 1:
        return has_any(fields, rows[0])
    text = " ".join(FORM_JOINT.join(map(to_sendable, terms)) for terms in rows)
    return any_of([{"match_phrase": {field: text}} for field in fields])


def counted_terms(field: str, terms: Sequence[str], boost: float) -> Dsl:
    """Make the query that scores the occurrences of terms in a field, times a boost."""
    if len(terms) == 1:
        return {"term": {field: {"value": to_sendable(terms[0]), "boost": boost}}}
    # Forms at one position become one term of all of them.
    text = FORM_JOINT.join(map(to_sendable, terms))
    return {"match": {field: {"query": text, "boost": boost}}}


def counted_rows(field: str, rows: Sequence[Sequence[str]], boost: float) -> list[Dsl]:
    """Make the queries whose sum is the occurrences of a phrase in a field.

    Each of them scores ``len(rows)`` times what it should, because a similarity that
    is a script is asked once for every term of a phrase. Where several terms stood at
    one position it would be asked for those of them that a shard has, so each way to
    spell the phrase is a query of its own.
    """
    if not all(rows):
        return []
    if len(rows) == 1:
        return [counted_terms(field, rows[0], boost)]
    ways = islice(product(*rows), MAX_COMBINATIONS)
    return [
        {
            "match_phrase": {
                field: {"query": " ".join(map(to_sendable, way)), "boost": boost}
            }
        }
        for way in ways
    ]


def any_of(queries: Sequence[Dsl]) -> Dsl:
    """Make the query for what matches any of some queries; scores add up."""
    if not queries:
        return NO_MATCH
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}


def all_of(queries: Sequence[Dsl]) -> Dsl:
    """Make the query for what matches all of some queries, without a score."""
    return {"bool": {"filter": list(queries)}}
