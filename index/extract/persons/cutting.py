"""From a run of capitalised words to the words that can be a name.

What is cut: words that open a sentence, heads of bodies and titles, places and
firms in front of a name, and the first words of the next sentence behind it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from index.extract.persons.foreign import (
    has_inner_capital,
    holds_body_word,
    is_foreign_name,
    is_not_persons,
    is_unsure_head,
    name_start,
)
from index.extract.persons.syllables import STRONG, is_syllable, places, surnames
from index.extract.wordlists import entries, lowered

MOST_TOKENS = 5
LONGEST_RUN = 60
"""Words of the longest run that is looked through: a longer one names nobody."""

_REMEMBERED = 1 << 16
_PIECE = re.compile(r"[^\s\u00a0]+")
_CERTAIN_MIDDLES = ("thị", "văn")


_DIRECTIONS = frozenset(("nam", "bắc", "đông", "tây", "trung"))
# The ten stems and twelve branches of the calendar.
_STEMS = frozenset("giáp ất bính đinh mậu kỷ canh tân nhâm quý".split())
_BRANCHES = frozenset("tý sửu dần mão mẹo thìn tỵ ngọ mùi thân dậu tuất hợi".split())


class Cut(NamedTuple):
    """What is left of a run; places count from its beginning.

    Attributes
    ----------
    start, end : int
        The part that can be a name.
    n_tokens : int
    weight : float
        Of the surname; 0 where the first word is none.
    is_vietnamese, is_foreign_name, is_given_names, split_off : bool
        As `index.extract.persons.names.Candidate` has them.
    takes_hyphen : bool
        Whether the given name may follow a hyphen with spaces round it.
    day_word : int
        Length of the last word if it is one of time, which a date may follow.
    unsure_head : int
        0, or one more than the place of words in front that belong to the name
        unless the page has them elsewhere without it.
    """

    start: int
    end: int
    n_tokens: int
    weight: float
    is_vietnamese: bool
    is_foreign_name: bool
    is_given_names: bool
    split_off: bool
    takes_hyphen: bool
    day_word: int
    unsure_head: int


@cache
def _titles_of_address() -> frozenset[str]:
    return lowered("sentence_starters") & lowered("honorifics")


@lru_cache(_REMEMBERED)
def cut_run(run: str, after_body: bool, may_open: bool) -> Cut | None:
    """Cut a run down to the words that can be a name.

    Names return, within a page and from page to page, so what was cut lately is
    remembered.

    Parameters
    ----------
    run : str
        Capitalised words with single spaces between them.
    after_body : bool
        Whether the run follows a body of the Youth Union.
    may_open : bool
        Whether the run may open a sentence, so that its first word may be
        capitalised for that alone.

    Returns
    -------
    Cut or None
        None where no part of the run can be a name.
    """
    if run.count(" ") > LONGEST_RUN:
        return None
    pieces = _pieces(run)
    if "." in run:
        pieces = _end_at_initial(pieces)
    pieces = _without_tail(pieces)
    words = [word.lower() for _, _, word in pieces]
    skipped = _skip_heads(words, after_body, may_open)
    if skipped is None:
        return None
    first, split_off = skipped
    pieces, words = pieces[first:], words[first:]
    if len(words) < 2 or words[-1] == "thị" or _is_year(words):
        return None
    unsure = 0
    is_vietnamese = all(map(is_syllable, words))
    if not is_vietnamese:
        tokens = [token for _, _, token in pieces]
        head = name_start(tokens, words)
        if is_unsure_head(words[:head]) and not has_inner_capital(tokens[0]):
            unsure = pieces[0][0] + 1
        pieces, words = pieces[head:], words[head:]
        split_off = split_off or head > 0
    if len(words) < 2 or _is_place(words) or holds_body_word(words):
        return None
    if words[0] in _DIRECTIONS and tuple(words[1:]) in places():
        return None
    if words[0] in lowered("place_heads") and words[1] not in _CERTAIN_MIDDLES:
        return None
    if len(words) >= 3 and not is_vietnamese and not is_syllable(words[0]):
        if tuple(words[-2:]) in places():
            # "Citi Việt Nam": a firm's branch.
            return None
    shift = _unknown_place_before(words)
    pieces, words = pieces[shift:], words[shift:]
    if len(words) > MOST_TOKENS or is_not_persons(words):
        return None
    # Words may have gone, and with them what was none of a syllable.
    is_vietnamese = is_vietnamese or all(map(is_syllable, words))
    return Cut(
        start=pieces[0][0],
        end=pieces[-1][1],
        n_tokens=len(words),
        weight=surnames().get(words[0], 0.0),
        is_vietnamese=is_vietnamese,
        is_foreign_name=not is_vietnamese
        and is_foreign_name([token for _, _, token in pieces]),
        is_given_names=len(words) == 2 and lowered("given_names").issuperset(words),
        split_off=split_off or shift > 0,
        takes_hyphen=pieces[0][2] in _hyphenated_surnames(),
        day_word=len(words[-1]) if words[-1] in lowered("day_words") else 0,
        unsure_head=unsure,
    )


@cache
def _hyphenated_surnames() -> frozenset[str]:
    return frozenset(entries("hyphenated_surnames"))


Pieces = list[tuple[int, int, str]]


def _pieces(run: str) -> Pieces:
    """Give the words of a run, each with its place."""
    if "\u00a0" in run:
        found = _PIECE.finditer(run)
        return [(m.start(), m.end(), m[0]) for m in found if m[0] != "-"]
    pieces: Pieces = []
    start = 0
    for word in run.split(" "):
        end = start + len(word)
        if word != "-":
            pieces.append((start, end, word))
        start = end + 1
    return pieces


@cache
def _first_words_of_places() -> frozenset[str]:
    return frozenset(words[0] for words in places())


def _is_place(words: list[str]) -> bool:
    # Most words begin no place, which is told without making a tuple.
    return words[0] in _first_words_of_places() and tuple(words) in places()


def _end_at_initial(pieces: Pieces) -> Pieces:
    """End a Vietnamese name at an initial with a full stop.

    *Nguyễn Văn M. Ông …* hides a name and ends a sentence; *Ann M. Lee* goes on.
    """
    for index, (start, _, word) in enumerate(pieces):
        if index and word.endswith("."):
            if all(is_syllable(before) for _, _, before in pieces[:index]):
                return [*pieces[:index], (start, start + 1, word[0])]
            break
    return pieces


def _without_tail(pieces: Pieces) -> Pieces:
    """Take off the first word of the next sentence, whose full stop is missing."""
    n_kept = len(pieces)
    if n_kept < 3:
        return pieces
    tails = lowered("run_tails")
    for at in range(2, n_kept):
        if pieces[at][2] == "Theo":
            # "… Lò Văn Mẫu Theo VnExpress": an author and the source.
            return pieces[:at]
    while n_kept > 2 and pieces[n_kept - 1][2].lower() in tails:
        n_kept -= 1
    start, end, word = pieces[n_kept - 1]
    if n_kept < len(pieces) and word.endswith("."):
        # The full stop behind an initial ended the sentence.
        return [*pieces[: n_kept - 1], (start, end - 1, word[:-1])]
    return pieces[:n_kept]


def _skip_heads(
    words: list[str], after_body: bool, may_open: bool
) -> tuple[int, bool] | None:
    """Count the words in front that open a sentence, head a body or name a place.

    Returns
    -------
    tuple or None
        Their number, and whether a body or a place is among them; None where
        the run is no name at all.
    """
    known_surnames, of_places = surnames(), _first_words_of_places()
    starters, heads = lowered("sentence_starters"), lowered("capital_heads")
    if not may_open:
        starters = _titles_of_address()
    first, split_off = 0, False
    while len(words) - first >= 2:
        word = words[first]
        may_be_place = word in of_places
        if may_be_place and tuple(words[first:]) in places():
            return None
        if word in heads and not (
            may_be_place and tuple(words[first : first + 2]) in places()
        ):
            first, split_off = first + 1, True
            continue
        if word == "đoàn" and after_body:
            # "Trung ương Đoàn Lê Văn Mẫu": the Youth Union, not a surname.
            first, split_off = first + 1, True
            continue
        if word in starters:
            weight = known_surnames.get(word, 0)
            if weight > 0 and words[first + 1] in _CERTAIN_MIDDLES:
                break
            if weight < STRONG and len(words) - first >= 3:
                if word in _titles_of_address():
                    # What follows "Ông" opens no sentence.
                    starters = _titles_of_address()
                first += 1
                continue
            if weight == 0:
                return None
        n_place = _place_before_name(words, first) if may_be_place else 0
        if n_place is None:
            return None
        if not n_place:
            break
        first, split_off = first + n_place, True
    return first, split_off


def _place_before_name(words: list[str], first: int) -> int | None:
    """Count the words of a place in front; None where the rest is no name."""
    known = places()
    n_left = len(words) - first
    for n_words in (3, 2, 1):
        if n_left - n_words >= 2 and tuple(words[first : first + n_words]) in known:
            return n_words
    if n_left >= 3 and tuple(words[first : first + n_left - 1]) in known:
        if surnames().get(words[first], 0) < STRONG:
            # "Đồng Tháp Mười": a region called after a province.
            return None
    if n_left == 2 and (words[first],) in known and not is_syllable(words[first + 1]):
        # "Mỹ Maudinov": a country and half a name.
        return None
    return 0


def _is_year(words: list[str]) -> bool:
    """Say whether words name a year of the calendar: *Xuân Kỷ Hợi*."""
    return (
        words[-1] in _BRANCHES
        and words[-2] in _STEMS
        and (len(words) == 2 or words[0] in ("tết", "xuân", "năm"))
    )


def _unknown_place_before(words: list[str]) -> int:
    """Count the words of an unknown place before a surname.

    *Suối Bạc Cao Văn Mẫu* names a district and a person.
    """
    known, middles = surnames(), lowered("middle_names")
    weight = known.get(words[0], 0.0)
    if weight < STRONG and len(words) >= 4 or weight == 0 and len(words) >= 3:
        # "Tôn Hoàng Khánh Lụa" begins with a surname, though a rare one.
        for at in range(2 if weight > 0 else 1, len(words) - 1):
            if known.get(words[at], 0) >= STRONG and (
                words[at + 1] in middles or len(words) - at >= 3
            ):
                return at
    elif weight >= STRONG and len(words) >= 5:
        for at in range(2, len(words) - 2):
            if known.get(words[at], 0) >= 1 and words[at + 1] in middles:
                return at
    return 0
