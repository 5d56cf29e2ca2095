"""One page of hits: copies put together, those that hold every word first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from index.opensearch.documents import to_sendable
from search.opensearch.asking import Asked, order_key, order_of, place_of, rows_of
from search.opensearch.copies import GROUP, Row, choose
from search.types import Position, Sort

Ask = Callable[[dict[str, Any]], dict[str, Any]]
"""Sends the body of a search and gives its whole answer."""

MAX_ROWS = 20_000
"""As `index.max_result_window` of the mapping."""

_MAX_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Lot:
    """Hits of one kind, complete or not, in their order.

    Parameters
    ----------
    asked : Asked
    sort : Sort
    ask : callable
    has_copies : bool
    """

    asked: Asked
    sort: Sort
    ask: Ask
    has_copies: bool

    def size_for(self, first: int, n: int) -> tuple[int, int, bool]:
        """Tell how many rows to pass over and to ask for, and whether with articles."""
        if not self.has_copies:
            return first, n + 1, True
        # Some rows are copies of others.
        return 0, min((first + n) * 6 // 5 + 4, MAX_ROWS), not first

    def page(
        self, rows: list[Row], skipped: int, size: int, first: int, n: int
    ) -> list[Row]:
        """Give some hits from a place on, counted from 0.

        Parameters
        ----------
        rows : list of Row
            As `size_for` said they should be asked for.
        skipped, size : int
            What it said.
        first, n : int
        """
        while True:
            is_all = len(rows) < size
            shown = self._shown(rows, is_all=is_all)
            end = first - skipped + n
            if len(shown) >= end or is_all or size >= MAX_ROWS:
                return shown[first - skipped : end]
            size = min(size * 2, MAX_ROWS)
            body = self.asked.body(self.sort, size, has_sources=False)
            rows = rows_of(self.ask(body))

    def behind(self, after: Position, n: int) -> list[Row]:
        """Give some hits behind a position."""
        place = place_of(after, self.sort, to_sendable(after.id))
        found: list[Row] = []
        size = n + 4
        while True:
            body = self.asked.body(self.sort, size, after=place)
            rows = rows_of(self.ask(body))
            # One that stands behind may belong to a group that is shown before.
            found += self._shown(rows, is_first=False)
            if len(found) >= n or len(rows) < size:
                return found[:n]
            place = rows[-1].sort

    def _shown(
        self, rows: list[Row], *, is_all: bool = False, is_first: bool = True
    ) -> list[Row]:
        """Leave out the rows that are copies of a hit.

        Parameters
        ----------
        rows : list of Row
        is_all : bool
            Whether there are no others, before or behind.
        is_first : bool
            Whether there are none before.
        """
        if not self.has_copies:
            return rows
        chosen = choose(rows)
        if not is_all:
            open_ = self._undecided(rows, is_first)
            if open_:
                chosen |= choose(self._members(sorted(open_)))
        return [r for r in rows if r.group is None or chosen[r.group] == r.id]

    def _undecided(self, rows: Sequence[Row], is_first: bool) -> set[str]:
        """Give the groups of which others may have to be shown.

        By relevance, from the first row on, all that score higher were seen.
        """
        least = rows[-1].units if rows else 0
        is_ranked = is_first and self.sort == "relevance" and bool(self.asked.scores)
        best: dict[str, int] = {}
        for row in rows:
            if row.group is not None:
                best[row.group] = max(row.units, best.get(row.group, 0))
        return {g for g, units in best.items() if not is_ranked or units <= least}

    def _members(self, groups: Sequence[str]) -> list[Row]:
        asked = self.asked.narrowed({"terms": {GROUP: list(groups)}})
        body = asked.body("relevance", _MAX_MEMBERS, has_sources=False)
        return rows_of(self.ask(body))


def before_agg(position: Position, sort: Sort) -> dict[str, Any]:
    """Make the aggregation that counts the hits that do not stand behind a position.

    Named ``before``; its value is the number. Of each group only the copy that is
    shown is counted.
    """
    params: dict[str, Any] = {
        "units": position.score,
        "id": to_sendable(position.id),
        "sort": sort,
    }
    # A cluster fails at a parameter that is null; one that is not there is null.
    if position.minute is not None:
        params["minute"] = position.minute
    return {
        "before": {
            "scripted_metric": {
                "params": params,
                "init_script": "state.n = 0L; state.best = [:];",
                "map_script": _MAP,
                "combine_script": "return [state.n, state.best];",
                "reduce_script": _REDUCE,
            }
        }
    }


# Ids are sorted by code points, and Java compares halves of them.
_STANDS = """
int code(char one) {
  int c = (int) one;
  return c < 0xD800 ? c : (c < 0xE000 ? c + 0x2000 : c - 0x800);
}
int compare(String one, String other) {
  int n = (int) Math.min(one.length(), other.length());
  for (int i = 0; i < n; i++) {
    int difference = code(one.charAt(i)) - code(other.charAt(i));
    if (difference != 0) return difference;
  }
  return one.length() - other.length();
}
boolean stands(long units, def minute, String id, Map params) {
  def other = params.minute;
  int by_minute = 0;
  if (minute == null || other == null) {
    by_minute = minute == null ? (other == null ? 0 : 1) : -1;
  } else {
    long that = ((Number) other).longValue();
    by_minute = Long.compare(((Number) minute).longValue(), that);
    if (!params.sort.equals('oldest')) by_minute = -by_minute;
  }
  int by_units = -Long.compare(units, ((Number) params.units).longValue());
  int first = params.sort.equals('relevance') ? by_units : by_minute;
  int second = params.sort.equals('relevance') ? by_minute : by_units;
  if (first != 0) return first < 0;
  if (second != 0) return second < 0;
  return compare(id, params.id) <= 0;
}
"""

_MAP = f"""{_STANDS}
long units = Math.round((double) _score);
def minute = doc['minute'].size() == 0 ? null : doc['minute'].value;
String id = doc['id'].value;
if (doc['group'].size() == 0) {{
  if (stands(units, minute, id, params)) state.n += 1L;
}} else {{
  String group = doc['group'].value;
  long place = doc['place'].value;
  def best = state.best.get(group);
  if (best == null || units > best[0] || (units == best[0] && place < best[1])) {{
    state.best.put(group, [units, place, minute, id]);
  }}
}}
"""

_REDUCE = f"""{_STANDS}
long n = 0;
Map best = [:];
for (state in states) {{
  if (state == null) continue;
  n += ((Number) state[0]).longValue();
  for (entry in state[1].entrySet()) {{
    def one = entry.getValue();
    def other = best.get(entry.getKey());
    if (other == null || ((Number) one[0]).longValue() > ((Number) other[0]).longValue()
        || (((Number) one[0]).longValue() == ((Number) other[0]).longValue()
            && ((Number) one[1]).longValue() < ((Number) other[1]).longValue())) {{
      best.put(entry.getKey(), one);
    }}
  }}
}}
for (one in best.values()) {{
  if (stands(((Number) one[0]).longValue(), one[2], one[3], params)) n += 1L;
}}
return n;
"""


def is_behind(row: Row, position: Position, sort: Sort) -> bool:
    """Tell whether a row stands behind a position."""
    at = order_key(position.score, position.minute, to_sendable(position.id), sort)
    return order_of(row, sort) > at
