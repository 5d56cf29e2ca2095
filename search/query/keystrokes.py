"""The keys of one syllable, typed in Telex or VNI → the syllable.

The keys are UniKey's: tones ``s f r x j`` or ``1 2 3 4 5``, ``aa ee oo`` or
``6``, ``w`` or ``7`` and ``8``, ``dd`` or ``9``, anywhere after the letter that
they mark; ``z`` takes the tone away, and a key struck once more is a letter.
Where a key can do two things (``oeo`` is *oeo* or *ôe*), both are followed, and
what is no Vietnamese syllable in the end falls away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.analysis.spelling import is_vietnamese_syllable
from index.analysis.tones import put_tone

_TONE_KEYS = dict(zip("sfrxj12345", "\u0301\u0300\u0309\u0303\u0323" * 2, strict=True))
_HORNS = (("uo", "ươ"), ("u", "ư"), ("o", "ơ"))
_MARK_KEYS = {
    "w": (*_HORNS, ("a", "ă")),
    "a": (("a", "â"),),
    "e": (("e", "ê"),),
    "o": (("o", "ô"),),
    "6": (("a", "â"), ("e", "ê"), ("o", "ô")),
    "7": _HORNS,
    "8": (("a", "ă"),),
}
# Half of ươ is often left to the input method, which completes it. Not after q, whose
# u is no vowel: Phú Quới.
_HALF_UO = re.compile("ưo|(?<!q)uơ(?=[a-z])")
_KEYS = re.compile(r"[a-z][a-z1-9]{1,11}")


def decode_syllable(raw: str) -> list[str]:
    """Decode the keystrokes of one syllable.

    Returns
    -------
    list of str
        Normalised, well-formed and with a mark each, the likeliest first.

    Examples
    --------
    >>> decode_syllable("nguowif"), decode_syllable("d9u7o7ng2")
    (['người'], ['đường'])
    >>> decode_syllable("quowis")
    ['quới']
    >>> decode_syllable("covid")
    []
    """
    raw = raw.lower()
    if not _KEYS.fullmatch(raw):
        return []
    is_vni = not raw.isalpha()
    states: list[tuple[str, str]] = [("", "")]
    for key in raw:
        strike = _strike_vni if is_vni else _strike_telex
        states = list(dict.fromkeys(s for state in states for s in strike(*state, key)))
    found = []
    for letters, tone in states:
        syllable = put_tone(_HALF_UO.sub("ươ", letters), tone)
        if syllable and not syllable.isascii() and is_vietnamese_syllable(syllable):
            found.append(syllable)
    return list(dict.fromkeys(found))


def _strike_telex(letters: str, tone: str, key: str) -> Iterable[tuple[str, str]]:
    if key in _TONE_KEYS and _has_vowel(letters):
        if tone == _TONE_KEYS[key]:
            yield letters + key, ""
        else:
            yield letters, _TONE_KEYS[key]
        return
    if key == "z" and tone:
        yield letters, ""
        return
    if key == "d" and letters.startswith("d"):
        yield "đ" + letters[1:], tone
    marks = _MARK_KEYS.get(key, ())
    marked = [m for mark in marks for m in _mark(letters, *mark)]
    if not marked:
        for plain, mark in marks:
            if mark in letters:
                # The same key again takes the mark back and is a letter: xooong.
                yield letters.replace(mark, plain) + key, tone
                return
    for letters_marked in marked:
        yield letters_marked, tone
    yield letters + key, tone


def _strike_vni(letters: str, tone: str, key: str) -> Iterable[tuple[str, str]]:
    if key.isalpha():
        yield letters + key, tone
    elif key in _TONE_KEYS:
        if not tone and _has_vowel(letters):
            yield letters, _TONE_KEYS[key]
    elif key == "9":
        if letters.startswith("d"):
            yield "đ" + letters[1:], tone
    else:
        for mark in _MARK_KEYS[key]:
            for marked in _mark(letters, *mark):
                yield marked, tone
        if key == "7" and "ươ" in letters:
            yield letters, tone


def _mark(letters: str, plain: str, marked: str) -> Iterable[str]:
    """The letters with the last `plain` of them marked; nothing without one."""
    at = letters.rfind(plain)
    if at >= 0:
        yield letters[:at] + marked + letters[at + len(plain) :]


def _has_vowel(letters: str) -> bool:
    return any(c in "aeiouyăâêôơư" for c in letters)
