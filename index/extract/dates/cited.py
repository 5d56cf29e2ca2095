"""What a text cites that may tell its year, as the rules of `told_years` see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.extract.dates.datelines import FoundDate, find_dates
from index.extract.dates.forms import calendar_day
from index.extract.dates.leads import Lead

YEAR = re.compile(r"(?<![\d.,/-])(?P<year>(?:19[5-9]|20[0-4])\d)(?!\d|\s?[-–]\s?\d)")
"""A year by itself: no part of a date, of a number or of a term of years."""

MONTH = re.compile(
    r"tháng (?P<month>0?[1-9]|1[0-2])\s?(?:[/.-]|,?\s?năm)\s?"
    r"(?P<year>(?:19[5-9]|20[0-4])\d)(?!\d)"
)
NUMBERS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
NUMBER = rf"(?:\d{{1,2}}|{'|'.join(NUMBERS)})"
"""A small number in digits or words."""

COMPARED = re.compile(r"(?:so với|cùng kỳ|cùng thời điểm|hơn)[^.;,\n]{0,30}$")
"""What stands before a period with which another one is compared."""

PLAN = re.compile(
    r"(?:triển khai|nhiệm vụ|phương hướng|kế hoạch|chương trình|dự toán|chỉ tiêu|bàn)"
    r"[^.;\n]{0,60}$"
)
"""What stands before a period that is planned."""

HORIZON = re.compile(
    r"(?:(?:đến|tới|trước|vào|từ|sau|hết|cuối|hướng tới)(?: hết| cuối| đầu)? năm\s?$"
    r"|(?<!\w)(?:tầm nhìn|định hướng|mục tiêu|phấn đấu|lộ trình|giai đoạn|nhiệm kỳ|"
    r"dự kiến|sẽ|quy hoạch|kế hoạch|phương hướng|nhiệm vụ|dự toán|xây dựng|năm tới|"
    r"tết|xuân|chuẩn bị|đón|chương trình|triển khai|chỉ tiêu)(?!\w)[^.;\n]{0,60}$)"
)
"""What stands before a year that the text looks forward to."""

_FAR = re.compile(
    r"(?:(?:đến|tới|trước|từ|sau|hết|hướng tới)(?: hết| cuối| đầu)? năm\s?$"
    r"|(?<!\w)(?:tầm nhìn|định hướng|mục tiêu|phấn đấu|lộ trình|giai đoạn|nhiệm kỳ|"
    r"quy hoạch)(?!\w)[^.;,\n]{0,40}$)"
)
"""What stands before a year that proves nothing: a horizon, a term, a beginning."""

_AHEAD = re.compile(
    r"(?<!\w)(?:trước|đến|hết|tới|hạn|chậm nhất|muộn nhất|từ|sẽ|dự kiến|hoàn thành|"
    r"hiệu lực|kết thúc|diễn ra|xong|bế mạc)(?!\w)[^.;\n]{0,40}$"
)
_FULL_DATE = re.compile(
    r"\d\s?[/.–-]\s?\d{1,2}\s?[/.–-]\s?\d\d|\d tháng[^.;\n]{1,14}(?:19|20)\d\d"
)
_ENDS = re.compile(r"[;\n]|\.\s")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a text cites, and the years in which the lead's day may lie by it."""

    years: frozenset[int]
    cited: str
    start: int


Finder = Callable[["Cited"], Iterator[Sign]]


@dataclass(frozen=True, slots=True)
class YearRule:
    """One way in which a text tells the year of its lead's day.

    Attributes
    ----------
    reason : str
        Template of the reason shown, with ``%(cited)s``; the rule's name, too.
    find : callable
        Gives every sign of the rule in a text.
    is_firm : bool
        A firm rule tells a year by itself. Others count where no firm one does,
        or choose between the years that firm ones leave open.
    examples : tuple of (str, str)
        Texts and the day each gives.
    """

    reason: str
    find: Finder
    is_firm: bool
    examples: tuple[tuple[str, str], ...]


class Cited:
    """A text, the day with which it opens, and the dates and years in it.

    Parameters
    ----------
    text : str
        The whole text, lower case with modern tone marks.
    lead : Lead
        The day with which it opens.
    opening : int
        Where its opening (the lead and the paragraph after it) ends.

    Attributes
    ----------
    lead_end : int
        Where the lead's sentence ends.
    dates : list of FoundDate
        Every full date in the text.
    mentions : list of (int, int, int)
        Every year by itself, with its place.
    years : list of (int, int, int)
        Those that are no horizon (*đến năm 2030*), term or beginning.
    """

    def __init__(self, text: str, lead: Lead, opening: int) -> None:
        self.text, self.lead, self.opening = text, lead, opening
        self.lead_end = lead.start + len(lead.sentence)
        self.dates = list(_dates_of_lines(text))
        self.mentions = [
            (int(match["year"]), match.start(), match.end())
            for match in YEAR.finditer(text)
        ]
        self.years = [
            one for one in self.mentions if not _FAR.search(self.before(one[1]))
        ]

    def before(self, start: int, length: int = 90) -> str:
        """Give what stands before a place in its own sentence."""
        piece = self.text[max(0, start - length) : start]
        return _ENDS.split(piece)[-1]

    def after(self, end: int, length: int = 60) -> str:
        """Give what follows a place in its own sentence."""
        return _ENDS.split(self.text[end : end + length])[0]

    def years_within(self, anchor: date, before: int, after: int) -> frozenset[int]:
        """Give the years in which the lead's day is near a day.

        Parameters
        ----------
        anchor : date
            The day cited.
        before, after : int
            Days by which the lead's day may come before or after it.
        """
        found = set()
        for year in (anchor.year - 1, anchor.year, anchor.year + 1):
            told = self.lead.in_year(year)
            if told is not None and -before <= (told - anchor).days <= after:
                found.add(year)
        return frozenset(found)

    def sign(self, years: set[int] | frozenset[int], start: int, end: int) -> Sign:
        """Make a sign of the words between two places."""
        words = " ".join(self.text[start:end].split())
        return Sign(frozenset(years), words, start)

    def contradicts(self, told: date) -> bool:
        """Say whether the text knows, as past, what came after a day.

        Late in a year, texts speak of the next one.
        """
        latest = told.year + (told.month >= 10)
        for year, start, _ in self.mentions:
            if year > latest and not HORIZON.search(self.before(start)):
                return True
        for one in self.dates:
            is_ahead = _AHEAD.search(self.before(one.start)) is not None
            if one.day > told + timedelta(days=400 if is_ahead else 7):
                return True
        for match in MONTH.finditer(self.text):
            first = calendar_day(int(match["year"]), int(match["month"]), 1)
            is_ahead = _AHEAD.search(self.before(match.start())) or HORIZON.search(
                self.before(match.start())
            )
            if first and not is_ahead and first > told + timedelta(days=45):
                return True
        return False


def _dates_of_lines(text: str) -> Iterator[FoundDate]:
    """Give the full dates of a text; most of its lines hold none."""
    start = 0
    for line in text.split("\n"):
        if _FULL_DATE.search(line) is not None:
            for one in find_dates(line):
                yield replace(one, start=start + one.start, end=start + one.end)
        start += len(line) + 1


def number(word: str) -> int:
    """Read a number of `NUMBER`."""
    return int(word) if word.isdigit() else NUMBERS.index(word) + 1
