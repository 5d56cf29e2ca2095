"""How an article came by its score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.schema import BODY, TITLE
from search.embedded.frequencies import PerField
from search.embedded.leaves import LeafReader
from search.embedded.matching import Matcher
from search.embedded.pairs import Deferred
from search.formula import UNIT
from search.query.explained import name_of_part
from search.query.nodes import (
    Phrase,
    Query,
)
from search.query.parts import Part, parts_of, typed_word
from search.types import ScorePart


def explain(
    query: Query, docs: Sequence[int], matcher: Matcher, leaves: LeafReader
) -> list[list[ScorePart]]:
    """List what the scores of documents for a query are the sums of.

    Parameters
    ----------
    query : Query
    docs : sequence of int
        Document numbers.
    matcher : Matcher
    leaves : LeafReader
        That of the matcher.

    Returns
    -------
    list of list of ScorePart
        For each document in the order of the query, parts that it has not
        left out.
    """
    found: list[list[ScorePart]] = [[] for _ in docs]
    for part in parts_of(query):
        scored = matcher.score_part(part)
        frequencies = _frequencies(part, leaves)
        kind, text = name_of_part(part)
        for parts, doc in zip(found, docs, strict=True):
            only = np.array([doc])
            deferred = isinstance(scored, Deferred)
            units = scored.units(only) if deferred else scored.at(only)
            if not units[0]:
                continue
            parts.append(
                ScorePart(
                    kind=kind,
                    text=text,
                    score=int(units[0]) / UNIT,
                    idf=scored.idf,
                    title_freq=_of(frequencies, TITLE, doc),
                    body_freq=_of(frequencies, BODY, doc),
                )
            )
    return found


def _frequencies(part: Part, leaves: LeafReader) -> PerField:
    if part.leaf is not None:
        return leaves.frequencies(part.leaf, part.fields)
    words = tuple(typed_word(word) for word in part.neighbours)
    return leaves.frequencies(Phrase(words), part.fields)


def _of(frequencies: PerField, field: str, doc: int) -> float:
    found = frequencies.get(field)
    at = None if found is None else _place(found.docs, doc)
    return 0.0 if at is None else float(found.weighted[at])


def _place(docs: np.ndarray, doc: int) -> int | None:
    """Find a document among ascending ones."""
    at = int(np.searchsorted(docs, doc))
    return at if at < len(docs) and docs[at] == doc else None
