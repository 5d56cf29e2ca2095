"""Copies of one article are one hit, and are counted once.

Most articles have none, so the cluster counts documents, and beside them, of the few
that are in a group, what is too much. That is done by a script on each shard, whose
results are joined: every count is exact, however many shards there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from search.opensearch.phrases import Dsl
from search.periods import EPOCH

GROUP = "group"


@dataclass(frozen=True, slots=True)
class Surplus:
    """What counting documents counts too often.

    Attributes
    ----------
    total : int
        Documents that are a copy of another one that matches as well.
    days : dict of int to int
        The same by day since 1970, among those of the day.
    unknown : int
        Among those without a date.
    spread : list of tuple of date
        As of `search.engine.FacetCounts`.
    """

    total: int = 0
    days: dict[int, int] = field(default_factory=dict)
    unknown: int = 0
    spread: list[tuple[date, ...]] = field(default_factory=list)


NONE = Surplus()


def surplus_agg() -> Dsl:
    """Make the aggregation that `read_surplus` reads, under the name ``copies``."""
    counting = {
        "scripted_metric": {
            "init_script": "state.days = [:];",
            "map_script": _MAP,
            "combine_script": "return state.days;",
            "reduce_script": _REDUCE,
        }
    }
    is_copy = {"exists": {"field": GROUP}}
    return {"copies": {"filter": is_copy, "aggs": {"groups": counting}}}


# Of each group, day by day, how many documents there are.
_MAP = """
String day = '';
if (doc['minute'].size() != 0) {
  // Rounded down before 1970 as well.
  long minute = doc['minute'].value;
  day = Long.toString(minute >= 0 ? minute / 1440L : -((1439L - minute) / 1440L));
}
Map days = state.days.computeIfAbsent(doc['group'].value, k -> [:]);
days.put(day, days.getOrDefault(day, 0L) + 1L);
"""

_REDUCE = """
Map groups = [:];
for (state in states) {
  if (state == null) continue;
  for (group in state.entrySet()) {
    Map days = groups.computeIfAbsent(group.getKey(), k -> [:]);
    for (day in group.getValue().entrySet()) {
      long before = days.getOrDefault(day.getKey(), 0L);
      days.put(day.getKey(), before + ((Number) day.getValue()).longValue());
    }
  }
}
long total = 0;
Map surplus = [:];
List spread = [];
for (days in groups.values()) {
  long n = 0;
  List dated = [];
  for (day in days.entrySet()) {
    long here = day.getValue();
    n += here;
    if (here > 1) {
      long before = surplus.getOrDefault(day.getKey(), 0L);
      surplus.put(day.getKey(), before + here - 1);
    }
    if (!day.getKey().isEmpty()) dated.add(day.getKey());
  }
  total += n - 1;
  if (dated.size() > 1) spread.add(dated);
}
return ['total': total, 'days': surplus, 'spread': spread];
"""


def read_surplus(answer: dict[str, Any]) -> Surplus:
    """Read the answer of `surplus_agg`; none was asked for where it is not there."""
    found = answer.get("copies", {}).get("groups", {}).get("value")
    if not found:
        return NONE
    days = {int(day): n for day, n in found["days"].items() if day}
    # The cluster has no order for groups: the same question has the same answer.
    spread = sorted(tuple(sorted(map(day_of, days_))) for days_ in found["spread"])
    return Surplus(found["total"], days, found["days"].get("", 0), spread)


@lru_cache(maxsize=40_000)
def day_of(number: int | str) -> date:
    """Give the day that a number of days since 1970 is."""
    return EPOCH + timedelta(days=int(number))


@dataclass(frozen=True, slots=True)
class Row:
    """A document among the hits, before copies are put together.

    Attributes
    ----------
    id : str
        The article's.
    units : int
        Its score.
    minute : int or None
    group : str or None
        None: it has no copies.
    place : int
        In its group.
    sort : list
        What the cluster ordered it by.
    source : dict or None
        What was fetched of it.
    """

    id: str
    units: int
    minute: int | None
    group: str | None
    place: int
    sort: list[Any]
    source: dict[str, Any] | None = None


def choose(rows: Sequence[Row]) -> dict[str, str]:
    """Choose of each group the document that is shown: group → article id.

    The one with the highest score, then the first in the group's order; the order of
    the hits has no say in it.
    """
    best: dict[str, Row] = {}
    for row in rows:
        if row.group is not None:
            other = best.get(row.group)
            if other is None or (-row.units, row.place) < (-other.units, other.place):
                best[row.group] = row
    return {group: row.id for group, row in best.items()}
