"""The tone of a syllable, and the vowel that carries it.

Two ways of placing the tone are taught (hòa and hoà), and keyboards leave it
on any vowel (vịêt, tóan). All are brought to one: the traditional place.
"""

from __future__ import annotations

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Combining grave, acute, tilde, hook above, dot below: the five written tones."""

_VOWELS = "aăâeêioôơuưy"
# k ends no Vietnamese syllable, but Đắk Lắk and other names of the highlands.
_SYLLABLE = re.compile(
    rf"(?P<onset>qu(?=[{_VOWELS}])|gi(?=[{_VOWELS}])|[^\W\d_{_VOWELS}]*)"
    rf"(?P<nucleus>[{_VOWELS}]+)"
    r"(?P<coda>ch|ng|nh|c|k|m|n|p|t)?"
)
_QUALITY_MARKED = "ăâêôơư"


def split_tone(syllable: str) -> tuple[str, str]:
    """Separate the tone mark from a lower-case syllable.

    Where a slip of the keyboard left two tones, none is taken: which one was
    meant is not ours to decide.

    Returns
    -------
    (str, str)
        The syllable without its tone, NFC, and the tone mark or nothing.

    Examples
    --------
    >>> split_tone("việt") == ("viêt", "\\u0323"), split_tone("viêt")
    (True, ('viêt', ''))
    """
    decomposed = unicodedata.normalize("NFD", syllable)
    tones = [c for c in decomposed if c in TONES]
    if len(tones) != 1:
        return syllable, ""
    toneless = "".join(c for c in decomposed if c not in TONES)
    return unicodedata.normalize("NFC", toneless), tones[0]


def put_tone(toneless: str, tone: str) -> str | None:
    """Put a tone mark on the vowel that carries it in the traditional orthography.

    Parameters
    ----------
    toneless : str
        Lower case, NFC.
    tone : str
        One of `TONES`, or nothing.

    Returns
    -------
    str or None
        NFC; None where `toneless` is not built like a Vietnamese syllable.

    Examples
    --------
    >>> put_tone("hoa", "\\u0300"), put_tone("toan", "\\u0301")
    ('hòa', 'toán')
    >>> put_tone("covid", "\\u0301") is None
    True
    """
    match = _SYLLABLE.fullmatch(toneless)
    if match is None:
        return None
    after = match.start("nucleus") + _place(match["nucleus"], bool(match["coda"])) + 1
    return unicodedata.normalize("NFC", toneless[:after] + tone + toneless[after:])


def _place(nucleus: str, has_coda: bool) -> int:
    for at in range(len(nucleus) - 1, -1, -1):
        if nucleus[at] in _QUALITY_MARKED:
            return at
    if has_coda:
        return len(nucleus) - 1
    return 1 if len(nucleus) >= 3 else 0
