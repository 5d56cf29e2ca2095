"""The byline: who wrote the article, read from the lines at its end.

A byline is a line of its own that holds names and labels and nothing else.
A line that ends like a sentence is never one, so the last sentence of a body
stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from index.extract.pages.lines import PROSE_LENGTH
from index.extract.wordlists import alternation, lower_in_place, lowered, modern_tones

_UPPER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_LOWER = "a-zß-öø-ÿăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_SYLLABLE = rf"(?:[{_UPPER}][{_LOWER}]+(?:-[{_UPPER}{_LOWER}]+)?|[{_UPPER}]{{1,8}})"
_NAME = re.compile(rf"{_SYLLABLE}(?:\s{_SYLLABLE}){{1,4}}")

_LABEL_WORDS = (
    r"(?:tin|bài|ảnh|ảnh chụp|video|clip|hình ảnh|hình|đồ họa|thực hiện|tác giả|"
    r"biên tập|biên soạn|biên dịch|chuyển ngữ|người viết|"
    r"theo|ghi chép|nội dung|thiết kế|trình bày|"
    r"nhóm tác giả|tổng hợp|dịch|người dịch|phóng viên|pv|ctv|cộng tác viên|"
    r"nguồn|nguồn tin|by|author|đăng bởi|người đăng|lược dịch|thực hiện bởi)"
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
_TRAILING = re.compile(r"[\s./*]+$")
_OUTLET_SHAPE = re.compile(
    r"\.\w|^(?:báo|tạp chí|đài|cổng|trang|ban|tổ|sở|bộ|nhóm|phóng viên|pv|ctv|theo|"
    r"tòa soạn|hãng)\b",
    re.I,
)


@cache
def _degree() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternation('honorifics')}[. ]+)+", re.I)


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
    authors: list[str] = []
    for part in split_glued(line):
        names = _read_part(part)
        if names is None:
            return None
        authors.extend(name for name in names if name not in authors)
    return authors


def _read_part(part: str) -> list[str] | None:
    bare = part.strip()
    if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1:
        bare = bare[1:-1]
    bare = _PARENTHESES.sub(" ", bare).strip()
    bare = bare.strip("()[]*–—- ").strip()
    folded = lower_in_place(modern_tones(bare))
    label = _LABEL.match(folded)
    labelled = label is not None
    is_source = False
    if label is not None:
        rest = bare[label.end() :].strip(" :.")
        if not rest:
            return None
        is_source = folded.startswith(("theo", "nguồn"))
        if label["mark"] == "" and not is_source and not _NAME.fullmatch(rest):
            return None
        bare = rest
    elif part.endswith((".", ",", ";", ":", "…")) and not part.endswith("/."):
        return None
    bare = _TRAILING.sub("", bare)
    names: list[str] = []
    for piece in _BETWEEN.split(bare):
        piece = piece.strip(" .*-–")
        inner = _LABEL.match(lower_in_place(modern_tones(piece)))
        if inner is not None and inner["mark"]:
            piece = piece[inner.end() :].strip()
        if not piece:
            continue
        if is_outlet(piece):
            continue
        piece = _without_outlet(_degree().sub("", piece))
        if _NAME.fullmatch(piece):
            names.append(title_case(piece))
        elif not ((labelled or inner is not None) and _is_agency(piece)):
            return None
    if not labelled and not names:
        return [] if is_outlet(bare) else None
    if not labelled and not _could_be_people(names):
        return None
    if is_source:
        names = [name for name in names if _could_be_people([name])]
    return names


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
        or _OUTLET_SHAPE.search(name) is not None
    )


def _without_outlet(name: str) -> str:
    """Take off a paper's name that lost the brackets round it.

    Examples
    --------
    >>> _without_outlet("Mai Vân Tuổi Trẻ"), _without_outlet("Mai Vân")
    ('Mai Vân', 'Mai Vân')
    """
    words = name.split()
    if len(words) >= 4 and is_outlet(" ".join(words[-2:])):
        return " ".join(words[:-2])
    if len(words) >= 3 and is_outlet(words[-1]):
        return " ".join(words[:-1])
    return name


def _is_agency(piece: str) -> bool:
    """Take *TTXVN*, *PV*, *V.H* and one-word pen names as nobody's full name."""
    return len(piece.split()) <= 2 and len(piece) <= 14


def _could_be_people(names: Sequence[str]) -> bool:
    others = lowered("places") | lowered("roles") | lowered("sections")
    return all(modern_tones(name).lower() not in others for name in names)


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


def take_byline(paragraphs: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take the byline off the end of an article.

    Parameters
    ----------
    paragraphs : sequence of str
        The article's lines without furniture.

    Returns
    -------
    paragraphs : list of str
        The lines without the byline.
    authors : list of str
        Names in the page's order.
    """
    kept = list(paragraphs)
    del kept[_after_byline(kept) :]
    found: list[list[str]] = []
    while len(kept) > 1 and len(found) < 4:
        names = read_byline(kept[-1])
        if names is None:
            break
        bare_names = _LABEL.match(lower_in_place(kept[-1])) is None
        if found and bare_names and any(found):
            # Two names one above the other are both authors only if short;
            # a third bare line is rather a sub-heading of an empty section.
            if len(found) >= 2:
                break
        found.append(names)
        kept.pop()
    authors: list[str] = []
    for names in reversed(found):
        authors.extend(name for name in names if name not in authors)
    return kept, authors


MOST_LINES_AFTER = 8
"""Lines of furniture that no rule knows can follow a plain byline."""


def _after_byline(paragraphs: Sequence[str]) -> int:
    """Find where unknown furniture begins that follows the byline.

    A byline with a label or in capitals ends the article when only short lines
    follow it.
    """
    n_lines = len(paragraphs)
    for index in range(n_lines - 1, max(0, n_lines - 2 - MOST_LINES_AFTER), -1):
        line = paragraphs[index]
        names = read_byline(line)
        if names and (_LABEL.match(lower_in_place(line)) or line.isupper()):
            return index + 1
        if len(line) >= PROSE_LENGTH:
            break
    return n_lines
