"""Which person is meant by a name that somebody types, and who else may be."""

from __future__ import annotations

from dataclasses import replace

from index.analysis.normalise import fold, normalise_text
from index.analysis.syllables import syllables
from search.engine import Snapshot
from search.errors import PersonNotFoundError, SeveralPersonsError
from search.profiles import N_CANDIDATES, NameCount, PersonProfile, in_order


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
