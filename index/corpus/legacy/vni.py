"""VNI: the fonts named ``VNI-Times``.

A letter that Windows-1252 lacks is two characters: the vowel, then one whose
glyph is a circumflex, a breve, a tone, or both (``eä`` = ệ). ơ, ư, đ and five
letters i and y have characters of their own. The table is that of VNI Software's
fonts for Windows, as the keyboard drivers of the time publish it.
"""

from __future__ import annotations

import re
import unicodedata

from index.corpus.legacy.encoding import WORD, LegacyEncoding

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303",
               "ä": "\u0323"}  # fmt: skip
_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303",
          "ë": "\u0323"}  # fmt: skip

SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
          "í": "í", "ì": "ì"}  # fmt: skip
"""Characters that are one letter by themselves."""


def _pairs() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for vowel in "aeouy":
        for mark, tone in _TONES.items():
            pairs[vowel + mark] = vowel + tone
    for written, vowel in (("ô", "ơ"), ("ö", "ư")):
        for mark, tone in _TONES.items():
            pairs[written + mark] = vowel + tone
    for vowel in "aeo":
        for mark, tone in _CIRCUMFLEX.items():
            pairs[vowel + mark] = vowel + "\u0302" + tone
    for mark, tone in _BREVE.items():
        pairs["a" + mark] = "a\u0306" + tone
    return {
        written: unicodedata.normalize("NFC", meant) for written, meant in pairs.items()
    }


PAIRS = _pairs()
"""Two characters → the letter they draw; all in small letters."""

# The mark's own case draws nothing else: people left capitals on or off.
_READ = {
    first + second: letter.upper() if first.isupper() else letter
    for written, letter in PAIRS.items()
    for first in (written[0], written[0].upper())
    for second in (written[1], written[1].upper())
} | {
    case(written): case(letter)
    for written, letter in SINGLE.items()
    for case in (str.lower, str.upper)
}
_WRITTEN = re.compile("|".join(sorted(_READ, key=len, reverse=True)))


def read(text: str) -> str:
    """Read a word or a line.

    Examples
    --------
    >>> read("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam")
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    >>> read("ÑÖÔØNG")
    'ĐƯỜNG'
    """
    return _WRITTEN.sub(lambda written: _READ[written[0]], text)


VNI = LegacyEncoding("VNI", _WRITTEN, WORD, read, read)
