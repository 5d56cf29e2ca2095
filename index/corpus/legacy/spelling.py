"""Whether words are spelled as Vietnamese ones are, to the letter.

Stricter than the index's own normalisation, which forgives misplaced tones:
``xaõ`` (VNI for ``xã``) would pass there as ``xão``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.analysis.normalise import normalise_syllable
from index.analysis.spelling import is_vietnamese_syllable

LETTERS = re.compile(r"[^\W\d_]+")
# The tone on the second vowel, as the other school teaches: hoà, khoẻ, thuý.
_MODERN = re.compile("(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$")


_LONGEST = 8
"""Letters: ``nghiêng`` has seven. What is longer is no syllable, and must not fill
the memory of those that were asked about."""


def is_syllable(letters: str) -> bool:
    """Tell whether a run of letters is one syllable, well spelled.

    Examples
    --------
    >>> [is_syllable(x) for x in ("Việt", "hoà", "hòa", "xaõ", "VIỆT", "tóan")]
    [True, True, True, False, True, False]
    """
    return len(letters) <= _LONGEST and _is_syllable(letters)


@lru_cache(maxsize=65_536)
def _is_syllable(letters: str) -> bool:
    lower = letters.lower()
    if is_vietnamese_syllable(lower):
        return True
    return _MODERN.search(lower) is not None and is_vietnamese_syllable(
        normalise_syllable(lower)
    )


def is_spelled_vietnamese(word: str) -> bool:
    """Tell whether every run of letters of a word is a syllable; one must be.

    Examples
    --------
    >>> [is_spelled_vietnamese(x) for x in ("“Việt", "thứ-năm", "2020", "X-quang")]
    [True, True, False, False]
    """
    runs = LETTERS.findall(word)
    return bool(runs) and all(map(is_syllable, runs))


def spelling_score(text: str) -> tuple[int, int]:
    """Count the words with marks that are spelled well, and those that are not.

    Words of plain ASCII letters tell nothing: every reading has them.

    Returns
    -------
    (int, int)
        Well spelled words, badly spelled ones.

    Examples
    --------
    >>> spelling_score("Đường dài, Müller"), spelling_score("§­êng dµi")
    ((2, 1), (0, 2))
    """
    good = bad = 0
    for word in text.split():
        if word.isascii():
            continue
        runs = [run for run in LETTERS.findall(word) if not run.isascii()]
        if runs and all(map(is_syllable, runs)):
            good += 1
        elif runs or "\ufffd" in word or _SIGN_IN_WORD.search(word):
            bad += 1
    return good, bad


_SIGN_IN_WORD = re.compile("[a-zA-Z][\u00a1-\u00bf]|[\u00a1-\u00bf][a-zA-Z]")
