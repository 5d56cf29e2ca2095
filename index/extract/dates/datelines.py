"""The forms in which pages write their date.

The day always comes first, except in ISO form. A day that no calendar has is
not a date. Forms are listed in `FORMS`; `find_dates` gives all that a line
holds, in order.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Vietnam's time; the country has kept it since 1975 without summer time."""

_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SHORT_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d)"
_SEP = r"\s?(?P<sep>[/.\-–])\s?"

_MONTH_WORDS = ("mười một", "mười hai", "mười", "một", "giêng", "hai", "ba", "tư",
                "năm", "sáu", "bảy", "tám", "chín", "chạp")  # fmt: skip
_MONTH_NUMBERS = dict(
    zip(_MONTH_WORDS, (11, 12, 10, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12), strict=True)
)

FORMS = {
    "iso": (
        r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
        r"(?![\d-])",
        ("2020-06-05T11:30:00+07:00",),
    ),
    "words": (
        rf"(?:ngày\s+)?{_DAY}\s+tháng\s+{_MONTH}(?:\s+năm|\s*[,/-])?\s*{_YEAR}(?!\d)",
        ("ngày 5 tháng 6 năm 2020", "5 tháng 6, 2020"),
    ),
    "short month": (
        rf"{_DAY}[\s-]+(?:th|thg|tháng)\.?[\s-]?{_MONTH}\.?,?[\s-]+{_YEAR}(?!\d)",
        ("05 Th6, 2020", "5-Thg 6-2020"),
    ),
    "month first": (
        rf"tháng\s+(?P<month>{'|'.join(_MONTH_WORDS)}|0?[1-9]|1[0-2])\s+"
        rf"(?P<day>0?[1-9]|[12]\d|3[01]),\s+{_YEAR}(?!\d)",
        ("Tháng Ba 9, 2017", "Tháng 3 9, 2017"),
    ),
    "month in words": (
        rf"{_DAY}\s+tháng\s+(?P<month>{'|'.join(_MONTH_WORDS)}),?(?:\s+năm)?\s+{_YEAR}"
        r"(?!\d)",
        ("9 Tháng Ba 2017", "9 tháng Mười Hai năm 2017"),
    ),
    "english": (
        r"(?P<month>january|february|march|april|may|june|july|august|september|"
        r"october|november|december)\s+(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?"
        r"\s+(?P<year>(?:19|20)\d\d)(?!\d)",
        ("November 22 2019", "June 5th, 2020"),
    ),
    "digits": (
        rf"{_DAY}{_SEP}{_MONTH}\s?(?P=sep)\s?{_SHORT_YEAR}(?![\d/])(?!\s?[.-]\d)",
        ("04/12/2017", "10-08-2018", "03.06.20"),
    ),
}
"""Name of each form, its pattern and examples."""

_FORMS = {
    name: re.compile(rf"(?<![\d/.-]){pattern}", re.I)
    for name, (pattern, _) in FORMS.items()
}

