"""The order of Vietnamese words, as dictionaries and lists of names have it.

The rules are CLDR's, ``common/collation/vi.xml``::

    &\\u0300<<\\u0309<<\\u0303<<\\u0301<<\\u0323
    &a<ă<<<Ă<â<<<Â&d<đ<<<Đ&e<ê<<<Ê&o<ô<<<Ô<ơ<<<Ơ&u<ư<<<Ư

ă, â, đ, ê, ô, ơ and ư are letters of their own, each behind the one it was made
from. Where all letters of two texts are the same, the tones decide: none, huyền,
hỏi, ngã, sắc, nặng. Where these are, too, small letters come before capitals. Texts
are compared as a whole, not word by word (Unicode Technical Standard 10, the levels
of a sort key): spaces and signs before digits, digits before letters.

What these rules do not name is not ordered as in CLDR's root table, but in a simpler
way: other letters, signs and marks by their code points, letters and marks behind
those of Vietnamese.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from index.analysis.letters import compose

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""Vietnamese letters, among them the Latin ones that only foreign names have."""

_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Combining grave, hook above, tilde, acute and dot below: huyền to nặng."""

_QUALITIES = "\u0302\u0306\u031b"
"""Circumflex, breve and horn: with some vowels, they make another letter."""

_SIGN, _DIGIT, _LETTER, _OTHER_LETTER = range(4)
_PLACES = {letter: (_LETTER, place) for place, letter in enumerate(_ALPHABET)}
_TONE_PLACES = {tone: place for place, tone in enumerate(_TONES, start=1)}

Place = tuple[int, int]
Places = tuple[Place, ...]
Weights = tuple[int, ...]
Key = tuple[Places, Weights, Weights, str]


@lru_cache(maxsize=8_192)
def collation_key(text: str) -> Key:
    """Give what a text is sorted by in Vietnamese.

    Only equal texts have equal keys: what CLDR takes for the same, such as a letter
    and its marks written apart, is ordered by code points.

    Returns
    -------
    tuple
        Letters, tones, cases, and the text itself.

    Examples
    --------
    >>> sorted(["Đỗ An", "Dương An", "Âu An", "Ân", "An", "Ăn"], key=collation_key)
    ['An', 'Ăn', 'Ân', 'Âu An', 'Dương An', 'Đỗ An']
    >>> "".join(sorted("ạáãảàaA", key=collation_key))
    'aAàảãáạ'
    """
    composed = unicodedata.normalize("NFC", compose(text))
    if any(map(unicodedata.combining, composed)):
        return *_levels(composed), text
    places: Places = ()
    tones: Weights = ()
    cases: Weights = ()
    # Letters that stand for themselves are the same in every name.
    for letter in composed:
        of_letter = _levels_of_letter(letter)
        places += of_letter[0]
        tones += of_letter[1]
        cases += of_letter[2]
    return places, tones, cases, text


def _levels(text: str) -> tuple[Places, Weights, Weights]:
    """Give letters, tones and cases of a text."""
    places: list[Place] = []
    tones: list[int] = []
    cases: list[int] = []
    for base, marks in _clusters(unicodedata.normalize("NFD", text)):
        if base:
            lowered = base.lower()
            letter, marks = _letter_of(lowered, marks)
            places.append(_place_of(letter))
            tones.append(0)
            cases.append(int(lowered != base))
        tones += map(_tone_of, marks)
    return tuple(places), tuple(tones), tuple(cases)


_levels_of_letter = lru_cache(maxsize=1_024)(_levels)


def _clusters(decomposed: str) -> list[tuple[str, str]]:
    """Cut a text into characters with the marks that follow each."""
    clusters: list[tuple[str, str]] = []
    for character in decomposed:
        if not unicodedata.combining(character):
            clusters.append((character, ""))
        elif clusters:
            base, marks = clusters[-1]
            clusters[-1] = base, marks + character
        else:
            # A mark without a letter before it, as the first of a text.
            clusters.append(("", character))
    return clusters


def _letter_of(base: str, marks: str) -> tuple[str, str]:
    """Give the letter that a lower-case base is with its marks, and those left.

    Of marks in canonical order one is seen through others, but not through one of
    its own kind: Unicode calls that blocked.
    """
    for at, mark in enumerate(marks):
        if mark in _QUALITIES:
            letter = unicodedata.normalize("NFC", base + mark)
            kind = unicodedata.combining(mark)
            is_blocked = kind in map(unicodedata.combining, marks[:at])
            if letter in _PLACES and not is_blocked:
                return letter, marks[:at] + marks[at + 1 :]
    return base, marks


def _place_of(letter: str) -> Place:
    if letter in _PLACES:
        return _PLACES[letter]
    if letter.isdecimal():
        return _DIGIT, unicodedata.decimal(letter)
    return _OTHER_LETTER if letter[0].isalnum() else _SIGN, ord(letter[0])


def _tone_of(mark: str) -> int:
    return _TONE_PLACES.get(mark, ord(mark))
