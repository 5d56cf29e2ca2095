"""Bylines: what a line says of who wrote the article.

A byline is a line of its own that holds names and labels and nothing else.
A line that ends like a sentence is never one, so the last sentence of a body
stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from index.extract.persons.syllables import is_syllable
from index.extract.wordlists import (
    alternation,
    lower_in_place,
    lowered,
    modern_tones,
    weights,
)

_UPPER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_LOWER = "a-zß-öø-ÿăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_SYLLABLE = rf"(?:[{_UPPER}][{_LOWER}]+(?:-[{_UPPER}{_LOWER}]+)?|[{_UPPER}]{{1,8}})"
_NAME = re.compile(rf"{_SYLLABLE}(?:\s{_SYLLABLE}){{1,4}}")

_LABEL_WORDS = (
    r"(?:(?:ghi chép|phóng sự|bút ký|ký sự|bài viết|tùy bút|truyện ngắn|tản văn|ảnh|"
    r"bài) của|tin bài|tin|bài|ảnh|ảnh chụp|video|clip|hình ảnh|hình|đồ họa|thực hiện|"
    r"tác giả bài viết|tác giả|nguồn bài viết|biên tập|biên soạn|biên dịch|"
    r"chuyển ngữ|người viết|"
    r"theo|ghi chép|nội dung|thiết kế|trình bày|"
    r"nhóm tác giả|tổng hợp|dịch|người dịch|phóng viên|pv|ctv|cộng tác viên|"
    r"nguồn|nguồn tin|by|author|(?:được )?(?:đăng|viết) bởi|"
    r"người đăng|lược dịch|thực hiện bởi)"
)
_LABEL = re.compile(
    rf"{_LABEL_WORDS}(?:\s*(?:,|và|-|–|\+|&|/)\s*{_LABEL_WORDS})*\s*(?P<mark>[:.]|(?=\s))"
)
_GLUE = re.compile(
    rf"(?<=[{_LOWER}])(?=(?:Tin|Bài|Ảnh|Video|Clip|Đồ họa|Hình|Theo|"
    rf"Biên tập)\b[^:]{{0,20}}:)"
)
_BETWEEN = re.compile(
    r"\s*(?:,|;|/|&|\+|\||\s[-–—]\s|\s(?:và|VÀ)\s|\s(?=(?:Theo|THEO|theo)\s))\s*"
)
_PARENTHESES = re.compile(r"\s*\([^()]{0,60}\)\s*")
_E_MAIL = re.compile(r"[\s,;:(|–-]*\S+@\S+\.\w{2,6}\)?")
_CLOCK_BEHIND = re.compile(r"\s(?:vào )?(?:lúc|at) \d{1,2}[:h]\d\d(?:\s?[AP]M)?$", re.I)
_VOWEL = re.compile(
    "[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ]"
)
_TRAILING = re.compile(r"[\s./*]+$")
_OUTLET_SHAPE = re.compile(
    r"\.\w|^(?:báo|tạp chí|đài|cổng|trang|ban|tổ|sở|bộ|nhóm|phóng viên|pv|ctv|theo|"
    r"tòa soạn|hãng)\b",
    re.I,
)


@cache
def _degree() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternation('honorifics')}[. ]+)+", re.I)


_NAMES = re.compile(
    rf"{_NAME.pattern}(?:\s*(?:,|;|&|\s[-–]\s|\s(?:và|VÀ)\s)\s*{_NAME.pattern})*"
)
_SOURCE = re.compile(rf"[{_UPPER}][^\s.,;:!?]*(?: [^\s.,;:!?]+){{0,4}}")
_BODY = re.compile(
    r"^(?:ban|sở|phòng|văn phòng|trung tâm|cục|ubnd|hđnd|báo|đài|chi bộ)\s"
    r"|(?<!\w)(?:ủy|công an|hội đồng|liên đoàn|đảng bộ|bộ đội|tỉnh|huyện)(?!\w)"
)
MOST_OF_PEN_NAME = 4
"""From this many syllables on, a name has a surname at its head."""

LONGEST_OFFICE = 9
_OFFICE = re.compile(
    r"(?:ban|sở|bộ|phòng|văn phòng|trung tâm|cục|chi cục|ubnd|hđnd|tand|vksnd|báo|đài|"
    r"tạp chí|hội|tỉnh|huyện|thành|đảng|chi bộ|trường|khoa|viện|học viện|công an|"
    r"đoàn|bệnh viện|tòa|tổ|lớp|công ty|ủy ban|công chức|"
    r"liên đoàn|mặt trận|xã|phường|cổng|ctv|pv)(?!\w)"
)

LONGEST_OUTLET = 5
"""Words of the longest name of a desk or a paper: more are a headline."""

LONGEST = 110
"""A line of more characters holds more than names."""


def split_glued(line: str) -> list[str]:
    """Split ``Tin: AẢnh: B`` before its second label.

    Examples
    --------
    >>> split_glued("Tin: Ngọc HàẢnh: Mai Vân")
    ['Tin: Ngọc Hà', 'Ảnh: Mai Vân']
    """
    return [part.strip() for part in _GLUE.split(line) if part.strip()]


def read_byline(line: str) -> list[str] | None:
    """Read the authors that a line names.

    Returns
    -------
    list of str or None
        The names in order, in title case; an empty list for a byline that
        names a source but no person (*Theo VOV*); None for no byline.

    Examples
    --------
    >>> read_byline("Tin: Ngọc HàẢnh: Mai Vân")
    ['Ngọc Hà', 'Mai Vân']
    >>> read_byline("THU HIỀN")
    ['Thu Hiền']
    >>> read_byline("Theo TTXVN")
    []
    >>> read_byline("Hội nghị bế mạc chiều cùng ngày.") is None
    True
    """
    if len(line) > LONGEST or "?" in line or "!" in line:
        return None
    names = _names(line)
    return None if names is None else list(names)


@lru_cache(maxsize=4096)
def _names(line: str) -> tuple[str, ...] | None:
    authors: list[str] = []
    line = _CLOCK_BEHIND.sub("", line)
    for part in split_glued(line):
        names = _read_part(part)
        if names is None:
            return None
        authors.extend(name for name in names if name not in authors)
    return tuple(authors)


def is_labelled_byline(line: str) -> bool:
    """Say whether a line says itself that it names the authors.

    By a label, a degree before the name or an e-mail address behind it.

    Examples
    --------
    >>> is_labelled_byline("Tác giả: Mai Vân"), is_labelled_byline("Mai Vân")
    (True, False)
    """
    bare = line.strip("()[]* ")
    folded = lower_in_place(modern_tones(bare))
    says = _LABEL.match(folded) or _degree().match(bare) or _E_MAIL.search(bare)
    return bool(says and read_byline(line))


def names_after_label(line: str) -> bool:
    """Say whether a line is any label and a person's full name after a colon.

    Examples
    --------
    >>> names_after_label("Tham vấn y khoa: BS.CKII Lò Văn Mẫu")
    True
    >>> names_after_label("Suối Bạc: Mưa lớn làm ngập nhiều nhà")
    False
    """
    label, colon, rest = line.partition(":")
    if not colon or len(label.split()) > LONGEST_OUTLET or not label[:1].isupper():
        return False
    name = _without_degree(rest.strip())
    words = modern_tones(name).split()
    return (
        _NAME.fullmatch(name) is not None
        and len(words) >= 3
        and words[0].capitalize() in weights("surnames")
    )


def _read_part(part: str) -> list[str] | None:
    bare = part.strip()
    if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1:
        bare = bare[1:-1]
    without_mail = _E_MAIL.sub("", _PARENTHESES.sub(" ", bare)).strip()
    is_signed = len(without_mail) < len(_PARENTHESES.sub(" ", bare).strip())
    bare = without_mail.strip("()[]*–—- ").strip()
    folded = lower_in_place(modern_tones(bare))
    label = _LABEL.match(folded)
    is_source = False
    if label is not None:
        rest = bare[label.end() :].strip(" :.")
        if not rest:
            return None
        is_source = folded.startswith(("theo", "nguồn"))
        if is_source and not _NAMES.fullmatch(rest):
            if _SOURCE.fullmatch(rest) or label["mark"]:
                # "Theo Trí thức trẻ": a paper that no list knows.
                return _split_names(rest)[0]
        bare = rest
    elif part.endswith((".", ",", ";", ":", "…")) and not part.endswith("/."):
        return None
    names, others = _split_names(_TRAILING.sub("", bare))
    is_marked = label is not None and (label["mark"] != "" or is_source) or is_signed
    if not all(
        is_marked and _is_agency(other) or names and _is_beside_name(other)
        for other in others
    ):
        return None
    if is_marked:
        return [name for name in names if not is_source or _could_be_people([name])]
    if not names:
        return [] if label is None and is_outlet(bare) else None
    return names if _could_be_people(names) else None


def _is_beside_name(piece: str) -> bool:
    """Say whether a piece is the outlet, the office or the job of the one named."""
    return _is_acronym(piece) or _is_office(piece)


def _split_names(text: str) -> tuple[list[str], list[str]]:
    """Split what a byline lists into names and what is no name."""
    names: list[str] = []
    others: list[str] = []
    if "/" in text:
        # What stands behind a stroke is the outlet: "Hà Thu/Báo Mẫu".
        name, _, outlet = text.partition("/")
        if _NAME.fullmatch(name.strip()) and len(outlet.split()) <= LONGEST_OUTLET:
            text = text if _has_surname_first(outlet) else name
    for piece in _BETWEEN.split(text):
        piece = piece.strip(" .*-–")
        inner = _LABEL.match(lower_in_place(modern_tones(piece)))
        if inner is not None:
            named = piece[inner.end() :].strip()
            piece = named if inner["mark"] or _NAME.fullmatch(named) else piece
        if not piece or _is_degree(piece):
            continue
        piece = _without_degree(piece)
        if is_outlet(piece):
            continue
        piece = _without_outlet(piece)
        if _NAME.fullmatch(piece) and not _is_body(piece) and _has_surname(piece):
            names.append(title_case(piece))
        elif inner is None or not _is_agency(piece):
            others.append(piece)
    return names, others


def _without_degree(piece: str) -> str:
    """Take degrees off a name; *Anh Quân* is a pen name and no *anh* of his."""
    rest = _degree().sub("", piece)
    return rest if " " in rest else piece


def _has_surname_first(text: str) -> bool:
    words = modern_tones(text).split()
    return bool(words) and words[0].capitalize() in weights("surnames")


def _is_degree(piece: str) -> bool:
    """Say whether a piece is a degree alone, as in *PGS, TS. Lò Văn Mẫu*."""
    is_written_so = piece.isupper() or "." in piece or " " not in piece
    return is_written_so and _degree().fullmatch(f"{piece} ") is not None


def _is_body(name: str) -> bool:
    """Say whether capitals spell a body (*UBKT TỈNH ỦY*) and nobody's name."""
    words = modern_tones(name).lower().split()
    return any(_VOWEL.search(word) is None for word in words) or (
        _BODY.search(" ".join(words)) is not None
    )


