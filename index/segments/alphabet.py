"""Texts in one byte a character: how stored articles are spelled.

UTF-8 writes ``ế`` in three bytes and ``đ`` in two; Vietnamese text has such a
letter in every other syllable. With one byte each, matches are found sooner and
Zstandard's literals cost less: stored articles take an eighth less room, and are
read faster (docs/decisions/0018-smaller-files.md). TCVN3, VISCII and
Windows-1258 each lack something that news has, so the alphabet is our own: ASCII
at its places, and all letters of Vietnamese, composed and as combining marks.
Any other character is written as JSON's escape ``\\uXXXX``: what is
spelled here is always JSON, and `json.loads` reads either.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

import numpy as np

ASCII: Final = "".join(map(chr, range(0x20, 0x7F)))
LETTERS: Final = (
    "àáãảạăằắẵẳặâầấẫẩậèéẽẻẹêềếễểệìíĩỉịòóõỏọôồốỗổộơờớỡởợùúũủụưừứữửựỳýỹỷỵđ"
    "ÀÁÃẢẠĂẰẮẴẲẶÂẦẤẪẨẬÈÉẼẺẸÊỀẾỄỂỆÌÍĨỈỊÒÓÕỎỌÔỒỐỖỔỘƠỜỚỠỞỢÙÚŨỦỤƯỪỨỮỬỰỲÝỸỶỴĐ"
)
MARKS: Final = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
OTHERS: Final = "“”‘’…–—•·°²×→€®©Ðöü"

_REST = LETTERS + MARKS + OTHERS
CHARACTERS: Final = _REST[:32] + ASCII + _REST[32:]
"""The 256 characters of the bytes 0 to 255."""

_N_ASTRAL = 0x10000
_ABSENT = 256


def _bytes_of_units() -> np.ndarray:
    table = np.full(_N_ASTRAL, _ABSENT, np.uint16)
    table[[ord(character) for character in CHARACTERS]] = np.arange(len(CHARACTERS))
    return table


_BYTES = _bytes_of_units()
_OTHER = re.compile(f"[^{re.escape(CHARACTERS)}]")


def encode_json(text: str) -> bytes:
    """Spell a JSON text, one byte a character.

    Parameters
    ----------
    text : str
        JSON in which no character beyond ASCII stands outside a string.

    Examples
    --------
    >>> len(encode_json('["Tổ chức"]')), decode_json(encode_json('["Cà Mau 한"]'))
    (11, '["Cà Mau \\\\ud55c"]')
    """
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    found = _BYTES[units]
    if (found == _ABSENT).any():
        return encode_json(_OTHER.sub(_escape, text))
    return found.astype(np.uint8).tobytes()


def decode_json(spelled: bytes) -> str:
    """Give the JSON text that `encode_json` spelled; any bytes are one."""
    return codecs.charmap_decode(spelled, "strict", CHARACTERS)[0]


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
