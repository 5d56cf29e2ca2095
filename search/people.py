"""Which person is meant by a name that somebody types, and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.analysis.normalise import fold, normalise_text
from index.analysis.syllables import syllables
from search.buckets import make_date_facet
from search.engine import Matches, Snapshot
from search.errors import PersonNotFoundError, SeveralPersonsError
from search.profiles import (
    MAX_MONTHS,
    MAX_ROLES,
    N_CANDIDATES,
    ArticleLine,
    NameCount,
    PersonProfile,
    ProfilePart,
    in_order,
)
from search.roles import RolesRead


def profile_of(snapshot: Snapshot, name: str) -> PersonProfile:
    """Tell what the articles of a generation say that name a person.

    Parameters
    ----------
    snapshot : Snapshot
        Within its deadline.
    name : str
        A full name as somebody types it: in another spelling, or without marks.

    Raises
    ------
    SeveralPersonsError
        Where it stands for several names.
    PersonNotFoundError
        Where no article names such a person.
    TimeLimitError
        Where the newest articles are not known in time.
    """
    name = normalise_text(name)
    found = snapshot.persons_named(name)
    if len(found) == 1:
        profile = snapshot.person(found[0].name)
        return replace(profile, alike=_alike(snapshot, profile.name))
    if found:
        raise SeveralPersonsError(name=name, candidates=in_order(found))
    raise PersonNotFoundError(name=name, candidates=tuple(_near(snapshot, name)))


def profile_from(
    name: str,
    found: Matches,
    spellings: tuple[NameCount, ...],
    roles: RolesRead,
    named_with: tuple[NameCount, ...],
    incomplete: Sequence[ProfilePart],
) -> PersonProfile:
    """Put a profile together of what an engine found out.

    Parameters
    ----------
    name : str
    found : Matches
        The newest articles that name the person, and their facet of days.
    spellings, named_with
        As `PersonProfile` has them.
    roles : RolesRead
    incomplete : sequence of ProfilePart
    """
    facets = found.facets
    return PersonProfile(
        name=name,
        total=found.total,
        spellings=spellings,
        roles=roles.most(MAX_ROLES),
        n_roles=len(roles),
        n_read=len(roles.articles),
        published=make_date_facet(
            facets.days,
            facets.unknown,
            None,
            None,
            facets.spread,
            finest="month",
            max_months=MAX_MONTHS,
        ),
        named_with=named_with,
        newest=tuple(
            ArticleLine(article.id, article.title, article.published, article.source)
            for article, _ in found.articles
        ),
        incomplete=tuple(incomplete),
    )


def _alike(snapshot: Snapshot, name: str) -> tuple[NameCount, ...]:
    folded = _folded(name)
    near = snapshot.names_like(folded, N_CANDIDATES)
    alike = [n for n, _ in near if n != name and _folded(n) == folded]
    return in_order(_counted(snapshot, alike))


def _near(snapshot: Snapshot, name: str) -> list[NameCount]:
    """List names that have nearly the same syllables, the nearest first."""
    near = snapshot.names_like(_folded(name), N_CANDIDATES)
    return _counted(snapshot, [like for like, _ in near])


def _counted(snapshot: Snapshot, names: list[str]) -> list[NameCount]:
    return [counted for name in names for counted in snapshot.persons_named(name)]


def _folded(name: str) -> tuple[str, ...]:
    return tuple(fold(syllable) for syllable in syllables(name))
