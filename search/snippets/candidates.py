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

from index.analysis.normalise import fold

_LOWER = "đăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
_PUNCTUATION = "\xa0–—“”‘’…«»•·\u2010\u2011"
UNUSUAL = b"?"
"""Stands for every character that is not listed here, and may be anything: a
letter of another script, a combining mark, a full-width form. Also for itself,
since that is what Python's ``replace`` writes."""

# A code page of our own: Latin letters, the Vietnamese ones and what stands
# between them are 251 characters, which leaves room for five more.
_KNOWN = printable + _LOWER + _LOWER.upper() + _PUNCTUATION
_CODE_PAGE = codecs.charmap_build(_KNOWN.ljust(256, "\ufffe"))
_LETTERS = frozenset(ascii_letters + digits + _LOWER + _LOWER.upper())
_FOLDED = "".join(
    fold(c) if c in _LETTERS else "?" if c == "?" else " " for c in _KNOWN
)
_TO_FOLDED = _FOLDED.encode("ascii").ljust(256, UNUSUAL)

# 1.500m is two syllables without anything between.
_NUMBER_AND_UNIT = re.compile(rb"[0-9] [0-9]+[a-z]")


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


def word_needle(word: str) -> bytes:
    """Give what to look for where a whole word is looked for."""
    return b" " + fold_text(word) + b" "


def prefix_needle(prefix: str) -> bytes:
    """Give what to look for where words with a beginning are looked for."""
    return b" " + fold_text(prefix)


def candidates(folded: bytes, needles: Iterable[bytes]) -> list[int]:
    """List the offsets at which a word may stand, ascending.

    Where a word begins; where an unusual character stands, for a word that has
    one in it or beside it is found by that; and where a unit is written close
    after a number.

    Parameters
    ----------
    folded : bytes
        As `fold_text` gives it, with a space before and behind. The offsets are
        those of the text without these.
    needles : iterable of bytes
        As `word_needle` and `prefix_needle` give them.
    """
    found: list[int] = []
    for needle in needles:
        # An unusual word stands where the unusual characters are.
        if UNUSUAL not in needle:
            _find(folded, needle, 0, found)
    _find(folded, UNUSUAL, 1, found)
    found += [match.start() - 1 for match in _NUMBER_AND_UNIT.finditer(folded)]
    found.sort()
    return found


def _find(folded: bytes, needle: bytes, shift: int, found: list[int]) -> None:
    at = folded.find(needle)
    while at >= 0:
        found.append(at - shift)
        at = folded.find(needle, at + 1)
