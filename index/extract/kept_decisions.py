"""Which decisions about a page an index keeps with its article.

What is shown of an article is its title, its date, its byline and its persons: the
decisions about these are kept, those about single lines are not. Of names turned
down, those are kept that somebody who knows Vietnamese names may miss. How many are
kept is bounded: a page may consist of names.
"""

from __future__ import annotations

from collections.abc import Iterable

from index.decisions import Decision, Part
from index.extract.persons.mentions import SHORT_FOR
from index.extract.persons.verdicts import NO_EVIDENCE
from index.extract.wordlists import lowered, modern_tones, weights

MOST_TAKEN: dict[Part, int] = {
    "page": 1,
    "title": 4,
    "published": 4,
    "authors": 20,
    "person": 100,
}
"""Decisions of a part that took something, of the first ones."""

MOST_TURNED_DOWN = 12
"""Decisions of a part that turned something down."""

MOST_REASONS = 8
"""Of one decision. A title has up to seven signs; the mentions of one name may each
have another reason."""

COMMON = 0.3
"""Weight from which on a surname begins a name."""

_ROOM: dict[tuple[Part, bool], int] = {
    **{(part, True): most for part, most in MOST_TAKEN.items()},
    **{(part, False): MOST_TURNED_DOWN for part in MOST_TAKEN},
}


def kept_decisions(decisions: Iterable[Decision]) -> list[Decision]:
    """Choose the decisions that are kept, in their order."""
    kept: list[Decision] = []
    room = dict(_ROOM)
    for one in decisions:
        key = (one.part, one.taken)
        if not room.get(key) or _is_plain(one):
            continue
        room[key] -= 1
        if len(one.reasons) > MOST_REASONS:
            one = one._replace(reasons=one.reasons[:MOST_REASONS])
        kept.append(one)
    return kept


def _is_plain(one: Decision) -> bool:
    """Say whether nobody asks why a name was turned down."""
    if one.part != "person" or one.taken or len(one.reasons) != 1:
        return False
    template = one.reasons[0].template
    if template == SHORT_FOR:
        # Its bearer is named in full.
        return True
    return template == NO_EVIDENCE and not _is_like_a_name(one.text)


def _is_like_a_name(text: str) -> bool:
    """Say whether Vietnamese names begin so, or are made of such syllables."""
    words = modern_tones(text).split()
    is_surname = bool(words) and weights("surnames").get(words[0], 0) >= COMMON
    return is_surname or lowered("given_names").issuperset(map(str.lower, words))
