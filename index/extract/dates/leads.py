"""The day with which a text opens, and whether it is the day of its news.

Reports begin with the day of what they report: *Sáng 17/02*, *Chiều nay (28/6)*,
*Hôm qua 12/3*, *Trong 2 ngày 14 và 15/8*. A lead that announces a day, or
remembers one, says nothing of when it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.extract.dates.forms import calendar_day
from index.extract.wordlists import lower_in_place, modern_tones

_PART = r"(?:rạng sáng|sáng sớm|sáng|trưa|chiều|tối|đêm)"
_WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY_AND_MONTH = (
    rf"(?P<day>{_DAY})(?!\d)\s?(?:[/.-]\s?|tháng\s)(?P<month>{_MONTH})"
    r"(?P<more>\s?(?:[/.-]|,?\s?năm\s)\s?(?P<year>(?:19|20)\d\d))?(?!\d|[/.-]\d)"
)
_DAYS_BEFORE = (
    rf"(?P<span>(?:{_DAY}(?:[/.-]{_MONTH})?\s?"
    r"(?:,|và|-|–|(?:đến|tới)(?: hết)?)\s?(?:ngày )?){1,3})?"
)
_NUMBER_OF_DAYS = r"(?:\d|hai|ba|bốn|năm|các|những) "
_WHEN = (
    rf"(?:(?:{_PART}|hôm|{_WEEKDAY}|(?:vào|trong|từ)? ?(?:{_NUMBER_OF_DAYS})?ngày)"
    rf"(?: nay| qua| vừa qua)?[\s,]{{1,2}}\(?){{1,4}}"
)
_LEAD_DAY = re.compile(
    rf"(?<!\w)(?P<when>{_WHEN})(?:ngày )?{_DAYS_BEFORE}{_DAY_AND_MONTH}"
)
_DAY_IN_BRACKETS = re.compile(
    rf"(?P<when>(?:{_PART}|hôm|ngày)(?!\w)[^.;:,()\d]{{0,20}}(?:\d{{1,2}}[^.;:,()\d]"
    rf"{{0,30}})?)\((?:ngày )?(?P<span>(?!)x)?{_DAY_AND_MONTH}\s?\)"
)
_DAY_OF_PLACE = re.compile(
    rf"(?P<when>)(?P<span>(?!)x)?(?:ngày )?{_DAY_AND_MONTH}\)?\s?[-–—:]"
)
_PREFIX = re.compile(
    r"[^\w(]*(?:(?:\([^()\d]{2,24}\)|[\w.]{2,8}(?:\s?\([^()\d]{2,20}\))?)\s?"
    r"[-–—:.]{1,2}\s?)?[^\w(]*"
)
_PLACE_PREFIX = re.compile(
    r"[^\w(]*(?:tp\.?\s?)?\w+(?: \w+){0,3}(?:,? ?\(|, )(?:\w+ )?"
)
_CLAUSE_BEFORE = re.compile(
    r"[^\w(]*(?:thực hiện|nhân|được|tại|theo (?:kế hoạch|chương trình|quyết định|"
    r"chỉ đạo)|sau|ngay sau|trong khuôn khổ|nhằm|tiếp|"
    r"hưởng ứng|hòa chung|cùng|để|chào mừng|hướng tới|thiết thực|triển khai|căn cứ|với|"
    r"trong không khí|trong chương trình|mở đầu|kết thúc|thừa ủy quyền|dưới|vừa qua|"
    r"mới đây|đúng|trước thềm)(?!\w).*(?:,|-|–)\s*$"
)
_HELD_ON = re.compile(
    r"(?:diễn ra|vào|tổ chức|khai mạc|bế mạc|làm việc|họp)\s(?:vào\s)?$"
)
_NOT_THE_DAY = re.compile(
    r"(?<!\w)(?:từ|kể từ|đến|tới|trước|sau|hết|hạn|trước đó|hôm trước|ký|số ra|"
    r"đêm),?\s$"
)
_NUMBERED = re.compile(r"(?<!\w)số\s?\d[^.;]{0,30}$")

REPORT = re.compile(
    r"(?<!\w)(?:tổ chức|khai mạc|bế mạc|diễn ra|chủ trì|công bố|ban hành|làm việc|thăm|"
    r"tiếp|họp|hội nghị|hội thảo|lễ|phiên họp|kỳ họp|đại hội|hội đàm|ra mắt|trao|khánh "
    r"thành|khởi công|tổng kết|sơ kết|quán triệt|triển khai|kiểm tra|giám sát|mở|"
    r"ra quân|phát động|tuyên dương|tặng|khai trương|đón|gặp mặt|giao ban|"
    r"tọa đàm)(?!\w)"
)
_HELD = re.compile(
    r"(?<!\w)(?<!lễ )(?<!chương trình )(?:đã|tổ chức|khai mạc|bế mạc|diễn ra|chủ trì|"
    r"công bố|ban hành|làm việc|thăm|họp|ra mắt|trao|khánh thành|khởi công|tổng kết|"
    r"sơ kết|quán triệt|kiểm tra|giám sát|phát động|khai trương|gặp mặt|giao ban)(?!\w)"
)
_AHEAD = re.compile(r"(?<!\w)(?:sẽ|tới đây|sắp|dự kiến)(?!\w)")
_REMEMBERS = re.compile(
    r"(?<!\w)(?:tôi|khi đó|lúc đó|bấy giờ|năm ấy|năm đó|hồi ấy|hồi đó|cách đây|năm xưa|"
    r"thuở|"
    r"ngày này năm|được thành lập|từ trần|hưởng thọ|hưởng dương|an táng|lễ viếng|"
    r"truy điệu|thương tiếc|hạn nhận|hạn nộp|hạn cuối|thông báo tuyển)(?!\w)"
)
_NOT_OF_THE_NEWS = re.compile(
    r"\)?,? \(?(?:tới|vừa|hằng năm|hàng năm|âm lịch|al|lịch sử)(?!\w)"
)
_SENTENCE_END = re.compile(r"\. |[.…]$|\n")
_LOOKS_LIKE_DAY = re.compile(r"\d\s?[/.-]\s?\d|\d\stháng")
_NOW = re.compile(r"(?<!\w)nay(?!\w)")
_YESTERDAY = re.compile(r"(?<!\w)(?:hôm|sáng|trưa|chiều|tối|đêm) qua(?!\w)")
_HAS_PART = re.compile(rf"(?<!\w){_PART}(?!\w)")
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5,
             **{str(n): n - 2 for n in range(2, 8)}}  # fmt: skip

LEAD_LENGTH = 260
PREFIX_LENGTH = 30
"""Characters of place and agency before the day of a text that opens with it."""

CAPTION_LENGTH = 90
"""A first paragraph shorter than this may be a caption; the second is the lead."""


@dataclass(frozen=True, slots=True)
class Lead:
    """The day with which a text opens.

    Attributes
    ----------
    day, month : int
        The day, the last one where several are named.
    year : int or None
        Where the lead names it.
    weekday : int or None
        Where the lead names it; Monday is 0.
    has_part : bool
        Whether a part of the day is named, as reports do.
    is_first : bool
        Whether the text opens with it, and with nothing else.
    is_now : bool
        Whether the lead says that the day is the day of writing.
    days_after : int
        How many days later the article was written: 1 after *hôm qua*.
    sentence : str
        The sentence that names it, lower case.
    start : int
        Where that sentence's paragraph begins in the whole text.
    """

    day: int
    month: int
    year: int | None
    weekday: int | None
    has_part: bool
    is_first: bool
    is_now: bool
    days_after: int
    sentence: str
    start: int

    def in_year(self, year: int) -> date | None:
        """Give the lead's day in a year; None where the calendar has none."""
        told = calendar_day(year, self.month, self.day)
        if told is None or self.weekday not in (None, told.weekday()):
            return None
        return told

    def written(self, told: date) -> date:
        """Give the day on which the article was written, `told` being the lead's."""
        return told + timedelta(days=self.days_after)


