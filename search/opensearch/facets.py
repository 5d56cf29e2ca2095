"""Counting matches by day and by person, in the cluster.

Days are counted exactly. Of persons each shard tells its commonest, and what it did not
tell may be missing from a sum; the cluster says how much at most. So it is asked twice:
for those who may be among the commonest, and then for the counts of just these, which
every shard knows. Where others may still be as common, it is asked for all of them;
what stays uncertain is said with the count (`search.facets.PersonCount.error`).
"""

from __future__ import annotations

from collections.abc import Callable
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

_N_CANDIDATES = 60
_OF_A_SHARD = 1_000
"""Persons that are asked for first, and of how many each shard tells."""

_N_MOST = 600
_MOST_OF_A_SHARD = 50_000
"""The same, where the first cannot be told from others."""

_MAX_NAMES = 5_000
"""Names that a beginning may stand for, the commonest of the library."""

_FIELD = NAME_FIELDS["person"]

AskAggs = Callable[[dict[str, Dsl]], dict[str, Any]]
"""Sends aggregations and gives their answers by their names."""


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

    def aggs(self, *, is_all: bool = False) -> dict[str, Dsl]:
        """Make the aggregation of the commonest, or of all there are.

        It says how many documents name each; copies are not put together yet.
        """
        if not self._n_wanted:
            return {}
        options: dict[str, Any] = {
            "size": _N_MOST if is_all else max(_N_CANDIDATES, 2 * self._n_wanted),
            "shard_size": _MOST_OF_A_SHARD if is_all else _OF_A_SHARD,
        }
        if self._typed:
            options["include"] = self._names_typed()
        return {"most": _terms(options)}

    def exact_aggs(self, answer: dict[str, Any]) -> dict[str, Dsl]:
        """Make the aggregation of the exact counts of those who were answered.

        Those of the request are among them. None is needed, and the answer empty,
        where what was answered is exact.
        """
        ordinals = self._chosen | self._shunned
        keys = {to_sendable(self._column.keys[ordinal]) for ordinal in ordinals}
        buckets = answer["most"]["buckets"] if "most" in answer else []
        has_errors = any(b["doc_count_error_upper_bound"] for b in buckets)
        if self._has_copies or has_errors:
            keys |= {bucket["key"] for bucket in buckets}
        if not keys:
            return {}
        made = _terms({"size": len(keys), "include": sorted(keys)})
        if self._has_copies:
            of_group = {"terms": {"field": GROUP, "size": 10_000}}
            is_copy = {"exists": {"field": GROUP}}
            copies = {"filter": is_copy, "aggs": {"groups": of_group}}
            made["aggs"] = {"copies": copies}
        return {"exact": made}

    def complete(self, answer: dict[str, Any], ask: AskAggs) -> dict[str, Any]:
        """Ask for what the answer of `aggs` leaves open, and give both as one."""
        answer = answer | self._exact(answer, ask)
        if not self.is_enough(answer):
            answer = answer | ask(self.aggs(is_all=True))
            answer = answer | self._exact(answer, ask)
        return answer

    def _exact(self, answer: dict[str, Any], ask: AskAggs) -> dict[str, Any]:
        exact = self.exact_aggs(answer)
        return ask(exact) if exact else {}

    def is_enough(self, answer: dict[str, Any]) -> bool:
        """Tell whether nobody else can be among those who are named most."""
        return self._n_left_out(answer) == 0

    def _n_left_out(self, answer: dict[str, Any]) -> int:
        """Give how often who is not listed may be named; 0: less than the listed."""
        most = answer.get("most")
        if most is None or not most["sum_other_doc_count"]:
            return 0
        counts = sorted((n for n, _ in _counts(answer).values()), reverse=True)
        least = min(bucket["doc_count"] for bucket in most["buckets"])
        left_out = least + most["doc_count_error_upper_bound"]
        if len(counts) >= self._n_wanted and counts[self._n_wanted - 1] > left_out:
            return 0
        return left_out

    def read(self, answer: dict[str, Any]) -> tuple[PersonCount, ...]:
        """Give the counts, commonest first, equal ones as Vietnamese is sorted."""
        found = _counts(answer)
        column = self._column
        asked = self._chosen | self._shunned
        left_out = self._n_left_out(answer)
        buckets = answer["most"]["buckets"] if "most" in answer else ()
        # Keys ascend as their ordinals do.
        ranked = sorted((-found[b["key"]][0], from_sendable(b["key"])) for b in buckets)
        others = (column.ordinal(key) for n, key in ranked[: self._n_wanted] if n)
        listed = []
        for ordinal in sorted(asked.union(o for o in others if o is not None)):
            count, error = found.get(to_sendable(column.keys[ordinal]), (0, 0))
            if ordinal not in asked:
                # Another one may be more common, and have its place.
                error = max(error, left_out - count)
            is_chosen, is_shunned = ordinal in self._chosen, ordinal in self._shunned
            name = column.name(ordinal)
            listed.append(PersonCount(name, count, is_chosen, is_shunned, error))
        # A name that no article has is still a filter to be taken back.
        unknown = [n for n, o in (self._selected | self._excluded).items() if not o]
        listed += [
            PersonCount(n, 0, n in self._selected, n in self._excluded) for n in unknown
        ]
        return tuple(sorted(listed, key=_by_count_then_name))

    def _names_typed(self) -> list[str]:
        ordinals = self._column.beginning(self._typed)
        counts = self._column.n_docs_with[ordinals]
        most = sorted(zip((-counts).tolist(), ordinals.tolist(), strict=True))
        keys = [self._column.keys[ordinal] for _, ordinal in most[:_MAX_NAMES]]
        # An empty list would stand for no restriction.
        return [to_sendable(key) for key in keys] or ["\uffff"]


def _counts(answer: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Give counts and their errors by key; exact ones where they were asked for."""
    found = {
        bucket["key"]: (_count(bucket), bucket["doc_count_error_upper_bound"])
        for bucket in answer.get("most", {}).get("buckets", ())
    }
    for bucket in answer.get("exact", {}).get("buckets", ()):
        found[bucket["key"]] = _count(bucket), 0
    return found


def _terms(options: dict[str, Any]) -> Dsl:
    return {"terms": {"field": _FIELD, "show_term_doc_count_error": True, **options}}


def _count(bucket: dict[str, Any]) -> int:
    copies = bucket.get("copies")
    if not copies:
        return bucket["doc_count"]
    return bucket["doc_count"] - copies["doc_count"] + len(copies["groups"]["buckets"])


def _by_count_then_name(person: PersonCount) -> tuple:
    return -person.count, collation_key(person.name)
