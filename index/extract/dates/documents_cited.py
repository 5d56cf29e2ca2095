"""Rules that find the year by days and documents that a text cites with their year.

A document comes before the day on which it is reported, and many stay in force
for years: a document proves a year only where the text says that it is new, hands
it out, makes it known in its first weeks, or carries out an order of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index.extract.dates.cited import NUMBER, Cited, Sign, YearRule, number
from index.extract.dates.datelines import FoundDate
from index.extract.dates.forms import calendar_day
from index.messages import N_

_KINDS = (
    r"quyết định|nghị quyết|chỉ thị|quy định|kế hoạch|hướng dẫn|thông báo|kết luận|"
    r"công văn|nghị định|thông tư|báo cáo|đề án|tờ trình|công điện|văn bản|quy chế|"
    r"chương trình|luật|pháp lệnh"
)
_DOCUMENT = re.compile(
    rf"(?<!\w)(?:{_KINDS})(?!\w)[^.;\n]{{0,60}}?(?:\b(?:ngày|ký|ban hành)|,|\()\s*$"
)
_ORDER = re.compile(
    r"(?:thực hiện|theo|căn cứ|triển khai)(?: nội dung| tinh thần)? (?:kế hoạch|công "
    r"văn|thông báo|công điện|giấy mời|quyết định (?:thanh tra|kiểm tra|giám sát))"
    r"[^.;\n]*$"
)
_OF_THE_DAY = re.compile(
    r"(?:quyết định|công văn|công điện|thông báo|kế hoạch|hướng dẫn|tờ trình)(?!\w)"
    r"[^.;\n]{0,60}$"
)
"""Documents that serve a matter at hand, while resolutions are studied for years."""

_HANDED_OUT = re.compile(
    r"(?:công bố|trao|đón nhận|tiếp nhận)[^.;\n]{0,40}(?:quyết định|"
    r"nghị quyết)[^.;\n]*$"
)
_MADE_KNOWN = re.compile(r"(?:quán triệt|phổ biến|công bố)[^.;\n]*$")
_NEW = re.compile(
    r"(?:mới ban hành|vừa ban hành|vừa được ban hành|mới được ban hành|văn bản mới|"
    r"quy định mới|vừa ký|ngay sau khi)"
)
_NUMBERS_OF_YEARS = re.compile(
    rf"(?:sơ kết|tổng kết|nhìn lại|đánh giá|kết quả)[^.;\n]{{0,25}}?"
    rf"(?P<years>{NUMBER}) năm (?:thực hiện|triển khai|thi hành)"
)
_SINCE = re.compile(r"(?<!\w)(?:từ|kể từ|tính từ)(?: ngày)?\s?$")
_UP_TO_NOW = re.compile(r"\s(?:đến|tới) (?:nay|giờ|sáng nay|trưa nay|chiều nay)")
_SPAN_UP_TO_NOW = re.compile(
    rf",? (?:đến nay|tới nay|sau|được)[^.;\n]{{0,16}}?(?P<n>{NUMBER}) "
    r"(?P<unit>ngày|tuần|tháng)(?!\w)"
)
_UNTIL = re.compile(r"(?:tính|thống kê|số liệu)?\s?(?:đến|tới)(?: hết)?(?: ngày)?\s?$")
_FIGURES = re.compile(r"(?:tính|thống kê|số liệu|cập nhật)[^.;\n]{0,20}$")
_SPAN = re.compile(r"(?<!\w)từ(?!\w)")
_DEADLINE = re.compile(
    r"(?:hoàn thành|xong|nộp|gửi|báo cáo|chậm nhất|muộn nhất|kết thúc)[^.;\n]{0,60}"
    r"(?:trước|đến|hết|là|vào)(?: hết)?(?: ngày)?\s?$"
)
_LASTS = re.compile(
    r"(?:diễn ra|kéo dài|mở cửa)[^.;\n]{0,60}(?:đến|tới)(?: hết)?(?: ngày)?\s?$"
)
_WILL = re.compile(r"(?<!\w)(?:sẽ|sắp|dự kiến)(?!\w)[^.;\n]*$")
_MEMORY = re.compile(
    r"kỷ niệm|kỉ niệm|năm ngày|ngày sinh|ngày mất|lễ giỗ|lịch sử|thành lập|ngày này năm"
)
_UNIT_DAYS = {"ngày": 1, "tuần": 7, "tháng": 30}

FRESH = 31
"""Days within which a document is made known while it is news."""

THIS_WEEK = 7
"""Days within which *đến ngày 26/4/2020* is said of now."""

NEW = 100
"""Days for which a document is called new."""

NEAREST = 75
"""Days within which several documents, or an order being carried out, lie."""

REVIEW_WITHIN = 120
"""Days from the end of a document's years to the meeting that reviews them."""


