"""How an article came by its score, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.opensearch.documents import document_id, to_sendable
from search.deadline import Deadline
from search.formula import FIELDS, UNIT
from search.opensearch.library import Library
from search.opensearch.phrases import NO_MATCH, Dsl, counted_terms
from search.opensearch.scoring import Clause
from search.query.explained import name_of_part
from search.query.nodes import Query
from search.query.parts import Part, parts_of
from search.types import ScorePart


def explain(
    library: Library, query: Query, article_ids: Sequence[str], deadline: Deadline
) -> dict[str, list[ScorePart]]:
    """List what the scores of articles are the sums of; unknown ids are left out."""
    scoring = library.scoring(deadline)
    clauses = scoring.clauses(query)
    ids: Dsl = {"ids": {"values": [document_id(id_) for id_ in article_ids]}}
    found: dict[str, list[ScorePart]] = {
        id_: [] for id_ in library.articles(article_ids, deadline)
    }
    if not clauses or not found:
        return found
    # Of each part what it gives, and what frequencies that is made of.
    asked = [
        query
        for clause in clauses
        for query in (clause.query(scoring.means), *_counting(clause))
    ]
    answers = iter(
        library.ask_all([_body(ids, one, len(article_ids)) for one in asked], deadline)
    )
    # What is written in many ways is scored in several shares.
    shares: dict[tuple[Part, str], list[_Share]] = {}
    for clause in clauses:
        points = _scores(next(answers))
        counts = [_scores(next(answers)) for _ in _counting(clause)]
        for id_, units in points.items():
            frequencies = _frequencies(clause, [n.get(id_, 0.0) for n in counts])
            share = _Share(round(units), clause.idf, frequencies)
            shares.setdefault((clause.part, id_), []).append(share)
    for part in parts_of(query):
        for id_, parts in found.items():
            if of_part := shares.get((part, to_sendable(id_))):
                parts.append(_joined(part, of_part))
    return found


@dataclass(frozen=True, slots=True)
class _Share:
    """What a clause gives a document, and by which weighted frequencies."""

    units: int
    idf: float
    frequencies: dict[str, float]


def _counting(clause: Clause) -> list[Dsl]:
    """Give the queries that score the frequencies: those packed, those read."""
    reads = (
        counted_terms(r.field, r.terms, 1) if r.terms else NO_MATCH
        for r in clause.packed.reads
    )
    return [clause.packed.query, *reads]


def _body(ids: Dsl, query: Dsl, size: int) -> dict[str, Any]:
    return {
        "query": {"bool": {"filter": [ids], "must": [query]}},
        "size": size,
        "_source": False,
        "docvalue_fields": ["id"],
    }


def _scores(answer: dict[str, Any]) -> dict[str, float]:
    """Give the score of each article, by its sendable id."""
    return {hit["fields"]["id"][0]: hit["_score"] for hit in answer["hits"]["hits"]}


def _frequencies(clause: Clause, scores: list[float]) -> dict[str, float]:
    found = dict.fromkeys(FIELDS, 0.0)
    packed, *read = scores
    numbers = clause.packed.frequencies(packed)
    is_full = clause.packed.is_full(numbers)
    for slot, number in zip(clause.packed.slots, numbers, strict=True):
        if slot.field and not (is_full and slot.is_of_words):
            found[slot.field] += slot.weighs * number
    if is_full:
        for one, number in zip(clause.packed.reads, read, strict=True):
            found[one.field] += one.weighs * number
    return found


def _joined(part: Part, shares: list[_Share]) -> ScorePart:
    kind, text = name_of_part(part)
    title, body = (
        round(sum(share.frequencies[field] for share in shares), 9) for field in FIELDS
    )
    return ScorePart(
        kind=kind,
        text=text,
        score=sum(share.units for share in shares) / UNIT,
        idf=shares[0].idf,
        title_freq=title,
        body_freq=body,
    )
