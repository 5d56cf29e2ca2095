"""The forms in which pages write a day.

The day always comes first, except where the year does. A day that no calendar
has is not a date, and one of the lunar calendar is another day. Forms are
listed in `FORMS`; `written_days` gives all that a line holds, in order.
"""

from __future__ import annotations

import re
from bisect import bisect
from datetime import date

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
    "year first": (
        r"(?P<year>(?:19|20)\d\d)(?P<sep>[-/])(?P<month>0[1-9]|1[0-2])(?P=sep)"
        r"(?P<day>0[1-9]|[12]\d|3[01])(?![\d/-])",
        ("2020-06-05T11:30:00+07:00", "2020/06/05"),
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
        rf"(?:tháng\s+|\bthg?\.?\s?(?=\d))"
        rf"(?P<month>{'|'.join(_MONTH_WORDS)}|0?[1-9]|1[0-2])\s+"
        rf"(?P<day>0?[1-9]|[12]\d|3[01]),\s+{_YEAR}(?!\d)",
        ("Tháng Ba 9, 2017", "Tháng 3 9, 2017", "Th3 09, 2017"),
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
CLOCK = re.compile(
    r"(?<![\d:/.-])(?P<hour>[01]?\d|2[0-3])"
    r"(?:\s?[:hg]\s?|\s?giờ\s?)(?P<minute>[0-5]\d|\d(?=\s?(?:GMT|\(GMT|"
    r"$)))(?:(?:\s?[:'’]\s?)[0-5]\d)?"
    r"\s?(?:phút|['’′])?(?:\s?(?P<half>SA|CH|AM|PM|sáng|trưa|chiều|tối)\b)?"
    r"(?![\d/])",
    re.I,
)
"""A time of day: *11:30*, *14h05*, *8 giờ 15 phút*, *2:05:11 CH*."""
_LUNAR_AFTER = re.compile(
    r"\s?[(,]?\s?(?:(?i:âm lịch)|ÂL|AL)(?!\w)(?!\s*:?\s*(?:ngày\s+)?\d)"
)
_LUNAR_BEFORE = re.compile(r"(?:(?i:âm lịch)|(?<!\w)(?:ÂL|AL))\s*[:(]?\s*(?:ngày\s+)?$")


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


def may_hold_day(line: str) -> bool:
    """Say whether a line is worth looking through: most hold no year."""
    return _HAS_YEAR.search(line) is not None


def written_days(line: str) -> list[tuple[int, int, date]]:
    """Find every full date in a line.

    Returns
    -------
    list of tuple
        Start, end and day of each, in order; none overlap.

    Examples
    --------
    >>> [str(day) for _, _, day in written_days("05/06/2020, rằm 15/4/2020 âm lịch")]
    ['2020-06-05']
    """
    days: list[tuple[int, int, date]] = []
    has_clock: bool | None = None
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
                if not is_padded:
                    if has_clock is None:
                        has_clock = CLOCK.search(line) is not None
                    if not has_clock:
                        continue
            # Sorted and apart, so that a line of thousands costs no more a date.
            at = bisect(days, (match.start(),))
            is_free_before = at == 0 or days[at - 1][1] <= match.start()
            is_free_after = at == len(days) or days[at][0] >= match.end()
            if is_free_before and is_free_after:
                days.insert(at, (match.start(), match.end(), day))
    return days


def _is_lunar(line: str, match: re.Match[str]) -> bool:
    """Say whether a date is the moon's (*10/3/2020 âm lịch*), which is another day."""
    return (
        _LUNAR_AFTER.match(line, match.end()) is not None
        or _LUNAR_BEFORE.search(line, max(0, match.start() - 20), match.start())
        is not None
    )