def find_lead(paragraphs: Sequence[str]) -> Lead | None:
    """Find the day of the news with which a text opens.

    Parameters
    ----------
    paragraphs : sequence of str
        The article's text, lead first.

    Returns
    -------
    Lead or None
        None where the text opens on no day, or announces or remembers it.

    Examples
    --------
    >>> lead = find_lead(["Tại Suối Bạc, chiều nay (28/6), huyện họp."])
    >>> (lead.day, lead.month, lead.is_now)
    (28, 6, True)
    >>> find_lead(["Ngày 19/5 tới, huyện sẽ mở hội thi."]) is None
    True
    """
    start = 0
    for number, paragraph in enumerate(paragraphs[:2]):
        head = paragraph[:LEAD_LENGTH]
        if _LOOKS_LIKE_DAY.search(head) is not None:
            text = lower_in_place(modern_tones(head))
            match = _opening_day(text)
            if match is not None:
                return _read(match, text, start)
            if number == 0 and _LEAD_DAY.match(text.lstrip(' –-—“"')):
                return None
        if len(paragraph) >= CAPTION_LENGTH:
            break
        start += len(paragraph) + 1
    return None


def _opening_day(text: str) -> re.Match[str] | None:
    """Find the day at the opening, after a place or an adverbial, or in brackets."""
    prefix = _PREFIX.match(text)
    at = prefix.end() if prefix else 0
    for pattern in (_LEAD_DAY, _DAY_IN_BRACKETS):
        match = pattern.match(text, at) or pattern.match(text)
        if match is not None:
            return match
    place = _PLACE_PREFIX.match(text)
    if place is not None:
        match = _DAY_OF_PLACE.match(text, place.end())
        if match is not None:
            return match
    for match in _LEAD_DAY.finditer(text):
        before = text[: match.start()]
        if ". " in before[at:] or _NOT_THE_DAY.search(before):
            break
        has_part = _HAS_PART.search(match["when"]) is not None
        if not has_part and (match["year"] or _NUMBERED.search(before)):
            # The day of a document: "Kế hoạch số 7, ngày 5/1".
            continue
        if _CLAUSE_BEFORE.match(before, at):
            return match
        if has_part and (_NOW.search(match["when"]) or _HELD_ON.search(before)):
            return match
    return None


