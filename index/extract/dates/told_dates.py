"""The day of publication that a text tells: a day in the lead, its year deduced.

The lead may name a day and a month (*Chiều nay (28/6)*); its year follows from
what the text cites (`told_years`). What cannot be known is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.extract.dates.cited import Cited
from index.extract.dates.leads import REPORT, Lead, find_lead
from index.extract.dates.told_years import FIRST_YEAR, YEAR, told_year
from index.extract.decisions import Reason
from index.extract.wordlists import lower_in_place, modern_tones
from index.messages import N_

__all__ = ["YEAR", "ToldDate", "date_from_text", "lead_day"]

MOST_LENGTH = 60_000
"""Characters of a text that are read for its day; reports are a tenth of that."""


@dataclass(frozen=True, slots=True)
class ToldDate:
    """A day of publication that the text tells, and what tells it."""

    day: date
    reason: Reason


def lead_day(paragraphs: Sequence[str]) -> tuple[int, int] | None:
    """Give day and month of the news with which the text opens, or None."""
    lead = find_lead(paragraphs)
    return (lead.day, lead.month) if lead else None


def falls_before(day: date, lead: tuple[int, int], n_days: int) -> bool:
    """Say whether a day and month fall on `day` or one of the `n_days` before it.

    Examples
    --------
    >>> falls_before(date(2020, 1, 2), (31, 12), 5)
    True
    >>> falls_before(date(2020, 1, 2), (3, 1), 5)
    False
    """
    return any(
        (near.day, near.month) == lead
        for near in (day - timedelta(days=back) for back in range(n_days + 1))
    )


def date_from_text(
    paragraphs: Sequence[str], ceiling: date | None = None
) -> ToldDate | None:
    """Deduce the day of publication from the lead and what the text cites.

    Parameters
    ----------
    paragraphs : sequence of str
        The article's text, lead first.
    ceiling : date or None
        A day on which the page was already there.

    Examples
    --------
    >>> lead = "Sáng 17/02, tỉnh quán triệt Quy định số 1, ngày 02/02/2023."
    >>> str(date_from_text([lead]).day)
    '2023-02-17'
    >>> date_from_text(["Sáng 17/02, tỉnh quán triệt các văn bản mới."]) is None
    True
    """
    lead = find_lead(paragraphs)
    if lead is None:
        return None
    text = lower_in_place(modern_tones("\n".join(paragraphs)[:MOST_LENGTH]))
    cited = Cited(text, lead, opening=_end_of_paragraph(text, lead.start, 2))
    if lead.year is not None:
        told = _day_with_year(cited, lead, ceiling)
        if told is None:
            return None
        reason = Reason(N_("the text opens on this day as on its news"))
        return ToldDate(lead.written(told), reason)
    found = told_year(cited, ceiling)
    if found is None:
        return None
    told, reason = found
    return ToldDate(lead.written(told), reason)


def _day_with_year(cited: Cited, lead: Lead, ceiling: date | None) -> date | None:
    """Give the day that the lead names in full, where it is that of its news."""
    told = lead.in_year(lead.year or 0)
    if (
        told is None
        or told.year < FIRST_YEAR
        or (ceiling is not None and told > ceiling)
    ):
        return None
    if not lead.is_first:
        return None
    if not lead.is_now and not (lead.has_part and REPORT.search(lead.sentence)):
        return None
    return None if cited.contradicts(told) else told


def _end_of_paragraph(text: str, start: int, n_paragraphs: int) -> int:
    for _ in range(n_paragraphs):
        end = text.find("\n", start)
        if end < 0:
            return len(text)
        start = end + 1
    return start