def _has_surname(name: str) -> bool:
    """Say whether a long run of capitals begins as names do: pen names are short."""
    words = modern_tones(name).split()
    return (
        len(words) < MOST_OF_PEN_NAME
        or words[0] == "Y"
        or words[0].capitalize() in weights("surnames")
    )


def _is_office(piece: str) -> bool:
    """Say whether a piece beside a name is where its bearer works."""
    folded = lower_in_place(modern_tones(piece))
    words = folded.split()
    if len(words) > LONGEST_OFFICE:
        return False
    jobs = lowered("roles") | lowered("occupations")
    return _OFFICE.match(folded) is not None or any(
        " ".join(words[:n]) in jobs for n in (1, 2, 3)
    )


def _is_acronym(piece: str) -> bool:
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


def _without_outlet(name: str) -> str:
    """Take off a paper's name that lost the brackets round it.

    Examples
    --------
    >>> _without_outlet("Mai Vân Tuổi Trẻ"), _without_outlet("Mai Vân")
    ('Mai Vân', 'Mai Vân')
    """
    words = name.split()
    # Only known papers: "Trang" and "Ban" are given names as well.
    known = lowered("outlets")
    if len(words) >= 4 and " ".join(words[-2:]).lower() in known:
        return " ".join(words[:-2])
    if len(words) >= 3 and words[-1].lower() in known:
        return " ".join(words[:-1])
    return name


def _is_agency(piece: str) -> bool:
    """Take *TTXVN*, *PV*, *V.H* and one-word pen names as nobody's full name."""
    return len(piece.split()) <= 2 and len(piece) <= 14


def _could_be_people(names: Sequence[str]) -> bool:
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
def _not_people() -> frozenset[str]:
    return lowered("places") | lowered("roles") | lowered("sections")


_BUTTON_WORDS = frozenset("có không xem thêm khác và của các những này".split())


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
