"""Runs of capitalised words that can be somebody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from index.extract.wordlists import entries, lowered, weights

UPPER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
LOWER = "a-zß-öø-ÿăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"

_AFTER_CAPITAL = (
    rf"(?:[{LOWER}]+[{UPPER}{LOWER}\u00ad]*|['’][{UPPER}][{LOWER}]+"
    rf"|(?![{UPPER}{LOWER}\d\u00ad]))(?:[-'’][{UPPER}{LOWER}]+)*"
)
# A capital begins the pattern, so that the search leaps from one to the next.
_RUN = re.compile(
    rf"[{UPPER}](?<![\w'’&-].){_AFTER_CAPITAL}(?:[ \u00a0](?:[{UPPER}]\.[ ]?)?"
    rf"(?:(?:bin|von|der|al|ibn) )?[{UPPER}]{_AFTER_CAPITAL})+(?![\w&])"
)
_SPACED_HYPHEN = re.compile(r"\s?-\s?[a-z]{2,6}(?![\w-])")
_SPACED_APOSTROPHE = re.compile(rf"\s?['’]\s?[{UPPER}][{LOWER}]+(?!\w)")
_MID_SENTENCE = re.compile(rf"[{LOWER}],? $")
_PIECE = re.compile(r"[^\s\u00a0]+")

_VOWEL = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    rf"[{_VOWEL}]{{1,3}}(?:ch|ng|nh|[cmnpt])?"
)

STRONG = 0.3
"""From this weight on, a surname begins a name by itself."""

MOST_TOKENS = 5
_BODY_OF_THE_UNION = ("trung ương ", "bí thư ", "thành ", "tỉnh ", "thường vụ ")


@dataclass(slots=True)
class Candidate:
    """A part of the text that can be a name.

    Attributes
    ----------
    start, end : int
        Its place in the text.
    n_tokens : int
        Number of words.
    weight : float
        Weight of its surname; 0 where the first word is none.
    is_vietnamese : bool
        Whether every word is a Vietnamese syllable.
    split_off : bool
        Whether words of the same run before it were taken for a place.
    """

    start: int
    end: int
    n_tokens: int
    weight: float
    is_vietnamese: bool
    split_off: bool


@cache
def _is_syllable(word: str) -> bool:
    return _SYLLABLE.fullmatch(word.lower()) is not None


@cache
def _places() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(place.lower().split()) for place in entries("places"))


@cache
def _surnames() -> dict[str, float]:
    return {name.lower(): weight for name, weight in weights("surnames").items()}


@cache
def _titles_of_address() -> frozenset[str]:
    return lowered("sentence_starters") & lowered("honorifics")


def is_place(name: str) -> bool:
    """Say whether a name is a known place's.

    Examples
    --------
    >>> is_place("Hà Giang"), is_place("Hà Văn Giang")
    (True, False)
    """
    return tuple(name.lower().split()) in _places()


def is_known_word(word: str) -> bool:
    """Say whether a word is a Vietnamese syllable or a place's name.

    Examples
    --------
    >>> is_known_word("Nai"), is_known_word("Australia"), is_known_word("Maudinov")
    (True, True, False)
    """
    return _is_syllable(word) or is_place(word)


def find_candidates(text: str) -> Iterator[Candidate]:
    """Find the runs of capitalised words and cut from each what is no name.

    Parameters
    ----------
    text : str
        With modern tone marks.

    Yields
    ------
    Candidate
        In the text's order, never overlapping.
    """
    for run in _RUN.finditer(text):
        tokens = [
            (run.start() + piece.start(), run.start() + piece.end(), piece[0])
            for piece in _PIECE.finditer(run[0])
        ]
        before = text[max(0, run.start() - 12) : run.start()].lower()
        candidate = _cut(
            tokens,
            before.endswith(_BODY_OF_THE_UNION),
            _MID_SENTENCE.search(text, max(0, run.start() - 3), run.start()) is None,
        )
        if candidate is None:
            continue
        first = text[candidate.start : candidate.end].split()[0]
        if first in entries("hyphenated_surnames"):
            hyphen = _SPACED_HYPHEN.match(text, candidate.end)
            if hyphen is not None:
                candidate.end = hyphen.end()
                candidate.is_vietnamese = False
        if first and text[candidate.end - 2 : candidate.end] in (" O", " D"):
            # Copying a page may space out "O’Leed".
            apostrophe = _SPACED_APOSTROPHE.match(text, candidate.end)
            if apostrophe is None:
                continue
            candidate.end = apostrophe.end()
            candidate.is_vietnamese = False
        yield candidate


def _end_at_initial(tokens: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """End a Vietnamese name at an initial with a full stop.

    *Nguyễn Văn M. Ông …* hides a name and ends a sentence; *Ann M. Lee* goes on.
    """
    for index, (start, _, word) in enumerate(tokens):
        if index and word.endswith("."):
            if all(_is_syllable(before) for _, _, before in tokens[:index]):
                return [*tokens[:index], (start, start + 1, word[0])]
            break
    return tokens


def _cut(
    tokens: list[tuple[int, int, str]], after_body: bool, may_open: bool
) -> Candidate | None:
    """Cut a run down to the words that can be a name.

    Parameters
    ----------
    tokens : list of (start, end, word)
        The run.
    after_body : bool
        Whether the run follows a body of the Youth Union.
    may_open : bool
        Whether the run may open a sentence, so that its first word may be
        capitalised for that alone.
    """
    tokens = _end_at_initial(tokens)
    words = [word.lower() for _, _, word in tokens]
    surnames, places = _surnames(), _places()
    starters, heads = lowered("sentence_starters"), lowered("capital_heads")
    if not may_open:
        starters = _titles_of_address()
    first, split_off = 0, False
    while len(words) - first >= 2:
        if tuple(words[first:]) in places:
            return None
        if words[first] in heads and tuple(words[first : first + 2]) not in places:
            first += 1
            split_off = True
            continue
        if words[first] == "đoàn" and after_body:
            # "Trung ương Đoàn Lê Văn Mẫu": the Youth Union, not a surname.
            first += 1
            split_off = True
            continue
        if (
            words[first] in starters
            and surnames.get(words[first], 0) < STRONG
            and len(words) - first >= 3
        ):
            if words[first] in _titles_of_address():
                # What follows "Ông" opens no sentence.
                starters = _titles_of_address()
            first += 1
            continue
        if words[first] in starters and surnames.get(words[first], 0) == 0:
            return None
        length = next(
            (
                n
                for n in (3, 2, 1)
                if len(words) - first - n >= 2
                and tuple(words[first : first + n]) in places
            ),
            0,
        )
        if not length:
            left = len(words) - first
            if left >= 3 and tuple(words[first : first + left - 1]) in places:
                if surnames.get(words[first], 0) < STRONG:
                    # "Đồng Tháp Mười": a region called after a province.
                    return None
            if left == 2 and (words[first],) in places:
                if not _is_syllable(words[first + 1]):
                    # "Mỹ Maudinov": a country and half a name.
                    return None
            break
        first += length
        split_off = True
    words = words[first:]
    if len(words) < 2 or tuple(words) in places or words[-1] == "thị":
        return None
    if not lowered("foreign_body_words").isdisjoint(words):
        return None
    if words[0] in lowered("place_heads") and words[1] not in ("thị", "văn"):
        return None
    if len(words) >= 3 and not _is_syllable(words[0]) and tuple(words[-2:]) in places:
        # "Citi Việt Nam": a firm's branch.
        return None
    weight = surnames.get(words[0], 0.0)
    shift = 0
    if weight < STRONG and len(words) >= 4 or weight == 0 and len(words) >= 3:
        # "Suối Bạc Cao Văn Mẫu": an unknown district before a name.
        shift = next(
            (
                at
                for at in range(1, len(words) - 1)
                if surnames.get(words[at], 0) >= STRONG
                and len(words) - at >= 2
                and (words[at + 1] in lowered("middle_names") or len(words) - at >= 3)
            ),
            0,
        )
    elif weight >= STRONG and len(words) >= 5:
        shift = next(
            (
                at
                for at in range(2, len(words) - 2)
                if surnames.get(words[at], 0) >= 1
                and words[at + 1] in lowered("middle_names")
            ),
            0,
        )
    words = words[shift:]
    if len(words) > MOST_TOKENS:
        return None
    tokens = tokens[first + shift :]
    return Candidate(
        start=tokens[0][0],
        end=tokens[-1][1],
        n_tokens=len(words),
        weight=surnames.get(words[0], 0.0),
        is_vietnamese=all(_is_syllable(word) for word in words),
        split_off=split_off or shift > 0,
    )
