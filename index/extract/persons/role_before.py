"""The role that stands before a name.

*Phó Bí thư Thường trực Tỉnh ủy Long An - Đỗ Văn Mẫu*: it goes back to the last
full stop, verb or name, and ends before a word of address.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from index.extract.persons.role_ends import (
    LOOSE_END,
    comma_pieces,
    ends_in_foreign_name,
    verbs,
)
from index.extract.persons.roles import Rank, StatedRole, occupation_rank, patterns
from index.extract.persons.syllables import is_place
from index.extract.wordlists import alternation, endings, lowered

LONGEST_BEFORE = 190
_LONGEST_BRACKET = 48
_SIGNS = " ,.–:-"
_LINKS = frozenset(("là", "gồm", "và", "cùng"))
_LONGEST_ADDRESS = 40
_WORDS_OF_ADDRESS = 5
_SHARED = re.compile(r"(?:các|những|\d+|hai|ba|bốn|năm|cùng)\s+$")


def _in_words(text: str) -> list[str]:
    # Five times the speed of str.translate where letters are not ASCII.
    for sign in ",–—-/":
        text = text.replace(sign, " ")
    return text.split()


def before_address(low: str, floor: int, start: int) -> int:
    """Give where a role before a name ends: before signs and words of address."""
    floor = max(floor, start - _LONGEST_ADDRESS, low.rfind("\n", floor, start) + 1)
    head = low[floor:start].rstrip(_SIGNS)
    known = endings("honorifics")
    is_addressed = False
    while head:
        words = head.rsplit(None, _WORDS_OF_ADDRESS)
        n_words = known.n_words(words)
        if n_words:
            is_addressed = True
        elif words[-1] in _LINKS or (words[-1] == "có" and is_addressed):
            n_words = 1
        else:
            break
        rest = head.rsplit(None, n_words)
        head = rest[0].rstrip(_SIGNS) if len(rest) > n_words else ""
    return floor + len(head)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(
        entry.split()[0] for entry in lowered("roles") | lowered("occupations")
    )


def _has_first_word(low: str, floor: int, end: int, role: re.Match[str]) -> bool:
    """Say whether any word of a stretch is the first of a role.

    Quotation marks and the like belong to the word beside them.
    """
    start = role.start()
    word, space, _ = role[0].partition(" ")
    if space and (start == floor or low[start - 1] == " ") and word in _first_words():
        # So it nearly always is, and no other word has to be looked at.
        return True
    return not _first_words().isdisjoint(_in_words(low[floor:end]))


@cache
def _kin() -> re.Pattern[str]:
    return re.compile(rf"{alternation('kin_words')} (?:của )?")


def role_before(
    text: str, low: str, floor: int, start: int, stops: Sequence[int]
) -> StatedRole | None:
    """Read the role that ends directly before a name.

    Parameters
    ----------
    text, low : str
        The text, and the same in lower case.
    floor : int
        Where the previous name ends; nothing before it is looked at.
    start : int
        Where the name begins.
    stops : sequence of int
        The ends of what no role goes beyond (`HARD_STOP`), ascending.
    """
    known = patterns()
    floor = max(floor, start - LONGEST_BEFORE)
    end = before_address(low, floor, start)
    after_comma = low.find(",", end, start) >= 0
    if low[end - 1 : end] == ")":
        # "Phó Vụ trưởng (Bộ Y tế) Lò Văn Mẫu": what is in brackets explains.
        bracket = low.rfind("(", max(floor, end - _LONGEST_BRACKET), end)
        if bracket < 0:
            return None
        end = floor + len(low[floor:bracket].rstrip())
    at = bisect_right(stops, end)
    floor = max(floor, stops[at - 1] if at else 0)
    if floor >= end:
        return None
    first = known.role.search(low, floor, end)
    if first is None or not _has_first_word(low, floor, end, first):
        return None
    for match in verbs(text, low, floor, end):
        if match[0] == "tại" and is_place(low[match.end() : end]):
            # "Đại sứ Anh tại Hà Nội": the place belongs to the office.
            continue
        floor = match.end()
    for match in known.joiner.finditer(low, floor, end):
        floor = match.start() + len(match[0].split(" ")[0])
    pieces = comma_pieces(text, low, floor, end)
    role_start = None
    for index in range(len(pieces) - 1, -1, -1):
        piece_start, piece_end = pieces[index]
        if role_start is not None and ends_in_foreign_name(
            text, piece_start, piece_end
        ):
            break
        found = known.role.search(low, piece_start, piece_end)
        if found is None:
            begins_organisation = known.organisation.match(low, piece_start)
            if role_start is None and begins_organisation and index:
                continue
            break
        role_start = found.start()
        if found.start() != piece_start:
            # Words before it in its piece belong to another part of the text.
            break
    if role_start is None or len(low[role_start:end].split()) > 26:
        return None
    tail = LOOSE_END.search(low, role_start, end)
    if tail is not None:
        if "của" in tail[0]:
            # "Luật sư của Lò Văn Mẫu" is somebody else.
            return None
        end = tail.start()
    of = low.rfind(" của ", role_start, end)
    if of >= 0 and known.role.match(low, of + 5, end) is not None:
        # "Luật sư của Tổng thống Mẫu": the name is the president's.
        role_start = of + 5
    kin = _kin().match(low, role_start, end)
    if kin is not None and known.role.match(low, kin.end(), end) is not None:
        # "Con gái Tổng thống Mẫu": the name is the president's.
        role_start = kin.end()
    is_office = known.office.search(low, role_start, end) is not None
    if after_comma and not _fits_before_comma(text, pieces, role_start, is_office):
        return None
    shared = _SHARED.search(low, max(0, role_start - 12), role_start) is not None
    rank = Rank.OFFICE if is_office else occupation_rank(low, role_start)
    return StatedRole(role_start, end, rank, shared)


def _fits_before_comma(
    text: str, pieces: list[tuple[int, int]], start: int, is_office: bool
) -> bool:
    """Say whether *role, ông X* names one person and not two things.

    *Tổng thống Mẫu, ông X* names two; an occupation has to stand alone, or it
    belongs to the words before it.
    """
    if ends_in_foreign_name(text, start, pieces[-1][1]):
        return False
    return is_office or start == pieces[0][0]
