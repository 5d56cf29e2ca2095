"""Where a text may be cut: between sentences, clauses, syllables, characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# What ends a sentence with the quotes and brackets that close after it, and the
# space without which 1.192 would be two; or a line's end. Both branches begin with
# one of few characters, so that most of a text is passed over quickly.
_BREAK = re.compile(r"[.!?…]['\"”’»)\]]*(?=\s)|\n")
_NEXT_LETTER = re.compile(r"\W*(\w?)")
_LAST_WORD = re.compile(r"(?:^|[^\w])(\w+)\Z")
_CLAUSE_START = re.compile(r"(?:[,;:)”»]|\s[-–—])\s+(?=\S)")
_ABBREVIATIONS = frozenset(
    # Titles of people, kinds of places, and what stands before a reference.
    "gs pgs ts ths tskh bs ks cn ds ls lm ncs nsnd nsưt ngnd ngưt mr mrs ms dr "
    "prof st jr tp tx tt kp đt sđt tk vd vs tr".split()
)
_MARKER = re.compile(r"(?:^|\n)\s*\d{1,3}\Z")
_LONGEST_WORD = 12

_ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_LOW_SURROGATES = range(0xDC00, 0xE000)


def sentence_breaks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where sentences end and where the next ones begin.

    A sentence does not end with an abbreviation (*TP. Hồ Chí Minh*, *GS. TS.*),
    an initial (*Nguyễn Văn A.*, *v.v.*) or the number of a list's item, nor
    where a small letter follows. Every line's end is a sentence's end.

    Yields
    ------
    (int, int)
        Behind the full stop and its closing quotes, from `start` to `end`, both
        included; and behind the space that follows.

    Examples
    --------
    >>> text = "Ông A. ở TP. Huế nói 1.192 xã v.v. là đủ. “Ai?” Tôi."
    >>> [text[b : b + 4] for _, b in sentence_breaks(text, 0, len(text))]
    ['“Ai?', 'Tôi.']
    """
    ended = -1
    for match in _BREAK.finditer(text, start, min(len(text), end + 1)):
        reached = match.end()
        is_line = text[reached - 1] == "\n"
        if is_line:
            reached = _line_end(text, match.start())
            if reached < max(start, 1) or text[reached - 1] == "\n":
                continue
        # A full stop at a line's end is one break, not two.
        if ended < reached <= end:
            ended = reached
            begins = _after_spaces(text, ended)
            is_line = is_line or "\n" in text[ended:begins]
            if is_line or _is_end(text, match.start(), ended):
                yield ended, begins


def _line_end(text: str, at: int) -> int:
    """Go back over the spaces at the end of a line."""
    while at > 0 and text[at - 1].isspace() and text[at - 1] != "\n":
        at -= 1
    return at


def _is_end(text: str, stop: int, ended: int) -> bool:
    following = _NEXT_LETTER.match(text, ended)
    if following is not None and following[1].islower():
        return False
    before = text[max(0, stop - _LONGEST_WORD) : stop]
    word = _LAST_WORD.search(before)
    if text[stop] != "." or word is None:
        return True
    if word[1].isdigit():
        return _MARKER.search(before) is None
    return len(word[1]) > 1 and word[1].lower() not in _ABBREVIATIONS


def sentence_starts(text: str, start: int, end: int) -> list[int]:
    """List where sentences begin, from `start` to `end`, both included.

    Examples
    --------
    >>> sentence_starts("Một.  Hai.\\n\\nBa", 0, 12)
    [0, 6, 12]
    """
    at = start
    while at > 0 and text[at - 1].isspace():
        at -= 1
    # Behind the last letter before `start` there may be closing quotes.
    breaks = sentence_breaks(text, max(0, at - _LONGEST_WORD), end)
    starts = [begins for _, begins in breaks if start <= begins <= end]
    return [_after_spaces(text, 0), *starts] if start == 0 else starts


def clause_starts(text: str, start: int, end: int) -> list[int]:
    """List where something begins behind a comma, a colon or a dash."""
    found = _CLAUSE_START.finditer(text, max(0, start - 2), end + 1)
    return [match.end() for match in found if start <= match.end() <= end]


def may_cut(text: str, at: int) -> bool:
    """Tell whether what a reader takes for one character goes on over an offset.

    False within a letter and its combining marks, a joined or coloured emoji,
    a flag, and a pair of surrogates.

    Examples
    --------
    >>> [at for at in range(9) if may_cut("e\\u0302 👩‍👧 🇻🇳", at)]
    [0, 2, 3, 6, 7]
    """
    if at <= 0 or at >= len(text):
        return True
    following = ord(text[at])
    if following < 0x300:
        return True
    if _ZERO_WIDTH_JOINER in text[at - 1 : at + 1]:
        return False
    if following in _FLAG_LETTERS:
        first = at
        while first > 0 and ord(text[first - 1]) in _FLAG_LETTERS:
            first -= 1
        return (at - first) % 2 == 0
    return not (
        unicodedata.category(text[at]).startswith("M")
        or following in _SKIN_TONES
        or following in _TAGS
        or following in _LOW_SURROGATES
    )


def _after_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
