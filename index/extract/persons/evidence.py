"""Whether a run of capitals is a person: what stands round it, weighed.

A word of address, an office, a verb or an age speaks for a person; a word for
streets, schools, prizes and the like (``not_persons``) against.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from index.extract.persons.names import STRONG, Candidate, is_known_word, is_place
from index.extract.persons.role_ends import verb_follows
from index.extract.persons.roles import StatedRole
from index.extract.wordlists import alternation, lowered


class Verdict(Enum):
    """What one mention says about a name."""

    ACCEPTED = "a person"
    SHAPE = "a person, unless another mention on the page is denied"
    OPEN = "nothing"
    DENIED = "no person"


@dataclass(frozen=True, slots=True)
class _Context:
    address: re.Pattern[str]
    not_person: re.Pattern[str]
    monument: re.Pattern[str]
    admin: re.Pattern[str]
    seat: re.Pattern[str]
    seat_link: re.Pattern[str]


@cache
def _context() -> _Context:
    return _Context(
        address=re.compile(rf"(?<![\w-]){alternation('honorifics')}\s*$"),
        # A compound begins before the head word in it, so it is found first.
        not_person=re.compile(
            rf"(?<![\w-])(?:(?P<compound>{alternation('not_heads')})"
            rf"|{alternation('not_persons')}|[pq]\."
            rf"|(?:trường|trung tâm|đoàn)(?: {alternation('school_words')})+"
            r")(?: như)?[\s“\"']*$"
        ),
        monument=re.compile(rf"(?<![\w-]){alternation('monuments')} $"),
        admin=re.compile(rf"(?<![\w-]){alternation('admin_units')}\s*$"),
        seat=re.compile(rf"(?<![\w-]){alternation('office_seats')}\s*$"),
        seat_link=re.compile(
            rf"\s*(?:[-–—]\s*(?:{alternation('honorifics')}\s+)?"
            rf"|,\s*{alternation('honorifics')}\s+)"
        ),
    )


_CREDIT = re.compile(
    r"(?<!\w)(?:ảnh|tin|video|clip|đồ họa|hình|nguồn|bài|thực hiện|nhóm pv)\s*:\s*$"
)
_AGE = re.compile(r"\s*(?:\(\s*|,\s*|\s)(?:\d\d tuổi|sinh năm|sn \d|ngụ |trú |quê )")
_HOUSE_NUMBER = re.compile(
    r"(?<!\w)(?:số(?: nhà)?|địa chỉ|tại|ở|:)[ :]*\d{1,4}[a-z]?(?:/\d+)*\s$"
    r"|(?<!lớp )(?<![\w/])\d{1,4}[a-e]\s$"
)
_CROSSING = re.compile(r"(?<!\w)(?:ngã \w+|giao lộ|nút giao) [^.,;:]{2,24} [-–] $")
_NUMBER = re.compile(r"\d[a-z]?\s$")
_WARD_AFTER = re.compile(r"\s*[,(]\s*(?:[pqf]\s?\.|(?:phường|quận|tp|thị xã)(?!\w))")
_PLACES_LISTED = re.compile(
    r"(?:các|những|nhiều|một số|hai|ba) (?:tuyến |con |trục )?(?:đường|phố|phường|xã|"
    r"trường|quận|huyện|cầu|chợ|đảo|tỉnh)(?!\w)"
)
_STREET = re.compile(r"(?<!\w)(?:đường|phố|ngã tư|giao lộ) (?:\w+ ?){2,4}$")
_BODY_OF_DOAN = re.compile(
    r"đoàn (?:nghệ thuật|đại biểu|công tác|thanh niên|thanh tra|kiểm tra|kịch|xiếc|ca "
    r"múa|cải lương|thể thao|trường|khối|luật sư|chủ tịch|văn công)(?!\w)"
)
_FIRM = re.compile(r"(?<!\w)(?:công ty|hãng|tập đoàn|doanh nghiệp|tnhh|nhà máy)(?!\w)")
_VILLAGE_HEAD = re.compile(
    r"(?<!\w)(?:trưởng|phó) (?:thôn|bản|ấp|làng|xóm|buôn|phum|sóc|khóm|khu phố)\s$"
)
_FIRM_ROLE = re.compile(
    r"(?:\s*,|\s*\(|\s[-–—])\s[^,.;:()–—]{0,40}(?:giám đốc|điều hành|ceo|sáng lập|"
    r"đại diện|quản lý|phân tích|nghiên cứu|tư vấn|phụ trách|nhân viên|chủ tịch)"
    r"(?: của| tại| ở| hãng| công ty)?\s"
)
_PLACE_BESIDE = re.compile(r"([^\W\d_]+(?: [^\W\d_]+){0,2}),\s*$")
_PLACE_AFTER = re.compile(r",\s*([^\W\d_]+(?: [^\W\d_]+)?)")
_BODY = re.compile(
    r"(?<!\w)(?:công ty|ủy|ubnd|hđnd|ban|sở|bộ|cục|vụ|viện|trường|đoàn|hội|phòng|xã|"
    r"tỉnh|huyện|quận|phường|thành phố|tp|ngân hàng|tập đoàn|chi nhánh|công an|"
    r"thôn)(?!\w)"
)

NEIGHBOURHOOD = 32
"""Characters before a name in which its word of address stands."""


def judge(
    low: str, one: Candidate, before: StatedRole | None, after: StatedRole | None
) -> Verdict:
    """Weigh the evidence of one mention.

    Parameters
    ----------
    low : str
        The text in lower case.
    one : Candidate
        The mention.
    before, after : StatedRole or None
        The roles stated beside it.
    """
    context = _context()
    near = low[max(0, one.start - NEIGHBOURHOOD) : one.start]
    name = low[one.start : one.end]
    if _CREDIT.search(near) or is_place(name) or name in lowered("outlets"):
        return Verdict.DENIED
    if _BODY_OF_DOAN.match(low, one.start):
        return Verdict.DENIED
    if name.startswith("đoàn ") and is_place(name.removeprefix("đoàn ")):
        return Verdict.DENIED
    if name[-2] == " " and not is_known_word(name.partition(" ")[0]):
        # "Serie A": an initial with its full stop would not end here.
        return Verdict.DENIED
    if before is not None and context.monument.search(
        low, max(0, before.start - 24), before.start
    ):
        return Verdict.DENIED
    bad = _not_person_head(near)
    address = context.address.search(near)
    if address is not None and (bad is None or len(bad[0]) <= len(address[0])):
        bad = None
    if bad is not None:
        names_place = name in lowered("places_after_persons")
        is_officer = before is not None and before.is_office and one.weight >= STRONG
        if not is_officer or names_place or one.n_tokens < 3:
            return Verdict.DENIED
        if context.admin.search(near):
            pass
        elif not (context.seat.search(near) and verb_follows(low, one.end)):
            return Verdict.DENIED
        return Verdict.SHAPE
    if address is None and _is_street(low, one, near):
        return Verdict.DENIED
    if address is None and _is_village(one, near):
        return Verdict.OPEN
    is_addressed = address is not None or _AGE.match(low, one.end) is not None
    is_full = one.weight > 0 and one.n_tokens >= 3
    if before is not None and one.weight < STRONG and one.is_vietnamese:
        is_group = low[before.start : before.end] in lowered("groups")
        is_firms = _FIRM.search(low, before.start, before.end) is not None
        if is_firms or (is_group and not is_full):
            before = None
    evidence = is_addressed or before is not None or after is not None
    if one.n_tokens == 4 and not is_addressed and _ends_in_place(name):
        return Verdict.OPEN
    if one.is_vietnamese:
        if one.weight >= STRONG:
            if evidence:
                return Verdict.ACCEPTED
            if _beside_place(low, one):
                return Verdict.OPEN
            if one.n_tokens >= 3:
                return Verdict.SHAPE
            return Verdict.SHAPE if verb_follows(low, one.end) else Verdict.OPEN
        if evidence and (is_full or is_addressed or after or _is_close(low, before)):
            # A district may be called as its chairman is.
            return Verdict.ACCEPTED if is_addressed else Verdict.SHAPE
        if is_full:
            second = name.split()[1]
            if second in ("thị", "văn") or verb_follows(low, one.end):
                return Verdict.SHAPE
        return Verdict.OPEN
    if is_addressed or (before or after) and (before or after).is_office:
        return Verdict.ACCEPTED
    return Verdict.SHAPE if evidence else Verdict.OPEN


def _not_person_head(near: str) -> re.Match[str] | None:
    """Find at the end of a text the word after which no person is named."""
    match = _context().not_person.search(near)
    return None if match is None or match["compound"] else match


def may_be_person(low: str, one: Candidate) -> bool:
    """Say whether a later name can be a person's, who ends this one's role."""
    if one.is_vietnamese and one.weight == 0 and not one.split_off:
        return False
    near = low[max(0, one.start - NEIGHBOURHOOD) : one.start]
    if _is_village(one, near):
        return False
    return _not_person_head(near) is None


def _is_street(low: str, one: Candidate, near: str) -> bool:
    """Say whether the name is a street's, by the house, ward or crossing beside it."""
    if _CROSSING.search(near) or _HOUSE_NUMBER.search(near):
        return True
    return (
        _NUMBER.search(near) is not None and _WARD_AFTER.match(low, one.end) is not None
    )


