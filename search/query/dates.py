"""Dates in a query: typed bare, or after ``from:``, ``to:`` and ``date:``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from search.periods import parse_period
from search.query.chunks import core, read_plain
from search.query.fields import Field
from search.query.lexer import Token
from search.query.nodes import Also, Phrase, Published, Reading, Word

DATE_WEIGHT = 0.5
"""An article of that day beside one that writes the day in its text."""

FIRST_YEAR = 1900
"""Four digits below count something; so do those after next year."""


def read_bare_date(token: Token, text: str) -> Also | None:
    """Read a chunk that is a day, a month or a year.

    It is looked for as it was typed, and by the day of publication.
    """
    try:
        first, last = parse_period(core(token, text))
    except ValueError:
        return None
    if not FIRST_YEAR <= first.year <= date.today().year + 1:
        return None
    typed = read_plain(token, text).leaf
    spellings = dict.fromkeys(_spellings(first, last))
    if isinstance(typed, Phrase):
        spellings.pop(tuple(word.syllable for word in typed.words), None)
    readings = [Reading(_phrase(spelling, token), 1.0) for spelling in spellings]
    return Also(typed, (*readings, Reading(Published(first, last), DATE_WEIGHT)))


def _spellings(first: date, last: date) -> Iterator[tuple[str, ...]]:
    """Yield how texts write a day or a month: with and without zeros, year first.

    Nothing for a year, which is written in one way.
    """
    year, month, day = f"{first:%Y}", first.month, first.day
    if first == last:
        yield str(day), str(month), year
        yield f"{day:02}", f"{month:02}", year
        yield year, f"{month:02}", f"{day:02}"
    elif first.month == last.month:
        yield str(month), year
        yield f"{month:02}", year
        yield year, f"{month:02}"


def _phrase(syllables: tuple[str, ...], token: Token) -> Phrase:
    words = (Word(s, token.start, token.end, is_exact=True) for s in syllables)
    return Phrase(tuple(words), is_quoted=False)


def read_field_date(field: Field, value: str) -> Published:
    """Read what stands after ``from:``, ``to:`` or ``date:``.

    Raises
    ------
    ValueError
        If it is not in one of the forms of `parse_period`.
    """
    first, last = parse_period(value)
    return Published(
        None if field == "to" else first, None if field == "from" else last
    )


def common_days(periods: Iterable[Published]) -> Published | None:
    """Give the days that are in all periods; None where there is not one.

    Examples
    --------
    >>> since, until = date(2020, 8, 1), date(2020, 7, 31)
    >>> common_days([Published(since, None), Published(None, until)]) is None
    True
    """
    periods = list(periods)
    first = max((p.first for p in periods if p.first is not None), default=None)
    last = min((p.last for p in periods if p.last is not None), default=None)
    is_empty = first is not None and last is not None and first > last
    return None if is_empty else Published(first, last)
