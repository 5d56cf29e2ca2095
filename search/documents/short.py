"""Short mentions of documents, and which of those cited in full they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from index.analysis.numbers import NUMBER_JOINT
from search.documents.mention import Mention

Identity = tuple[str | None, ...]
"""What all mentions of one document have in common, and no other's."""

_Said = tuple[bool, str | None, str]
"""Whether it has a name, the kind of what has none, the beginning of its key."""

_ANY_DAY = date.min


def identities(mentions: Sequence[Mention]) -> list[Identity]:
    """Tell which document each mention is of.

    A number without signs and a name without a year mean the one document that is
    cited in full and begins so, if its kind and its day are not others. A text may
    hold tens of thousands of both: they are looked up, not compared with each other.
    """
    keyed = [(one, one.key, one.is_full) for one in mentions]
    asked = {_said(one, key) for one, key, is_full in keyed if not is_full}
    able: dict[tuple[_Said, date | None], set[Identity]] = {}
    for one, key, is_full in keyed:
        if is_full:
            for said in asked.intersection(_may_be_said(one, key)):
                for day in {_ANY_DAY, one.day}:
                    found = able.setdefault((said, day), set())
                    # Of several none is meant, however many there are.
                    if len(found) < 2:
                        found.add((key,))
    given: list[Identity] = []
    for one, key, is_full in keyed:
        if is_full:
            given.append((key,))
            continue
        said = _said(one, key)
        days = (one.day, None) if one.day else (_ANY_DAY,)
        meant = set().union(*(able.get((said, day), ()) for day in days))
        own = (key,) if one.number is None else (one.kind, key)
        given.append(meant.pop() if len(meant) == 1 else own)
    return given


def _said(short: Mention, key: str) -> _Said:
    if short.number is None:
        return True, None, key
    return False, short.kind, key


def _may_be_said(full: Mention, key: str) -> Iterator[_Said]:
    """Give every way to cite in short what is cited in full."""
    # Of a name only the year is left out; of a number whatever comes last.
    shorter = key
    while NUMBER_JOINT in shorter:
        shorter = shorter.rpartition(NUMBER_JOINT)[0]
        yield _said(full, shorter)
        if full.number is None:
            break
