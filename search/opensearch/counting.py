"""All that is counted beside the hits of one search, in one request.

Each count is of what matches under some of the request's filters: the hits under all,
days without the dates, persons without the persons. Where two are the same, as they
are where nothing was filtered, they are counted once.
"""

from __future__ import annotations

from typing import Any

from search.engine import DayCounts, FacetCounts
from search.opensearch.copies import read_surplus, surplus_agg
from search.opensearch.facets import AskAggs, PersonCounting, day_aggs, read_days
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

    def complete(self, answer: dict[str, Any], ask: AskAggs) -> dict[str, Any]:
        """Ask for what the persons' counts still need; nothing of it is scored.

        Parameters
        ----------
        answer : dict
            With the aggregations of `aggs`.
        ask : callable
            Gives the aggregations of everything that matches, filters aside.

        Returns
        -------
        dict
            The answer with what was found out.
        """
        if self._persons is None:
            return answer
        name = self._name("d")

        def ask_persons(aggs: dict[str, Dsl]) -> dict[str, Any]:
            return ask({name: {"filter": self._filter(name), "aggs": aggs}})[name]

        counted = self._persons.complete(self._of(answer, "d"), ask_persons)
        aggregations = answer["aggregations"] | {name: counted}
        return answer | {"aggregations": aggregations}

    def facets(self, answer: dict[str, Any]) -> FacetCounts:
        """Read both facets."""
        if self._persons is None:
            return NO_FACETS
        for_days = self._of(answer, "n")
        surplus = read_surplus(for_days)
        days, unknown = read_days(for_days, surplus)
        persons = self._persons.read(self._of(answer, "d"))
        return FacetCounts(days, unknown, persons, surplus.spread)

    def _count(self, answer: dict[str, Any], wanted: str) -> int:
        found = self._of(answer, wanted)
        return found["doc_count"] - read_surplus(found).total

    def _of(self, answer: dict[str, Any], wanted: str) -> dict[str, Any]:
        return answer["aggregations"][self._name(wanted)]

    def _name(self, wanted: str) -> str:
        """Name what is counted under some filters by those that there are."""
        return "f" + "".join(part for part in wanted if self._parts[part] is not None)

    def _filter(self, name: str) -> Dsl:
        parts = [self._parts[part] for part in name[1:]]
        return all_of([part for part in parts if part]) if parts else EVERYTHING
