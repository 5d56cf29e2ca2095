"""What a single word or a short name is by its spelling: a syllable, a place."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from index.extract.wordlists import entries, weights

_VOWEL = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    rf"[{_VOWEL}]{{1,3}}(?:ch|ng|nh|[cmnpt])?"
)

STRONG = 0.3
"""From this weight on, a surname begins a name by itself."""


@cache
def is_syllable(word: str) -> bool:
    """Say whether a word is spelled like a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word.lower()) is not None


@cache
def places() -> frozenset[tuple[str, ...]]:
    """Give the known places as tuples of lower-case words."""
    return frozenset(tuple(place.lower().split()) for place in entries("places"))


@cache
def place_names() -> frozenset[str]:
    """Give the known places in lower case."""
    return frozenset(" ".join(words) for words in places())


@cache
def surnames() -> dict[str, float]:
    """Give the weights of surnames in lower case."""
    return {name.lower(): weight for name, weight in weights("surnames").items()}


@lru_cache(maxsize=1 << 14)
def is_place(name: str) -> bool:
    """Say whether a name is a known place's.

    Examples
    --------
    >>> is_place("Hà Giang"), is_place("Hà Văn Giang")
    (True, False)
    """
    return " ".join(name.lower().split()) in place_names()


def is_known_word(word: str) -> bool:
    """Say whether a word is a Vietnamese syllable or a place's name.

    Examples
    --------
    >>> is_known_word("Nai"), is_known_word("Australia"), is_known_word("Maudinov")
    (True, True, False)
    """
    return is_syllable(word) or is_place(word)
