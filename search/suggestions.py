"""Suggestions while somebody types: what they are, and how typed text is read.

The last syllable of what is typed is unfinished, unless something stands after
it. Letters typed without marks stand for any; typed marks filter:

* A finished syllable with marks asks for itself (``mài`` is not Mai), and for
  the same with i for y (``lí thường`` offers Lý Thường Kiệt).
* An unfinished one has not got its tone yet, nor perhaps the hook of its first
  vowel (``truơ`` becomes trương), so only the marks that are there must agree.
  The tone is typed last: with it, the letters have to be right (``tán`` is no
  beginning of tấn).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.analysis.normalise import normalise_syllable, normalise_text
from index.analysis.syllables import syllable_spans
from index.suggestion_keys import (
    IS_I_OR_Y,
    IS_Y,
    QUALITY,
    TONE,
    letters_and_marks,
)

SuggestionKind = Literal["person", "words", "title"]

DEFAULT_SUGGESTIONS = 10
MAX_SUGGESTIONS = 20
MAX_TYPED_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for that begins as what was typed.

    Attributes
    ----------
    text : str
        As articles spell it.
    kind : "person", "words" or "title"
    count : int
        Articles that name the person, have the words or the title. Of words
        it is a lower bound: not every article is looked through for them.
    """

    text: str
    kind: SuggestionKind
    count: int


@dataclass(frozen=True, slots=True)
class Typed:
    """The beginning of a suggestion, as it was typed.

    Attributes
    ----------
    letters : bytes
        Of the syllables, without marks, a space between, as in
        `index.suggestion_keys.key_and_marks`.
    is_finished : bool
        Whether the last syllable is whole.
    accepted : tuple of (int, bytes)
        Place of a letter, and 256 bytes: whether (1) or not (0) a suggestion
        may have a mark byte there. Letters that may bear any are left out.
    """

    letters: bytes
    is_finished: bool
    accepted: tuple[tuple[int, bytes], ...]


def read_typed(text: str) -> Typed | None:
    """Read what was typed so far; None where there is not one letter in it.

    Examples
    --------
    >>> read_typed("Trương thị m").letters, read_typed("Mai ").is_finished
    (b'truong thi m', True)
    """
    text = normalise_text(text)
    spans = list(syllable_spans(text))
    if not spans:
        return None
    is_finished = spans[-1][1] < len(text)
    letters = bytearray()
    accepted: list[tuple[int, bytes]] = []
    for number, (start, end) in enumerate(spans, 1):
        if letters:
            letters += b" "
        its, marks = letters_and_marks(normalise_syllable(text[start:end]))
        is_whole = is_finished or number < len(spans)
        is_bare = not any(mark & (QUALITY | TONE) for mark in marks)
        for at, mark in enumerate(marks, len(letters)):
            if table := _accepted(mark, its[at - len(letters)], is_whole, is_bare):
                accepted.append((at, table))
        letters += its
    return Typed(bytes(letters), is_finished, tuple(accepted))


@lru_cache(maxsize=1024)
def _accepted(typed: int, letter: int, is_whole: bool, is_bare: bool) -> bytes:
    """Make the table of one letter; empty where every mark byte is accepted.

    Parameters
    ----------
    typed : int
        The mark byte of what was typed.
    letter : int
        The letter in the key, of which only i is looked at.
    is_whole : bool
        Whether its syllable is finished.
    is_bare : bool
        Whether its syllable was typed without any mark.
    """
    if is_bare and letter != ord("i"):
        return b""

    def accepts(mark: int) -> bool:
        if letter == ord("i") and (mark ^ typed) & IS_Y and not mark & IS_I_OR_Y:
            return False
        if is_bare:
            return True
        if is_whole or typed & TONE:
            return not (mark ^ typed) & (QUALITY | TONE)
        return not typed & QUALITY or not (mark ^ typed) & QUALITY

    table = bytes(accepts(mark) for mark in range(256))
    return b"" if all(table) else table


def choose(
    found: dict[SuggestionKind, list[tuple[int, Suggestion]]], limit: int
) -> list[Suggestion]:
    """Choose what to show of each kind: persons, then words, then titles.

    Of ten places, five are for persons, three for words and two for titles;
    places that a kind cannot fill go to words, then titles, then persons. What
    is offered as a person is not offered again as words, nor words as a title.

    Parameters
    ----------
    found : dict
        Kind → ``(what identifies its text, suggestion)``, best first.
    limit : int
    """
    known: set[int] = set()
    offered: dict[SuggestionKind, list[Suggestion]] = {}
    for kind in ("person", "words", "title"):
        offered[kind] = [s for id_, s in found.get(kind, ()) if id_ not in known]
        known.update(id_ for id_, _ in found.get(kind, ()))
    places = {"person": (limit + 1) // 2, "title": limit // 5}
    places["words"] = limit - sum(places.values())
    taken = {kind: min(n, len(offered[kind])) for kind, n in places.items()}
    for kind in ("words", "title", "person"):
        free = limit - sum(taken.values())
        taken[kind] = min(taken[kind] + free, len(offered[kind]))
    return [s for kind, those in offered.items() for s in those[: taken[kind]]]
