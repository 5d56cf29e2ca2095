"""When an article was published, and how the page tells.

A dateline beside the title is the answer (``page``). Without one, the lead may
name a day and a month (*Chiều nay (28/6)*); its year follows from what the
text cites (``text``): documents with full dates come before the day they are
reported on, a half-year review is held in its year, a December meeting that
plans the next year is held before it. A date of visit that contradicts the
text loses and then only bounds the year. What cannot be known is None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from index.extract.datelines import (
    FoundDate,
    calendar_day,
    find_dates,
    is_dateline,
    is_update_label,
)
from index.extract.lines import PROSE_LENGTH, Line
from index.extract.title import Heading, line_kind
from index.extract.wordlists import lower_in_place, modern_tones

_LEAD_DAY = re.compile(
    r"\W*(?:[\w.]{2,8}\s?[-–—]\s?|\([\w .+]{2,24}\)\s?[-–—:.]?\s?)?\W*"
    r"(?:(?:rạng sáng|sáng|trưa|chiều|tối|đêm|hôm|ngày)(?: sớm)?"
    r"(?: nay| qua| hôm nay| ngày| thứ \w+| chủ nhật)?[\s,]{1,2}){1,4}"
    r"\(?(?:ngày )?(?P<day>0?[1-9]|[12]\d|3[01])\s?"
    r"(?:[/.-]\s?|\stháng\s)(?P<month>0?[1-9]|1[0-2])"
    r"(?P<more>\s?(?:[/.-]|,?\snăm\s)\s?(?P<year>(?:19|20)\d\d))?(?![\d/-])"
)
_DOCUMENT_DAY = re.compile(
    r"(?:quyết định|nghị quyết|chỉ thị|quy định|kế hoạch|hướng dẫn|thông báo|kết luận|"
    r"công văn|nghị định|thông tư|báo cáo|đề án|tờ trình|công điện|văn bản|quy chế)"
    r"[^.;\n]{0,60}?\b(?:ngày|ký)\s*$"
)
_REVIEW = re.compile(
    r"(?:tổng kết|sơ kết|giao ban|tổng rà soát|đánh giá kết quả|kiểm điểm)"
    r"(?P<between>[^.;\n]{0,90})$"
)
_PLAN = re.compile(
    r"(?:triển khai|nhiệm vụ|phương hướng|kế hoạch)(?P<between>[^.;\n]{0,60})$"
)
_PERIOD = re.compile(
    r"(?:\d+ tháng (?:đầu|cuối) năm|quý (?:[1-4]|i{1,3}|iv)\s?(?:[/-]|năm)?)\s?$"
)
_YEAR = re.compile(r"(?<![\d.,/-])(?P<year>(?:19[5-9]|20[0-4])\d)(?!\d|\s?[-–]\s?\d)")
_MONTH = re.compile(
    r"tháng (?P<month>0?[1-9]|1[0-2])\s?(?:[/-]|năm)\s?(?P<year>(?:19[5-9]|20[0-4])\d)"
)
_YEAR_WORD = re.compile(r"năm\s*$")
_REPORT = re.compile(
    r"(?<!\w)(?:tổ chức|khai mạc|bế mạc|diễn ra|chủ trì|công bố|ban hành|làm việc|thăm|"
    r"tiếp|họp|hội nghị|hội thảo|lễ|phiên họp|kỳ họp|đại hội|hội đàm|ra mắt|trao|khánh "
    r"thành|khởi công|tổng kết|sơ kết|quán triệt|triển khai|kiểm tra|giám sát)(?!\w)"
)
_ANNIVERSARY = re.compile(r"kỷ niệm|kỉ niệm|năm ngày|ngày sinh|ngày mất|lễ giỗ")
_AHEAD = re.compile(
    r"(?<!\w)(?:sẽ|tới đây|sắp tới|chúng tôi|tôi|khi đó|lúc đó|bấy giờ)(?!\w)"
)
_LEAD_LENGTH = 120
NEAREST_DOCUMENT = 75
"""Days within which the latest document that the text cites was issued."""


def published(
    lines: Sequence[Line], heading: Heading | None, paragraphs: Sequence[str]
) -> tuple[str | None, str | None]:
    """Decide when the article was published.

    Parameters
    ----------
    lines : sequence of Line
        The whole page.
    heading : Heading or None
        Where the title is.
    paragraphs : sequence of str
        The article's text, lead first.

    Returns
    -------
    published, published_from : str or None
        The date as `Article` holds it, and ``page`` or ``text``.
    """
    if heading is not None and heading.own_date is not None:
        return heading.own_date.iso, "page"
    dateline, is_visit = _dateline(lines, heading)
    if dateline is not None and not is_visit:
        return dateline.iso, "page"
    ceiling = dateline.day if dateline is not None else None
    told = date_from_text(paragraphs, ceiling)
    if dateline is not None:
        lead = _lead_day(paragraphs)
        if lead is not None and _near(dateline.day, lead):
            return dateline.iso, "page"
        if lead is None and _year_agrees(dateline.day, paragraphs):
            return dateline.iso, "page"
    if told is not None:
        return told.isoformat(), "text"
    return None, None


def _dateline(
    lines: Sequence[Line], heading: Heading | None
) -> tuple[FoundDate | None, bool]:
    """Find the dateline nearest the title, and whether it may be the visit's.

    A date below the title is the article's. So is one above it with a time of
    day or directly on top of it; a bare day set apart above the title may be
    the clock that a site shows to its visitor.
    """
    number = heading.number if heading is not None else 0
    above: list[tuple[Line, FoundDate]] = []
    below: list[tuple[Line, FoundDate]] = []
    for line in lines[: number + 8]:
        if line.number == number or len(line.text) > 120:
            continue
        if line_kind(line) != "date":
            if line.number > number and line.is_prose:
                break
            continue
        found = _first_not_update(line.text)
        (below if line.number > number else above).append((line, found))
    if below:
        timed = [pair for pair in below if pair[1].clock]
        return (timed or below)[0][1], False
    if above:
        line, found = above[-1]
        touches = line.number == number - 1 and not line.blank_after
        return found, not (found.clock or touches)
    for line in lines[-12:]:
        if line.number > number + 1 and is_dateline(line.text):
            found = _first_not_update(line.text)
            if found.clock or re.search(r"ngày|đăng|cập", line.text.lower()):
                return found, False
    return None, False


def _first_not_update(text: str) -> FoundDate:
    found = find_dates(text)
    for one in found:
        if not is_update_label(text[: one.start]):
            return one
    return found[0]


def _near(day: date, lead: tuple[int, int]) -> bool:
    """Say whether a day and month fall on `day` or the five days before it."""
    return any(
        (near.day, near.month) == lead
        for near in (day - timedelta(days=back) for back in range(6))
    )


def _year_agrees(day: date, paragraphs: Sequence[str]) -> bool:
    years = Counter(int(m["year"]) for p in paragraphs for m in _YEAR.finditer(p))
    return bool(years) and max(years) == day.year


def _lead_day(paragraphs: Sequence[str]) -> tuple[int, int] | None:
    match = _lead_match(paragraphs)
    return (int(match["day"]), int(match["month"])) if match else None


def _lead_match(paragraphs: Sequence[str]) -> re.Match[str] | None:
    """Find the day with which one of the first two paragraphs opens."""
    for paragraph in paragraphs[:2]:
        folded = lower_in_place(modern_tones(paragraph[:_LEAD_LENGTH]))
        match = _LEAD_DAY.match(folded)
        if match is not None:
            return match
        if len(paragraph) >= PROSE_LENGTH:
            # The second paragraph counts where the first is a caption.
            break
    return None


def date_from_text(
    paragraphs: Sequence[str], ceiling: date | None = None
) -> date | None:
    """Deduce the day of publication from the lead and what the text cites.

    Parameters
    ----------
    paragraphs : sequence of str
        The article's text, lead first.
    ceiling : date or None
        A day on which the page was already there.

    Examples
    --------
    >>> date_from_text(["Sáng 17/02, tỉnh quán triệt Quy định số 1, ngày 02/02/2023."])
    datetime.date(2023, 2, 17)
    >>> date_from_text(["Sáng 17/02, tỉnh quán triệt các văn bản mới."]) is None
    True
    """
    match = _lead_match(paragraphs)
    if match is None:
        return None
    day, month = int(match["day"]), int(match["month"])
    whole = lower_in_place(modern_tones("\n".join(paragraphs)))
    lead_start = whole.find(match[0])
    sentence = whole[lead_start : lead_start + _LEAD_LENGTH * 2]
    sentence = sentence.lstrip().split("\n")[0].split(". ")[0]
    if _AHEAD.search(sentence):
        # The lead announces a day or remembers one.
        return None
    if match["year"]:
        told = calendar_day(int(match["year"]), month, day)
        latest = max((int(m["year"]) for m in _YEAR.finditer(whole)), default=0)
        # A text that knows later years tells of a day gone by; late in a year
        # it may plan the next one.
        is_past = told is not None and latest > told.year + (month >= 10)
        is_report = _REPORT.search(sentence) is not None
        if told is None or is_past or not is_report or (ceiling and told > ceiling):
            return None
        return told
    lead = lower_in_place(modern_tones("\n".join(paragraphs[:2])))
    for text in (lead, whole):
        years = _years_told(text, day, month)
        if ceiling is not None:
            years = {
                year
                for year in years
                if (calendar_day(year, month, day) or ceiling) <= ceiling
            }
        if len(years) == 1:
            return calendar_day(years.pop(), month, day)
        if years:
            # Two years are told: choosing would be guessing.
            return None
    return None


def _years_told(text: str, day: int, month: int) -> set[int]:
    """Give the years that documents and periods in a text tell for a day.

    Documents of the weeks before the day are the firmest evidence: where the
    text cites one, periods do not count.
    """
    full = find_dates(text)
    documents = []
    latest_year = max((int(m["year"]) for m in _YEAR.finditer(text)), default=0)
    latest_year = max([latest_year, *(one.day.year for one in full)])
    for one in full:
        if (one.day.day, one.day.month) == (day, month):
            around = text[max(0, one.start - 120) : one.end]
            if one.day.year == latest_year and not _ANNIVERSARY.search(around):
                return {one.day.year}
            continue
        if _DOCUMENT_DAY.search(text[max(0, one.start - 90) : one.start]):
            documents.append(one.day)
    if documents:
        latest = max(documents)
        year = _year_after(latest, month, day)
        told = calendar_day(year, month, day) if year else None
        if told is not None and (told - latest).days <= NEAREST_DOCUMENT:
            return {told.year}
        return set()
    years: set[int] = set()
    for match in _MONTH.finditer(text):
        distance = (int(match["month"]) - month) % 12
        before = text[max(0, match.start() - 60) : match.start()]
        if distance in (0, 1) and (_REVIEW.search(before) or _PLAN.search(before)):
            # "triển khai nhiệm vụ tháng 1/2024" is said in December 2023.
            years.add(int(match["year"]) - (int(match["month"]) < month))
    for match in _YEAR.finditer(text):
        year = int(match["year"])
        before = text[max(0, match.start() - 110) : match.start()]
        if _PERIOD.search(before):
            is_last_years = month <= 2 and "đầu năm" not in before[-20:]
            years.add(year + 1 if is_last_years else year)
            continue
        if not _YEAR_WORD.search(before):
            continue
        plan, review = _last(_PLAN, before), _last(_REVIEW, before)
        if review > plan:
            is_past = month <= 3 and "tổng kết" in before[review:]
            years.add(year + 1 if is_past else year)
        elif plan >= 0 and review >= 0:
            years.add(year - 1 if month >= 11 else year)
    return years


def _last(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else -1


def _year_after(cited: date, month: int, day: int) -> int | None:
    """Give the year of the first such day not before the day cited."""
    for year in (cited.year, cited.year + 1):
        told = calendar_day(year, month, day)
        if told is not None and told >= cited:
            return year
    return None