def _read(match: re.Match[str], text: str, start: int) -> Lead | None:
    # The sentence goes on after the day, whose numbers may have points.
    end = _SENTENCE_END.search(text, match.end())
    sentence = text[: end.start() if end else len(text)]
    when, after = match["when"], text[match.end() : match.end() + 14]
    if _is_ahead(sentence) or _REMEMBERS.search(sentence):
        return None
    if _NOT_OF_THE_NEWS.match(after) or "vừa qua" in when:
        # "Ngày 19/5 tới" is announced, "ngày 1/4 vừa qua" is days ago, "ngày 10/3 âm
        # lịch" is the moon's.
        return None
    if (match["span"] or when.startswith("từ ")) and not REPORT.search(sentence):
        return None
    if when.startswith("từ ") and not match["span"]:
        return None
    named = re.search(_WEEKDAY, when)
    weekday = None
    if named is not None:
        weekday = _WEEKDAYS.get(named[0].removeprefix("thứ "), 6)
    return Lead(
        day=int(match["day"]),
        month=int(match["month"]),
        year=int(match["year"]) if match["year"] else None,
        weekday=weekday,
        has_part=_HAS_PART.search(when) is not None,
        is_first=match.start() <= PREFIX_LENGTH,
        is_now=_NOW.search(when) is not None,
        days_after=1 if _YESTERDAY.search(when) else 0,
        sentence=sentence,
        start=start,
    )


def _is_ahead(sentence: str) -> bool:
    """Say whether a sentence announces before it reports."""
    ahead = _AHEAD.search(sentence)
    if ahead is None:
        return False
    held = _HELD.search(sentence)
    return held is None or ahead.start() < held.start()
