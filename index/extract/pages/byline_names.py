"""The names in a byline, and what stands beside them and is none.

Degrees, outlets, offices and jobs stand beside the names of authors; names of
bodies in capitals look like them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from index.extract.persons.letters import LOWER, UPPER
from index.extract.persons.syllables import is_syllable
from index.extract.wordlists import (
    alternation,
    lower_in_place,
    lowered,
    modern_tones,
    weights,
)

_SYLLABLE = rf"(?:[{UPPER}][{LOWER}]+(?:-[{UPPER}{LOWER}]+)?|[{UPPER}]{{1,8}})"
NAME = re.compile(rf"{_SYLLABLE}(?:\s{_SYLLABLE}){{1,4}}")

_VOWEL = re.compile(
    "[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ]"
)
_OUTLET_SHAPE = re.compile(
    r"\.\w|^(?:báo|tạp chí|đài|cổng|trang|ban|tổ|sở|bộ|nhóm|phóng viên|pv|ctv|theo|"
    r"tòa soạn|hãng)\b",
    re.I,
)


@cache
def degree() -> re.Pattern[str]:
    """Give the pattern of degrees and words of address before a name."""
    return re.compile(rf"^(?:{alternation('honorifics')}[. ]+)+", re.I)


_BODY = re.compile(
    r"^(?:ban|sở|phòng|văn phòng|trung tâm|cục|ubnd|hđnd|báo|đài|chi bộ)\s"
    r"|(?<!\w)(?:ủy|công an|hội đồng|liên đoàn|đảng bộ|bộ đội|tỉnh|huyện)(?!\w)"
)
MOST_OF_PEN_NAME = 4
"""From this many syllables on, a name has a surname at its head."""

FEWEST_OF_NAME = 2
"""Syllables of the shortest name that counts."""

LONGEST_OFFICE = 9
_OFFICE = re.compile(
    r"(?:ban|sở|bộ|phòng|văn phòng|trung tâm|cục|chi cục|ubnd|hđnd|tand|vksnd|báo|đài|"
    r"tạp chí|hội|tỉnh|huyện|thành|đảng|chi bộ|trường|khoa|viện|học viện|công an|"
    r"đoàn|bệnh viện|tòa|tổ|lớp|công ty|ủy ban|công chức|"
    r"liên đoàn|mặt trận|xã|phường|cổng|ctv|pv)(?!\w)"
)

LONGEST_OUTLET = 5
"""Words of the longest name of a desk or a paper: more are a headline."""


def without_degree(piece: str) -> str:
    """Take degrees off a name; *Anh Quân* is a pen name and no *anh* of his."""
    rest = degree().sub("", piece)
    return rest if " " in rest else piece


def has_surname_first(text: str) -> bool:
    """Say whether the first word of a text is a surname."""
    words = modern_tones(text).split()
    return bool(words) and words[0].capitalize() in weights("surnames")


def is_degree(piece: str) -> bool:
    """Say whether a piece is a degree alone, as in *PGS, TS. Lò Văn Mẫu*."""
    is_written_so = piece.isupper() or "." in piece or " " not in piece
    return is_written_so and degree().fullmatch(f"{piece} ") is not None


def is_body(name: str) -> bool:
    """Say whether capitals spell a body (*UBKT TỈNH ỦY*) and nobody's name."""
    words = modern_tones(name).lower().split()
    return any(_VOWEL.search(word) is None for word in words) or (
        _BODY.search(" ".join(words)) is not None
    )


def has_surname(name: str) -> bool:
    """Say whether a long run of capitals begins as names do: pen names are short."""
    words = modern_tones(name).split()
    return (
        len(words) < MOST_OF_PEN_NAME
        or words[0] == "Y"
        or words[0].capitalize() in weights("surnames")
    )


def is_office(piece: str) -> bool:
    """Say whether a piece beside a name is where its bearer works."""
    folded = lower_in_place(modern_tones(piece))
    words = folded.split()
    if len(words) > LONGEST_OFFICE:
        return False
    return _OFFICE.match(folded) is not None or any(
        " ".join(words[:n]) in jobs() for n in (1, 2, 3)
    )


def is_acronym(piece: str) -> bool:
    """Say whether a piece beside a name is the outlet's letters: *LĐO*."""
    return piece.isupper() and len(piece) <= 6 and " " not in piece


def is_outlet(name: str) -> bool:
    """Say whether a byline's name is a paper or an agency.

    Examples
    --------
    >>> is_outlet("Chinhphu.vn"), is_outlet("Báo Nhân Dân"), is_outlet("Thu Hà")
    (True, True, False)
    """
    folded = lower_in_place(modern_tones(name)).strip()
    outlets = lowered("outlets")
    return (
        folded in outlets
        or folded.removeprefix("báo ").removeprefix("tạp chí ") in outlets
        or len(folded.split()) <= LONGEST_OUTLET
        and _OUTLET_SHAPE.search(name) is not None
    )


def without_outlet(name: str) -> str:
    """Take off a paper's name that lost the brackets round it.

    Examples
    --------
    >>> without_outlet("Mai Vân Báo Tuổi Trẻ"), without_outlet("Mai Vân")
    ('Mai Vân', 'Mai Vân')
    >>> without_outlet("Mai Vân Người lao động")
    'Mai Vân'
    """
    words = name.split()
    # Only known papers: "Trang" and "Ban" are given names as well.
    known = lowered("outlets")
    longest = min(LONGEST_OUTLET, len(words) - FEWEST_OF_NAME)
    for n_words in range(longest, 0, -1):
        if " ".join(words[-n_words:]).lower() in known:
            words = words[:-n_words]
            is_called_paper = words[-1] == "Báo" and len(words) > FEWEST_OF_NAME
            return " ".join(words[:-1] if is_called_paper else words)
    return name


def is_agency(piece: str) -> bool:
    """Take *TTXVN*, *PV*, *V.H* and one-word pen names as nobody's full name."""
    return len(piece.split()) <= 2 and len(piece) <= 14


def could_be_people(names: Sequence[str]) -> bool:
    """Say whether names without a label are people's and no section's or button's."""
    for name in names:
        folded = modern_tones(name).lower()
        words = folded.split()
        if folded in _not_people():
            return False
        if words[0] == "y" or words[0].capitalize() in weights("surnames"):
            # "Y" stands before the names of many men of the highlands.
            continue
        if not _BUTTON_WORDS.isdisjoint(words):
            return False
        if any(" ".join(pair) in lowered("sections") for pair in pairwise(words)):
            return False
        if not all(is_syllable(word.replace("ð", "đ")) for word in words):
            # A foreign name needs a label.
            return False
    return True


@cache
def jobs() -> frozenset[str]:
    """Give the names of offices and occupations, in small letters."""
    return lowered("roles") | lowered("occupations")


@cache
def _not_people() -> frozenset[str]:
    return lowered("places") | lowered("roles") | lowered("sections")


_BUTTON_WORDS = frozenset(
    "có không xem thêm khác và của các những này sau trước".split()
)


def title_case(name: str) -> str:
    """Write a name in capitals as one writes a name.

    Examples
    --------
    >>> title_case("PHƯƠNG THẢO"), title_case("Mai Vân")
    ('Phương Thảo', 'Mai Vân')
    """
    if not name.isupper():
        return name
    return " ".join(word.capitalize() for word in name.split())
