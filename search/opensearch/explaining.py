"""How an article came by its score, part by part."""

from __future__ import annotations

from collections.abc import Sequence

from index.opensearch.documents import document_id, from_sendable
from index.schema import BODY, TITLE
from search.deadline import Deadline
from search.formula import FIELDS, UNIT
from search.opensearch.library import Library
from search.opensearch.phrases import Dsl
from search.opensearch.scoring import Clause
from search.query.explained import name_of_part
from search.query.nodes import Query
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
    # Two questions a part: what it gives, and what frequencies that is made of.
    bodies = [
        {
            "query": {"bool": {"filter": [ids], "must": [asked]}},
            "size": len(article_ids),
            "_source": False,
            "docvalue_fields": ["id"],
        }
        for clause in clauses
        for asked in (clause.query(scoring.means), clause.packed.query)
    ]
    if not bodies or not found:
        return found
    answers = library.ask_all(bodies, deadline)
    for clause, points, packed in zip(
        clauses, answers[::2], answers[1::2], strict=True
    ):
        frequencies = {
            hit["fields"]["id"][0]: _frequencies(clause, hit["_score"])
            for hit in packed["hits"]["hits"]
        }
        for hit in points["hits"]["hits"]:
            (id_,) = hit["fields"]["id"]
            part = _part(clause, round(hit["_score"]), frequencies[id_])
            found[from_sendable(id_)].append(part)
    return found


def _frequencies(clause: Clause, score: float) -> dict[str, float]:
    found = dict.fromkeys(FIELDS, 0.0)
    numbers = clause.packed.frequencies(score)
    for slot, number in zip(clause.packed.slots, numbers, strict=True):
        if slot.field:
            found[slot.field] += slot.weighs * number
    return found


def _part(clause: Clause, units: int, frequencies: dict[str, float]) -> ScorePart:
    kind, text = name_of_part(clause.part)
    return ScorePart(
        kind=kind,
        text=text,
        score=units / UNIT,
        idf=clause.idf,
        title_freq=round(frequencies[TITLE], 9),
        body_freq=round(frequencies[BODY], 9),
    )
