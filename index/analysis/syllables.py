"""Where the syllables (tiếng) of a text are.

A syllable is what positions count: one position a syllable, in documents and
in queries. The same pattern runs over a stored text again to find what a
position was, so snippets need no stored offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.analysis.letters import INVISIBLE
from index.analysis.normalise import normalise_syllable

# A number keeps its inner points and commas where they can be those of one
# number: thousands with or without decimals, or decimals. Everything else that
# points hold together is found by its parts, as other separators are: a date
# (3.6.2020 as 3/6/2020, 9.2020 as 9/2020), a list (1,2,3), a version. A unit
# written close after it (1.500m, 5.000đ) is the next syllable.
_NUMBER = (
    r"(?=\d)(?<!\d[.,])(?!(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d(?!\d))"
    r"(?:\d{1,3}(?:(?:\.\d{3})+(?:,\d+)?|(?:,\d{3})+(?:\.\d+)?)|\d+[.,]\d+)"
    r"(?!\d|[.,]\d)"
)

# A footnote's superscript must not hide the word before it, nor 10² become 102,
# so superscripts are no letters; except in m² and km³, which people type m2.
_SUPERSCRIPT = "ªº¹²³⁰⁴-⁹ⁿ"
_POWER_OF_METRES = (
    r"[²³](?<=(?<![^\W\d_])[mM].)|[²³](?<=(?<![^\W\d_])[khdcmKHDCM][mM].)"
)

# Fractions and circled numbers are words of their own: 2½ is not 21.
_ALONE = "¼-¾⅐-⅞①-⒛"
_LETTER = rf"[^\W_{_SUPERSCRIPT}{_ALONE}]"

# Everything else is a run of letters and digits. Combining marks that NFC could
# not compose and invisible characters stay with the letter before them, so that
# offsets are those of the text as it is.
_SYLLABLE = re.compile(
    rf"{_NUMBER}"
    rf"|{_LETTER}+(?:[\u0300-\u036f{INVISIBLE}]+{_LETTER}*|{_POWER_OF_METRES})*"
    rf"|[{_ALONE}]"
)


def syllable_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` of each syllable, in code points of `text`.

    Examples
    --------
    >>> [(s, e) for s, e in syllable_spans("Số 18-NQ/TW")]
    [(0, 2), (3, 5), (6, 8), (9, 11)]
    """
    for match in _SYLLABLE.finditer(text):
        yield match.span()


def syllables(text: str) -> list[str]:
    """List the normalised syllables of `text`; list indices are positions.

    Examples
    --------
    >>> syllables("Hoà Bình, 1.192 xã")
    ['hòa', 'bình', '1.192', 'xã']
    """
    return [normalise_syllable(found) for found in _SYLLABLE.findall(text)]
