"""Keystrokes of a Vietnamese keyboard that was switched off.

Telex and VNI write marks as keys of their own: *tổ chức* is typed ``toor
chuwcs`` or ``to63 chu71c``, and that is what arrives where the input method
does not listen. `readings` says what such a query may have meant. It is a last
resort: ``test`` is *tét* in Telex too, so nothing is read for somebody whose
words the index knows.

How sure the keys are is told apart. ``chuwcs`` and ``ddang`` are struck by no
other language, so they speak for the doubtful keys beside them: ``max soos`` is
*mã số*. Doubtful keys alone are read only where the index has no such word.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from index.analysis.normalise import normalise_syllable
from index.analysis.spelling import is_vietnamese_syllable
from index.analysis.syllables import syllable_spans
from index.analysis.tones import put_tone, split_tone
from search.query.keystrokes import decode_syllable

Frequency = Callable[..., int]
"""``frequency("tổ")`` or ``frequency("tổ", "chức")``: articles that have it."""

MAX_READINGS = 16

# Marks that may have been left out: the tone was typed and the circumflex not.
_COMPLETIONS = (
    *(("uo", "uô"), ("uo", "ươ"), ("ie", "iê"), ("ye", "yê")),
    *(("a", "â"), ("a", "ă"), ("e", "ê"), ("o", "ô"), ("o", "ơ"), ("u", "ư")),
)
_MARKED = "ăâêôơư"
_UNMARKED = str.maketrans(_MARKED, "aaeoou")
# A word inside an address, a date or a name such as AT&T is not a syllable.
_GLUE = frozenset("/.@&_'’+#")

# Words of English that are keystrokes too, and that nobody searching for them
# wants read as such; an index without them could not tell.
_ENGLISH = frozenset(
    "as if is of or us bar bee box bus car chef dos far fax fix for gas gif gps has "
    "her hex his how ios its law let low mar max mix more mos new nor now off our "
    "raw room saw see sex sir six tax taxi tex this thus too tour usa vips war "
    "was yes beef been beer best bets bits boom boot boots caps cats cows deer docs "
    "door down hats keeps lets maps meets moon nets noon peer poor pop reef rest roof "
    "rooms root roots rows seems seen sets soon teen test text tips top town towns "
    "co2 no2 so2".split()
)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a syllable can be, and what it costs to think so."""

    spelling: str
    cost: float


@dataclass(frozen=True, slots=True)
class _Typed:
    """One syllable of the query; without `decoded` it stays as it is."""

    start: int
    end: int
    raw: str
    decoded: tuple[str, ...]


def readings(text: str, frequency: Frequency) -> list[str]:
    """Decode the raw Telex and VNI in a query, the likeliest reading first.

    Parameters
    ----------
    text : str
        The query as `search.query.parse` takes it, NFC. Quotes, operators,
        field names and all syllables that are not keystrokes stay.
    frequency : Frequency
        Number of articles that have a normalised syllable, or two of them as a
        word. It chooses among readings: a key may have been left out (``tor``
        for *tổ*), and *tổ chức* is a word where *tỏ chức* is none.

    Returns
    -------
    list of str
        At most `MAX_READINGS`, all different, none of them `text`; empty where
        nothing looks like keystrokes. The caller searches them in turn.

    Examples
    --------
    >>> articles = {("tỏ",): 3, ("tổ",): 50, ("chức",): 60, ("tổ", "chức"): 40}
    >>> readings('"tor chuwcs" -test', lambda *word: articles.get(word, 0))[0]
    '"tổ chức" -test'
    >>> readings("test", lambda *word: articles.get(word, 0))
    []
    """
    frequency = cache(frequency)
    typed = [_typed(text, start, end) for start, end in syllable_spans(text)]
    in_company = any(_is_sure(one) and not frequency(one.raw) for one in typed)
    choices = [_choices(one, frequency, in_company) for one in typed]
    found = []
    for spellings in _cheapest(choices, frequency):
        read, last = "", 0
        for one, spelling in zip(typed, spellings, strict=True):
            raw = text[one.start : one.end]
            read += text[last : one.start]
            read += raw if spelling == one.raw else _cased(spelling, raw)
            last = one.end
        found.append(read + text[last:])
    return [read for read in dict.fromkeys(found) if read != text]


