"""What a line above the text is: a dateline, furniture, a section or text."""

from __future__ import annotations

import re
from typing import Literal

from index.extract.dates.datelines import (
    FoundDate,
    dateline_rest,
    find_dates,
    is_dateline,
)
from index.extract.pages.bylines import (
    is_labelled_byline,
    names_after_label,
    read_byline,
)
from index.extract.pages.furniture_rules import AGE, furniture_rule
from index.extract.pages.lines import Line
from index.extract.pages.own_date import has_date_in_brackets
from index.extract.pages.site_lines import (
    is_button_row,
    is_masthead,
    is_menu,
    is_section_name,
)
from index.messages import N_

Kind = Literal["date", "age", "byline", "furniture", "section", "text"]

MOST_WORDS_OF_DATELINE = 12

ABOVE_TITLE = N_("stands above the title")
LONGEST_DATELINE = 120

FEWEST_OF_ROW = 3
LONGEST_ROW = 300
WORDS_OF_ENTRY = 4
"""What a row of entries set apart by tabs is: three or more, of few words each."""

KEPT = 4096
"""Lines whose kind is remembered: a page's are asked for several times, and those
of a site's furniture come again on every page of it."""


def line_kind(line: Line) -> Kind:
    """Give what a line above the text is.

    Returns
    -------
    str
        ``date`` (a dateline, perhaps with a name or a section), ``age`` (the time
        since the page was posted), ``byline`` (one that says so itself),
        ``furniture``, ``section`` or ``text``.
    """
    return kind_and_reason(line)[0]


def kind_and_reason(line: Line) -> tuple[Kind, str]:
    """Give the kind of a line and the rule by which it is told."""
    is_row = (
        line.n_pieces >= FEWEST_OF_ROW
        and len(line.text) <= LONGEST_ROW
        and line.n_words <= WORDS_OF_ENTRY * line.n_pieces
        and not line.ends_sentence
    )
    if line.is_prose and len(line.text) > LONGEST_DATELINE:
        rule = furniture_rule(line.text)
        return ("text", ABOVE_TITLE) if rule is None else ("furniture", rule.name)
    kind, reason = _of_text(line)
    if is_row and kind == "text":
        return "furniture", N_("a row of menu entries")
    return kind, reason


def _of_text(line: Line) -> tuple[Kind, str]:
    found = _KNOWN.get(line.text)
    if found is None:
        if len(_KNOWN) >= KEPT:
            _KNOWN.clear()
        found = _KNOWN[line.text] = _tell(line)
    return found


_KNOWN: dict[str, tuple[Kind, str]] = {}


def _tell(line: Line) -> tuple[Kind, str]:
    text = line.text
    if is_dateline(text):
        return "date", N_("a dateline")
    rule = furniture_rule(text)
    if rule is not None:
        return ("age" if rule.name == AGE else "furniture"), rule.name
    if is_section_name(text):
        return "section", N_("the name of a section")
    if is_masthead(text):
        return "furniture", N_("the name of the site")
    if is_menu(text):
        return "furniture", N_("a row of menu entries")
    found = find_dates(text)
    if found and line.n_words <= MOST_WORDS_OF_DATELINE:
        rest = dateline_rest(text, found)
        if not rest or read_byline(rest) is not None or is_section_name(rest):
            return "date", N_("a dateline with a name or a section beside it")
        is_title = has_date_in_brackets(text)
        if not is_title and _is_mostly_date(text, found[0], rest):
            return "date", N_("a date with few words beside it")
    if is_labelled_byline(text) or names_after_label(text):
        return "byline", N_("a byline")
    if is_button_row(text):
        return "furniture", N_("a row of buttons")
    return "text", ABOVE_TITLE


def _is_mostly_date(text: str, found: FoundDate, rest: str) -> bool:
    """Say whether the words beside a date are too few for a headline.

    A time of day or a word for posting allows for more of them; words that
    lead to a date (*Mưa lớn từ 19h30 ngày …*) make it part of a sentence.

    Examples
    --------
    >>> line = "23-11-2017 - 14:35 | Thị trường"
    >>> _is_mostly_date(line, find_dates(line)[0], "Thị trường")
    True
    >>> line = "Mưa lớn từ 19h30 ngày 2/9/2020"
    >>> _is_mostly_date(line, find_dates(line)[0], "Mưa lớn từ")
    False
    """
    n_words = len(rest.split())
    before = text[: found.start].split()
    if before and before[-1].lower().strip(",") in _LEADS_TO_DATE:
        return n_words <= WORDS_BESIDE[0] and says_posted(text)
    if says_posted(text):
        return n_words <= WORDS_BESIDE[2]
    return n_words <= WORDS_BESIDE[1 if found.clock else 0]


WORDS_BESIDE = (2, 5, 8)
"""Words beside a bare date, one with a time, one that says it was posted."""

_SAYS_POSTED = re.compile(
    r"(?<!\w)(?:đăng|xuất bản|số ra|cập nhật|posted|published|phát hành|"
    r"số \d{1,5})(?!\w)"
)
_LEADS_TO_DATE = frozenset("từ lúc vào ngày đến tới trước sau hôm sáng trưa chiều "
                           "tối đêm hồi khoảng là".split())  # fmt: skip


def says_posted(text: str) -> bool:
    """Say whether a line speaks of posting or publishing."""
    return _SAYS_POSTED.search(text.lower()) is not None
