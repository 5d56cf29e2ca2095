"""Names of foreigners: how they are built, and what only looks like them.

A run of capitals whose first word is a known given name is a person's name
without more evidence, unless a word in it or behind it belongs to a firm, a
club, a place or a work (``foreign_body_words``, ``foreign_not_persons``).
"""

from __future__ import annotations

import re
from functools import cache

from index.extract.persons.syllables import is_syllable, places
from index.extract.wordlists import lowered

MOST_FOREIGN_TOKENS = 4
_INNER_CAPITAL = re.compile(
    r"(?!(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|Al|El|O|D)['’A-Z])"
    r"[^\W\d_]+[a-z][A-Z][^\W\d_]*"
)
_CLOSING = frozenset(
    ("fc", "cf", "sc", "ac", "tv", "usa", "inc", "llc", "ltd", "plc", "sa", "ag", "cup")
)
_LAST_CAPITALS = re.compile(r"[ \u00a0]([A-Z]{2,4})(?!\w)")


_ARABIC_LINKS = frozenset(("al", "bin", "bint", "ibn"))


@cache
def _not_persons() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(one.split()) for one in lowered("foreign_not_persons"))


def is_given_name(word: str) -> bool:
    """Say whether a lower-case word is a given name known to the lists.

    Examples
    --------
    >>> is_given_name("andrew"), is_given_name("yusuf"), is_given_name("mẫu")
    (True, True, False)
    """
    return word in lowered("foreign_given_names") or word in lowered(
        "eastern_given_names"
    )


def is_foreign_name(tokens: list[str]) -> bool:
    """Say whether words are built like a foreigner's name.

    Examples
    --------
    >>> is_foreign_name(["Andrew", "Leed"]), is_foreign_name(["Maudinov", "Leed"])
    (True, False)
    >>> is_foreign_name(["Park", "Mau-sung"]), is_foreign_name(["Louis", "Vuitton"])
    (True, False)
    """
    words = [token.lower() for token in tokens]
    if len(words) > MOST_FOREIGN_TOKENS + any(
        word in lowered("foreign_name_links") for word in words
    ):
        return False
    if is_not_persons(words) or len(words[-1]) < 2:
        return False
    first = words[0].partition("-")[0]
    if first in lowered("hyphenated_surnames") and "-" in words[1]:
        return True
    if is_given_name(words[0]) or is_given_name(first):
        return True
    if any(one in _ARABIC_LINKS or one.startswith("al-") for one in tokens[1:]):
        return True
    # "Rio Ferdinand": many surnames are given names, too.
    return (
        len(first) > 2
        and first.isascii()
        and first not in lowered("sentence_starters")
        and words[-1] in lowered("foreign_given_names")
    )


def is_not_persons(words: list[str]) -> bool:
    """Say whether a run begins as a known brand, place or work does."""
    known = _not_persons()
    return tuple(words[:2]) in known or tuple(words[:3]) in known


def holds_body_word(words: list[str]) -> bool:
    """Say whether a run names a firm, a club, a paper or a place by a word of it.

    Examples
    --------
    >>> holds_body_word(["mekong", "airways"]), holds_body_word(["park", "mau-sung"])
    (True, False)
    """
    known = lowered("foreign_body_words")
    if words[0] in lowered("hyphenated_surnames"):
        words = words[1:]
    return not known.isdisjoint(words)


def name_start(tokens: list[str], words: list[str]) -> int:
    """Give how many words before a foreigner's name belong to something else.

    Parameters
    ----------
    tokens, words : list of str
        The run's words as they are spelled, and in lower case.

    Examples
    --------
    >>> name_start(["MauX", "Ann", "Leed"], ["maux", "ann", "leed"])
    1
    >>> name_start(["Chelsea", "Ann", "Leed"], ["chelsea", "ann", "leed"])
    1
    >>> name_start(["Ann", "Maria", "Leed"], ["ann", "maria", "leed"])
    0
    """
    at = 0
    titles = lowered("foreign_titles")
    while len(words) - at >= 2 and words[at] in titles:
        at += 1
    if len(words) - at < 3:
        return at
    if has_inner_capital(tokens[at]):
        return at + 1
    if len(words[at]) == 1 and is_given_name(words[at + 1]):
        # "M.U Danny …": the last letter of a club.
        return at + 1
    if is_given_name(words[at]):
        return at
    western = lowered("foreign_given_names")
    for later in range(at + 1, len(words) - 1):
        if words[later] in western:
            before = words[at:later]
            if all(is_syllable(word) for word in before) and (
                tuple(before) not in places()
            ):
                # "Lý Nhã Ann Leed" may be the name of one person.
                break
            return later
    return at


def is_unsure_head(words: list[str]) -> bool:
    """Say whether words before a given name could be given names, too.

    A club's or a firm's name is known; of others the page has to show that they
    stand elsewhere without the name.
    """
    return not (
        len(words) == 0
        or all(
            word in lowered("foreign_body_words")
            or word in lowered("foreign_titles")
            or len(word) == 1
            or (word,) in places()
            for word in words
        )
    )


def has_inner_capital(token: str) -> bool:
    """Say whether a word is written as firms write themselves: *MauX*, not *McMau*."""
    return _INNER_CAPITAL.fullmatch(token) is not None


def closes_name(text: str, end: int) -> bool:
    """Say whether what follows makes a club or a firm of a name (*… FC*)."""
    match = _LAST_CAPITALS.match(text, end)
    return match is not None and match[1].lower() in _CLOSING
