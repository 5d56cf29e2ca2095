"""The role that stands after a name.

*Đồng chí Lò Văn Mẫu, Ủy viên Ban Thường vụ, Trưởng Ban Tổ chức Tỉnh ủy chủ trì
hội nghị*: it ends at the verb, at the next name or where its commas end.
"""

from __future__ import annotations

import re

from index.extract.persons.letters import LOWER, UPPER
from index.extract.persons.role_ends import (
    EDGE,
    HARD_STOP,
    LOOSE_END,
    end_after_place,
    end_at_dash,
    is_inner_comma,
    verbs,
)
from index.extract.persons.roles import Rank, StatedRole, occupation_rank, patterns
from index.extract.persons.syllables import is_place

LONGEST_AFTER = 230
# An age or a home may stand before the role: *(47 tuổi, ngụ tại Hà Giang, tài xế)*.
_AFTER = re.compile(
    r"(?:\s*\([^()]{1,40}\))?\s*(?:[,(]|\s[-–—]|[-–—]\s)\s*"
    r"(?:(?:\d\d tuổi|(?:sinh (?:năm|ngày)|sn) [\d/-]{4,10})(?:, ?| )"
    r"|(?:ngụ|trú|quê|ở) [^,;()]{2,60}, ?){0,3}"
    r"(?:(?:hiện(?: nay)?(?: đang)?|nay|đang|vốn|từng|nguyên)? ?là )?"
    r"(?:một |vị )?"
    r"|\s+(?:cùng )?(?:(?:được|vừa được) (?:bầu|bổ nhiệm|phân công|điều động|"
    r"chỉ định|cử)"
    r"(?: làm| giữ chức(?: vụ)?| giữ)?|giữ chức(?: vụ)?|(?:hiện |đang |nguyên )*là) "
)
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
    known = patterns()
    ceiling = min(ceiling, end + LONGEST_AFTER, len(low))
    opener = _AFTER.match(low, end, ceiling)
    if opener is None:
        return None
    head = known.role.match(low, opener.end(), ceiling)
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
    joiner = known.joiner.search(low, head.end(), stop)
    if joiner is not None:
        stop = joiner.start()
    if stop == ceiling and ceiling < len(low):
        # The words before the next name may be its own role or address.
        address = known.address.search(low, max(head.end(), stop - 40), stop)
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
            or known.role.match(low, following, stop)
            or (
                known.organisation.match(low, following, stop)
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
    is_office = known.office.match(low, head.start()) is not None
    if not is_office and stop > head.end() and _names_another(text, head.end()):
        return None
    if stop <= head.start():
        return None
    rank = Rank.OFFICE if is_office else occupation_rank(low, head.start())
    return StatedRole(head.start(), stop, rank)
