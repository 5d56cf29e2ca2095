"""Lines on pages → paragraphs.

A PDF file knows glyphs and their places, no paragraphs. A line goes on in the
next one where it was broken for want of room: where the next line's first word
would not have fitted behind it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median

from index.corpus.legacy.spelling import is_syllable

_EDGE = 2
"""So many lines at the top and at the bottom of a page can be its header or
footer."""
_REPEATED = 0.6
"""On so many of the pages a line must recur to be one of them."""
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:trang|page)?\s*(\d{1,5})(?:\s*/\s*\d{1,5})?[-–—|\s]*", re.I
)
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?…:;][”\"’')\]]*$")
_ITEM = re.compile(r"(?:[-–—•+*▪●○]|\d{1,3}(?:\.\d{1,3})*[.)]|[a-zđ][.)])\s")
_SHARED = 3
"""So many lines with one left edge make it a margin or an indent."""
_BROKEN_WORD = re.compile(r"([^\W\d_]+)-$")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class PdfLine:
    """One line of a page; lengths in points, from the page's lower left corner.

    Attributes
    ----------
    text : str
        Never empty.
    left, right, bottom, height : float
    first_word : float
        Width of the first word.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float
    first_word: float


def join_pages(pages: list[list[PdfLine]]) -> str:
    """Make one text of the pages: paragraphs with a blank line between.

    Headers, footers and page numbers go: lines at the top or the bottom that
    recur, but for their digits, on most pages. Short lines that follow each
    other closely stay lines of one block.
    """
    text = ""
    before: PdfLine | None = None
    room = 0.0
    for lines in _without_furniture(pages):
        if not lines:
            continue
        pitch = _pitch(lines)
        margin = max(line.right for line in lines)
        edges = _left_edges(lines)
        is_new_page = True
        for line in lines:
            if before is None:
                text = line.text
            elif _goes_on(before, line, room, pitch, is_new_page) and (
                is_new_page or _is_flush(before, line, edges)
            ):
                text = _append(text, line.text)
            else:
                is_close = (
                    not is_new_page and _gap(before, line) <= 1.4 * pitch
                ) and not _SENTENCE_END.search(before.text)
                text += ("\n" if is_close else "\n\n") + line.text
            before, room, is_new_page = line, margin - line.right, False
    return text


def _goes_on(
    before: PdfLine, line: PdfLine, room: float, pitch: float, is_new_page: bool
) -> bool:
    """Tell whether a line continues the paragraph of the line before it."""
    space = 0.3 * line.height
    if room > line.first_word + space:
        return False
    if not 0.87 * before.height < line.height < 1.15 * before.height:
        return False  # A heading is set larger.
    ends = _SENTENCE_END.search(before.text) is not None
    if is_new_page:
        return not ends
    if not 0 < _gap(before, line) <= (1.25 if ends else 1.6) * pitch:
        return False
    if ends and (_ITEM.match(line.text) or line.left > before.left + line.height):
        return False
    return True


def _left_edges(lines: list[PdfLine]) -> set[int]:
    """Give the left edges, in whole points, that several lines of a page share."""
    counts = Counter(round(line.left) for line in lines)
    return {
        edge
        for edge, n in counts.items()
        if n + counts[edge - 1] + counts[edge + 1] >= _SHARED
    }


def _is_flush(before: PdfLine, line: PdfLine, edges: set[int]) -> bool:
    """Tell whether two lines stand flush left, as the lines of a paragraph do.

    Lines of a heading are centred, and those of a head or a signature stand on
    the right: their left edges are their own.
    """
    if abs(before.left - line.left) <= line.height / 2:
        return True
    return {round(before.left), round(line.left)} <= edges


def _append(text: str, more: str) -> str:
    broken = _BROKEN_WORD.search(text[-80:])
    if broken is None:
        return f"{text} {more}"
    following = _WORD.match(more)
    if (
        following is None
        or following[0][0].isupper()
        or (is_syllable(broken[1]) and is_syllable(following[0]))
    ):
        # Vietnamese syllables are never broken: this hyphen is the word's own.
        return text + more
    return text[:-1] + more


def _gap(before: PdfLine, line: PdfLine) -> float:
    return before.bottom - line.bottom


def _pitch(lines: list[PdfLine]) -> float:
    """Give the usual distance of two lines of a page."""
    gaps = [
        gap
        for before, line in zip(lines, lines[1:], strict=False)
        if 0 < (gap := _gap(before, line)) < 3 * line.height
    ]
    return median(gaps) if gaps else 1.2 * lines[0].height


def _without_furniture(pages: list[list[PdfLine]]) -> list[list[PdfLine]]:
    n_pages = sum(1 for lines in pages if lines)
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_key(line) for line in _edges(lines)})
    repeated = {key for key, n in seen.items() if n >= 2 and n >= _REPEATED * n_pages}
    kept = []
    for number, lines in enumerate(pages, 1):
        furniture = {
            line
            for line in _edges(lines)
            if _key(line) in repeated or _is_page_number(line, number)
        }
        kept.append([line for line in lines if line not in furniture])
    return kept


def _edges(lines: list[PdfLine]) -> list[PdfLine]:
    by_height = sorted(lines, key=lambda line: -line.bottom)
    return by_height[:_EDGE] + by_height[_EDGE:][-_EDGE:]


def _key(line: PdfLine) -> str:
    return _DIGITS.sub("#", " ".join(line.text.split()))


def _is_page_number(line: PdfLine, number: int) -> bool:
    found = _PAGE_NUMBER.fullmatch(line.text)
    return found is not None and int(found[1]) == number
