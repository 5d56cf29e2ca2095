"""Rules that find the year by the years that a text reviews and plans.

A December meeting that plans the next year is held before it, a January meeting
that reviews the last one after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.extract.dates.cited import COMPARED, PLAN, Cited, Sign, YearRule
from index.extract.dates.periods_told import HALF, QUARTER
from index.messages import N_

_REVIEW = re.compile(
    r"(?:tổng kết|sơ kết|đánh giá (?:tình hình|kết quả|công tác|việc)|kiểm điểm|"
    r"tổng rà "
    r"soát|kết quả (?:thực hiện|công tác|hoạt động|lãnh đạo))[^.;\n]{0,90}$"
)
_CARRIED_OUT = re.compile(
    r"(?:theo|trong|thực hiện)(?: \w+){0,2} (?:kế hoạch|chương trình công tác)"
    r"(?:[^.;\n]{0,50} năm|, năm)\s$"
)
_LATER = re.compile(r"(?<!\w)(?:sẽ|hoàn thành|đưa|vào|dự kiến|phát điện|đạt|đến)(?!\w)")
_TASKS = re.compile(
    r"(?:yêu cầu|đề nghị|kết luận|phấn đấu|xác định|nhấn mạnh)[^.;\n]{0,90}"
    r"(?:chương trình (?:kiểm tra|công tác|hành động)|kế hoạch (?:kiểm tra|công tác)|"
    r"nhiệm vụ|chỉ tiêu)[^.;\n]{0,40} năm\s$"
)
_DRAWN_UP = re.compile(
    r"(?:thông qua|dự toán|xây dựng (?:kế hoạch|dự toán|chương trình)|phương hướng|"
    r"kế hoạch (?:vốn )?đầu tư công|tuyển quân)[^.;\n]{0,70}$"
)
_AIM = re.compile(r",[^.;\n]{0,60}(?<!\w)(?:mục tiêu|phấn đấu|xác định)(?!\w)")
_ESTIMATE = re.compile(r",?[^.;,\n]{0,40}(?<!\w)(?:ước|dự ước)(?!\w)")
_YEAR_WORD = re.compile(r"năm\s*$")


def _years_reviewed_or_planned(cited: Cited) -> Iterator[Sign]:
    month = cited.lead.month
    for year, start, end in cited.years:
        before = cited.before(start, 120)
        if not _YEAR_WORD.search(before) or COMPARED.search(before):
            continue
        if HALF.search(before) or QUARTER.search(before):
            continue
        drawn, review, plan = (
            _last(pattern, before) for pattern in (_DRAWN_UP, _REVIEW, PLAN)
        )
        begin = start - len(before) + max(review, plan, drawn)
        if drawn >= 0 and month >= 9 and drawn >= review:
            yield cited.sign({year - 1}, begin, end)
        elif review >= 0 and not (plan > review and _is_next(before, review, plan)):
            is_interim = before.startswith("sơ kết", review)
            if month >= 11 or (is_interim and month >= 3 and start < cited.opening):
                yield cited.sign({year}, begin, end)
            elif month <= 3 and start < cited.opening:
                yield cited.sign({year + 1}, begin, end)
        elif plan >= 0 and f"năm {year - 1}" in before[:plan]:
            # One year is looked back on and the next one planned.
            if month >= 11 or month <= 3:
                yield cited.sign({year - (month >= 11)}, begin, end)
        elif plan >= 0 and start < cited.opening:
            if month >= 11:
                yield cited.sign({year - 1, year}, begin, end)
            elif month <= 3:
                yield cited.sign({year}, begin, end)


def _years_aimed_at(cited: Cited) -> Iterator[Sign]:
    month, told = cited.lead.month, {year for year, _, _ in cited.years}
    for year, start, end in cited.years:
        before = cited.before(start)
        is_subject = before.strip() in ("năm", "trong năm", "sang năm", "bước sang năm")
        is_next = year - 1 in told and year == max(told)
        if is_subject and is_next and _AIM.match(cited.text, end):
            if month >= 11 or month <= 3:
                yield cited.sign({year - (month >= 11)}, max(0, start - 4), end)


def _is_next(before: str, review: int, plan: int) -> bool:
    """Say whether a plan is no part of what is reviewed (*tổng kết nhiệm vụ*)."""
    return "," in before[review:plan] or " và " in before[review:plan]


def _estimates(cited: Cited) -> Iterator[Sign]:
    for year, start, end in cited.years:
        if _YEAR_WORD.search(cited.before(start)) and _ESTIMATE.match(cited.text, end):
            if cited.lead.month >= 9:
                yield cited.sign({year}, start, end)


def _compared_years(cited: Cited) -> Iterator[Sign]:
    for year, start, end in cited.years:
        if re.search(r"cùng kỳ năm\s?$", cited.before(start)):
            later = {1, 2} if cited.lead.month <= 2 else {1}
            yield cited.sign({year + n for n in later}, start - 12, end)


def _own_year(cited: Cited) -> Iterator[Sign]:
    month = cited.lead.month
    latest = max((year for year, _, _ in cited.years), default=0)
    for year, start, end in cited.years:
        before = cited.before(start, 150)
        if year != latest or not _YEAR_WORD.search(before) or COMPARED.search(before):
            continue
        carried_out = _CARRIED_OUT.search(before)
        if carried_out is None and not _TASKS.search(before):
            continue
        if carried_out and _LATER.search(carried_out[0]):
            continue
        years = {year - 1, year} if month >= 10 and not carried_out else {year}
        yield cited.sign(years, max(0, start - 4), end)


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Give the latest place where a pattern that reaches the end begins, or -1."""
    found = -1
    match = pattern.search(text)
    while match is not None:
        found = match.start()
        match = pattern.search(text, found + 1)
    return found


YEAR_RULES = (
    YearRule(
        N_("a year is reviewed or planned: %(cited)s"),
        _years_reviewed_or_planned,
        True,
        (
            (
                "Sáng 28/12, xã tổng kết công tác năm 2023, triển khai nhiệm vụ năm "
                "2024.",
                "2023-12-28",
            ),
            (
                "Sáng 5/1, xã tổng kết công tác năm 2023, bàn nhiệm vụ năm 2024.",
                "2024-01-05",
            ),
            ("Chiều nay (8/8), xã sơ kết công tác năm 2020.", "2020-08-08"),
            ("Chiều 9/12, huyện thông qua dự toán ngân sách năm 2019.", "2018-12-09"),
        ),
    ),
    YearRule(
        N_("what the year is to bring is told after the one before: %(cited)s"),
        _years_aimed_at,
        True,
        (
            (
                "Ngày 4/1, xã họp. Năm 2022, lúa tăng 5%. Năm 2023, xã phấn đấu hơn.",
                "2023-01-04",
            ),
        ),
    ),
    YearRule(
        N_("the year's figures are still estimates: %(cited)s"),
        _estimates,
        True,
        (("Ngày 5/12, xã họp. Năm 2016, thu ngân sách ước đạt 9 tỷ.", "2016-12-05"),),
    ),
    YearRule(
        N_("figures are compared with the year before: %(cited)s"),
        _compared_years,
        False,
        (
            (
                "Ngày 9/6, huyện bàn du lịch. Khách tăng 8% so với cùng kỳ năm 2018.",
                "2019-06-09",
            ),
        ),
    ),
    YearRule(
        N_("the plan of the year is being carried out: %(cited)s"),
        _own_year,
        False,
        (("Ngày 5/10, xã mở lớp dạy nghề theo kế hoạch năm 2017.", "2017-10-05"),),
    ),
)
"""Rules about whole years."""
