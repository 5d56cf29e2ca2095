"""Counting matches by day and by person, in the cluster.

Days are counted exactly. Of persons each shard tells its commonest, and what it did
not tell may be missing from a sum; the cluster says how much at most. Where the
commonest of all cannot be told from that, more are asked for; what stays uncertain is
said with the count (`search.facets.PersonCount.error`).
"""

from __future__ import annotations

from typing import Any

from index.analysis.collation import collation_key
from index.opensearch.documents import from_sendable, to_sendable
from index.opensearch.mapping import NAME_FIELDS
from search.engine import DayCounts
from search.facets import PersonCount
from search.names import NameColumn
from search.opensearch.copies import GROUP, Surplus, day_of
from search.opensearch.phrases import Dsl
from search.periods import DAY_MINUTES
from search.types import SearchRequest

SIZES = (60, 600, 6_000)
"""Persons that are asked for, one number after the other, until they are enough."""

_OF_A_SHARD = 4
"""How many times as many each shard tells: the commonest of all are among them."""

_MAX_NAMES = 5_000
"""Names that a beginning may stand for, the commonest of the library."""

_FIELD = NAME_FIELDS["person"]


def day_aggs() -> dict[str, Dsl]:
    """Make the aggregations that `read_days` reads."""
    return {
        "days": {
            "histogram": {
                "field": "minute",
                "interval": DAY_MINUTES,
                "min_doc_count": 1,
            }
        },
        "undated": {"missing": {"field": "minute"}},
    }


def read_days(answer: dict[str, Any], surplus: Surplus) -> tuple[DayCounts, int]:
    """Give how many articles were published on each day, and on none that is known."""
    counts = {
        round(bucket["key"]) // DAY_MINUTES: bucket["doc_count"]
        for bucket in answer["days"]["buckets"]
    }
    for day, n in surplus.days.items():
        counts[day] -= n
    days = DayCounts.of((day_of(day), n) for day, n in sorted(counts.items()))
    return days, answer["undated"]["doc_count"] - surplus.unknown


class PersonCounting:
    """Asks for and reads the persons whom most matches name.

    Parameters
    ----------
    column : NameColumn
    request : SearchRequest
    n_wanted : int
        Persons to list, apart from those of the request.
    has_copies : bool
        Whether any article of the library has copies.
    """

    def __init__(
        self,
        column: NameColumn,
        request: SearchRequest,
        n_wanted: int,
        has_copies: bool,
    ) -> None:
        self._column = column
        self._n_wanted = n_wanted
        self._has_copies = has_copies
        self._selected = {name: column.resolve(name) for name in request.persons}
        self._excluded = {name: column.resolve(name) for name in request.without}
        self._chosen = {o for found in self._selected.values() for o in found}
        self._shunned = {o for found in self._excluded.values() for o in found}
        self._typed = request.find_person.strip()

    def aggs(self, size: int = SIZES[0]) -> dict[str, Dsl]:
        """Make the aggregations that `read` reads, for so many persons."""
        of_request = sorted(self._chosen | self._shunned)
        found: dict[str, Dsl] = {}
        if of_request:
            keys = [self._column.keys[ordinal] for ordinal in of_request]
            found["asked"] = self._terms(
                len(keys), include=list(map(to_sendable, keys))
            )
        if self._n_wanted:
            terms = {"shard_size": size * _OF_A_SHARD}
            if self._typed:
                terms["include"] = self._names_typed()
            found["most"] = self._terms(size, **terms)
        return found

    def _terms(self, size: int, **options: object) -> Dsl:
        terms = {
            "field": _FIELD,
            "size": max(size, 1),
            "show_term_doc_count_error": True,
            **options,
        }
        made: Dsl = {"terms": terms}
        if self._has_copies:
            of_group = {"terms": {"field": GROUP, "size": 10_000}}
            is_copy = {"exists": {"field": GROUP}}
            made["aggs"] = {"copies": {"filter": is_copy, "aggs": {"groups": of_group}}}
        return made

    def _names_typed(self) -> list[str]:
        ordinals = self._column.beginning(self._typed)
        counts = self._column.n_docs_with[ordinals]
        most = sorted(zip((-counts).tolist(), ordinals.tolist(), strict=True))
        keys = [self._column.keys[ordinal] for _, ordinal in most[:_MAX_NAMES]]
        # An empty list would stand for no restriction.
        return [to_sendable(key) for key in keys] or ["\uffff"]

    def is_enough(self, answer: dict[str, Any], size: int) -> bool:
        """Tell whether those who are named most are among what was answered."""
        most = answer.get("most")
        if most is None or size >= SIZES[-1]:
            return True
        if not most["sum_other_doc_count"]:
            return not most["doc_count_error_upper_bound"]
        counts = sorted((_count(bucket) for bucket in most["buckets"]), reverse=True)
        if len(counts) < self._n_wanted:
            return False
        listed = counts[self._n_wanted - 1]
        # Nobody who was left out is named more often.
        left_out = min(bucket["doc_count"] for bucket in most["buckets"])
        left_out = max(left_out, most["doc_count_error_upper_bound"])
        errors = (b["doc_count_error_upper_bound"] for b in most["buckets"])
        return listed > left_out and not any(errors)

    def read(self, answer: dict[str, Any]) -> tuple[PersonCount, ...]:
        """Give the counts, commonest first, equal ones as Vietnamese is sorted."""
        counts = {
            ordinal: (0, 0) for ordinal in self._chosen | self._shunned
        } | self._counts(answer.get("asked"))
        most = self._counts(answer.get("most"))
        ranked = sorted(most, key=lambda ordinal: (-most[ordinal][0], ordinal))
        # Those of the request were asked for by name, and are exact.
        for ordinal in ranked[: self._n_wanted]:
            counts.setdefault(ordinal, most[ordinal])
        listed = [
            PersonCount(
                self._column.name(ordinal),
                count,
                ordinal in self._chosen,
                ordinal in self._shunned,
                error,
            )
            for ordinal, (count, error) in counts.items()
        ]
        # A name that no article has is still a filter to be taken back.
        unknown = [n for n, o in (self._selected | self._excluded).items() if not o]
        listed += [
            PersonCount(n, 0, n in self._selected, n in self._excluded) for n in unknown
        ]
        return tuple(sorted(listed, key=_by_count_then_name))

    def _counts(self, answer: dict[str, Any] | None) -> dict[int, tuple[int, int]]:
        found = {}
        for bucket in answer["buckets"] if answer else ():
            ordinal = self._column.ordinal(from_sendable(bucket["key"]))
            count = _count(bucket)
            if ordinal is not None and count:
                found[ordinal] = count, bucket.get("doc_count_error_upper_bound", 0)
        return found


def _count(bucket: dict[str, Any]) -> int:
    copies = bucket.get("copies")
    if not copies:
        return bucket["doc_count"]
    return bucket["doc_count"] - copies["doc_count"] + len(copies["groups"]["buckets"])


def _by_count_then_name(person: PersonCount) -> tuple:
    return -person.count, collation_key(person.name)
