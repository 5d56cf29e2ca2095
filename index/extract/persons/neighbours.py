"""What a mention's neighbours say: the names before it and after it."""

from __future__ import annotations

import re
from functools import cache

from index.extract.persons.mention import NEIGHBOURHOOD, Mention
from index.extract.persons.role_ends import verb_follows
from index.extract.persons.signs import is_village
from index.extract.persons.syllables import STRONG
from index.extract.wordlists import alternation

_PLACES_LISTED = re.compile(
    r"(?:các|những|nhiều|một số|hai|ba) (?:tuyến |con |trục )?(?:đường|phố|phường|xã|"
    r"trường|quận|huyện|cầu|chợ|đảo|tỉnh)(?!\w)"
)
_FAR_IN_A_LIST = 32
_ITEM_BETWEEN = re.compile(r",\s[^,.;:()\n]{2,24}(?:,| và)")
_STREET = re.compile(r"(?<!\w)(?:đường|phố|ngã tư|giao lộ) (?:\w+ ?){2,4}$")
_FIRM_ROLE = re.compile(
    r"(?:\s*,|\s*\(|\s[-–—])\s[^,.;:()–—]{0,40}(?:giám đốc|điều hành|ceo|sáng lập|"
    r"đại diện|quản lý|phân tích|nghiên cứu|tư vấn|phụ trách|nhân viên|chủ tịch)"
    r"(?: của| tại| ở| hãng| công ty)?\s"
)


@cache
def _seat_link() -> re.Pattern[str]:
    address = alternation("honorifics")
    return re.compile(rf"\s*(?:[-–—]\s*(?:{address}\s+)?|,\s*{address}\s+)")


def may_be_person(m: Mention) -> bool:
    """Say whether a later name can be a person's, who ends this one's role."""
    one = m.one
    if one.is_vietnamese and one.weight == 0 and not one.split_off:
        return False
    return not is_village(m) and m.n_head == 0


def goes_with_denied(low: str, denied_end: int, start: int, end: int) -> bool:
    """Say whether a name stands beside one that is no person's, as its equal.

    So do the streets of a crossing (*ngã tư A - B*) and of a list (*các tuyến
    đường A, B và C*).
    """
    if denied_end < 0 or start - denied_end > _FAR_IN_A_LIST:
        return False
    between = low[denied_end:start].strip()
    if _ITEM_BETWEEN.fullmatch(between) is not None:
        between = ","
    if between in ("-", "–"):
        return True
    before = low[max(0, denied_end - 60) : denied_end]
    return between in (",", "và") and (
        _PLACES_LISTED.search(before) is not None
        or (_STREET.search(before) is not None and not verb_follows(low, end))
    )


def names_a_seat(m: Mention, following: Mention | None) -> bool:
    """Say whether a weak name is the place of the office of the next person.

    *Trưởng bản Suối Bạc - Lò Văn Mẫu* and *Giám đốc Suối Bạc, ông Lò Văn Mẫu*
    name one person.
    """
    if following is None or m.one.weight >= STRONG:
        return False
    one, later = m.one, following.one
    return (
        later.weight > one.weight
        and later.n_tokens >= 3
        and later.start - one.end <= NEIGHBOURHOOD
        and _seat_link().fullmatch(m.low, one.end, later.start) is not None
    )


def names_a_firm(m: Mention, later: Mention) -> bool:
    """Say whether a foreign name is that of the firm where the person works.

    So it is in *bà Ann Leed, Giám đốc Mekong Foo*; a state's office is followed
    by its holder.
    """
    end, start = m.one.end, later.one.start
    if later.one.is_vietnamese or start - end > 2 * NEIGHBOURHOOD:
        return False
    return m.n_address > 0 and _FIRM_ROLE.fullmatch(m.low, end, start) is not None
