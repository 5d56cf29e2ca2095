"""The year in which the lead's day lies, by the rules of one table.

Each of `RULES` gives the years that what the text cites allows. Where all firm
signs allow one year, that is the year; where they leave several, or there are none,
the others decide. Two readings, or a year that the text contradicts, are no answer.
"""

from __future__ import annotations

from datetime import date

from index.extract.dates.cited import YEAR, Cited, Sign, YearRule
from index.extract.dates.documents_cited import DOCUMENT_RULES
from index.extract.dates.occasions import OCCASION_RULES
from index.extract.dates.periods_told import PERIOD_RULES
from index.extract.dates.school_years import SCHOOL_YEAR_RULES
from index.extract.dates.years_planned import YEAR_RULES
from index.extract.decisions import Reason

__all__ = ["RULES", "YEAR", "told_year"]

RULES: tuple[YearRule, ...] = (
    DOCUMENT_RULES + PERIOD_RULES + YEAR_RULES + SCHOOL_YEAR_RULES + OCCASION_RULES
)
"""Every rule, in the order in which its reason is preferred."""

FIRST_YEAR = 1995
"""The web's first year in Vietnam, rounded down: no page is older."""


def told_year(cited: Cited, ceiling: date | None) -> tuple[date, Reason] | None:
    """Find the day of the lead in the only year that the text allows.

    Parameters
    ----------
    cited : Cited
        The text and its lead.
    ceiling : date or None
        A day on which the page was already there.

    Returns
    -------
    (date, Reason) or None
        None where no year is told beyond doubt.
    """
    signs = [(rule, sign) for rule in RULES for sign in rule.find(cited)]
    firm = [pair for pair in signs if pair[0].is_firm]
    others = [pair for pair in signs if not pair[0].is_firm]
    for deciding in (firm, _in_opening(firm, cited)):
        years = _allowed_by_all(deciding, cited, ceiling)
        if years:
            break
    else:
        if firm:
            return None
        years, deciding = _allowed_by_all(others, cited, ceiling), others
    if len(years) > 1:
        decided = years & _allowed_by_all(others, cited, ceiling)
        years = decided or years
    if len(years) != 1:
        return None
    (year,) = years
    told = cited.lead.in_year(year)
    if told is None:
        return None
    rule, sign = min(
        ((r, s) for r, s in (*deciding, *others) if year in s.years),
        key=lambda pair: len(pair[1].years),
    )
    return told, Reason(rule.reason, {"cited": sign.cited})


def _in_opening(
    signs: list[tuple[YearRule, Sign]], cited: Cited
) -> list[tuple[YearRule, Sign]]:
    return [pair for pair in signs if pair[1].start < cited.opening]


def _allowed_by_all(
    signs: list[tuple[YearRule, Sign]], cited: Cited, ceiling: date | None
) -> frozenset[int]:
    """Give the years that every sign, the calendar and the whole text allow."""
    if not signs:
        return frozenset()
    years = frozenset.intersection(*(sign.years for _, sign in signs))
    return frozenset(
        year
        for year in years
        if (told := cited.lead.in_year(year)) is not None
        and year >= FIRST_YEAR
        and (ceiling is None or told <= ceiling)
        and not cited.contradicts(told)
    )
