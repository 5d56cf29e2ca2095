"""Single signs for or against a person, as the rules of `evidence` ask for them."""

from __future__ import annotations

import re
from functools import cache

from index.extract.persons.mention import Mention
from index.extract.persons.role_ends import verb_follows
from index.extract.persons.syllables import (
    is_known_word,
    is_place,
    is_syllable,
    surnames,
)
from index.extract.wordlists import alternation, endings, lowered

_HOUSE_NUMBER = re.compile(
    r"(?<!\w)(?:số(?: nhà)?|địa chỉ|tại|ở|:)[ :]*\d{1,4}[a-z]?(?:/\d+)*,?\s$"
    r"|(?<!lớp )(?<![\w/])\d{1,4}[a-e]\s$"
)
_CROSSING = re.compile(r"(?<!\w)(?:ngã \w+|giao lộ|nút giao) [^.,;:]{2,24} [-–] $")
_NUMBER = re.compile(r"\d[a-z]?\s$")
_WARD_AFTER = re.compile(r"\s*[,(]\s*(?:[pqf]\s?\.|(?:phường|quận|tp|thị xã)(?!\w))")
_DISTRICT_THEN_MORE = re.compile(
    r"\s\((?:quận|q\.|phường|p\.|huyện) ?[\w ]{1,20}\)\s*(?:,|và |\.\.\.|…|;)"
)
VILLAGES = frozenset(("thôn", "bản", "ấp", "làng", "xóm", "buôn", "phum", "sóc",
                       "khóm", "phố"))  # fmt: skip
_VILLAGE_HEAD = re.compile(
    r"(?<!\w)(?:trưởng|phó) (?:thôn|bản|ấp|làng|xóm|buôn|phum|sóc|khóm|khu phố)\s$"
)
_PLACE_BESIDE = re.compile(r"([^\W\d_]+(?: [^\W\d_]+){0,2}),\s*$")
_PLACE_AFTER = re.compile(r",\s*([^\W\d_]+(?: [^\W\d_]+)?)")
_BODY = re.compile(
    r"(?<!\w)(?:công ty|ủy|ubnd|hđnd|ban|sở|bộ|cục|vụ|viện|trường|đoàn|hội|phòng|xã|"
    r"tỉnh|huyện|quận|phường|thành phố|tp|ngân hàng|tập đoàn|chi nhánh|công an|"
    r"thôn)(?!\w)"
)
_CREDIT = re.compile(
    r"(?<!\w)(?:ảnh|tin|video|clip|đồ họa|hình|nguồn|bài|thực hiện|nhóm pv)\s*:\s*$"
)
_BODY_OF_DOAN = re.compile(
    r"đoàn (?:nghệ thuật|đại biểu|công tác|thanh niên|thanh tra|kiểm tra|kịch|xiếc|ca "
    r"múa|cải lương|thể thao|trường|khối|luật sư|chủ tịch|văn công)(?!\w)"
)
_OPENING_QUOTES, _CLOSING_QUOTES = "“\"'‘", "”\"'’"
_DESCRIBED = re.compile(
    r"\s*(?:\(|[,–-] )\s?(?:người|kẻ|chàng trai|cô gái|chàng|nàng) "
    r"(?!dân|ta |lao động|tiêu dùng|hâm mộ|xem|việt|mua|bán)"
)
_CLUB_VERB = re.compile(r"\s+(?:\w+ )?(?:ghi bàn|lập công|tung lưới|rời sân|bị )")


@cache
def _human_verb() -> re.Pattern[str]:
    return re.compile(
        r"\s+(?:(?:đã|đang|sẽ|vừa|cũng|từng|vẫn|lại|không|chưa|mới) )?"
        rf"{alternation('human_verbs')}(?!\w)"
    )


@cache
def _speech_verb() -> re.Pattern[str]:
    return re.compile(
        r"\s+(?:(?:đã|đang|sẽ|vừa|cũng|từng|vẫn|lại|không|chưa|mới|còn) )?"
        rf"{alternation('speech_verbs')}(?!\w)"
    )


def begins_as_syllable(name: str) -> bool:
    """Say whether a name's first word is Vietnamese or a place's name."""
    return is_known_word(name.partition(" ")[0])


def is_street(m: Mention) -> bool:
    """Say whether the name is a street's, by the house, ward or crossing beside it."""
    near = m.near
    if _DISTRICT_THEN_MORE.match(m.low, m.one.end) is not None:
        return True
    if near[-2:] in ("- ", "– "):
        return _CROSSING.search(near) is not None
    if not any(c.isdigit() for c in m.last_word):
        return False
    if _HOUSE_NUMBER.search(near) is not None:
        return True
    return (
        _NUMBER.search(near) is not None
        and _WARD_AFTER.match(m.low, m.one.end) is not None
    )


def is_village(m: Mention) -> bool:
    """Say whether the name is the village's and not its headman's."""
    if m.is_strong or m.is_full or m.last_word not in VILLAGES:
        return False
    return _VILLAGE_HEAD.search(m.near) is not None


