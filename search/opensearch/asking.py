"""The searches that a cluster is asked for: what matches, how well, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.opensearch.copies import Row
from search.opensearch.phrases import Dsl
from search.types import Position, Sort

_FIELDS = ["id", "group", "place", "minute"]

_MINUTE_BEFORE_ALL = -(2**63)
_MINUTE_BEHIND_ALL = 2**63 - 1
"""What a cluster sorts a document without a date by: last in both orders."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for, apart from which of the hits are wanted.

    Attributes
    ----------
    match : dict
        Every document that counts.
    scores : tuple of dict
        Queries whose scores add up.
    filters : tuple of dict
        What hits have to match as well; facets are counted as if they had not.
    without : tuple of dict
        What no hit matches; facets are counted all the same.
    """

    match: Dsl
    scores: tuple[Dsl, ...]
    filters: tuple[Dsl, ...] = ()
    without: tuple[Dsl, ...] = ()

    def query(self) -> Dsl:
        """Make the query."""
        made: dict[str, Any] = {"filter": [self.match]}
        if self.scores:
            made["should"] = list(self.scores)
            made["minimum_should_match"] = 0
        return {"bool": made}

    def narrowing(self) -> Dsl | None:
        """Make the query that hits have to match as well; None: there is none."""
        if not self.filters and not self.without:
            return None
        return {"bool": {"filter": list(self.filters), "must_not": list(self.without)}}

    def narrowed(self, *filters: Dsl) -> Asked:
        """Give the search for hits alone, facets aside, with more filters."""
        narrowing = self.narrowing()
        parts = [self.match, *filters, *([narrowing] if narrowing else [])]
        return Asked({"bool": {"filter": parts}}, self.scores)

    def without_hits_of(self, *queries: Dsl) -> Asked:
        """Leave out more hits."""
        return replace(self, without=(*self.without, *queries))

    def body(
        self,
        sort: Sort,
        size: int,
        *,
        first: int = 0,
        after: Sequence[Any] | None = None,
        has_sources: bool = True,
        aggs: dict[str, Dsl] | None = None,
    ) -> dict[str, Any]:
        """Make the body of a request for rows.

        Parameters
        ----------
        sort : Sort
        size, first : int
            Rows, and how many are passed over.
        after : sequence, optional
            As `place_of` gives it; rows behind it are wanted.
        has_sources : bool
            Whether the articles come with them.
        aggs : dict, optional
        """
        made: dict[str, Any] = {
            "query": self.query(),
            "size": size,
            "track_total_hits": True,
            "_source": ["article", "copies"] if has_sources else False,
        }
        if size:
            made["sort"] = _ORDERS[sort]
            made["track_scores"] = True
            made["docvalue_fields"] = _FIELDS
        if first:
            made["from"] = first
        if after is not None:
            made["search_after"] = list(after)
        if (narrowing := self.narrowing()) is not None:
            made["post_filter"] = narrowing
        if aggs:
            made["aggs"] = aggs
        return made


_BY_ID: Dsl = {"id": "asc"}
_BY_SCORE: Dsl = {"_score": "desc"}
_ORDERS: dict[Sort, list[Dsl]] = {
    "relevance": [
        _BY_SCORE,
        {"minute": {"order": "desc", "missing": "_last"}},
        _BY_ID,
    ],
    "newest": [{"minute": {"order": "desc", "missing": "_last"}}, _BY_SCORE, _BY_ID],
    "oldest": [{"minute": {"order": "asc", "missing": "_last"}}, _BY_SCORE, _BY_ID],
}


def rows_of(answer: dict[str, Any]) -> list[Row]:
    """Read the rows of an answer."""
    return [_row(hit) for hit in answer["hits"]["hits"]]


def _row(hit: dict[str, Any]) -> Row:
    fields = hit["fields"]
    (group,) = fields.get("group", (None,))
    (place,) = fields.get("place", (0,))
    (minute,) = fields.get("minute", (None,))
    score = hit["_score"]
    return Row(
        id=fields["id"][0],
        units=0 if score is None else round(score),
        minute=minute,
        group=group,
        place=place,
        sort=hit.get("sort", []),
        source=hit.get("_source"),
    )


def place_of(position: Position, sort: Sort, sendable_id: str) -> list[Any]:
    """Give a position as a cluster sorts it."""
    minute = position.minute
    if minute is None:
        minute = _MINUTE_BEHIND_ALL if sort == "oldest" else _MINUTE_BEFORE_ALL
    if sort == "relevance":
        return [position.score, minute, sendable_id]
    return [minute, position.score, sendable_id]


def order_of(row: Row, sort: Sort) -> tuple:
    """Give what a row is ordered by; the lowest comes first."""
    return order_key(row.units, row.minute, row.id, sort)


def order_key(units: int, minute: int | None, id_: str, sort: Sort) -> tuple:
    """The same of its parts."""
    is_unknown, known = minute is None, minute or 0
    if sort == "oldest":
        return is_unknown, known, -units, id_
    if sort == "newest":
        return is_unknown, -known, -units, id_
    return -units, is_unknown, -known, id_
