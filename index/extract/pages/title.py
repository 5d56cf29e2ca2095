"""Which line of a page is the title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.extract.dates.datelines import (
    FoundDate,
    dateline_rest,
    find_dates,
    is_dateline,
)
from index.extract.pages.bylines import read_byline
from index.extract.pages.furniture import (
    is_masthead,
    is_menu,
    is_publisher,
    is_section_name,
)
from index.extract.pages.furniture_rules import Place, furniture_rule
from index.extract.pages.lines import Line

MOST_HEAD_LINES = 40
"""Menus above an article are not looked through further than this."""

FEWEST_WORDS = 4
"""A title has at least four words where the page offers such a line."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title and what stands round it.

    Attributes
    ----------
    title : str
        The title, without a date that shares its line.
    number : int
        Number of the title's line.
    first_body : int
        Number of the first line that can belong to the body.
    own_date : FoundDate or None
        A date in the title's own line.
    """

    title: str
    number: int
    first_body: int
    own_date: FoundDate | None


def find_heading(lines: Sequence[Line]) -> Heading | None:
    """Choose the title among the lines above the first paragraph of prose.

    A candidate is no furniture, no dateline, no name of a section, no part of
    a menu. Candidates that stand by a dateline, have a title's length and
    stand alone between empty lines are preferred; of equals, the first.

    Returns
    -------
    Heading or None
        None where no line can be a title.
    """
    head = _head(lines)
    kinds = [line_kind(line) for line in head]
    best: tuple[float, int] | None = None
    for index, kind in enumerate(kinds):
        if kind != "text":
            continue
        score = _score(head, kinds, index)
        if best is None or score > best[0]:
            best = (score, index)
    if best is None:
        fallback = [i for i, kind in enumerate(kinds) if kind == "section"]
        if not fallback:
            return None
        best = (0.0, fallback[0])
    index = best[1]
    title, own_date = split_own_date(head[index].text)
    first_body = index + 1
    if own_date is None:
        # The title may be repeated below, as the page's and the article's.
        for later in range(index + 1, min(index + 6, len(head))):
            if head[later].text == head[index].text:
                first_body = later + 1
    return Heading(title, head[index].number, first_body, own_date)


def split_own_date(line: str) -> tuple[str, FoundDate | None]:
    """Split a date in parentheses or after a dash from the end of a title.

    Examples
    --------
    >>> split_own_date("Mùa gặt sớm (04/12/2017 18:19)")[0]
    'Mùa gặt sớm'
    >>> split_own_date("Kế hoạch từ ngày 1 đến ngày 9-9-2021")[1] is None
    True
    """
    found = find_dates(line)
    if not found:
        return line, None
    last = found[-1]
    tail = line[last.end :].strip()
    before = line[: last.start].rstrip()
    enclosed = before.endswith(("(", "[")) and tail in (")", "]")
    set_apart = not tail and last.clock and before.endswith(("-", "–", "|", "—"))
    if not (enclosed or set_apart):
        return line, None
    title = before.rstrip("([-–—| ").rstrip()
    return (title, last) if title else (line, None)


def _head(lines: Sequence[Line]) -> Sequence[Line]:
    """Give the lines up to the first paragraph of prose."""
    for index, line in enumerate(lines[:MOST_HEAD_LINES]):
        # A first line is never the body: a long headline is still a headline.
        if index and line.is_prose and not is_dateline(line.text):
            before = lines[:index]
            if any(line_kind(one) == "text" for one in before):
                return before
    return lines[:MOST_HEAD_LINES]


def line_kind(line: Line) -> str:
    """Give what a line above the text is.

    One of ``date`` (a dateline, perhaps with a name or a section),
    ``furniture``, ``section`` and ``text``.
    """
    text = line.text
    if is_dateline(text):
        return "date"
    if furniture_rule(text) is not None:
        return "furniture"
    if is_section_name(text):
        return "section"
    if is_masthead(text) or is_menu(text):
        return "furniture"
    found = find_dates(text)
    if found and line.n_words <= 12:
        rest = dateline_rest(text, found)
        if not rest or read_byline(rest) is not None or is_section_name(rest):
            return "date"
    return "text"


def _score(head: Sequence[Line], kinds: Sequence[str], index: int) -> float:
    line = head[index]
    n_words = line.n_words
    score = 0.0
    if n_words >= FEWEST_WORDS:
        score += 3
    if n_words >= 6:
        score += 1
    if n_words > 40:
        score -= 3
    if line.text.endswith((".", ";", ",", ":")) and not line.text.endswith("..."):
        score -= 2
    if split_own_date(line.text)[1] is not None:
        score += 3
    if line.text[:1] in "-–+•*(":
        score -= 2
    if any(
        0 <= near < len(head) and kinds[near] == "date"
        for near in (index - 1, index + 1)
    ):
        score += 2
    if line.blank_before and line.blank_after:
        score += 0.5
    if line.number == 0 and line.blank_after and n_words >= 3:
        # A page saved without its furniture begins with its title.
        score += 2
    # A row of short lines without empty lines between them is a menu.
    neighbours = [
        kinds[near] == "text" and head[near].n_words <= 4
        for near in (index - 1, index + 1)
        if 0 <= near < len(head)
    ]
    if n_words <= 4 and any(neighbours):
        score -= 1
    if any(other.text == line.text for other in head[index + 1 :]):
        score += 1
    if read_byline(line.text) is not None:
        score -= 2
    if is_publisher(line.text):
        score -= 5
    return score - index * 0.1


def head_authors(lines: Sequence[Line]) -> list[str]:
    """Read the names that share a line with the date near the title.

    Examples
    --------
    >>> head_authors([Line("Hà Thu - 03/03/2021, 14:05", 1, True, True)])
    ['Hà Thu']
    """
    for line in lines[:MOST_HEAD_LINES]:
        if line.is_prose:
            break
        found = find_dates(line.text) if len(line.text) <= 120 else []
        rest = dateline_rest(line.text, found) if found else ""
        names = read_byline(rest) if rest else None
        if names and not is_section_name(rest):
            return names
    return []


def drop_below_title(lines: Sequence[Line]) -> list[Line]:
    """Drop what stands between the title and the text.

    Datelines, section names and a byline of its own go; the furniture rules
    do the rest.
    """
    kept: list[Line] = []
    in_head = True
    for position, line in enumerate(lines):
        if in_head:
            kind = line_kind(line)
            if kind in ("date", "section"):
                continue
            rule = furniture_rule(line.text)
            if kind == "furniture" and (rule is None or rule.place is Place.ALONE):
                continue
            if line.is_prose or position > 8:
                in_head = False
        kept.append(line)
    return kept