def is_monument(m: Mention) -> bool:
    """Say whether the role before the name belongs to a monument's name."""
    start = m.before.start if m.before is not None else m.one.start
    words = m.low[max(0, start - 24) : start].split()
    return endings("monuments").n_words(words) > 0


def holds_office_of_head(m: Mention) -> bool:
    """Say whether a word for places ends an office instead of beginning a name.

    *Chủ tịch UBND huyện Nguyễn Văn Mẫu* is the chairman, not the district.
    """
    if m.before is None or not m.before.is_office or m.name in _place_persons():
        return False
    if endings("admin_units").n_words(m.words):
        return True
    return endings("office_seats").n_words(m.words) > 0 and acts(m)


def _place_persons() -> frozenset[str]:
    return lowered("places_after_persons")


def acts(m: Mention) -> bool:
    """Say whether a verb of what persons do follows."""
    return verb_follows(m.low, m.one.end)


def acts_as_human(m: Mention) -> bool:
    """Say whether a verb of what only people do follows."""
    return _human_verb().match(m.low, m.one.end, m.one.end + 40) is not None


def speaks_as_person(m: Mention) -> bool:
    """Say whether given names stand before a verb of saying or singing.

    On a page about songs or films any verb will do.
    """
    if not m.one.is_given_names:
        return False
    if _speech_verb().match(m.low, m.one.end, m.one.end + 40) is not None:
        return True
    return acts(m) and m.page.is_about_shows


def is_described(m: Mention) -> bool:
    """Say whether an apposition calls the name a person: *…, người đã …*."""
    return _DESCRIBED.match(m.low, m.one.end, m.one.end + 40) is not None


def speaks(m: Mention) -> bool:
    """Say whether the name opens a line and a quotation follows its colon."""
    end = m.one.end
    return (
        m.low[end : end + 1] == ":"
        and not m.near
        and (m.low[end + 1 : end + 3].lstrip()[:1] in tuple('“"'))
    )


def may_be_club(m: Mention) -> bool:
    """Say whether what the name does a club can do, too: scoring, losing."""
    return _CLUB_VERB.match(m.low, m.one.end, m.one.end + 40) is not None


def is_alone_in_brackets(m: Mention) -> bool:
    """Say whether brackets hold the name and nothing else."""
    end = m.one.end
    return m.near[-1:] == "(" and m.low[end : end + 1] == ")"


def is_quoted(m: Mention) -> bool:
    """Say whether quotation marks hold the name and nothing else."""
    end = m.one.end
    if m.near.rstrip()[-1:] not in tuple(_OPENING_QUOTES):
        return False
    return m.low[end : end + 2].lstrip()[:1] in tuple(_CLOSING_QUOTES)


def has_highland_surname(m: Mention) -> bool:
    """Say whether the first or last word is a surname of the highlands.

    Their spelling (*Kpăh*, *Niê*) is no Vietnamese syllable's.
    """
    words = m.name.split()
    return any(
        word in surnames() and not is_syllable(word) for word in (words[0], words[-1])
    )


def ends_in_direction(m: Mention) -> bool:
    """Say whether the last word tells one ward from another: *Suối Bạc Đông*."""
    return m.name.rpartition(" ")[2] in ("đông", "tây", "bắc", "thượng", "hạ")


def ends_in_place(m: Mention) -> bool:
    """Say whether a name's last half is a province: *Nhà máy gạch … Gia Lâm*."""
    words = m.name.split()
    return len(words) > 3 and not m.has_sure_middle and is_place(" ".join(words[2:]))


def is_close(m: Mention) -> bool:
    """Say whether a role names no body, whose name could follow instead."""
    before = m.before
    return (
        before is not None
        and m.low.count(" ", before.start, before.end) <= 3
        and _BODY.search(m.low, before.start, before.end) is None
    )


def is_one(m: Mention) -> bool:
    """Say whether the role before is one person's and no *A and B*."""
    before = m.before
    return before is not None and m.low.find(" và ", before.start, before.end) < 0


def is_beside_place(m: Mention) -> bool:
    """Say whether the name is an item of a list of places."""
    low, one = m.low, m.one
    match = _PLACE_AFTER.match(low, one.end, one.end + 30)
    if match is not None and is_place(match[1]):
        return True
    if m.near.rstrip()[-1:] != ",":
        return False
    match = _PLACE_BESIDE.search(low, max(0, one.start - 30), one.start)
    if match is None:
        return False
    words = match[1].split()
    return any(is_place(" ".join(words[at:])) for at in range(len(words)))


def is_credit(m: Mention) -> bool:
    """Say whether the name stands in a credit, or is an outlet's."""
    if m.name in lowered("outlets"):
        return True
    return m.near.rstrip()[-1:] == ":" and _CREDIT.search(m.near) is not None


def is_body_of_doan(m: Mention) -> bool:
    """Say whether *Đoàn* begins the name of a body here."""
    return m.name.startswith("đoàn ") and (
        _BODY_OF_DOAN.match(m.name) is not None
        or _BODY_OF_DOAN.match(m.low, m.one.start) is not None
        or is_place(m.name.removeprefix("đoàn "))
    )