CENTURY_TURNS = 69
"""From this two-digit year on, the 20th century is meant: POSIX's rule (strptime)."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
           "dec")  # fmt: skip
_HAS_YEAR = re.compile(
    r"\d(?:st|nd|rd|th)?[\s/.,\-–năm]{1,8}\d\d|\d{4}-\d\d-\d\d"
    r"|[Tt]h(?:áng|g)?\.? ?\w+.{1,9}\d{4}"
)
_CLOCK = re.compile(
    r"(?<![\d:/.-])(?P<hour>[01]?\d|2[0-3])"
    r"(?:\s?[:hg]\s?|\s?giờ\s?)(?P<minute>[0-5]\d|\d(?=\s?(?:GMT|\(GMT|"
    r"$)))(?:(?:\s?[:'’]\s?)[0-5]\d)?"
    r"\s?(?:phút|['’′])?(?:\s?(?P<half>SA|CH|AM|PM|sáng|trưa|chiều|tối)\b)?"
    r"(?![\d/])",
    re.I,
)
_OFFSET = re.compile(
    r"(?:\.\d{1,9})?\s*(?P<offset>Z\b|[+-]\d\d:?\d\d\b"
    r"|\(?(?:GMT|UTC)(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?(?!\d)\)?)"
)
_HOURS_OFF = re.compile(r"(?P<sign>[+-])\s?(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?")
_LUNAR_AFTER = re.compile(
    r"\s?[(,]?\s?(?:(?i:âm lịch)|ÂL|AL)(?!\w)(?!\s*:?\s*(?:ngày\s+)?\d)"
)
_LUNAR_BEFORE = re.compile(r"(?:(?i:âm lịch)|(?<!\w)(?:ÂL|AL))\s*[:(]?\s*(?:ngày\s+)?$")
_AFTER_NOON = frozenset({"ch", "pm", "chiều", "tối"})
_LAST_NOON_HOUR = 3
"""*1:30 trưa* is half past one in the afternoon, *11:30 trưa* before noon."""

_LABEL = re.compile(
    r"(?:(?:số\s+)?(?:lượt|lần)\s+(?:xem|đọc)|views?|đã\s+xem)\s*:?\s*[\d.,]+k?"
    r"|[\d.,]+k?\s*(?:lượt\s+(?:xem|đọc)|views?)|\#\d+"
    r"|đã\s+chia\s+sẻ\s+với\s+\w+(?:\s+\w+)?"
    r"|(?:\(|\b)GMT\s?\+?\s?0?7?(?::00)?\)?|UTC\s?\+?\s?7?"
    # The rest are whole words: "CH" is no part of "Chi".
    r"|(?<![^\W\d_])(?:ICT|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:lần\s+)?cập\s+nhật\s+cuối"
    r"|(?:ngày\s+)?(?:đăng|xuất\s+bản|đăng\s+tải|phát\s+hành|tạo|đưa\s+tin)"
    r"|cập\s+nhật(?:\s+(?:lúc|ngày|lần\s+cuối))*|posted|published|updated|date"
    r"|số\s+ra|on|by|bởi|(?:thời\s+gian|giờ)(?:\s+đăng)?"
    r"|thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật|CN|T[2-7]"
    r"|ngày|lúc|tháng|năm|hôm\s+nay|bây\s+giờ\s+là|giờ|phút|SA|CH|AM|PM)"
    r"(?![^\W\d_])",
    re.I,
)
_NOISE = re.compile(r"[\s|()\[\],.;:'’′\-–—•·*/+]+")
_PLACE_AND_DAY = re.compile(
    r"\w+(?: [\w.]+){0,4}, ngày \d{1,2} tháng \d{1,2} năm \d{4}\.?$"
)
"""How official papers write their date: *Suối Bạc, ngày 5 tháng 6 năm 2020*."""
_CODE = re.compile(r"[A-ZĐ]{2,6}")
"""A department's letters: *VH - 14:20, 23/11/2007*."""
_UPDATE = re.compile(r"cập\s+nhật|updated|sửa", re.I)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as a line writes it.

    Attributes
    ----------
    day : date
        The day.
    clock : str or None
        ``HH:MM`` in Vietnam's time, where the line states a time.
    start, end : int
        The place in the line, time of day included.
    """

    day: date
    clock: str | None
    start: int
    end: int

    @property
    def iso(self) -> str:
        """``YYYY-MM-DD``, or ``YYYY-MM-DDTHH:MM`` where a time is known."""
        day = self.day.isoformat()
        return f"{day}T{self.clock}" if self.clock else day


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Give the day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    low = " ".join(written.lower().split())
    return _MONTH_NUMBERS.get(low) or _MONTHS.index(low[:3]) + 1


def find_dates(line: str) -> list[FoundDate]:
    """Find every full date in a line, each with the time that stands by it.

    Examples
    --------
    >>> [found.iso for found in find_dates("16:33' 25/8/2020")]
    ['2020-08-25T16:33']
    >>> find_dates("31/02/2020")
    []
    """
    if _HAS_YEAR.search(line) is None:
        return []
    days: list[tuple[int, int, date]] = []
    for name, form in _FORMS.items():
        for match in form.finditer(line):
            year = int(match["year"])
            if year < 100:
                year += 1900 if year >= CENTURY_TURNS else 2000
            day = calendar_day(year, _month(match["month"]), int(match["day"]))
            if day is None or _is_lunar(line, match):
                continue
            if name == "digits" and len(match["year"]) == 2 and match["sep"] == ".":
                # 2.1.10 may as well be a section's number.
                is_padded = len(match["day"]) == len(match["month"]) == 2
                if not is_padded and not _CLOCK.search(line):
                    continue
            # Sorted and apart, so that a line of thousands costs no more a date.
            at = bisect(days, (match.start(),))
            is_free_before = at == 0 or days[at - 1][1] <= match.start()
            is_free_after = at == len(days) or days[at][0] >= match.end()
            if is_free_before and is_free_after:
                days.insert(at, (match.start(), match.end(), day))
    return [_with_clock(line, days, index) for index in range(len(days))]


def _is_lunar(line: str, match: re.Match[str]) -> bool:
    """Say whether a date is the moon's (*10/3/2020 âm lịch*), which is another day."""
    return (
        _LUNAR_AFTER.match(line, match.end()) is not None
        or _LUNAR_BEFORE.search(line, max(0, match.start() - 20), match.start())
        is not None
    )


