"""Word lists of extraction: plain data files beside the code.

A file holds one entry a line; ``#`` starts a comment. What a list means and
where it comes from stands at its top. Entries are matched with the tone mark
on the modern place (*ủy*, *hòa*), so a list spells each entry once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

_MODERN = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_MODERN |= {old.upper(): new.upper() for old, new in _MODERN.items()}
_MODERN |= {old.title(): new.title() for old, new in _MODERN.items()}

# The mark moves only where the syllable ends (hoà, but hoàng and quý stay).
# Two letters begin the pattern, so that the search leaps from one to the next and
# leaves most of them at once; which may stand together is asked later.
_AFTER_O, _AFTER_U = "àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ", "ỳýỷỹỵỲÝỶỸỴ"
_OLD_TONE = re.compile(
    rf"[oOuU][{_AFTER_O}{_AFTER_U}](?<=[oO][{_AFTER_O}]|[uU][{_AFTER_U}])"
    r"(?<![qQ]..)(?![^\W\d_])"
)


def modern_tones(text: str) -> str:
    """Move tone marks to their modern place, keeping every offset.

    Examples
    --------
    >>> modern_tones("Tỉnh uỷ Hoà Bình, Huỳnh Thuý, quý")
    'Tỉnh ủy Hòa Bình, Huỳnh Thúy, quý'
    """
    return _OLD_TONE.sub(lambda match: _MODERN.get(match[0], match[0]), text)


def lower_in_place(text: str) -> str:
    """Lower-case `text` without changing its length.

    A few letters (İ) grow when lower-cased; they stay as they are, so that
    offsets found in the result hold in `text`.
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=4096)
def fold_line(line: str) -> str:
    """Give a line with modern tones and in lower case, every offset kept.

    Remembered: many rules ask for the same short line.
    """
    return lower_in_place(modern_tones(line))


@cache
def entries(name: str) -> tuple[str, ...]:
    """Read the list ``data/<name>.txt`` in its order, tones modern."""
    text = (files(__package__) / "data" / f"{name}.txt").read_text("utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(modern_tones(line) for line in lines if line)


@cache
def lowered(name: str) -> frozenset[str]:
    """Give the entries of a list in lower case, to look words up in."""
    return frozenset(entry.lower() for entry in entries(name))


@cache
def weights(name: str) -> dict[str, float]:
    """Read a list of ``entry<TAB>number`` lines."""
    pairs = (entry.split("\t") for entry in entries(name))
    return {word: float(number) for word, number in pairs}


def alternation(*names: str) -> str:
    """Write lists as one regular expression that prefers the longest entry.

    The pattern is lower case: match it against lower-cased text. Entries share
    their beginnings as branches of a tree, so a word that begins none of
    hundreds of entries is passed over after a letter or two.
    """
    return tree_pattern({word for name in names for word in lowered(name)})


def tree_pattern(words: Iterable[str]) -> str:
    """Write words as a regular expression that shares their beginnings.

    Examples
    --------
    >>> tree_pattern(["bản", "bản làng", "bộ"])
    'b(?:ản(?:\\\\ làng)?|ộ)'
    """
    branches: dict[str, list[str]] = {}
    is_end = False
    for word in sorted(words):
        if word:
            branches.setdefault(word[0], []).append(word[1:])
        else:
            is_end = True
    if not branches:
        return ""
    parts = [re.escape(c) + tree_pattern(rest) for c, rest in branches.items()]
    if is_end:
        return f"(?:{'|'.join(parts)})?"
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


class Endings:
    """Entries of lists that a text can end in, found by their last words.

    Parameters
    ----------
    names : str
        The lists.

    Examples
    --------
    >>> Endings("honorifics").n_words("hôm qua phó giáo sư".split())
    3
    >>> Endings("honorifics").n_words("hôm qua".split())
    0
    """

    def __init__(self, *names: str) -> None:
        self._by_last: dict[str, frozenset[str]] = {}
        self._most: dict[str, int] = {}
        by_last: dict[str, set[str]] = {}
        for entry in {word for name in names for word in lowered(name)}:
            words = entry.split()
            last = words[-1]
            by_last.setdefault(last, set()).add(" ".join(words))
            self._most[last] = max(self._most.get(last, 0), len(words))
        self._by_last = {last: frozenset(known) for last, known in by_last.items()}

    def n_words(self, words: list[str]) -> int:
        """Give how many of the last words are the longest entry; 0 for none.

        Brackets and quotation marks before the entry do not count.
        """
        if not words:
            return 0
        last = words[-1].lstrip(_OPENING)
        known = self._by_last.get(last)
        if known is None:
            return 0
        for n in range(min(self._most[last], len(words)), 1, -1):
            ending = " ".join(words[-n:]).lstrip(_OPENING)
            if ending in known:
                return n
        return 1 if last in known else 0


_OPENING = "(“\"'‘[-–/"


@cache
def endings(*names: str) -> Endings:
    """Give the `Endings` of lists, built once."""
    return Endings(*names)
