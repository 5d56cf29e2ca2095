"""Where in a text the words of a query may stand: a fast look that misses nothing.

A text is folded as a whole to one byte a code point, so that offsets stay what
they are, and the folded words are looked for as bytes. What is found is read
again exactly by `search.snippets.occurrences`, which alone decides.

Normalising every syllable of an article instead takes several times as long
(``bench/snippets.py``).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from string import ascii_letters, digits, printable
from typing import NamedTuple

from index.analysis.normalise import fold

_LOWER = "đăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
_PUNCTUATION = "\xa0–—“”‘’…«»•·\u2010\u2011"
UNUSUAL = b"?"
"""Stands for every character that is not listed here, and may be anything: a
letter of another script, a combining mark, a full-width form. Also for itself,
since that is what Python's ``replace`` writes."""

# A code page of our own: Latin letters, the Vietnamese ones and what stands
# between them are 248 characters. Only one whose first character is NUL becomes
# a table of arrays; any other becomes a dict, which is ten times slower.
_KNOWN = "\0" + printable + _LOWER + _LOWER.upper() + _PUNCTUATION
_CODE_PAGE = codecs.charmap_build(_KNOWN.ljust(256, "\ufffe"))
_LETTERS = frozenset(ascii_letters + digits + _LOWER + _LOWER.upper())
_FOLDED = "".join(
    fold(c) if c in _LETTERS else "?" if c in "?\0" else " " for c in _KNOWN
)
_TO_FOLDED = _FOLDED.encode("ascii").ljust(256, UNUSUAL)

# 1.500m is two syllables without anything between.
_DIGITS_ALIKE = bytes.maketrans(b"123456789", b"000000000")
_SPACE = ord(" ")
_REST_AND_UNIT = re.compile(rb"[0-9]+[a-z]")


def fold_text(text: str) -> bytes:
    """Fold a text to one byte a code point.

    Letters and digits are their folded ASCII letters, everything between
    syllables is a space, and so are the points inside numbers.

    Examples
    --------
    >>> fold_text("Số 1.192-NQ/TW?")
    b'so 1 192 nq tw?'
    """
    encoded, _ = codecs.charmap_encode(text, "replace", _CODE_PAGE)
    return encoded.translate(_TO_FOLDED)


class Needle(NamedTuple):
    """What is looked for as bytes.

    Attributes
    ----------
    folded : bytes
        With the space before it.
    n_letters : int
        Of a word that begins with a letter: its length. Between two spaces it
        is a syllable, whatever else is in the text. 0 for what has to be read
        again with what stands around it: a prefix, or digits, which points join.
    """

    folded: bytes
    n_letters: int


Candidate = tuple[int, int]
"""Where something may stand: an offset in the text, and where a whole syllable that
begins there ends; 0 where what stands around the offset has to be read to know."""


def word_needle(word: str) -> Needle:
    """Give what to look for where a whole word is looked for."""
    folded = fold_text(word)
    if folded[:1].isalpha():
        return Needle(b" " + folded, len(folded))
    return Needle(b" " + folded + b" ", 0)


def prefix_needle(prefix: str) -> Needle:
    """Give what to look for where words with a beginning are looked for."""
    return Needle(b" " + fold_text(prefix), 0)


def candidates(folded: bytes, needles: Iterable[Needle]) -> list[Candidate]:
    """List the places at which a word may stand, ascending.

    Where a word begins; where an unusual character stands, for a word that has
    one in it or beside it is found by that; and where a unit is written close
    after a number.

    Parameters
    ----------
    folded : bytes
        As `fold_text` gives it, with a space before and behind. The offsets are
        those of the text without these.
    needles : iterable of Needle
        As `word_needle` and `prefix_needle` give them. One with an unusual
        character in it may be left out.
    """
    found: list[Candidate] = []
    find = folded.find
    for needle, n_letters in needles:
        at = find(needle)
        if n_letters:
            # Looking for the space behind as well would take longer.
            beyond = n_letters + 1
            while at >= 0:
                if folded[at + beyond] == _SPACE:
                    found.append((at, at + n_letters))
                at = find(needle, at + beyond)
        else:
            while at >= 0:
                found.append((at, 0))
                at = find(needle, at + 1)
    at = find(UNUSUAL)
    while at >= 0:
        found.append((at - 1, 0))
        at = find(UNUSUAL, at + 1)
    # A pattern that begins with any digit would take longer than all the rest.
    find = folded.translate(_DIGITS_ALIKE).find
    at = find(b"0 0")
    while at >= 0:
        if _REST_AND_UNIT.match(folded, at + 2):
            found.append((at - 1, 0))
        at = find(b"0 0", at + 1)
    found.sort()
    return found
