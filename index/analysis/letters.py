"""Which characters are the same letter, and which are none.

Pages are typed, scanned, set by machine and pasted together; the same letter
comes full-width (``Ｕ``), as a ligature (``ﬁ``), in a mathematical bold that
social networks took for emphasis, or with an invisible character inside it.
"""

from __future__ import annotations

import re
import unicodedata

from index.limits import MAX_MARKS

INVISIBLE = (
    "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
)
"""Characters without width or meaning of their own, as a regular expression's set.

Soft hyphen, grapheme joiner, zero-width space, non-joiner and joiner, direction
marks, word joiner, invisible operators, byte order mark. In 72,000 news articles
the ones between two letters stood inside a syllable (``l\u200eý``, ``B\u200bộ``,
``thư\u00adờng``) and next to never between two, the zero-width space included,
though Unicode allows a break there; so none of them ends a syllable.
"""

# U+00D0 and U+0189 look like U+0110 in capitals and come from older fonts and
# keyboards; their lower-case forms (ð, ɖ) do not look like đ at all, so they
# are replaced before lower-casing.
_D_LOOKALIKES = str.maketrans("ÐƉðɖ", "ĐĐđđ")

# What nearly every syllable of a Vietnamese text is made of, once lower-cased:
# none of it is changed here, so one look says that there is nothing to do.
_ORDINARY = re.compile(
    "[0-9a-z._,đăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]*"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
# Marks are no letters; neither are dashes and the like, which are looked at closer.
_MANY_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}")
_QUALITY_AFTER_TONE = re.compile(
    "([aeo])([\u0300\u0301\u0303\u0309]+)([\u0302\u0306])", re.I
)


def compose(text: str) -> str:
    """Give NFC, also where a tone was typed before the circumflex or the breve.

    Of more than `MAX_MARKS` combining marks in disorder the rest is left out.

    Unicode takes ``é`` and a circumflex for another letter than ``ế``, because
    both marks stand above and their order counts. No Vietnamese reader does.

    Examples
    --------
    >>> compose("e\\u0301\\u0302"), compose("e\\u0302\\u0301")
    ('ế', 'ế')
    """
    composed = text
    if not unicodedata.is_normalized("NFC", text):
        # This answers in linear time; the other sorts marks by moving each past
        # all that belong behind it.
        composed = unicodedata.normalize("NFC", _MANY_MARKS.sub(_fewer_marks, text))
    if "\u0302" in composed or "\u0306" in composed:
        decomposed = unicodedata.normalize("NFD", composed)
        reordered = _QUALITY_AFTER_TONE.sub(r"\1\3\2", decomposed)
        composed = unicodedata.normalize("NFC", reordered)
    return composed


def _fewer_marks(run: re.Match[str]) -> str:
    kept, n_marks = "", 0
    for character in run[0]:
        n_marks = n_marks + 1 if unicodedata.combining(character) else 0
        if n_marks <= MAX_MARKS:
            kept += character
    return kept


def plain_letters(text: str) -> str:
    """Give lower-case letters and digits for every form of them.

    Idempotent. Full-width, ligature, Roman numeral, circled, subscript and
    mathematical characters become what they stand for (Unicode's compatibility
    decompositions), Ð and Ɖ become đ, invisible characters go. A fraction (½)
    stays: as ``1⁄2`` it would be no word, and 2½ would become 21⁄2.

    Examples
    --------
    >>> [plain_letters(x) for x in ("ＵＢＮＤ", "ﬁ", "Ⅷ", "m²", "½", "Vi\\u00adệt")]
    ['ubnd', 'fi', 'viii', 'm2', '½', 'việt']
    """
    lowered = text.lower()
    if _ORDINARY.fullmatch(lowered):
        return lowered
    visible = compose(_INVISIBLE.sub("", text).translate(_D_LOOKALIKES))
    if not unicodedata.is_normalized("NFKC", visible):
        visible = "".join(map(_without_form, visible))
    return compose(visible.lower())


def _without_form(character: str) -> str:
    form = unicodedata.decomposition(character).partition(" ")[0]
    if not form.startswith("<") or form == "<fraction>":
        return character
    plain = unicodedata.normalize("NFKC", character)
    # Parentheses and spaces of a decomposition (⑴, ﷺ) are no part of a word.
    kept = "".join(c for c in plain if c.isalnum() or unicodedata.combining(c))
    return kept or character
