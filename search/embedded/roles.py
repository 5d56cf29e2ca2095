"""Which roles articles state of a person: read from the stored articles.

Roles are in no column, so every article that names the person is read, the newest
first, some at a time, so that other searches need not wait for all of them. Measured
with 42,825 articles of 2006: the 294 that name the person most named take 10 ms, 25,000
of them 0.6 s, of which the stored fields are most. Reading only what follows the bodies
would save a quarter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from heapq import nsmallest

import numpy as np

from index.analysis.collation import collation_key
from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllable_spans
from index.schema import PERSONS
from search.deadline import Deadline
from search.embedded.collapsing import Copies
from search.embedded.opened import OpenGeneration
from search.embedded.reading import Reading
from search.errors import TimeLimitError
from search.profiles import StatedRole

_PIECE = 200
"""Articles that are read while others wait: some milliseconds."""


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


def read_roles(
    opened: OpenGeneration,
    reading: Reading,
    deadline: Deadline,
    docs: np.ndarray,
    names: Iterable[str],
) -> tuple[RolesRead, bool]:
    """Read articles for the roles that they state of a person.

    Parameters
    ----------
    opened : OpenGeneration
    reading : Reading
        Not entered: it is, for each piece.
    deadline : Deadline
        Where it is over, the rest is not read.
    docs : (n,) ndarray
        In the order in which they are to be read.
    names : iterable of str
        Spellings of the person's name.

    Returns
    -------
    RolesRead, bool
        And whether all were read.
    """
    roles = RolesRead(frozenset(names))
    reading = reading.within(deadline)
    for start in range(0, len(docs), _PIECE):
        piece = docs[start : start + _PIECE]
        try:
            with reading:
                articles = articles_of(opened.copies, piece)
                for doc, article in zip(piece.tolist(), articles, strict=True):
                    roles.add(article, opened.stored_fields(doc))
        except TimeLimitError:
            return roles, False
    return roles, True


def articles_of(copies: Copies, *docs: np.ndarray) -> list[int]:
    """Number the articles that documents are: one for all copies."""
    every = np.concatenate(docs)
    groups = copies.group_of[every]
    return np.where(groups >= 0, groups, copies.n_groups + every).tolist()
