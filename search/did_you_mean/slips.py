"""How Vietnamese syllables come to be mistyped, and how likely each slip is.

Costs are the negative decimal logarithm of how often a slip happens where it
can, in rough figures: 2 is one time in a hundred. Only their order and their
distance to the counts of an index matter (`search.did_you_mean.likelihood`).

Slips of the fingers are Damerau's four (Communications of the ACM 7, 1964,
doi:10.1145/363958.363994) and marks; slips of the ear are what school books
and dialects make of Vietnamese spelling.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from math import inf

from index.analysis.normalise import fold
from index.analysis.tones import split_tone

MIN_LETTERS, MAX_LETTERS = 2, 16
"""Letters of a word that is looked at: Vietnamese syllables have seven at most."""

ONE_SLIP = 2.7
"""What one slip costs at most, the rarest in the first letter left out."""

_LETTERS = "abcdeghiklmnopqrstuvxyfjwz"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

_DOUBLED, _SWAPPED, _NEIGHBOUR, _DROPPED, _EXTRA, _WRONG = 1.5, 1.6, 1.8, 2.0, 2.0, 2.6
_FIRST_LETTER = 0.5
"""More for a slip in the first letter, which people look at while typing."""
_QUALITY, _TONE_LEFT_OUT, _TONE, _HOOK_OR_TILDE = 1.4, 1.3, 1.5, 1.0
_BY_EAR = 1.2
_LEAST = 1.4
"""What two different spellings without tones cost at the least."""

_HOOK, _TILDE = "\u0309", "\u0303"

_ONSETS_BY_EAR = (
    ("s", "x"),  # One sound in the north.
    ("ch", "tr"),  # The same: trân trọng, chân trọng.
    ("d", "gi"),  # One sound everywhere: dành, giành.
    ("d", "r"),  # One sound in the north, with gi.
    ("gi", "r"),
    ("d", "v"),  # One sound in the south: dề, về.
    ("gi", "v"),
    ("l", "n"),  # Taken for each other around Hà Nội: nàm, làm.
    ("c", "k"),  # One sound, told apart by the vowel that follows.
    ("g", "gh"),
    ("ng", "ngh"),
    ("c", "q"),
    ("ph", "f"),  # Spelled by the alphabet of other languages, for speed.
    ("d", "z"),
    ("gi", "z"),
    ("gi", "j"),
)
_RIMES_BY_EAR = (
    ("n", "ng"),  # One coda in the south: lan, lang.
    ("t", "c"),  # The same: mắt, mắc.
    ("n", "nh"),
    ("t", "ch"),
    ("i", "y"),  # mai, may; and both spellings of one sound: lí, lý.
)


def near(folded: str) -> Iterator[str]:
    """Yield what a syllable without marks may have been, itself left out.

    Everything at one slip of the fingers or of the ear; most of it is no word
    at all. Some are yielded twice.

    Examples
    --------
    >>> sorted({"phuc", "tuc", "uc", "ufc", "fuc", "phung"} & set(near("fuc")))
    ['phuc', 'tuc', 'uc', 'ufc']
    """
    if not MIN_LETTERS <= len(folded) <= MAX_LETTERS or not folded.isalpha():
        return
    yield from by_ear(folded)
    for at in range(len(folded) + 1):
        head, tail = folded[:at], folded[at:]
        if tail and len(folded) > MIN_LETTERS:
            yield head + tail[1:]
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail and letter != tail[0]:
                yield head + letter + tail[1:]


def by_ear(toneless: str) -> Iterator[str]:
    """Yield what sounds like a syllable, or nearly so, to many people.

    Examples
    --------
    >>> sorted(by_ear("chung"))
    ['chun', 'trung']
    """
    for pair in _ONSETS_BY_EAR:
        for one, other in (pair, pair[::-1]):
            rest = toneless[len(one) :]
            # The longer onset is the one that was typed: ch is not c and h.
            if toneless.startswith(one) and rest and rest[0] not in "hg":
                yield other + rest
    for pair in _RIMES_BY_EAR:
        for one, other in (pair, pair[::-1]):
            rest = toneless[: -len(one)]
            if toneless.endswith(one) and rest and not (one == "n" and rest == "n"):
                yield rest + other


@lru_cache(maxsize=16_384)
def cost(typed: str, meant: str, limit: float = inf) -> float:
    """Tell how unlikely it is to type one syllable where another was meant.

    Parameters
    ----------
    typed, meant : str
        Normalised; both with their marks, or both without.
    limit : float
        Of what costs more, any higher cost may be given, which is found sooner.

    Examples
    --------
    >>> cost("chúc", "chức") < cost("chúc", "chắc")
    True
    >>> cost("nguyển", "nguyễn") < cost("nguyền", "nguyễn") < cost("huyền", "nguyễn")
    True
    """
    (typed, tone), (meant, meant_tone) = _split(typed), _split(meant)
    of_tone = _tone_cost(tone, meant_tone)
    is_near = limit - of_tone < 2 * _LEAST
    letters = inf
    if not is_near or _may_be_one_edit(typed, meant):
        letters = _letters_cost(typed, meant)
    for heard in _heard(typed):
        # Most of what sounds alike is worth no second look.
        if heard == meant:
            letters = min(letters, _BY_EAR)
        elif letters > _BY_EAR + _LEAST:
            if not is_near or _may_be_one_edit(heard, meant):
                letters = min(letters, _BY_EAR + _letters_cost(heard, meant))
    return of_tone + letters


def tone_cost(typed: str, meant: str) -> float:
    """Give the part of `cost` that tones make up: a quick lower bound."""
    return _tone_cost(_split(typed)[1], _split(meant)[1])


def cased(meant: str, typed: str) -> str:
    """Give a syllable the capitals of what was typed.

    Examples
    --------
    >>> cased("nghị", "Ngị"), cased("nghị", "NGỊ"), cased("ở", "Ở")
    ('Nghị', 'NGHỊ', 'Ở')
    """
    if len(typed) > 1 and typed.isupper():
        return meant.upper()
    return meant[0].upper() + meant[1:] if typed[0].isupper() else meant


_split = lru_cache(maxsize=8_192)(split_tone)


@lru_cache(maxsize=1_024)
def _heard(toneless: str) -> tuple[str, ...]:
    """What `by_ear` yields: one typed word is weighed against hundreds."""
    return tuple(by_ear(toneless))


def _may_be_one_edit(typed: str, meant: str) -> bool:
    """Tell whether one edit of `_letters_cost` at the most makes one of the other.

    False is sure. What differs between what begins and what ends alike is a letter
    too many, too few or another, or two: swapped, or *uo* for *ươ*.

    Examples
    --------
    >>> _may_be_one_edit("nuoc", "nươc"), _may_be_one_edit("nuoc", "nươm")
    (True, False)
    """
    n_typed, n_meant = len(typed), len(meant)
    if abs(n_typed - n_meant) > 1:
        return False
    n, first = min(n_typed, n_meant), 0
    while first < n and typed[first] == meant[first]:
        first += 1
    last = 0
    while last < n - first and typed[n_typed - 1 - last] == meant[n_meant - 1 - last]:
        last += 1
    n_differing = n_typed - first - last
    if n_typed != n_meant:
        return n_differing + n_meant - first - last == 1
    return n_differing <= 2


def _tone_cost(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    if {typed, meant} == {_HOOK, _TILDE}:
        return _HOOK_OR_TILDE
    return _TONE if typed else _TONE_LEFT_OUT


def _letters_cost(typed: str, meant: str) -> float:
    """Weigh the edits between two spellings without tones.

    Damerau's distance (optimal string alignment) with a price for each edit.
    """
    if typed == meant:
        return 0.0
    plain, plain_meant = fold(typed), fold(meant)
    if len(plain) != len(typed) or len(plain_meant) != len(meant):
        return inf
    extras, dropped = _extras(plain), _dropped(plain_meant)
    beside = [_KEYS_BESIDE.get(letter, "") for letter in plain_meant]
    # The last three rows of the table of distances, this one under way.
    before: list[float] = []
    above: list[float] = []
    row = list(accumulate(dropped, initial=0.0))
    for i, (letter, key, extra) in enumerate(zip(typed, plain, extras, strict=True)):
        before, above, row = above, row, [row[0] + extra]
        is_after_u = letter == "o" and typed[i - 1 : i] == "u"
        for j, other in enumerate(meant):
            least = above[j + 1] + extra
            price = row[j] + dropped[j]
            if price < least:
                least = price
            price = above[j]
            if letter != other:
                if key == plain_meant[j]:
                    # One w makes both marks of ươ, so both are forgotten together.
                    if not (is_after_u and j and meant[j - 1] == "ư"):
                        price += _QUALITY
                else:
                    price += _NEIGHBOUR if key in beside[j] else _WRONG
            if price < least:
                least = price
            if i and j and typed[i - 1] == other and letter == meant[j - 1]:
                price = before[j - 1] + _SWAPPED
                if price < least:
                    least = price
            row.append(least)
    is_first = plain[:1] != plain_meant[:1]
    return row[-1] + _FIRST_LETTER * is_first


@lru_cache(maxsize=4_096)
def _extras(plain: str) -> tuple[float, ...]:
    """Price each letter of what was typed as one struck besides the others."""
    return tuple(_extra(plain, at) for at in range(len(plain)))


@lru_cache(maxsize=4_096)
def _dropped(plain_meant: str) -> tuple[float, ...]:
    """Price each letter of what was meant as one that was left out."""
    befores = " " + plain_meant
    return tuple(
        _DOUBLED if letter == before else _DROPPED
        for before, letter in zip(befores, plain_meant, strict=False)
    )


def _extra(plain: str, at: int) -> float:
    letter, beside = plain[at], plain[max(0, at - 1) : at] + plain[at + 1 : at + 2]
    if letter in beside:
        return _DOUBLED
    is_beside = any(letter in _KEYS_BESIDE.get(other, "") for other in beside)
    return _NEIGHBOUR if is_beside else _EXTRA


def _keys_beside() -> dict[str, str]:
    """Map each letter of a QWERTY keyboard to those whose keys touch its own."""
    # Each row is shifted by about half a key against the one above it.
    places = {
        key: (row, 2 * column + row)
        for row, keys in enumerate(_ROWS)
        for column, key in enumerate(keys)
    }
    return {
        key: "".join(
            other
            for other, (its_row, its_x) in places.items()
            if (abs(row - its_row), abs(x - its_x)) in ((0, 2), (1, 1))
        )
        for key, (row, x) in places.items()
    }


_KEYS_BESIDE = _keys_beside()