def _typed(text: str, start: int, end: int) -> _Typed:
    raw = text[start:end]
    before, after = text[start - 1 : start], text[end : end + 1]
    is_apart = (
        raw == "OR"
        or after in (":", "*")
        or (before in _GLUE and text[start - 2 : start - 1].isalnum())
        or (after in _GLUE and text[end + 1 : end + 2].isalnum())
    )
    decoded = () if is_apart or not raw.isascii() else tuple(decode_syllable(raw))
    is_acronym = raw.isupper() and len(raw) <= 4 and not text.isupper()
    if decoded and is_acronym and _n_marks(decoded[0]) < 2:
        decoded = ()
    return _Typed(start, end, normalise_syllable(raw), decoded)


def _is_sure(one: _Typed) -> bool:
    """Whether keys were struck that no other language strikes."""
    if not one.decoded or one.raw in _ENGLISH or len(one.raw) < 3:
        return False
    if sum(c.isalpha() for c in one.raw) < 2:
        # U17 and E5 are names.
        return False
    toneless, tone = split_tone(one.decoded[0])
    if "đ" in toneless or "ư" in toneless or _n_marks(one.decoded[0]) >= 2:
        return True
    # Few words anywhere end in f, and none in j; 2 and 5 end many names.
    return one.raw.isalpha() and tone in ("\u0300", "\u0323")


def _n_marks(syllable: str) -> int:
    toneless, tone = split_tone(syllable)
    n_qualities = sum(c in _MARKED for c in toneless.replace("ươ", "ơ"))
    return n_qualities + bool(tone) + toneless.startswith("đ")


def _choices(one: _Typed, frequency: Frequency, in_company: bool) -> list[_Choice]:
    """What a syllable can be; `in_company`, of sure keystrokes somewhere."""
    as_typed = _Choice(one.raw, 0.0)
    if not one.decoded:
        return [as_typed]
    known = [s for s in one.decoded if frequency(s)]
    n_raw = frequency(one.raw)
    is_foreign_word = one.raw in _ENGLISH or n_raw > max(map(frequency, one.decoded))
    if not in_company:
        if n_raw or is_foreign_word or not known:
            return [as_typed]
        return [_Choice(s, float(n)) for n, s in enumerate(known)]
    if is_foreign_word:
        return [as_typed, *(_Choice(s, 0.8) for s in known)]
    found = [_Choice(one.raw, 0.5)] if n_raw else []
    for n, literal in enumerate(one.decoded):
        found.append(_Choice(literal, 0.2 * n + (0.0 if frequency(literal) else 3.0)))
        found += [
            _Choice(completed, 0.2 * n + 1.0)
            for completed in _completed(literal)
            if frequency(completed)
        ]
    return found


def _completed(syllable: str) -> list[str]:
    """What a syllable would be with the vowel's mark that was left out, or without it.

    ``tor`` for *tổ*; ``DDaangr`` for *Đảng*, whose ``a`` was struck once too often.
    """
    toneless, tone = split_tone(syllable)
    if any(c in _MARKED for c in toneless):
        variants = [toneless.translate(_UNMARKED)]
    else:
        variants = [
            toneless.replace(plain, marked)
            for plain, marked in _COMPLETIONS
            if plain in toneless
        ]
    found = (put_tone(letters, tone) for letters in variants)
    return [s for s in found if s and not s.isascii() and is_vietnamese_syllable(s)]


def _cheapest(choices: list[list[_Choice]], frequency: Frequency) -> list[list[str]]:
    """Choose for every syllable, so that neighbours make words of the index.

    A beam search. A pair that is a word in four articles or more outweighs one
    key left out; an unknown syllable is worse than any of that.
    """
    beam: list[tuple[float, list[str]]] = [(0.0, [])]
    for options in choices:
        longer = []
        for cost, spellings in beam:
            for option in options:
                bonus = 0.0
                if spellings and (len(options) > 1 or len(beam) > 1):
                    n_articles = frequency(spellings[-1], option.spelling)
                    bonus = min(2.0, 0.5 + math.log10(n_articles)) if n_articles else 0
                longer.append(
                    (cost + option.cost - bonus, [*spellings, option.spelling])
                )
        longer.sort(key=lambda pair: pair[0])
        beam = longer[:MAX_READINGS]
    return [spellings for _, spellings in beam]


def _cased(spelling: str, raw: str) -> str:
    """Give a decoded syllable the capitals it was typed with."""
    if raw.isupper():
        return spelling.upper()
    return spelling.capitalize() if raw[0].isupper() else spelling
