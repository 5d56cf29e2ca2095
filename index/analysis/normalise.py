"""One spelling for what readers take for the same syllable.

Documents and queries go through the same functions, so that a term in the
index and a word in a query meet. What is shown is never rewritten.

`normalise_text`
    NFC, the one look-alike letter, line ends. Keeps what a reader sees.
`normalise_syllable`
    Lower case, Đ Ð Ɖ as đ, the tone mark on the vowel where the traditional
    orthography puts it (hoà = hòa, thuý = thúy, vịêt = việt).
`fold`
    The same without any mark: what people type in a hurry.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Combining grave, acute, tilde, hook above, dot below: the five written tones."""

# U+00D0 and U+0189 look like U+0110 in capitals and come from older fonts and
# keyboards; their lower-case forms (ð, ɖ) do not look like đ at all, so they
# are replaced before lower-casing.
_D_LOOKALIKES = str.maketrans("ÐƉðɖ", "ĐĐđđ")

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_VOWELS = "aăâeêioôơuưy"
_SYLLABLE = re.compile(
    rf"(?P<onset>qu|gi(?=[{_VOWELS}])|[^\W\d_{_VOWELS}]*)"
    rf"(?P<nucleus>[{_VOWELS}]+)"
    r"(?P<coda>ch|ng|nh|c|m|n|p|t)?"
)
_I_OR_Y = re.compile(r"(qu|[hklmstbv])([iy])")
_QUALITY_MARKED = "ăâêôơư"


def normalise_text(text: str) -> str:
    """Bring a page to NFC with ``\\n`` line ends, as it is stored and shown.

    Control characters become spaces: they would steer the terminal that a
    page is shown in, or turn the direction of the text around it.

    Examples
    --------
    >>> normalise_text("Ha\\u0300 No\\u0323\\u0302i\\r\\n") == "Hà Nội\\n"
    True
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", text))


@lru_cache(maxsize=65_536)
def normalise_syllable(syllable: str) -> str:
    """Give the term under which a syllable is indexed and looked up.

    Idempotent. Text that is not built like a Vietnamese syllable (numbers,
    foreign words) is only lower-cased.

    Examples
    --------
    >>> [normalise_syllable(s) for s in ("Hoà", "THUÝ", "vịêt", "Ðảng", "NQ")]
    ['hòa', 'thúy', 'việt', 'đảng', 'nq']
    """
    lowered = unicodedata.normalize("NFC", syllable.translate(_D_LOOKALIKES).lower())
    if lowered.isascii():
        return lowered
    toneless, tone = _split_tone(lowered)
    if not tone:
        return lowered
    match = _SYLLABLE.fullmatch(toneless)
    if match is None:
        return lowered
    at = match.start("nucleus") + _tone_place(match["nucleus"], bool(match["coda"]))
    toned = toneless[: at + 1] + tone + toneless[at + 1 :]
    return unicodedata.normalize("NFC", toned)


@lru_cache(maxsize=65_536)
def fold(term: str) -> str:
    """Drop every mark: ``đường`` and ``duong`` give ``duong``.

    Examples
    --------
    >>> fold("tổ_chức"), fold("Đảng")
    ('to_chuc', 'dang')
    """
    if term.isascii():
        return term.lower()
    plain = term.translate(_D_LOOKALIKES).lower().replace("đ", "d")
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=65_536)
def other_i_or_y(syllable: str) -> str | None:
    """Give the other usual spelling of a syllable that ends in i or y alone.

    After h, k, l, m, s, t, b, v and qu both are written (lý and lí, bác sĩ and
    bác sỹ, quý and quí). It is an equivalence for matching: nothing is shown
    or indexed otherwise than it was written.

    Parameters
    ----------
    syllable : str
        Normalised.

    Examples
    --------
    >>> other_i_or_y("lý"), other_i_or_y("sĩ"), other_i_or_y("quy"), other_i_or_y("tay")
    ('lí', 'sỹ', 'qui', None)
    """
    toneless, tone = _split_tone(syllable)
    match = _I_OR_Y.fullmatch(toneless)
    if match is None:
        return None
    other = match[1] + ("y" if match[2] == "i" else "i") + tone
    return unicodedata.normalize("NFC", other)


def _split_tone(syllable: str) -> tuple[str, str]:
    """Separate the tone mark from an NFC syllable: ``việt`` → ``viêt``, dot below.

    Where a slip of the keyboard left two tones, none is taken: which one was
    meant is not ours to decide.
    """
    decomposed = unicodedata.normalize("NFD", syllable)
    tones = [c for c in decomposed if c in _TONES]
    if len(tones) != 1:
        return syllable, ""
    toneless = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", toneless), tones[0]


def _tone_place(nucleus: str, has_coda: bool) -> int:
    """Index of the vowel that carries the tone in the traditional orthography."""
    for at in range(len(nucleus) - 1, -1, -1):
        if nucleus[at] in _QUALITY_MARKED:
            return at
    if has_coda:
        return len(nucleus) - 1
    return 1 if len(nucleus) >= 3 else 0
