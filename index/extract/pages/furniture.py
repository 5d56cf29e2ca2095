"""Which lines of a page belong to the article, and which stand round it.

Sections, mastheads and menus are furniture by their place; buttons, counters
and forms by their words (`furniture_rules`); what follows a list of links is
judged by its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.extract.pages.furniture_rules import Place, furniture_rule
from index.extract.pages.lines import Line
from index.extract.wordlists import lower_in_place, lowered, modern_tones

_MASTHEAD = re.compile(
    r"(?:báo|tạp chí|cổng|trang|chuyên trang|đài|bản tin)\s(?:điện tử|thông tin|"
    r"tin|ttđt|ptth|phát thanh|mạng)\b.{0,90}"
    r"|(?:báo|tạp chí|cổng|trang|bản tin)\s.{2,50}\s(?:điện tử|online|trực tuyến)"
    r"|\w+(?: \w+){0,3} online|[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org|info)"
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
    folded = lower_in_place(modern_tones(line)).strip(" :>»|-–")
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
    return (
        len(line) <= 120
        and _MASTHEAD.fullmatch(lower_in_place(modern_tones(line))) is not None
    )


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
    match = _PUBLISHER.fullmatch(lower_in_place(modern_tones(line)))
    if match is None:
        return False
    place = line[match.start("place") :].split()
    return all(word[0].isupper() for word in place)


def is_menu(line: str) -> bool:
    """Say whether a line is a row of menu entries set apart by signs.

    Examples
    --------
    >>> is_menu("Trang chủ | Tin tức | Văn bản | Liên hệ")
    True
    """
    parts = [part.strip() for part in re.split(r"\s[|•·]\s|\s{2,}|\t", line)]
    return len(parts) >= 3 and all(1 <= len(part.split()) <= 5 for part in parts)


_GLUED = re.compile(
    r"(?<=[a-zà-ỹđ.)])(?=(?:Xem phản hồi|Chia sẻ|Xem thêm|Bình luận|Lượt xem|"
    r"In bài|Sao chép|Gửi bài|Trở lại|Trở về|Tin khác|Tin liên quan|Từ khóa)"
    r"(?:\s[^.]{0,40})?$)"
)


def unglue(text: str) -> list[str]:
    """Split a button's text from the end of a line that it was glued to.

    Copying a page glues neighbours that only a style sheet kept apart.

    Examples
    --------
    >>> unglue("Hà MiênXem phản hồi")
    ['Hà Miên', 'Xem phản hồi']
    """
    match = _GLUED.search(text, max(0, len(text) - 60))
    if match is None:
        return [text]
    return [text[: match.start()].rstrip(), text[match.start() :]]


def body_lines(lines: Sequence[Line]) -> list[Line]:
    """Keep of the lines below the title those that belong to the article.

    Parameters
    ----------
    lines : sequence of Line
        The lines after the title, in order.

    Returns
    -------
    list of Line
        Without furniture, cut at the first line that ends the article; of
        lines that repeat word for word, the first.
    """
    kept: list[Line] = []
    seen: set[str] = set()
    in_list = False
    for position, line in enumerate(lines):
        rule = furniture_rule(line.text)
        if rule is not None:
            if rule.place is Place.END and kept:
                break
            if rule.place is Place.LIST:
                if kept and not _prose_follows(lines, position + 1):
                    break
                in_list = True
            continue
        if in_list:
            # The entries of a list of links in mid-article are headlines.
            if not line.is_prose and not line.ends_sentence:
                continue
            in_list = False
        if line.text in seen:
            continue
        seen.add(line.text)
        kept.append(line)
    return kept


def _prose_follows(lines: Sequence[Line], start: int) -> bool:
    """Say whether at least two paragraphs of prose come before the end."""
    n_prose = 0
    for line in lines[start:]:
        if line.is_prose:
            n_prose += 1
            if n_prose == 2:
                return True
            continue
        rule = furniture_rule(line.text)
        if rule is not None and rule.place is not Place.ALONE:
            return False
    return False