def _is_village(one: Candidate, near: str) -> bool:
    """Say whether the name is the village's and not its headman's."""
    is_full = one.weight > 0 and one.n_tokens >= 3
    if one.weight >= STRONG or is_full:
        return False
    return _VILLAGE_HEAD.search(near) is not None


def goes_with_denied(low: str, denied_end: int, start: int, end: int) -> bool:
    """Say whether a name stands beside one that is no person's, as its equal.

    So do the streets of a crossing (*ngã tư A - B*) and of a list (*các tuyến
    đường A, B và C*).
    """
    if denied_end < 0 or start - denied_end > 6:
        return False
    between = low[denied_end:start].strip()
    if between in ("-", "–"):
        return True
    before = low[max(0, denied_end - 60) : denied_end]
    return between in (",", "và") and (
        _PLACES_LISTED.search(before) is not None
        or (_STREET.search(before) is not None and not verb_follows(low, end))
    )


def names_a_seat(low: str, one: Candidate, following: Candidate | None) -> bool:
    """Say whether a weak name is the place of the office of the next person.

    *Trưởng bản Suối Bạc - Lò Văn Mẫu* and *Giám đốc Suối Bạc, ông Lò Văn Mẫu*
    name one person.
    """
    return (
        following is not None
        and one.weight < STRONG
        and following.weight > one.weight
        and following.n_tokens >= 3
        and following.start - one.end <= NEIGHBOURHOOD
        and _context().seat_link.fullmatch(low, one.end, following.start) is not None
    )


