"""Rules that find the year by school years and crops, which lie in two years.

A school year opens in September of its first year and ends in May of its second;
the winter-spring crop is sown and reaped likewise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.extract.dates.cited import COMPARED, Cited, Sign, YearRule
from index.messages import N_

_SCHOOL = re.compile(
    r"(?P<word>năm học|học kỳ [^.;,\n]{0,8}năm học|niên khóa)\s(?P<year>20[0-4]\d)"
    r"\s?[-–]\s?(?P<next>20[0-4]\d)"
)
_SCHOOL_OPENS = re.compile(r"khai giảng|tựu trường|bước vào năm học|đầu năm học")
_SCHOOL_ENDS = re.compile(
    r"(?:tổng kết|bế giảng|tuyên dương|khen thưởng|tốt nghiệp|kết thúc)[^.;\n]{0,90}$"
)
_SCHOOL_PLANS = re.compile(
    r"(?:nhiệm vụ|tuyển sinh|vào lớp|chuẩn bị|khai giảng|triển khai|phương hướng|"
    r"kế hoạch)[^.;\n]{0,70}$"
)
_SCHOOL_CONTEST = re.compile(
    r"(?:hội thi|cuộc thi|hội khỏe|sơ kết học kỳ)[^.;\n]{0,70}$"
)
_SEASON = re.compile(r"đông xuân (?:năm )?(?P<year>20[0-4]\d)\s?[-–]\s?20[0-4]\d")


def _school_years(cited: Cited) -> Iterator[Sign]:
    month = cited.lead.month
    for match in _SCHOOL.finditer(cited.text):
        first, second = int(match["year"]), int(match["next"])
        if second != first + 1 or COMPARED.search(cited.before(match.start())):
            continue
        before = cited.before(match.start(), 120)
        if match.start() < cited.opening and match.start() > cited.lead_end:
            before = f"{cited.lead.sentence} {before}"
        ends, plans = _SCHOOL_ENDS.search(before), _SCHOOL_PLANS.search(before)
        is_plan_later = plans and not (ends and ends.start() > plans.start())
        years: set[int] = set()
        if is_plan_later or _SCHOOL_OPENS.search(before):
            years = {first} if 3 <= month <= 10 else set()
        elif ends:
            years = {second} if 5 <= month <= 8 else set()
        elif _SCHOOL_CONTEST.search(before) and match.start() < cited.opening:
            # Contests of a school year are held in its middle.
            years = {first} if month >= 10 else {second} if month <= 4 else set()
        if years:
            yield cited.sign(years, match.start(), match.end())


def _seasons(cited: Cited) -> Iterator[Sign]:
    for match in _SEASON.finditer(cited.text[: cited.opening]):
        month, first = cited.lead.month, int(match["year"])
        if month >= 9 or month <= 5:
            yield cited.sign({first + (month <= 5)}, match.start(), match.end())


SCHOOL_YEAR_RULES = (
    YearRule(
        N_("the school year begins or ends: %(cited)s"),
        _school_years,
        True,
        (
            ("Sáng 5/9, trường khai giảng năm học 2018-2019.", "2018-09-05"),
            ("Chiều 24/5, trường tổng kết năm học 2018-2019.", "2019-05-24"),
        ),
    ),
    YearRule(
        N_("the crop of that season stands in the fields: %(cited)s"),
        _seasons,
        True,
        (("Ngày 8/3, xã thăm đồng vụ đông xuân 2019-2020.", "2020-03-08"),),
    ),
)
"""Rules about school years and crops."""
