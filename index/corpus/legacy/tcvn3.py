"""TCVN3: the fonts named ``.VnTime``, also called ABC.

The 8-bit table VN3 of the standard TCVN 5712:1993, in which capitals with a
tone have no place: a font of capitals (``.VnTimeH``) draws them, and the text
holds small letters. Positions checked against glibc's table of TCVN 5712.
"""

from __future__ import annotations

import re

from index.corpus.legacy.encoding import WORD, LegacyEncoding
from index.corpus.legacy.spelling import is_spelled_vietnamese
from index.corpus.legacy.western import of_byte

# Where the standard's third table has no letter, there is a point.
_FIRST = 0xA1
_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ."  # A1 to AF
    ".....àảãáạ.ằẳẵắ."  # B0 to BF
    "......ặầẩẫấậè.ẻẽ"  # C0 to CF
    "éẹềểễếệìỉ...ĩíịò"  # D0 to DF
    ".ỏõóọồổỗốộờởỡớợù"  # E0 to EF
    ".ủũúụừửữứựỳỷỹýỵ"  # F0 to FE
)

TABLE = {_FIRST + at: letter for at, letter in enumerate(_LETTERS) if letter != "."}
"""Byte → letter."""

_READ = {
    ord(character): letter
    for byte, letter in TABLE.items()
    for character in of_byte(byte)
}
_AFFECTED = re.compile(f"[{''.join(map(re.escape, map(chr, _READ)))}]")
# As letters they make no word: â, đ, Đ, ã, ằ; ± is none.
_STANDING_ALONE = frozenset("©®§·±»")
_CAPITALS = re.compile(r"[A-Z].*[A-Z]", re.S)
_SMALL = re.compile(r"[a-z]")
# PDF's Windows encoding has a hyphen where TCVN3 has ư, and so have the copies
# that are made of such a document.
_DIGIT = re.compile(r"\d")
_HYPHEN_IN_WORD = re.compile(r"(?<=[^\W\d_])-|-(?=[^\W\d_])")


def read_word(word: str) -> str:
    """Read one word: ``ViÖt`` → ``Việt``.

    A sign that stands alone (``©``) is itself: in TCVN3 it would be a letter
    that makes no word.
    """
    return word if word in _STANDING_ALONE else word.translate(_READ)


def read_line(line: str) -> str:
    """Read one line; a line or a word in capitals stays in capitals.

    Examples
    --------
    >>> read_line("Céng hßa x· héi chñ nghÜa ViÖt Nam")
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    >>> read_line("CéNG HßA X· HéI")
    'CỘNG HÒA XÃ HỘI'
    """
    is_capitals = not _SMALL.search(line) and _CAPITALS.search(line)

    def read(word: re.Match[str]) -> str:
        meant = _with_hyphens(read_word(word[0]))
        if is_capitals or (_CAPITALS.search(word[0]) and not _SMALL.search(word[0])):
            return meant.upper()
        return meant

    return WORD.sub(read, line)


def _with_hyphens(word: str) -> str:
    if "-" not in word or _DIGIT.search(word) or is_spelled_vietnamese(word):
        return word
    other = _HYPHEN_IN_WORD.sub("ư", word)
    return other if is_spelled_vietnamese(other) else word


TCVN3 = LegacyEncoding("TCVN3", _AFFECTED, WORD, read_word, read_line)
