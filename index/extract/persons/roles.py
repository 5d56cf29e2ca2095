"""The role that a page states of a person, before the name or after it.

Before: *Phó Bí thư Thường trực Tỉnh ủy Long An - Đỗ Văn Mẫu*; after: *Đồng chí
Lò Văn Mẫu, Ủy viên Ban Thường vụ, Trưởng Ban Tổ chức Tỉnh ủy chủ trì hội nghị*,
where the verb ends the role. Rules look at lower-cased text; whether a word is
capitalised still counts, because *Ủy ban Kiểm tra* does not check anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from index.extract.persons.names import LOWER, UPPER, is_place
from index.extract.persons.role_ends import (
    EDGE,
    HARD_STOP,
    LOOSE_END,
    comma_pieces,
    end_after_place,
    end_at_dash,
    ends_in_foreign_name,
    is_inner_comma,
    verbs,
)
from index.extract.wordlists import alternation

LONGEST_BEFORE = 190
LONGEST_AFTER = 230


@dataclass(frozen=True, slots=True)
class StatedRole:
    """A role and where it stands.

    Attributes
    ----------
    start, end : int
        Its place in the text.
    is_office : bool
        False for mere occupations, which yield to any office.
    is_shared : bool
        Whether it is said of several people (*các nguyên Chủ tịch: A, B*).
    """

    start: int
    end: int
    is_office: bool
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    role: re.Pattern[str]
    office: re.Pattern[str]
    joiner: re.Pattern[str]
    organisation: re.Pattern[str]
    address: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    qualifier = alternation("role_qualifiers")
    any_role = alternation("roles", "occupations")
    office = alternation("roles")
    return _Patterns(
        # "chính quyền Tổng thống" has no acting president.
        role=re.compile(rf"(?<![\w-])(?<!chính )(?:{qualifier} )*{any_role}(?!\w)"),
        office=re.compile(rf"(?<![\w-])(?:{qualifier} )*{office}(?!\w)"),
        joiner=re.compile(
            rf"(?<!\w)(?:và|cùng) (?:các |(?:{alternation('honorifics')}"
            rf"|(?:{qualifier} )*{any_role}|(?:hơn |gần |trên |khoảng )?\d+|một|hai"
            r"|ba|nhiều|hàng|đông đảo|toàn thể|đại biểu|đại diện|lãnh đạo|bà con"
            r"|người dân|nhân dân|gia đình)(?!\w))"
        ),
        organisation=re.compile(rf"{alternation('organisations')}(?!\w)"),
        # Atomic, so that rows of dashes cannot be cut in many ways.
        address=re.compile(
            rf"(?>(?<![\w/-]){alternation('honorifics')}(?!\w)|"
            rf"(?<!\w)(?:là|gồm|gồm có|có(?= {alternation('honorifics')} )|và|cùng) |"
            rf"[ ,.–:-])*+$"
        ),
    )


_AFTER = re.compile(
    r"(?:\s*\([^()]{1,40}\))?\s*(?:[,(]|\s[-–—]|"
    r"[-–—]\s)\s*(?:(?:hiện(?: nay)?(?: đang)?|nay|đang|vốn|từng)? ?là )?"
    r"(?:một |vị )?"
    r"|\s+(?:cùng )?(?:(?:được|vừa được) (?:bầu|bổ nhiệm|phân công|điều động|"
    r"chỉ định|cử)"
    r"(?: làm| giữ chức(?: vụ)?| giữ)?|giữ chức(?: vụ)?|(?:hiện |đang |nguyên )*là) "
)
_SHARED = re.compile(r"(?:các|những|\d+|hai|ba|bốn|năm|cùng)\s+$")


def role_before(text: str, low: str, floor: int, start: int) -> StatedRole | None:
    """Read the role that ends directly before a name.

    Parameters
    ----------
    text, low : str
        The text, and the same in lower case.
    floor : int
        Where the previous name ends; nothing before it is looked at.
    start : int
        Where the name begins.
    """
    patterns = _patterns()
    floor = max(floor, start - LONGEST_BEFORE)
    address = patterns.address.search(low, max(floor, start - 40), start)
    end = address.start() if address else start
    after_comma = "," in low[end:start]
    trimmed = low[floor:end].rstrip(" ,-–:")
    end = floor + len(trimmed)
    for boundary in HARD_STOP.finditer(low, floor, end):
        floor = boundary.end()
    if floor >= end or patterns.role.search(low, floor, end) is None:
        return None
    for match in verbs(text, low, floor, end):
        floor = match.end()
    for match in patterns.joiner.finditer(low, floor, end):
        floor = match.start() + len(match[0].split(" ")[0])
    pieces = comma_pieces(text, low, floor, end)
    role_start = None
    for index in range(len(pieces) - 1, -1, -1):
        piece_start, piece_end = pieces[index]
        if role_start is not None and ends_in_foreign_name(
            text, piece_start, piece_end
        ):
            break
        found = patterns.role.search(low, piece_start, piece_end)
        if found is None:
            begins_organisation = patterns.organisation.match(low, piece_start)
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
    end = tail.start() if tail else end
    is_office = patterns.office.search(low, role_start, end) is not None
    if after_comma and not _fits_before_comma(text, pieces, role_start, is_office):
        return None
    shared = _SHARED.search(low, max(0, role_start - 12), role_start) is not None
    return StatedRole(role_start, end, is_office, shared)


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


_NAME_NEXT = re.compile(rf"\s([{UPPER}][{LOWER}]+ [{UPPER}][{LOWER}]+)(?!\w)")


def _names_another(text: str, end: int) -> bool:
    """Say whether an occupation is followed by its own bearer's name.

    *Vi Lụa, ca sĩ Hà Thu* are two singers; *ca sĩ Hàn Quốc* is one.
    """
    match = _NAME_NEXT.match(text, end)
    return match is not None and not is_place(match[1])


def role_after(text: str, low: str, end: int, ceiling: int) -> StatedRole | None:
    """Read the role that begins directly after a name.

    Parameters
    ----------
    text, low : str
        The text, and the same in lower case.
    end : int
        Where the name ends.
    ceiling : int
        Where the next name begins.
    """
    patterns = _patterns()
    ceiling = min(ceiling, end + LONGEST_AFTER, len(low))
    opener = _AFTER.match(low, end, ceiling)
    if opener is None:
        return None
    head = patterns.role.match(low, opener.end(), ceiling)
    if head is None:
        return None
    stop = ceiling
    hard = HARD_STOP.search(low, head.end(), ceiling)
    if hard is not None:
        stop = hard.start()
    verb = next(verbs(text, low, head.end(), stop), None)
    if verb is not None:
        stop = verb.start()
    stop = end_after_place(text, low, head.end(), stop)
    if opener[0].strip()[:1] in ("-", "–", "—"):
        dash = end_at_dash(low, head.end(), stop)
        if text[dash + 3 : dash + 4].islower():
            stop = dash
    joiner = patterns.joiner.search(low, head.end(), stop)
    if joiner is not None:
        stop = joiner.start()
    if stop == ceiling and ceiling < len(low):
        # The words before the next name may be its own role or address.
        address = patterns.address.search(low, max(head.end(), stop - 40), stop)
        has_address = address is not None and address[0].strip(" ,-–:") != ""
        stop = address.start() if address else stop
        if not has_address:
            comma = low.rfind(",", opener.end(), stop)
            if comma >= 0:
                stop = comma
            elif "," in opener[0]:
                return None
    comma = low.find(",", head.end(), stop)
    while comma >= 0:
        following = comma + 1
        while following < stop and low[following] == " ":
            following += 1
        goes_on = (
            is_inner_comma(text, low, comma)
            or patterns.role.match(low, following, stop)
            or (
                patterns.organisation.match(low, following, stop)
                and text[following] != low[following]
            )
        )
        if not goes_on:
            stop = comma
            break
        comma = low.find(",", comma + 1, stop)
    stop = opener.end() + len(low[opener.end() : stop].rstrip(EDGE))
    tail = LOOSE_END.search(low, head.end(), stop)
    stop = tail.start() if tail else stop
    is_office = patterns.office.match(low, head.start()) is not None
    if not is_office and stop > head.end() and _names_another(text, head.end()):
        return None
    return StatedRole(head.start(), stop, is_office) if stop > head.start() else None
