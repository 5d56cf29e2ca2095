"""Dates in a line, each with the time beside it, and lines that are datelines.

`index.extract.dates.forms` knows how days are written; here is what stands
beside them: times of day, zones, labels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from index.extract.dates.forms import CLOCK, may_hold_day, written_days

VIETNAM = timezone(timedelta(hours=7))
"""Vietnam's time; the country has kept it since 1975 without summer time."""

_OFFSET = re.compile(
    r"(?:\.\d{1,9})?\s*(?P<offset>Z\b|[+-]\d\d:?\d\d\b"
    r"|\(?(?:GMT|UTC)(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?(?!\d)\)?)"
)
_HOURS_OFF = re.compile(r"(?P<sign>[+-])\s?(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?")
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


def find_dates(line: str) -> list[FoundDate]:
    """Find every full date in a line, each with the time that stands by it.

    Examples
    --------
    >>> [found.iso for found in find_dates("16:33' 25/8/2020")]
    ['2020-08-25T16:33']
    >>> find_dates("31/02/2020")
    []
    """
    if not may_hold_day(line):
        return []
    days = written_days(line)
    return [_with_clock(line, days, index) for index in range(len(days))]


def _with_clock(line: str, days: list[tuple[int, int, date]], index: int) -> FoundDate:
    start, end, day = days[index]
    floor = days[index - 1][1] if index else 0
    ceiling = days[index + 1][0] if index + 1 < len(days) else len(line)
    after = CLOCK.search(line, end, min(ceiling, end + 30))
    if after is None and line[end : end + 1] in ("T", "t"):
        after = CLOCK.match(line, end + 1)
    if after is not None:
        offset = _OFFSET.match(line, after.end())
        moment = _moment(day, after, offset["offset"] if offset else None)
        if moment:
            stop = offset.end() if offset else after.end()
            return FoundDate(moment.date(), f"{moment:%H:%M}", start, stop)
    before = None
    if floor == 0:
        # A time left of the second date belongs to the first one.
        for match in CLOCK.finditer(line, max(floor, start - 40), start):
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
    text = _LABEL.sub(" ", CLOCK.sub(" ", "".join(rest)))
    # A dash between two names stays, so that they can be told apart.
    return _NOISE.sub(_joint, text).strip(" -")


def _joint(noise: re.Match[str]) -> str:
    return " - " if re.fullmatch(r"\s+[-–—]\s+", noise[0]) else " "


def is_update_label(text: str) -> bool:
    """Say whether a date that follows `text` is that of a later change."""
    return _UPDATE.search(text[-25:]) is not None
