"""How much speaks for reading a line in a legacy encoding."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from index.corpus.legacy.encoding import LegacyEncoding
from index.corpus.legacy.spelling import LETTERS, is_spelled_vietnamese, is_syllable

# What no language writes beside a letter. Quotation marks, dashes and the
# apostrophe it does; « and » only inside a word are a sign of another reading.
_SIGN = "[\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf\u00d7\u00f7\u0192"
_SIGN += "\u02c6\u02dc\u2020\u2021\u2030\u2039\u203a\u20ac\u2122]"
_LETTER = r"[^\W\d_]"
_SIGNS = re.compile(
    f"(?<={_LETTER}){_SIGN}|{_SIGN}(?={_LETTER})|{_SIGN}{{2}}"
    f"|(?<={_LETTER})[«»](?={_LETTER})|[a-zß-öø-ÿ][À-ÖØ-ÞŠŒŽŸ]"
)


@dataclass(slots=True)
class Evidence:
    """What the words of one line, or of many, say of a reading.

    Only words that the encoding reads otherwise are counted, and of them only
    those with letters.

    Attributes
    ----------
    gained : set of str
        Words that are Vietnamese in the reading and are not as they stand.
    n_gained : int
        How many times they occur.
    n_lost : int
        Words that are Vietnamese as they stand and not in the reading.
    n_neither : int
        Words that are Vietnamese in neither.
    n_both : int
        Words that are Vietnamese in both.
    has_signs : bool
        Whether a gained word is spelled as no language spells: ``V¨n``, ``ViÖt``.
    n_plain, n_foreign : int
        The line's other words: those that are Vietnamese syllables, and not.
    """

    gained: set[str] = field(default_factory=set)
    n_gained: int = 0
    n_lost: int = 0
    n_neither: int = 0
    n_both: int = 0
    has_signs: bool = False
    n_plain: int = 0
    n_foreign: int = 0

    @property
    def share(self) -> float:
        """Of the words that are not Vietnamese as they stand, the share gained."""
        return self.n_gained / ((self.n_gained + self.n_neither) or 1)

    @property
    def is_gain(self) -> bool:
        """Whether the line is better in the reading."""
        return self.n_gained > self.n_lost and self.n_gained >= self.n_neither

    def add(self, other: Evidence) -> None:
        """Count the words of another line as well."""
        self.gained |= other.gained
        self.n_gained += other.n_gained
        self.n_lost += other.n_lost
        self.n_neither += other.n_neither
        self.n_both += other.n_both
        self.has_signs |= other.has_signs
        self.n_plain += other.n_plain
        self.n_foreign += other.n_foreign


def weigh(line: str, encoding: LegacyEncoding) -> Evidence:
    """Weigh the reading of one line.

    Examples
    --------
    >>> from index.corpus.legacy.tcvn3 import TCVN3
    >>> sorted(weigh("Hµ Néi, Müller", TCVN3).gained)
    ['hà', 'nội']
    """
    found = Evidence()
    for match in encoding.word.finditer(line):
        word = match[0]
        judge = _judge if len(word) <= _LONG else _judge.__wrapped__
        verdict = judge(word, encoding)
        if verdict is None:
            continue
        setattr(found, verdict.counter, getattr(found, verdict.counter) + 1)
        if verdict.gained:
            found.gained.update(verdict.gained)
            found.has_signs |= verdict.has_signs
    return found


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one word says: which number of `Evidence` it adds to, and its letters."""

    counter: str
    gained: tuple[str, ...] = ()
    has_signs: bool = False


_LONG = 40
"""Longer words are judged anew each time, so that they fill no memory."""


@lru_cache(maxsize=65_536)
def _judge(word: str, encoding: LegacyEncoding) -> _Verdict | None:
    meant = encoding.read_word(word)
    if meant == word:
        if not LETTERS.search(word):
            return None
        return _Verdict("n_plain" if is_spelled_vietnamese(word) else "n_foreign")
    runs = [run for run in LETTERS.findall(meant) if not run.isascii()]
    if not runs:
        return None
    is_well_read = all(map(is_syllable, runs)) and not _is_odd(runs, meant)
    is_well_as_is = is_vietnamese_as_it_stands(word)
    if is_well_read and is_well_as_is:
        return _Verdict("n_both")
    if is_well_read:
        return _Verdict("n_gained", tuple(map(str.lower, runs)), has_signs(word))
    return _Verdict("n_lost" if is_well_as_is else "n_neither")


def is_vietnamese_as_it_stands(word: str) -> bool:
    """Tell whether a word needs no other reading."""
    runs = [run for run in LETTERS.findall(word) if not run.isascii()]
    return bool(runs) and all(map(is_syllable, runs)) and not has_signs(word)


def has_signs(word: str) -> bool:
    """Tell whether a word is spelled as no language spells.

    Examples
    --------
    >>> [has_signs(word) for word in ("V¨n", "ViÖt", "l’«été»", "Vieät", "®·")]
    [True, True, False, False, True]
    """
    return _SIGNS.search(word) is not None


def _is_odd(runs: list[str], meant: str) -> bool:
    """Tell whether syllables stand as no writer would have them.

    ``10µm`` is ten micrometres, and a capital within a word (``nguÔn``) comes
    of the wrong table.
    """
    if _DIGIT_BEFORE.search(meant) and any(
        meant[found.start() - 1].isdecimal() and not found[0].isascii()
        for found in LETTERS.finditer(meant, 1)
    ):
        return True
    return any(c.isupper() for run in runs for c in _AFTER_SMALL.findall(run))


_DIGIT_BEFORE = re.compile(r"\d[^\W\d_]")
_AFTER_SMALL = re.compile(r"(?<=[a-z])[^\W\d_a-zA-Z]")
