"""Letters without marks, and the marks beside them: how suggestions are looked up.

A suggestion is sorted and found by the letters of its syllables without marks,
y written as i. What that loses, one byte a letter keeps, so that what was typed
with marks can be held against a whole range of suggestions at once. Typed text
and suggestions go through the same function.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from index.analysis.normalise import fold, other_i_or_y
from index.analysis.tones import TONES, split_tone

QUALITY = 0b0000_0111
"""Bits of a mark byte: what the letter is, its tone aside. 0 where it has no mark."""

TONE = 0b0011_1000
"""Bits of a mark byte: the tone of the syllable, on each of its letters; 0: none."""

IS_Y = 0b0100_0000
"""Bit of a mark byte: the letter is y, though i stands in the key."""

IS_I_OR_Y = 0b1000_0000
"""Bit of a mark byte: i and y are both usual in this syllable (lý, lí)."""

_STROKE, _OTHER = 4, 7
_QUALITIES = {"\u0306": 1, "\u0302": 2, "\u031b": 3}
_TONES = {tone: number << 3 for number, tone in enumerate(TONES, 1)}
_ASCII = bytes(IS_Y if letter == ord("y") else 0 for letter in range(256))
_ASCII_SWAPPED = bytes(
    mark | (IS_I_OR_Y if letter in b"iy" else 0) for letter, mark in enumerate(_ASCII)
)


@lru_cache(maxsize=65_536)
def letters_and_marks(syllable: str) -> tuple[bytes, bytes]:
    """Give the letters of a syllable and the marks that they bear.

    Parameters
    ----------
    syllable : str
        Normalised (`index.analysis.normalise.normalise_syllable`).

    Returns
    -------
    (bytes, bytes)
        The letters in UTF-8, without marks and with i for y, and as many mark
        bytes: `QUALITY`, `TONE`, `IS_Y`, `IS_I_OR_Y`.

    Examples
    --------
    >>> letters, marks = letters_and_marks("lý")
    >>> letters, [f"{mark:08b}" for mark in marks]
    (b'li', ['00010000', '11010000'])
    """
    if syllable.isascii():
        # Half of the different syllables are foreign; most have nothing to keep.
        table = _ASCII_SWAPPED if other_i_or_y(syllable) else _ASCII
        letters = syllable.encode("ascii")
        return letters.replace(b"y", b"i"), letters.translate(table)
    toneless, tone_mark = split_tone(syllable)
    tone = _TONES.get(tone_mark, 0)
    swaps = IS_I_OR_Y if other_i_or_y(fold(syllable)) else 0
    letters, marks = bytearray(), bytearray()
    for char in unicodedata.normalize("NFD", toneless):
        if unicodedata.combining(char) and marks:
            is_first = not marks[-1] & QUALITY
            quality = _QUALITIES.get(char, _OTHER) if is_first else _OTHER
            marks[-1] = marks[-1] & ~QUALITY | quality
            continue
        letter = {"đ": "d", "y": "i"}.get(char, char).encode("utf-8")
        mark = tone | (_STROKE if char == "đ" else 0)
        if char in ("i", "y"):
            mark |= swaps | (IS_Y if char == "y" else 0)
        letters += letter
        marks += bytes([mark]) * len(letter)
    return bytes(letters), bytes(marks)


def key_and_marks(syllables: Iterable[str]) -> tuple[bytes, bytes]:
    """Join the letters and the marks of several syllables, a space between.

    Examples
    --------
    >>> key_and_marks(["trương", "thị", "mỹ"])[0]
    b'truong thi mi'
    """
    pairs = [letters_and_marks(syllable) for syllable in syllables]
    key = b" ".join(letters for letters, _ in pairs)
    return key, b"\0".join(marks for _, marks in pairs)