def _names_document(cited: Cited, one: FoundDate, before: str) -> bool:
    """Say whether a date is that of a document named before it."""
    # A date in words holds its own "ngày".
    has_own = cited.text.startswith("ngày", one.start)
    return _DOCUMENT.search(before[-100:] + ("ngày" if has_own else "")) is not None


def _documents(cited: Cited) -> list[tuple[FoundDate, str]]:
    """Give the documents with their days, reviews of their years left out."""
    found = []
    for one in cited.dates:
        before = cited.before(one.start, 140)
        is_document = _names_document(cited, one, before)
        if is_document and not _NUMBERS_OF_YEARS.search(before):
            found.append((one, before))
    return found


def _same_day(cited: Cited) -> Iterator[Sign]:
    if _MEMORY.search(cited.text, 0, cited.opening):
        return
    years = [year for year, _, _ in cited.years]
    latest = max([*years, *(one.day.year for one in cited.dates)], default=0)
    for one in cited.dates:
        before = cited.before(one.start, 120)
        is_same = (one.day.day, one.day.month) == (cited.lead.day, cited.lead.month)
        if (
            is_same
            and one.day.year == latest
            and not (_MEMORY.search(before) or _WILL.search(before))
        ):
            yield cited.sign({one.day.year}, one.start, one.end)


