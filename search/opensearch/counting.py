"""All that is counted beside the hits of one search, in one request.

Each count is of what matches under some of the request's filters: the hits under all,
days without the dates, persons without the persons. Where two are the same, as they
are where nothing was filtered, they are counted once.
"""

from __future__ import annotations

from typing import Any

from search.engine import DayCounts, FacetCounts
from search.opensearch.copies import Surplus, read_surplus, surplus_agg
from search.opensearch.facets import SIZES, PersonCounting, day_aggs, read_days
from search.opensearch.matching import EVERYTHING
from search.opensearch.phrases import Dsl, all_of

NO_FACETS = FacetCounts(DayCounts([], []), 0, (), [], ("published", "persons"))


class Counting:
    """What is counted of a search.

    Parameters
    ----------
    dated, naming : dict or None
        The filters of a request.
    persons : PersonCounting or None
        None: no facet is counted.
    has_copies : bool
        Whether any article of the library has copies.
    """

    def __init__(
        self,
        dated: Dsl | None,
        naming: Dsl | None,
        persons: PersonCounting | None,
        has_copies: bool,
    ) -> None:
        self._parts = {"d": dated, "n": naming}
        self._persons = persons
        self._has_copies = has_copies

    def aggs(self) -> dict[str, Dsl]:
        """Make the aggregations."""
        found: dict[str, dict[str, Dsl]] = {}
        for wanted in ("dn", "", *(["n"] if self._persons else [])):
            inner = found.setdefault(self._name(wanted), {})
            if self._has_copies:
                inner |= surplus_agg()
        if self._persons is not None:
            found[self._name("n")] |= day_aggs()
            found.setdefault(self._name("d"), {}).update(self._persons.aggs())
        return {
            name: {"filter": self._filter(name), "aggs": inner}
            if inner
            else {"filter": self._filter(name)}
            for name, inner in found.items()
        }

    def n_found(self, answer: dict[str, Any]) -> int:
        """Count the hits, copies of one article once."""
        return self._count(answer, "dn")

    def n_matching(self, answer: dict[str, Any]) -> int:
        """The same, filters aside."""
        return self._count(answer, "")

    def more(self, answer: dict[str, Any]) -> dict[str, Dsl] | None:
        """Make the aggregations to ask for where the persons were not enough."""
        if self._persons is None or self._persons.is_enough(self._of(answer, "d")):
            return None
        name = self._name("d")
        inner = self._persons.aggs(SIZES[1])
        return {name: {"filter": self._filter(name), "aggs": inner}}

    def with_more(self, answer: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
        """Put what was asked for once more in the place of what was answered first."""
        name = self._name("d")
        found = answer["aggregations"]
        inner = found[name] | more["aggregations"][name]
        return answer | {"aggregations": found | {name: inner}}

    def facets(self, answer: dict[str, Any]) -> FacetCounts:
        """Read both facets."""
        if self._persons is None:
            return NO_FACETS
        for_days = self._of(answer, "n")
        surplus = self._surplus(for_days)
        days, unknown = read_days(for_days, surplus)
        persons = self._persons.read(self._of(answer, "d"))
        return FacetCounts(days, unknown, persons, surplus.spread)

    def _count(self, answer: dict[str, Any], wanted: str) -> int:
        found = self._of(answer, wanted)
        return found["doc_count"] - self._surplus(found).total

    @staticmethod
    def _surplus(found: dict[str, Any]) -> Surplus:
        return read_surplus(found)

    def _of(self, answer: dict[str, Any], wanted: str) -> dict[str, Any]:
        return answer["aggregations"][self._name(wanted)]

    def _name(self, wanted: str) -> str:
        """Name what is counted under some filters by those that there are."""
        return "f" + "".join(part for part in wanted if self._parts[part] is not None)

    def _filter(self, name: str) -> Dsl:
        parts = [self._parts[part] for part in name[1:]]
        return all_of([part for part in parts if part]) if parts else EVERYTHING
