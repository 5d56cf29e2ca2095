"""Bylines: what a line says of who wrote the article.

A byline is a line of its own that holds names and labels and nothing else.
A line that ends like a sentence is never one, so the last sentence of a body
stays where it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.extract.pages.byline_names import (
    LONGEST_OUTLET,
    NAME,
    could_be_people,
    degree,
    has_surname,
    has_surname_first,
    is_acronym,
    is_agency,
    is_body,
    is_degree,
    is_office,
    is_outlet,
    title_case,
    without_degree,
    without_outlet,
)
from index.extract.persons.letters import LOWER, UPPER
from index.extract.wordlists import fold_line, modern_tones, weights

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
    rf"(?<=[{LOWER}])\s*(?=(?:Tin|Bài|Ảnh|Video|Clip|Đồ họa|Hình|Theo|"
    rf"Biên tập)\b[^:]{{0,20}}:)"
)
_BETWEEN = re.compile(
    r"\s*(?:,|;|/|&|\+|\||\s[-–—]\s|\s(?:và|VÀ)\s|\s(?=(?:Theo|THEO|theo)\s))\s*"
)
_PARENTHESES = re.compile(r"\s*\([^()]{0,60}\)\s*")
_E_MAIL = re.compile(r"[\s,;:(|–-]*\S+@\S+\.\w{2,6}\)?")
_CLOCK_BEHIND = re.compile(r"\s(?:vào )?(?:lúc|at) \d{1,2}[:h]\d\d(?:\s?[AP]M)?$", re.I)
_TRAILING = re.compile(r"[\s./*]+$")
_NAMES = re.compile(
    rf"{NAME.pattern}(?:\s*(?:,|;|&|\s[-–]\s|\s(?:và|VÀ)\s)\s*{NAME.pattern})*"
)
_SOURCE = re.compile(rf"[{UPPER}][^\s.,;:!?]*(?: [^\s.,;:!?]+){{0,4}}")
LONGEST = 110
"""A line of more characters holds more than names."""


def split_glued(line: str) -> list[str]:
    """Split ``Tin: AẢnh: B`` before its second label.

    Examples
    --------
    >>> split_glued("Tin: Ngọc HàẢnh: Mai Vân")
    ['Tin: Ngọc Hà', 'Ảnh: Mai Vân']
    """
    parts = _GLUE.split(line) if ":" in line else [line]
    return [part.strip() for part in parts if part.strip()]


_AFTER_STOP = re.compile(
    rf"(?<=[.!?…”\"])\s+(?P<names>{NAME.pattern}(?:\s*\([^()]{{2,30}}\))?)\s*$"
)


def split_signature(paragraph: str) -> tuple[str, list[str]]:
    """Split the author's name from the end of a paragraph that it was joined to.

    Returns
    -------
    paragraph : str
        Without the name, or as it was.
    names : list of str
        Empty where it ends in none.

    Examples
    --------
    >>> split_signature("Nước đã rút. Hà Miên (tổng hợp)")
    ('Nước đã rút.', ['Hà Miên'])
    >>> split_signature("Người ra đón là Hà Miên")
    ('Người ra đón là Hà Miên', [])
    """
    found = _AFTER_STOP.search(paragraph, max(0, len(paragraph) - LONGEST))
    names = read_byline(found["names"]) if found else None
    return (paragraph[: found.start()], names) if found and names else (paragraph, [])


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
    if line[-1:].isdecimal() or line[-1:] in ("M", "m"):
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
    folded = fold_line(bare)
    says = _LABEL.match(folded) or degree().match(bare) or _has_mail(bare)
    return bool(says and read_byline(line)) or _POSTED_BY.fullmatch(folded) is not None


_POSTED_BY = re.compile(
    r"(?:(?:được )?(?:đăng|viết|gửi) bởi|người (?:đăng|viết|gửi)|posted by)\s*:?\s*"
    r"\S+(?: \S+){0,3}"
)
"""Who posted it, be it the name of an account."""


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
    name = without_degree(rest.strip())
    words = modern_tones(name).split()
    return (
        NAME.fullmatch(name) is not None
        and len(words) >= 3
        and words[0].capitalize() in weights("surnames")
    )


def _read_part(part: str) -> list[str] | None:
    bare = part.strip()
    if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1:
        bare = bare[1:-1]
    if "(" in bare:
        bare = _PARENTHESES.sub(" ", bare).strip()
    is_signed = _has_mail(bare)
    if is_signed:
        bare = _E_MAIL.sub("", bare).strip()
    bare = bare.strip("()[]*–—- ").strip()
    folded = fold_line(bare)
    if folded.startswith("đồng chí "):
        # A headline calls somebody so, and nobody signs with it.
        return None
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
        is_marked and is_agency(other) or names and _is_beside_name(other)
        for other in others
    ):
        return None
    if is_marked:
        return [name for name in names if not is_source or could_be_people([name])]
    if not names:
        return [] if label is None and is_outlet(bare) else None
    return names if could_be_people(names) else None


def _has_mail(text: str) -> bool:
    # To look for an address from every letter on takes long where there is none.
    return "@" in text and _E_MAIL.search(text) is not None


def _is_beside_name(piece: str) -> bool:
    """Say whether a piece is the outlet, the office or the job of the one named."""
    return is_acronym(piece) or is_office(piece)


def _split_names(text: str) -> tuple[list[str], list[str]]:
    """Split what a byline lists into names and what is no name."""
    names: list[str] = []
    others: list[str] = []
    if "/" in text:
        # What stands behind a stroke is the outlet: "Hà Thu/Báo Mẫu".
        name, _, outlet = text.partition("/")
        if NAME.fullmatch(name.strip()) and len(outlet.split()) <= LONGEST_OUTLET:
            text = text if has_surname_first(outlet) else name
    for piece in _BETWEEN.split(text):
        piece = piece.strip(" .*-–")
        inner = _LABEL.match(fold_line(piece))
        if inner is not None:
            named = piece[inner.end() :].strip()
            piece = named if inner["mark"] or NAME.fullmatch(named) else piece
        if not piece or is_degree(piece):
            continue
        piece = without_degree(piece)
        if is_outlet(piece):
            continue
        piece = without_outlet(piece)
        if NAME.fullmatch(piece) and not is_body(piece) and has_surname(piece):
            names.append(title_case(piece))
        elif inner is None or not is_agency(piece):
            others.append(piece)
    return names, others
