"""The day of publication that a text tells: a day in the lead, its year deduced.

The lead may name a day and a month (*Chiều nay (28/6)*). Its year follows from
what the text cites: documents with full dates come before the day they are
reported on; a review of a document's first year is held a year after it; a day
from which something goes on *đến nay* was lately; a half-year review is held
in its year; a December meeting that plans the next year is held before it.
What cannot be known is None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.extract.dates.datelines import calendar_day, find_dates
from index.extract.pages.lines import PROSE_LENGTH
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
_NUMBERS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_TERM_REVIEW = re.compile(
    rf"(?:sơ kết|tổng kết|nhìn lại|đánh giá|kết quả)[^.;\n]{{0,20}}?"
    rf"(?P<years>\d{{1,2}}|{'|'.join(_NUMBERS)}) năm (?:thực hiện|triển khai|thi hành)"
)
_SINCE = re.compile(r"(?<!\w)(?:từ|kể từ|tính từ)(?: ngày)? ?$")
_UP_TO_NOW = re.compile(r" (?:đến|tới) (?:nay|giờ|sáng nay|trưa nay|chiều nay)")
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
YEAR = re.compile(r"(?<![\d.,/-])(?P<year>(?:19[5-9]|20[0-4])\d)(?!\d|\s?[-–]\s?\d)")
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

LATELY = 31
"""Days since which something goes on *đến nay*."""

REVIEW_WITHIN = 120
"""Days from the end of a document's years to the meeting that reviews them."""


def lead_day(paragraphs: Sequence[str]) -> tuple[int, int] | None:
    """Give day and month with which the text opens, or None."""
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
        latest = max((int(m["year"]) for m in YEAR.finditer(whole)), default=0)
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
    text cites one, periods do not count, unless they are of a later year.
    """
    full = find_dates(text)
    latest_year = max((int(m["year"]) for m in YEAR.finditer(text)), default=0)
    latest_year = max([latest_year, *(one.day.year for one in full)])
    documents: list[date] = []
    told: set[int] = set()
    for one in full:
        before = text[max(0, one.start - 120) : one.start]
        if (one.day.day, one.day.month) == (day, month):
            if one.day.year == latest_year and not _ANNIVERSARY.search(
                before + text[one.start : one.end]
            ):
                return {one.day.year}
        elif _DOCUMENT_DAY.search(before[-90:]):
            term = _TERM_REVIEW.search(before)
            if term is None:
                documents.append(one.day)
            elif year := _year_of_review(one.day, _number(term["years"]), month, day):
                told.add(year)
        elif _SINCE.search(before) and _UP_TO_NOW.match(text, one.end):
            year = _year_after(one.day, month, day, LATELY)
            if year == latest_year:
                told.add(year)
    if told:
        return told
    if documents:
        year = _year_after(max(documents), month, day, NEAREST_DOCUMENT)
        periods = (
            int(match["year"])
            for match in YEAR.finditer(text)
            if _PERIOD.search(text, max(0, match.start() - 40), match.start())
        )
        return {year} if year and year >= max(periods, default=year) else set()
    years: set[int] = set()
    for match in _MONTH.finditer(text):
        distance = (int(match["month"]) - month) % 12
        before = text[max(0, match.start() - 60) : match.start()]
        if distance in (0, 1) and (_REVIEW.search(before) or _PLAN.search(before)):
            # "triển khai nhiệm vụ tháng 1/2024" is said in December 2023.
            years.add(int(match["year"]) - (int(match["month"]) < month))
    for match in YEAR.finditer(text):
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


def _year_after(cited: date, month: int, day: int, most_days: int) -> int | None:
    """Give the year of the first such day not before the day cited.

    None where it is more than `most_days` later.
    """
    for year in (cited.year, cited.year + 1):
        told = calendar_day(year, month, day)
        if told is not None and told >= cited:
            return year if (told - cited).days <= most_days else None
    return None


def _year_of_review(issued: date, n_years: int, month: int, day: int) -> int | None:
    """Give the year in which `n_years` of a document of that day are reviewed."""
    for year in range(issued.year + n_years - 1, issued.year + n_years + 2):
        held = calendar_day(year, month, day)
        due = calendar_day(issued.year + n_years, issued.month, min(issued.day, 28))
        if held and due and abs((held - due).days) <= REVIEW_WITHIN:
            return year
    return None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.index(word) + 1
