"""What the articles that name a person say of it: plain values.

A profile is of a name, not of a human being: namesakes are not told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.analysis.collation import collation_key
from search.facets import DateFacet

ProfilePart = Literal["published", "named_with", "roles"]

MAX_NAMED_WITH = 20
MAX_ROLES = 100
"""Roles that a profile lists: persons of whom the papers are full have hundreds,
nearly all of them said once."""

N_NEWEST = 10
MAX_MONTHS = 240
"""Articles are counted by month over as many; where they spread further, by year."""

N_CANDIDATES = 10
"""Names that are offered in place of one, or beside it."""


@dataclass(frozen=True, slots=True)
class NameCount:
    """A name, and how many articles have it; copies of one article count once."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class StatedRole:
    """A role, and the articles that state it of a person.

    Attributes
    ----------
    text : str
        As most of them spell it; spellings that differ only in case, spaces and
        the place of tones are one role.
    count : int
        Articles, copies of one counted once.
    first, last : date or None
        When the first and the last of them were published; None where no date is
        known. What was before or after is not said.
    """

    text: str
    count: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list; `published` is as in `index.article.Article`."""

    id: str
    title: str
    published: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """What the articles say that name a person.

    Copies of one article count once, here and in every other count.

    Attributes
    ----------
    name : str
        In its commonest spelling.
    total : int
        Articles that name the person.
    spellings : tuple of NameCount
        By descending count.
    roles : tuple of StatedRole
        The `MAX_ROLES` stated most, the first stated first, those of unknown date
        last.
    n_roles : int
        How many different ones are stated, those not listed included.
    n_read : int
        Articles that were read for the roles: the newest. All, unless "roles" is in
        `incomplete`.
    published : DateFacet
        By month, or by year where the articles spread over more than `MAX_MONTHS`.
    named_with : tuple of NameCount
        The `MAX_NAMED_WITH` persons that most of the articles name, too, with how
        many do.
    newest : tuple of ArticleLine
        The `N_NEWEST` articles published last, as a search by date orders them.
    incomplete : tuple of str
        Parts for which there was no time: empty, save for the roles of the
        articles that were read.
    alike : tuple of NameCount
        Other names that are the same without marks, at most `N_CANDIDATES`: who types
        without marks may mean one of them.
    """

    name: str
    total: int
    spellings: tuple[NameCount, ...]
    roles: tuple[StatedRole, ...]
    n_roles: int
    n_read: int
    published: DateFacet
    named_with: tuple[NameCount, ...]
    newest: tuple[ArticleLine, ...]
    incomplete: tuple[ProfilePart, ...] = ()
    alike: tuple[NameCount, ...] = ()


def in_order(names: list[NameCount]) -> tuple[NameCount, ...]:
    """Sort names by descending count, equal ones as Vietnamese is sorted."""
    return tuple(sorted(names, key=lambda n: (-n.count, collation_key(n.name))))
