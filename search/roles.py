"""The roles that articles state of a person, counted: the same for every engine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from heapq import nsmallest

from index.analysis.collation import collation_key
from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllable_spans
from index.schema import PERSONS
from search.profiles import StatedRole


@dataclass(slots=True)
class RolesRead:
    """The roles that some articles state of one person.

    Attributes
    ----------
    names : frozenset of str
        The spellings of its name.
    articles : set of int
        Those read; copies of one article are one.
    """

    names: frozenset[str]
    articles: set[int] = field(default_factory=set)
    _by_key: dict[str, _Stated] = field(default_factory=dict)

    def add(self, article: int, stored: dict) -> None:
        """Take in the stored fields of an article."""
        self.articles.add(article)
        published = stored["published"]
        for name, role in stored[PERSONS]:
            if role and name in self.names:
                stated = self._by_key.setdefault(role_key(role), _Stated())
                stated.spelled[role].add(article)
                if published:
                    stated.days.append(date.fromisoformat(published[:10]))

    def __len__(self) -> int:
        return len(self._by_key)

    def most(self, limit: int) -> tuple[StatedRole, ...]:
        """List the roles stated most, in the order of `PersonProfile.roles`.

        Which of those that are stated as often and at the same time are listed is
        decided by the code points of their texts: to sort a hundred thousand as
        Vietnamese is would take ten seconds.
        """
        roles = (stated.role() for stated in self._by_key.values())
        most = nsmallest(
            limit, roles, key=lambda role: (-role.count, *_by_time(role), role.text)
        )
        return tuple(sorted(most, key=_order))


@dataclass(slots=True)
class _Stated:
    """One role: its articles by how they spell it, and when they were published."""

    spelled: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    days: list[date] = field(default_factory=list)

    def role(self) -> StatedRole:
        counts = {text: len(found) for text, found in self.spelled.items()}
        return StatedRole(
            text=min(counts, key=lambda text: (-counts[text], text)),
            count=len(set().union(*self.spelled.values())),
            first=min(self.days, default=None),
            last=max(self.days, default=None),
        )


def _order(role: StatedRole) -> tuple:
    return *_by_time(role), -role.count, collation_key(role.text)


def _by_time(role: StatedRole) -> tuple[date, date]:
    return role.first or date.max, role.last or date.max


@lru_cache(maxsize=4_096)
def role_key(role: str) -> str:
    """Give the key of all spellings of a role: case, spaces and tones made one.

    Signs stay, for “Bí thư, Chủ tịch” is two offices and “Bí thư Chủ tịch” none.

    Examples
    --------
    >>> role_key("Bí thư  Thành Uỷ,Chủ tịch") == role_key("bí thư Thành ủy, chủ tịch")
    True
    >>> role_key("Bí thư, Chủ tịch") == role_key("Bí thư Chủ tịch")
    False
    """
    pieces, end = [], 0
    for start, stop in syllable_spans(role):
        pieces += [*role[end:start].split(), normalise_syllable(role[start:stop])]
        end = stop
    return " ".join([*pieces, *role[end:].split()])
