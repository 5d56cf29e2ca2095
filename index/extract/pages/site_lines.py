"""Lines that are the site's own: its name, its publisher, sections, menus, buttons."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from index.extract.pages.lines import Line
from index.extract.wordlists import fold_line, lowered

_MASTHEAD = re.compile(
    r"(?:báo|tạp chí|cổng|trang|chuyên trang|đài|bản tin)\s(?:điện tử|thông tin|"
    r"tin|ttđt|ptth|phát thanh|mạng)\b.{0,90}"
    r"|(?:báo|tạp chí|cổng|trang|bản tin)\s.{2,50}\s(?:điện tử|online|trực tuyến)"
    r"|[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org|info)"
    r"|cơ quan (?:ngôn luận|của|chủ quản)\b.{0,90}"
    r"|(?:tiếng nói|diễn đàn) của .{0,90}|(?:chào mừng|kính chào).{0,90}"
)


def is_section_name(line: str) -> bool:
    """Say whether a line is the name of one or more sections.

    Examples
    --------
    >>> is_section_name("Thời sự - Chính trị")
    True
    >>> is_section_name("Chính trị là gì?")
    False
    """
    if len(line) > 80:
        return False
    folded = fold_line(line).strip(" :>»|-–")
    sections = lowered("sections")
    if folded in sections:
        return True
    parts = [part.strip() for part in re.split(r"[-–|/>»,•·&]", folded)]
    return len(parts) > 1 and all(not part or part in sections for part in parts)


def is_masthead(line: str) -> bool:
    """Say whether a line above the title names the site or its publisher.

    Examples
    --------
    >>> is_masthead("BÁO ĐIỆN TỬ VÙNG CAO")
    True
    """
    if len(line) > 120:
        return False
    if _MASTHEAD.fullmatch(fold_line(line)) is not None:
        return True
    words = line.split()
    # "Học sinh học online" is a headline: a name has a capital in every word.
    is_name = len(words) <= 4 and all(word[0].isupper() for word in words)
    return is_name and words[-1].lower() == "online"


_PUBLISHER = re.compile(
    r"(?:ubnd|ủy ban nhân dân|hđnd|hội|đảng bộ|tỉnh ủy|huyện ủy|thành ủy|quận ủy|sở|"
    r"ban|đài|liên đoàn|liên minh|tỉnh đoàn|huyện đoàn|công an|mặt trận|cục|chi cục|"
    r"phòng|trường|đoàn|bệnh viện|trung tâm)\s.{0,70}?"
    r"(?:tỉnh|huyện|thị xã|thành phố|tp|quận|xã|phường|truyền hình|- truyền hình)"
    r"(?P<place>(?: \w+){1,4})"
)


def is_publisher(line: str) -> bool:
    """Say whether a line is the name of an office that may keep the site.

    Examples
    --------
    >>> is_publisher("Hội Nông dân tỉnh Suối Bạc")
    True
    >>> is_publisher("Hội Nông dân tỉnh Suối Bạc ra quân")
    False
    """
    match = _PUBLISHER.fullmatch(fold_line(line))
    if match is None:
        return False
    place = line[match.start("place") :].split()
    return all(word[0].isupper() for word in place)


_BODY = re.compile(
    r"(?:đài|báo|tạp chí|cổng|trang|ubnd|ủy ban|đảng|sở|bộ|ban|hội|trường|bệnh viện|"
    r"công ty|tổng công ty|tập đoàn|tỉnh|huyện|thành phố|quận|xã|phường|cơ quan|"
    r"trung tâm|tổng cục|cục|viện|học viện|đại học|đoàn|liên đoàn|mặt trận|tòa án|"
    r"viện kiểm sát|công an|quân khu|bộ đội|giáo phận|giáo hội|ngân hàng|câu lạc bộ|"
    r"văn phòng|phòng|chi cục|tỉnh ủy|huyện ủy|thành ủy|cộng hòa)(?!\w)"
)


def is_body_in_capitals(line: Line) -> bool:
    """Say whether a line in capitals is the name of a body, as mastheads have it.

    Examples
    --------
    >>> is_body_in_capitals(Line("ĐÀI TRUYỀN THANH HUYỆN", 0, True, True, 1))
    True
    >>> is_body_in_capitals(Line("NGƯỜI ĐI TÌM TIẾNG VƯỢN", 0, True, True, 1))
    False
    """
    text = line.text
    return (
        text.isupper()
        and line.n_words <= MOST_WORDS_OF_BODY
        and _BODY.match(fold_line(text)) is not None
    )


MOST_WORDS_OF_BODY = 14


def is_menu(line: str) -> bool:
    """Say whether a line is a row of menu entries.

    Either signs set them apart, or most of the line are names of sections.

    Examples
    --------
    >>> is_menu("Trang chủ | Tin tức | Văn bản | Liên hệ")
    True
    >>> is_menu("Thời sự Thế giới Kinh tế Đời sống Giới trẻ")
    True
    >>> is_menu("Kinh tế - xã hội huyện Suối Bạc khởi sắc")
    False
    """
    parts = [part.strip() for part in re.split(r"\s?[|•·]\s?|\s{2,}|\t", line)]
    if len(parts) >= 3 and all(1 <= len(part.split()) <= 7 for part in parts):
        return True
    if line.endswith((".", "?", "!", ":")) or len(line) > LONGEST_MENU:
        return False
    words = re.findall(r"[^\W\d_]+", fold_line(line))
    n_sections = n_words = at = 0
    while at < len(words):
        length = next(
            (n for n in (4, 3, 2, 1) if tuple(words[at : at + n]) in _sections()), 0
        )
        n_sections += length > 0
        n_words += length
        at += length or 1
    return n_sections >= 4 and n_words >= MENU_SHARE * len(words)


LONGEST_MENU = 400
"""Characters of a row of sections."""

MENU_SHARE = 0.6
"""Share of a row of sections that must be known: every site has its own few."""


@cache
def _sections() -> frozenset[tuple[str, ...]]:
    names = (re.findall(r"[^\W\d_]+", name) for name in lowered("sections"))
    return frozenset(tuple(name) for name in names if len(name) <= 4)


def is_button_row(line: str) -> bool:
    """Say whether a line is nothing but the texts of buttons.

    Examples
    --------
    >>> is_button_row("A- A+ Nghe bài viết"), is_button_row("[Trở về] [In trang này]")
    (True, True)
    >>> is_button_row("In bài thơ lên tường lớp")
    False
    """
    if len(line) > LONGEST_BUTTONS:
        return False
    first = _WORD.search(line)
    if first is None or not _begins_button(first[0]):
        return False
    words = re.findall(r"a ?[-+]|[^\W\d_]+", fold_line(line))
    at = 0
    while at < len(words):
        length = next(
            (
                n
                for n in (6, 5, 4, 3, 2, 1)
                if " ".join(words[at : at + n]) in _buttons()
            ),
            0,
        )
        if not length:
            return False
        at += length
    return bool(words)


LONGEST_BUTTONS = 120


_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def _begins_button(word: str) -> bool:
    """Say whether the text of any button begins with a word, as it is spelled."""
    return fold_line(word) in _first_words_of_buttons()


@cache
def _first_words_of_buttons() -> frozenset[str]:
    return frozenset(word[0] for button in _buttons() if (word := _WORD.search(button)))


@cache
def _buttons() -> frozenset[str]:
    return lowered("buttons") | {"a-", "a+", "a -", "a +", "a"}
