"""One spelling for what readers take for the same syllable.

Documents and queries go through the same functions, so that a term in the
index and a word in a query meet. What is shown is never rewritten.

`normalise_text`
    NFC, line ends, nothing invisible. Keeps what a reader sees.
`normalise_syllable`
    Lower case and plain letters (``index.analysis.letters``), the tone on its
    vowel (``index.analysis.tones``): hoà = hòa, thuý = thúy, vịêt = việt.
`fold`
    The same without any mark: what people type in a hurry.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.analysis.letters import INVISIBLE, compose, plain_letters
from index.analysis.tones import put_tone, split_tone

_UNSEEN = re.compile(f"[{INVISIBLE}\x00-\x08\x0b-\x1f\x7f-\x9f]+")
_JOINERS = "\u200c\u200d"
# Latin letters and their combining marks: all below U+0370, but for a block in
# which most of the Vietnamese ones are.
_LATIN_END, _MORE_LATIN, _MORE_LATIN_END = "\u0370", "\u1e00", "\u1f00"

_I_OR_Y = re.compile(r"([hklmstv])([iy])()|(qu)([iy])((?:ch|nh|t)?)")


def normalise_text(text: str) -> str:
    """Bring a page to NFC with ``\\n`` line ends, as it is stored and shown.

    Idempotent. Two kinds of characters that no reader sees do not stay:

    * Control characters become spaces: they would steer the terminal that a
      page is shown in.
    * Soft hyphens, zero-width characters and direction marks go. They are left
      over from somebody's typesetting, and what is copied from a shown text
      must be found again wherever it is pasted. The joiners stay where they
      join: in emoji (👩‍👩‍👧) and in scripts that need them; between Latin letters
      they do nothing.

    Examples
    --------
    >>> normalise_text("Ha\\u0300 No\\u0323\\u0302i\\r\\n") == "Hà Nội\\n"
    True
    >>> normalise_text("Vi\\u00adệt\\u200b Nam")
    'Việt Nam'
    """
    if is_seen(text):
        return compose(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return compose(_UNSEEN.sub(_seen, text))


def is_seen(text: str) -> bool:
    """Say whether a reader sees all of a text, of whose lines ``\\n`` is the end.

    Nothing of what `normalise_text` takes out is in it, and no half of a surrogate
    pair; most texts are such, and to ask takes a quarter of the time of looking for
    each. False says nothing: a no-break space is not printable either.

    Examples
    --------
    >>> is_seen("Hà Nội\\n"), is_seen("Hà\\u200b Nội"), is_seen("Hà\\u00a0Nội")
    (True, False, False)
    """
    # The grapheme joiner alone is unseen and printable.
    return text.replace("\n", " ").isprintable() and "\u034f" not in text


def _seen(unseen: re.Match[str]) -> str:
    at = unseen.start()
    before = unseen.string[at - 1] if at else " "
    joins = not (before < _LATIN_END or _MORE_LATIN <= before < _MORE_LATIN_END)
    seen = ""
    for character in unseen[0]:
        if unicodedata.category(character) == "Cc":
            seen += " "
            joins = False
        elif joins and character in _JOINERS:
            seen += character
    return seen


@lru_cache(maxsize=65_536)
def normalise_syllable(syllable: str) -> str:
    """Give the term under which a syllable is indexed and looked up.

    Idempotent. In what is not built like a Vietnamese syllable (numbers,
    foreign words) marks stay where they are.

    Examples
    --------
    >>> [normalise_syllable(s) for s in ("Hoà", "THUÝ", "vịêt", "Ðảng", "NQ", "ｔổ")]
    ['hòa', 'thúy', 'việt', 'đảng', 'nq', 'tổ']
    """
    if syllable.isascii():
        return syllable.lower()
    plain = plain_letters(syllable)
    toneless, tone = split_tone(plain)
    return (tone and put_tone(toneless, tone)) or plain


@lru_cache(maxsize=65_536)
def fold(term: str) -> str:
    """Drop every mark: ``đường`` and ``duong`` give ``duong``.

    ``fold(x) == fold(normalise_syllable(x))``.

    Examples
    --------
    >>> fold("tổ_chức"), fold("Đảng")
    ('to_chuc', 'dang')
    """
    if term.isascii():
        return term.lower()
    decomposed = unicodedata.normalize("NFD", plain_letters(term).replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=65_536)
def other_i_or_y(syllable: str) -> str | None:
    """Give the other usual spelling of a syllable, with y for i or i for y.

    After h, k, l, m, s, t, v and qu both are written (lý and lí, bác sĩ and
    bác sỹ, quý and quí, quýt and quít), and where the vowel with its tone is
    the whole syllable (ỷ and ỉ, sức ỳ and sức ì). It is an equivalence for
    matching: nothing is shown or indexed otherwise than it was written.

    The bare letters are not taken for each other, for ``I`` is a number of
    chapters and ``y`` is y tế; nor ``by`` and ``bi``, since nobody writes bý.

    Parameters
    ----------
    syllable : str
        Normalised.

    Examples
    --------
    >>> other_i_or_y("lý"), other_i_or_y("sĩ"), other_i_or_y("quy"), other_i_or_y("tay")
    ('lí', 'sỹ', 'qui', None)
    """
    toneless, tone = split_tone(syllable)
    if toneless in ("i", "y"):
        return put_tone("y" if toneless == "i" else "i", tone) if tone else None
    match = _I_OR_Y.fullmatch(toneless)
    if match is None:
        return None
    onset, vowel, coda = (part for part in match.groups() if part is not None)
    return put_tone(onset + ("y" if vowel == "i" else "i") + coda, tone)