def _with_clock(line: str, days: list[tuple[int, int, date]], index: int) -> FoundDate:
    start, end, day = days[index]
    floor = days[index - 1][1] if index else 0
    ceiling = days[index + 1][0] if index + 1 < len(days) else len(line)
    after = _CLOCK.search(line, end, min(ceiling, end + 30))
    if after is None and line[end : end + 1] in ("T", "t"):
        after = _CLOCK.match(line, end + 1)
    if after is not None:
        offset = _OFFSET.match(line, after.end())
        moment = _moment(day, after, offset["offset"] if offset else None)
        if moment:
            stop = offset.end() if offset else after.end()
            return FoundDate(moment.date(), f"{moment:%H:%M}", start, stop)
    before = None
    if floor == 0:
        # A time left of the second date belongs to the first one.
        for match in _CLOCK.finditer(line, max(floor, start - 40), start):
            before = match
    if before is not None:
        offset = _OFFSET.match(line, before.end(), start)
        moment = _moment(day, before, offset["offset"] if offset else None)
        if moment:
            return FoundDate(moment.date(), f"{moment:%H:%M}", before.start(), end)
    return FoundDate(day, None, start, end)


def _moment(day: date, clock: re.Match[str], offset: str | None) -> datetime | None:
    hour, minute = int(clock["hour"]), int(clock["minute"])
    half = (clock["half"] or "").lower()
    if half in _AFTER_NOON and hour < 12 or half == "trưa" and hour <= _LAST_NOON_HOUR:
        hour += 12
    elif half in ("sa", "am") and hour == 12:
        hour = 0
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute)
        if offset is None:
            return moment
        off = _HOURS_OFF.search(offset)
        behind = timedelta()
        if off is not None:
            behind = timedelta(
                hours=int(off["hours"]), minutes=int(off["minutes"] or 0)
            )
            behind = -behind if off["sign"] == "-" else behind
        aware = moment.replace(tzinfo=timezone(behind))
        return aware.astimezone(VIETNAM).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def local_time(stamp: str) -> str | None:
    """Read a metadata time stamp as minutes of Vietnam's local time.

    Parameters
    ----------
    stamp : str
        ISO 8601 as web pages write it, or any of `FORMS`.

    Examples
    --------
    >>> local_time("2025-10-22T12:25:52Z")
    '2025-10-22T19:25'
    >>> local_time("soon") is None
    True
    """
    found = find_dates(stamp)
    return found[0].iso if found else None


def is_dateline(line: str) -> bool:
    """Say whether a line holds a date and nothing but what goes with it.

    Examples
    --------
    >>> is_dateline("Đăng ngày: 05/06/2018 16:10 | Cập nhật: 07/06/2018 20:10")
    True
    >>> is_dateline("Ngày 10/9/2019, xã Suối Bạc khánh thành cầu treo")
    False
    """
    if len(line) > 120:
        return False
    found = find_dates(line)
    if not found:
        return False
    rest = dateline_rest(line, found)
    return (
        not rest
        or _CODE.fullmatch(rest) is not None
        or _PLACE_AND_DAY.match(line) is not None
    )


def dateline_rest(line: str, found: list[FoundDate]) -> str:
    """Give what a line holds beside its dates and their labels."""
    rest = list(line)
    for one in found:
        rest[one.start : one.end] = " " * (one.end - one.start)
    text = _LABEL.sub(" ", _CLOCK.sub(" ", "".join(rest)))
    # A dash between two names stays, so that they can be told apart.
    return _NOISE.sub(_joint, text).strip(" -")


def _joint(noise: re.Match[str]) -> str:
    return " - " if re.fullmatch(r"\s+[-–—]\s+", noise[0]) else " "


def is_update_label(text: str) -> bool:
    """Say whether a date that follows `text` is that of a later change."""
    return _UPDATE.search(text[-25:]) is not None
