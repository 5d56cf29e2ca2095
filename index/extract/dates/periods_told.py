"""Rules that find the year by the parts of a year that a text reviews or plans.

*6 tháng đầu năm 2019* is spoken of in June and July 2019. Terms (*2021-2025*) and
horizons (*đến năm 2030*) prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.extract.dates.cited import (
    COMPARED,
    MONTH,
    NUMBER,
    PLAN,
    Cited,
    Sign,
    YearRule,
)
from index.extract.dates.cited import number as read_number
from index.messages import N_

HALF = re.compile(
    rf"(?:(?P<n>{NUMBER}) tháng|(?:những|các|mấy) tháng|(?P<half>nửa)) "
    r"(?P<which>đầu|cuối) năm\s?$"
)
_FROM_START = re.compile(
    r"(?:từ đầu năm|từ nay đến (?:cuối|hết) năm|còn lại (?:của|trong) năm)\s?$"
)
_UP_TO_NOW = re.compile(r",? (?:đến|tới) nay")
QUARTER = re.compile(r"quý (?P<q>[1-4]|iii|ii|iv|i)\s?(?:[/-]|,?\s?năm)?\s?$")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER_YEAR = re.compile(r"quý (?P<q>[1-4]|iii|ii|iv|i)\s?[/-]\s?(?P<year>20[0-4]\d)")
_SPOKEN_OF = re.compile(
    r"(?:tổng kết|sơ kết|giao ban|kiểm điểm|đánh giá (?:tình hình|kết quả|công tác|"
    r"việc)|"
    r"kết quả (?:thực hiện|công tác|hoạt động)|phiên họp|họp báo|nhiệm vụ|chương trình "
    r"công tác|kế hoạch công tác|công tác)[^.;\n]{0,70}$"
)
_REGULAR = re.compile(r"(?:thường kỳ|định kỳ|hội nghị|phiên|kỳ)[^.;,\n]{0,40}$")
_FIGURES = re.compile(
    r"(?:tính|thống kê|số liệu|lũy kế)[^.;\n]{0,20} ?đến(?: hết| cuối| giữa)? $"
)
_NOT_YET = re.compile(r"(?:hoàn thành|đưa vào|khởi công|dự kiến|sẽ|xong)[^.;\n]{0,50}$")


def _parts_of_year(cited: Cited) -> Iterator[Sign]:
    month = cited.lead.month
    for year, start, end in cited.mentions:
        before = cited.before(start)
        if COMPARED.search(before):
            continue
        half = HALF.search(before)
        if half is None:
            from_start = _FROM_START.search(before)
            if from_start is None:
                continue
            # Early in a year, something may go on since the last one's beginning.
            is_now = _UP_TO_NOW.match(cited.text, end) is not None and (
                month >= 6 or not before[: from_start.start()].strip()
            )
            if is_now or not from_start[0].startswith("từ đầu"):
                yield cited.sign({year}, start - len(from_start[0]), end)
            continue
        begin = start - len(half[0])
        is_first = half["which"] == "đầu"
        n_months = read_number(half["n"]) if half["n"] else None
        if half["half"]:
            n_months = 6
        last = 12 if not is_first else n_months or month
        first = 13 - (n_months or 6) if not is_first else 1
        years: set[int] = set()
        if is_first and last <= month <= last + 3:
            years = {year}
        elif is_first and month == last - 1 and n_months:
            years = {year}
        elif not is_first and first - 2 <= month <= 12:
            years = {year}
        elif not is_first and month <= 2:
            years = {year + 1}
        elif is_first and month >= 11 and PLAN.search(before[: half.start()]):
            years = {year - 1}
        elif is_first and month < last and PLAN.search(before[: half.start()]):
            years = {year}
        if years:
            yield cited.sign(years, begin, end)


def _quarters(cited: Cited) -> Iterator[Sign]:
    month = cited.lead.month
    spoken = [
        (match["q"], int(match["year"]), match.start(), match.end())
        for match in _QUARTER_YEAR.finditer(cited.text)
    ]
    for year, start, end in cited.years:
        quarter = QUARTER.search(cited.before(start))
        if quarter is not None:
            spoken.append((quarter["q"], year, start - len(quarter[0]), end))
    for written, year, start, end in spoken:
        before = cited.before(start)
        number = _QUARTERS.get(written) or int(written)
        is_subject = not before.strip() and start < cited.opening
        if _NOT_YET.search(before) or not (is_subject or _SPOKEN_OF.search(before)):
            continue
        # Months since the quarter's first one: 2 to 4 at its review, -1 to 1 at
        # its plan.
        for later in (-1, 0, 1):
            passed = month + 12 * later - (3 * number - 2)
            if -1 <= passed <= 4:
                yield cited.sign({year + later}, start, end)


def _months(cited: Cited) -> Iterator[Sign]:
    for match in MONTH.finditer(cited.text):
        before = cited.before(match.start(), 60)
        if COMPARED.search(before):
            continue
        if _FIGURES.search(before):
            near: tuple[int, ...] = (-2, -1, 0)
        elif match.start() < cited.opening and _SPOKEN_OF.search(before):
            near = (-1, 0, 1)
        elif match[0] in cited.lead.sentence and _REGULAR.search(before):
            near = (-1, 0, 1)
        else:
            continue
        for later in (-1, 0, 1):
            if int(match["month"]) - cited.lead.month - 12 * later in near:
                year = int(match["year"]) + later
                yield cited.sign({year}, match.start(), match.end())


PERIOD_RULES = (
    YearRule(
        N_("the text speaks of a part of the year as its own: %(cited)s"),
        _parts_of_year,
        True,
        (
            (
                "Chiều nay (28/6), huyện bàn nhiệm vụ 6 tháng cuối năm 2021.",
                "2021-06-28",
            ),
            (
                "Ngày 14/8, xã họp. Trong 7 tháng đầu năm 2023, xã trồng 9 ha rừng.",
                "2023-08-14",
            ),
        ),
    ),
    YearRule(
        N_("a quarter is reviewed or planned: %(cited)s"),
        _quarters,
        True,
        (("Ngày 7/10, huyện giao ban quý III/2022.", "2022-10-07"),),
    ),
    YearRule(
        N_("a month is reviewed or planned: %(cited)s"),
        _months,
        True,
        (
            (
                "Ngày 28/12, xã giao ban, triển khai nhiệm vụ tháng 1/2024.",
                "2023-12-28",
            ),
        ),
    ),
)
"""Rules about half-years, quarters and months."""