def names_a_firm(low: str, one: Candidate, later: Candidate) -> bool:
    """Say whether a foreign name is that of the firm where `one` works.

    So it is in *bà Ann Leed, Giám đốc Mekong Foo*; a state's office is followed
    by its holder.
    """
    if later.is_vietnamese or later.start - one.end > 2 * NEIGHBOURHOOD:
        return False
    return (
        _FIRM_ROLE.fullmatch(low, one.end, later.start) is not None
        and _context().address.search(low[max(0, one.start - 12) : one.start])
        is not None
    )


def _ends_in_place(name: str) -> bool:
    """Say whether a name's last half is a province: *Nhà máy gạch … Gia Lâm*."""
    words = name.split()
    return words[1] not in ("thị", "văn") and is_place(" ".join(words[2:]))


def _is_close(low: str, before: StatedRole | None) -> bool:
    """Say whether a role names no body, whose name could follow instead."""
    return (
        before is not None
        and low.count(" ", before.start, before.end) <= 3
        and _BODY.search(low, before.start, before.end) is None
    )


def _beside_place(low: str, one: Candidate) -> bool:
    """Say whether the name is an item of a list of places."""
    match = _PLACE_AFTER.match(low, one.end, one.end + 30)
    if match is not None and is_place(match[1]):
        return True
    match = _PLACE_BESIDE.search(low, max(0, one.start - 30), one.start)
    if match is None:
        return False
    words = match[1].split()
    return any(is_place(" ".join(words[at:])) for at in range(len(words)))
