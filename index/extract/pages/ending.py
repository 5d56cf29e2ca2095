"""Where the article ends, and the byline that ends it.

Below the last paragraph come the byline and the furniture that no rule knows:
tags, headlines of other articles, the publisher's address. A byline that
stands below the text ends the article, whatever comes then; without one, the
short lines below the first piece of furniture go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.extract.dates.datelines import is_dateline
from index.extract.pages.byline_names import has_surname_first
from index.extract.pages.bylines import is_labelled_byline, read_byline
from index.extract.pages.lines import Line

MOST_LINES_AFTER = 12
"""Short lines that are looked through below a byline."""

MOST_BYLINES = 4
"""Lines of names below each other."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the text ends.

    Attributes
    ----------
    n_text : int
        Number of lines that belong to the text.
    byline : range
        The lines of names; empty where there is none.
    """

    n_text: int
    byline: range


def find_ending(lines: Sequence[Line], is_signed: bool) -> Ending:
    """Find the end of the text among lines without known furniture.

    Parameters
    ----------
    lines : sequence of Line
        The lines below the title that no rule has left out, each with its
        number on the page, so that gaps tell where furniture was.
    is_signed : bool
        Whether the authors' names stand above the text.
    """
    n_lines = len(lines)
    floor = max(1, n_lines - MOST_LINES_AFTER)
    last_prose = max(
        (at for at in range(floor, n_lines) if lines[at].is_prose), default=floor - 1
    )
    last_text = max(
        (at for at in range(last_prose, n_lines) if _is_text(lines[at])),
        default=last_prose,
    )
    for at in range(last_prose + 1, n_lines):
        if _is_byline(lines, at, last_text, is_signed):
            byline = range(at, _end_of_byline(lines, at))
            return Ending(_above_datelines(lines, at), byline)
    n_text = _above_datelines(lines, n_lines)
    if lines and _are_scraps(lines, last_text, n_text, is_signed):
        n_text = last_text + 1
    return Ending(n_text, range(n_text, n_text))


def _above_datelines(lines: Sequence[Line], n_text: int) -> int:
    """Give the number of lines above the datelines that end a text."""
    while n_text > 1 and is_dateline(lines[n_text - 1].text):
        n_text -= 1
    return n_text


def _is_text(line: Line) -> bool:
    return line.is_prose or (
        line.ends_sentence and line.n_words >= 6 and read_byline(line.text) is None
    )


def _is_byline(lines: Sequence[Line], at: int, last_text: int, is_signed: bool) -> bool:
    """Say whether a line below the last paragraph is the byline.

    A bare name could also be a caption or a heading: it has to stand directly
    below the text, or to be the last of all.
    """
    names = read_byline(lines[at].text)
    if names is None or not names and at < last_text:
        return False
    if at > last_text and (
        is_labelled_byline(lines[at].text) or lines[at].text.isupper()
    ):
        return True
    if is_signed and not any(map(has_surname_first, names)):
        # Where the author is known already, two syllables may be a tag.
        return False
    above = lines[at - 1]
    below_text = (
        at == 0 or above.is_prose or above.ends_sentence or is_dateline(above.text)
    )
    return below_text or (at == len(lines) - 1 and not is_signed)


def _end_of_byline(lines: Sequence[Line], start: int) -> int:
    """Give the end of the lines of names that begin at `start`.

    They stand directly below each other. A second line of names is part of the
    byline if it has a label or is the last; a third bare one is rather the
    heading of an empty section.
    """
    end = start + 1
    while end < len(lines) and end - start < MOST_BYLINES:
        if lines[end].number != lines[end - 1].number + 1:
            break
        if read_byline(lines[end].text) is None:
            break
        if end - start >= 2 and not is_labelled_byline(lines[end].text):
            break
        end += 1
    return end


def _are_scraps(
    lines: Sequence[Line], last_text: int, n_text: int, is_signed: bool
) -> bool:
    """Say whether the short lines below the last sentence are no text.

    They are where the names stand above the text, so that nothing but
    furniture comes below it, or where furniture stood among them.
    """
    rest = lines[last_text + 1 : n_text]
    if not 0 < len(rest) <= MOST_SCRAPS or not _is_text(lines[last_text]):
        return False
    if any(_STOP.search(line.text) or _ITEM.match(line.text) for line in rest):
        return False
    is_broken = rest[-1].number - lines[last_text].number > len(rest)
    return is_signed or is_broken


MOST_SCRAPS = 6
_STOP = re.compile(r"[.!?…][\"”’')\]\s./]*$")
_ITEM = re.compile(r"\d{1,2}[.)/]|[-–+•*]")
