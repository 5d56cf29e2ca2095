"""The day of a document, where a text states it beside the number."""

from __future__ import annotations

import re
from datetime import date

from index.extract.dates.forms import may_hold_day, written_days

_WITHIN = 130
"""Code points behind a number in which its day is looked for."""

_BETWEEN = re.compile(
    # The issuer may come first: but not what was done on the day.
    r"(?:\s(?:của|do)\s(?:(?!\s(?:được|đã|sẽ|vào|trong|từ|đến|trước|sau|kể|về|để|hướng|"
    r"quy|có)\s)[^,.;:()\n\d]){2,90})?"
    r"\s?[,(]?\s?(?:được\s)?(?:ký\s|ban hành\s|ra\s)?(?:ngày\s*:?\s*)?"
)


def day_beside(low: str, end: int, until: int) -> date | None:
    """Give the day of the document whose mention ends at a place.

    Parameters
    ----------
    low : str
        The text in lower case, each letter at its place.
    end : int
    until : int
        Where the next document is cited: a day behind it is its own.

    Examples
    --------
    >>> day_beside("chỉ thị 16 của thủ tướng ngày 31/3/2020", 10, 39)
    datetime.date(2020, 3, 31)
    """
    behind = low[end : min(until, end + _WITHIN)]
    if may_hold_day(behind):
        for at, _, day in written_days(behind)[:1]:
            if _BETWEEN.fullmatch(behind, 0, at):
                return day
    return None