def _goes_on(cited: Cited) -> Iterator[Sign]:
    for one in cited.dates:
        if not _SINCE.search(cited.before(one.start)):
            continue
        span = _SPAN_UP_TO_NOW.match(cited.text, one.end)
        if span is not None:
            days = number(span["n"]) * _UNIT_DAYS[span["unit"]]
            around = one.day + timedelta(days=days)
            years = cited.years_within(around, 10 + days // 4, 10 + days // 4)
            if years:
                yield cited.sign(years, one.start, span.end())
        elif _UP_TO_NOW.match(cited.text, one.end):
            years = cited.years_within(one.day, 0, FRESH)
            if years:
                yield cited.sign(years, one.start, one.end)


def _figures_until(cited: Cited) -> Iterator[Sign]:
    for one in cited.dates:
        before = cited.before(one.start)
        until = _UNTIL.search(before)
        if until is not None and not _SPAN.search(before):
            is_sentence = not before[: until.start()].strip()
            is_now = is_sentence and one.start < cited.opening
            most = THIS_WEEK if is_now else -1
            if _FIGURES.search(before):
                most = NEAREST
            if years := cited.years_within(one.day, 0, most):
                yield cited.sign(years, one.start, one.end)


def _deadline(cited: Cited) -> Iterator[Sign]:
    for one in cited.dates:
        before = cited.before(one.start, 140)
        if _LASTS.search(before) and (years := cited.years_within(one.day, 45, -1)):
            yield cited.sign(years, one.start, one.end)
        most = 120 if _DEADLINE.search(before) else 60 if _WILL.search(before) else 0
        if most and (years := cited.years_within(one.day, most, -1)):
            yield cited.sign(years, one.start, one.end)


def _document_made_known(cited: Cited) -> Iterator[Sign]:
    documents = _documents(cited)
    if not documents:
        return
    # The latest document alone counts: each earlier one allows its year, too.
    latest, before = max(documents, key=lambda pair: pair[0].day)
    recent = cited.years_within(latest.day, 0, NEAREST)
    near = [one for one, _ in documents if (latest.day - one.day).days <= FRESH]
    is_in_lead = latest.start < cited.opening
    at_hand = (
        _HANDED_OUT.search(before)
        or len(near) > 1
        or (is_in_lead and _ORDER.search(before))
        or cited.lead.weekday is not None
    )
    years: frozenset[int] = frozenset()
    if at_hand and recent:
        years = recent
    elif _NEW.search(before) or _NEW.search(cited.lead.sentence):
        years = cited.years_within(latest.day, 0, NEW)
    elif _MADE_KNOWN.search(before) or (
        _OF_THE_DAY.search(before) and latest.start < cited.lead_end
    ):
        years = cited.years_within(latest.day, 0, FRESH)
    if years:
        yield cited.sign(years, latest.start, latest.end)


def _years_reviewed(cited: Cited) -> Iterator[Sign]:
    for one in cited.dates:
        before = cited.before(one.start, 160)
        term = _NUMBERS_OF_YEARS.search(before)
        if term is None or not _names_document(cited, one, before):
            continue
        year = one.day.year + number(term["years"])
        due = calendar_day(year, one.day.month, min(one.day.day, 28))
        years = cited.years_within(due or date(year, 1, 1), 120, REVIEW_WITHIN)
        if years:
            start = one.start - len(before) + term.start()
            yield cited.sign(years, start, one.end)


DOCUMENT_RULES = (
    YearRule(
        N_("the text names the same day with its year: %(cited)s"),
        _same_day,
        True,
        (
            (
                "Sáng 6/4, xã mở hội làng. Hội kéo dài từ ngày 6/4/2019 đến hết tuần.",
                "2019-04-06",
            ),
        ),
    ),
    YearRule(
        N_("the text tells of what went on until now from %(cited)s"),
        _goes_on,
        True,
        (
            (
                "Trưa nay (12/9), nước rút. Mưa từ ngày 9/9/2024 đến nay ngập 20 nhà.",
                "2024-09-12",
            ),
            (
                "Ngày 3/3, xã họp. Chợ mở từ ngày 5/1/2022, đến nay gần hai tháng.",
                "2022-03-03",
            ),
        ),
    ),
    YearRule(
        N_("the latest figures are of the weeks before: %(cited)s"),
        _figures_until,
        True,
        (
            (
                "Sáng 10/7, huyện họp. Tính đến ngày 30/6/2018, có 9 xã đạt chuẩn.",
                "2018-07-10",
            ),
        ),
    ),
    YearRule(
        N_("the text sets a day in the months to come: %(cited)s"),
        _deadline,
        True,
        (
            (
                "Ngày 2/8, huyện họp. Các xã hoàn thành việc này trước ngày 15/9/2020.",
                "2020-08-02",
            ),
        ),
    ),
    YearRule(
        N_("a document of the weeks before is made known: %(cited)s"),
        _document_made_known,
        True,
        (
            (
                "Sáng 17/02, huyện phổ biến Quy định số 9, ngày 02/02/2023 của tỉnh.",
                "2023-02-17",
            ),
            (
                "Sáng 3/1, xã phổ biến Kế hoạch số 4, ngày 27/12/2022 của huyện.",
                "2023-01-03",
            ),
            (
                "Chiều 9/6, huyện trao Quyết định số 8, ngày 11/5/2021 cho ông Bản.",
                "2021-06-09",
            ),
            (
                "Chiều 24/10, xã bàn Công văn số 58/UBND, ngày 18/10/2019 của huyện.",
                "2019-10-24",
            ),
            (
                "Thực hiện Kế hoạch số 7, ngày 5/1/2024 của tỉnh, sáng 9/3, huyện họp.",
                "2024-03-09",
            ),
        ),
    ),
    YearRule(
        N_("the years of a document under review end then: %(cited)s"),
        _years_reviewed,
        True,
        (
            (
                "Sáng 26/8, sở sơ kết một năm thực hiện Kế hoạch số 2, ngày 16/8/2021.",
                "2022-08-26",
            ),
        ),
    ),
)
"""Rules about days and documents cited in full."""
