"""Rules that find the year by the occasion of a report.

Anniversaries, elections, congresses and the lunar new year fall on days that
everybody knows, so the report need not name its year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from index.extract.dates.cited import Cited, Sign, YearRule
from index.extract.dates.forms import calendar_day
from index.extract.dates.known_days import (
    KNOWN_EVENTS,
    LUNAR_YEAR,
    founding_days,
    founding_pattern,
    lunar_year,
)
from index.messages import N_

_ANNIVERSARY = re.compile(
    r"(?:kỷ niệm|kỉ niệm|nhân dịp|nhân|chào mừng|mừng|và|,)(?: lần thứ)? "
    r"(?P<years>\d{1,3}(?:\.\d{3})?) năm "
)
_BEGAN = re.compile(
    r"[^.;\n]{0,90}?\(\s?(?:ngày "
    r")?(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]"
    r"\s?(?P<year>\d{4})(?P<more>\s?[-–]\s?(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?)?"
    r"(?P<now>(?:19|20)\d\d))?\s?\)"
)
_FOUNDED = re.compile(
    r"(?:thành lập|ra đời|tái lập|chia tách|giải phóng)[^.;,\n]{0,20}$"
)
_LUNAR = re.compile(rf"(?P<word>tết|xuân|năm mới|năm|nguyên đán)\s{LUNAR_YEAR}")
_YEAR_AFTER = re.compile(r",?\s?[-–(]?\s?((?:19|20)\d\d)")
_HISTORY = re.compile(r"tổng tiến công|tổng công kích|mậu thân")
_TERM = (
    r"đại hội[^.;\n]{0,140}?nhiệm kỳ (?P<year>20[0-4]\d)\s?[-–]\s?(?P<end>20[0-4]\d)"
)
_CONGRESSES = (
    re.compile(
        r"(?:tổ chức|tiến hành|khai mạc|bế mạc|diễn ra|họp|dự|chỉ đạo)"
        rf"(?P<between>[^.;\n]{{0,60}}?){_TERM}"
    ),
    re.compile(
        rf"(?:\d,|tại|trong) (?P<between>){_TERM}\)?,?(?: của \w+)? (?:đã|chính thức|"
        r"khai mạc|bế mạc|diễn ra|thành công)"
    ),
)
_NOT_ITSELF = re.compile(
    r"chuẩn bị|hướng tới|chào mừng|tuyên truyền|nghị quyết|triển khai|quán triệt|"
    r"rút kinh nghiệm|sơ kết|tổng kết|công tác|kết quả"
)
_PARTY = re.compile(r"đảng bộ|chi bộ|đảng viên")
_OCCASION = re.compile(
    r"(?:khai mạc|bế mạc|diễn ra|phát động|ra quân|mở|tổ chức|hưởng ứng|trong|"
    r"dự)(?: lễ| "
    r"đợt| vòng \w+| chung kết)*(?: khai mạc| bế mạc| phát động| ra quân)? "
    r"(?:hội thi|hội thao|hội diễn|hội báo|hội chợ|hội xuân|hội trại|giải (?!thưởng)|"
    r"cuộc thi|liên hoan|ngày hội|lễ hội|festival|tháng hành động|tháng thanh niên|"
    r"tuần "
    r"lễ|chiến dịch|kỳ thi|giao,? nhận quân|diễn tập|lớp|khóa|trại hè|đợt cao điểm|"
    r"đại hội "
    r"thể dục|tháng công nhân|ngày sách|ngày chuyển đổi|ngày toàn dân)[^.;\n]{0,90}$"
)
_NUMBERED = re.compile(r"lần thứ [^.;,\n]{1,16}, (?:năm )?$")
_EXAM = re.compile(r"kỳ thi (?:tốt nghiệp|thpt quốc gia)[^.;,\n]{0,40} (?:năm )?$")
_ANNOUNCED = re.compile(
    r"họp báo|giới thiệu|đăng cai|ký kết|hợp đồng|học bổng|đăng ký|chuẩn bị|kế hoạch|"
    r"đề án|dự án|tổng kết|trao giải|trao thưởng"
)
_NOT_OCCASION = re.compile(
    r"(?:đến|tới|từ|giai đoạn|luật|so với|cùng kỳ|sinh|thành lập|trước|sau|hiến pháp|"
    r"nghị quyết|hồi|vào|cuối|đầu)[^.;,\n]{0,24}$"
)

BEFORE_ANNIVERSARY = 60
AFTER_ANNIVERSARY = 21
"""Days before and after its day within which an anniversary is celebrated."""

BEFORE_THE_WEB = 1995
"""A day that is remembered without being named so is older than this year."""

BEFORE_EVENT = 45
AFTER_EVENT = 45
"""Days before and after an event of the state within which it is the news."""


def _anniversaries(cited: Cited) -> Iterator[Sign]:
    for match in _ANNIVERSARY.finditer(cited.text):
        n_years = int(match["years"].replace(".", ""))
        began = _BEGAN.match(cited.text, match.end())
        day = None
        if began is not None:
            day = calendar_day(
                int(began["year"]), int(began["month"]), int(began["day"])
            )
        if day is None:
            known = founding_pattern().match(cited.text, match.end())
            day = founding_days()[known[0]] if known else None
        if day is None:
            day = _day_founded(cited, n_years, match.start() < cited.opening)
        if day is None:
            continue
        held = calendar_day(day.year + n_years, day.month, min(day.day, 28))
        if held is None:
            continue
        years = cited.years_within(held, BEFORE_ANNIVERSARY, AFTER_ANNIVERSARY)
        if years:
            end = began.end() if began else min(match.end() + 40, len(cited.text))
            yield cited.sign(years, match.start(), end)


def _day_founded(cited: Cited, n_years: int, is_in_opening: bool) -> date | None:
    """Find the day of which so many years are celebrated elsewhere in the text."""
    days = set()
    for one in cited.dates:
        is_told = _FOUNDED.search(cited.before(one.start)) is not None
        is_leads = (one.day.day, one.day.month) == (cited.lead.day, cited.lead.month)
        if is_told or (is_leads and is_in_opening and one.day.year < BEFORE_THE_WEB):
            days.add(one.day)
    return days.pop() if len(days) == 1 and n_years % 5 == 0 else None


def _lunar_years(cited: Cited) -> Iterator[Sign]:
    month = cited.lead.month
    for match in _LUNAR.finditer(cited.text):
        year = lunar_year(match["stem"], match["branch"])
        around = cited.text[max(0, match.start() - 60) : match.end() + 8]
        named = _YEAR_AFTER.match(cited.text, match.end())
        if year is None or _HISTORY.search(around):
            continue
        if named is not None and int(named[1]) != year:
            continue
        is_in_lead = match[0] in cited.lead.sentence
        if match["word"] == "năm" and not is_in_lead:
            continue
        if month <= 2 or (month == 3 and is_in_lead):
            yield cited.sign({year}, match.start(), match.end())
        elif month >= 11 and match["word"] != "năm":
            yield cited.sign({year - 1}, match.start(), match.end())


def _known_events(cited: Cited) -> Iterator[Sign]:
    for pattern, day in KNOWN_EVENTS:
        match = re.compile(pattern).search(cited.text, 0, cited.opening)
        if match is None:
            continue
        if years := cited.years_within(day, BEFORE_EVENT, AFTER_EVENT):
            yield cited.sign(years, match.start(), match.end())


def _congresses(cited: Cited) -> Iterator[Sign]:
    matches = (
        pattern.search(cited.text, cited.lead.start, cited.opening)
        for pattern in _CONGRESSES
    )
    match = next((m for m in matches if m and not _NOT_ITSELF.search(m[0])), None)
    if match is None:
        return
    year, month = int(match["year"]), cited.lead.month
    if not 4 <= int(match["end"]) - year <= 6:
        return
    years = {year}
    is_party = _PARTY.search(cited.text) is not None
    if month > (10 if is_party else 9) or int(match["end"]) - year != 5:
        # Congresses from below upwards begin in the year before their term.
        years = {year - 1, year}
    yield cited.sign(years, match.start(), match.end())


def _occasions_of_the_year(cited: Cited) -> Iterator[Sign]:
    lead = cited.lead
    latest = max((year for year, _, _ in cited.mentions), default=0)
    is_announced = _ANNOUNCED.search(lead.sentence) is not None
    for year, start, end in cited.years:
        before = cited.before(start, 130)
        exam = _EXAM.search(before)
        if exam and exam[0] in lead.sentence and 5 <= lead.month <= 8:
            yield cited.sign({year}, start - len(exam[0]), end)
        if is_announced:
            continue
        occasion = _OCCASION.search(before)
        if start >= cited.opening or occasion is None or year != latest:
            continue
        named = before[occasion.start() :].replace("giao, nhận", "giao nhận")
        if "," in named and not _NUMBERED.search(before):
            continue
        if _NOT_OCCASION.search(before[occasion.start() :].removesuffix("năm ")):
            continue
        is_in_lead = occasion[0] in lead.sentence
        if occasion[0].startswith(("trong", "dự")) and not is_in_lead:
            continue
        years = {year - 1, year} if lead.month >= 11 else {year}
        yield cited.sign(years, start - len(before) + occasion.start(), end)


OCCASION_RULES = (
    YearRule(
        N_("an anniversary is celebrated in that year: %(cited)s"),
        _anniversaries,
        True,
        (
            (
                "Sáng 26/7, xã kỷ niệm 75 năm Ngày Thương binh - Liệt sĩ (27/7/1947).",
                "2022-07-26",
            ),
            (
                "Sáng 18/11, trường kỷ niệm 40 năm Ngày Nhà giáo Việt Nam.",
                "2022-11-18",
            ),
        ),
    ),
    YearRule(
        N_("the lunar year has that name: %(cited)s"),
        _lunar_years,
        True,
        (
            ("Hôm qua 12/3, xã phát động Tết trồng cây xuân Mậu Tuất.", "2018-03-13"),
            ("Sáng 20/12, xã bàn việc lo Tết Quý Mão cho người nghèo.", "2022-12-20"),
        ),
    ),
    YearRule(
        N_("an event of the state is in the news: %(cited)s"),
        _known_events,
        True,
        (
            (
                "Sáng 25/5, xã họp về cuộc bầu cử đại biểu Quốc hội khóa XV vừa qua.",
                "2021-05-25",
            ),
        ),
    ),
    YearRule(
        N_("a congress opens its term: %(cited)s"),
        _congresses,
        True,
        (("Sáng 26/5, Chi bộ tổ chức Đại hội nhiệm kỳ 2020-2025.", "2020-05-26"),),
    ),
    YearRule(
        N_("what is reported belongs to that year: %(cited)s"),
        _occasions_of_the_year,
        False,
        (("Sáng 9/4, xã khai mạc giải bóng chuyền năm 2016.", "2016-04-09"),),
    ),
)
"""Rules about what is celebrated, held or opened."""
