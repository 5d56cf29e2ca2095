"""Runs of capitalised words that can be somebody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from index.extract.persons.cutting import Cut, cut_run
from index.extract.persons.foreign import closes_name, is_given_name
from index.extract.persons.letters import LOWER, UPPER
from index.extract.persons.syllables import is_known_word
from index.extract.wordlists import entries, lowered, tree_pattern

# Possessive: what a word has taken it does not give back, so no row of letters
# and hyphens can be cut in many ways.
_AFTER_CAPITAL = (
    rf"(?>[{LOWER}]++[{UPPER}{LOWER}\u00ad]*+|['’][{UPPER}][{LOWER}]++"
    rf"|(?![{UPPER}{LOWER}\d\u00ad]))(?>[-'’][{UPPER}{LOWER}]++)*+"
)


@cache
def _run() -> re.Pattern[str]:
    links = tree_pattern(lowered("foreign_name_links"))
    # Tokenised text has spaces round the hyphens of "Jean - Michel".
    hyphen = "|".join(rf"(?<=\b{name} - )" for name in entries("hyphenated_givens"))
    # A capital begins the pattern, so that the search leaps from one to the next.
    return re.compile(
        rf"[{UPPER}](?<![\w'’&-].){_AFTER_CAPITAL}"
        rf"(?>[ \u00a0](?:(?=[{UPPER}])(?:[{UPPER}]\.[ ]?)?"
        rf"|(?:{links}(?: |(?<=l)(?: - |-))){{1,2}}|-[ ](?:{hyphen}))"
        rf"[{UPPER}]{_AFTER_CAPITAL})++(?![\w&])"
    )


_SPACED_HYPHEN = re.compile(r"\s?-\s?[a-z]{2,6}(?![\w-])")
_DOUBLE_SURNAME = re.compile(rf" - ([{UPPER}][{LOWER}]{{2,}})(?![\w'’-]| [{UPPER}])")
_SPACED_APOSTROPHE = re.compile(rf"\s?['’]\s?[{UPPER}][{LOWER}]+(?!\w)")
_ABBREVIATED_SURNAME = re.compile(r"(?<!\w)(?:Ng|Ph|Tr|Hng)\. ?\Z")
_INITIAL_BEFORE = re.compile(r"[ (]?[A-Z]\. (?=[A-Z])")
_DATE_AFTER = re.compile(r" \d|[ -](?:nay|qua)(?!\w)")
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
    is_foreign_name : bool
        Whether it is built like a foreigner's name: a known given name first.
    is_given_names : bool
        Whether it is two syllables that given names are made of.
    split_off : bool
        Whether words of the same run before it were taken for a place.
    """

    start: int
    end: int
    n_tokens: int
    weight: float
    is_vietnamese: bool
    is_foreign_name: bool
    is_given_names: bool
    split_off: bool


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
    for match in _run().finditer(text):
        run, start = match[0], match.start()
        after_body = run.startswith("Đoàn ") and text[
            max(0, start - 12) : start
        ].lower().endswith(_BODY_OF_THE_UNION)
        cut = cut_run(run, after_body, _may_open(text, start))
        if cut is None:
            continue
        candidate = _placed(text, start, cut)
        if candidate is not None:
            yield candidate


def _may_open(text: str, start: int) -> bool:
    """Say whether a sentence may open here, so that a capital may mean nothing."""
    if start < 2 or text[start - 1] != " ":
        return True
    before = text[start - 2]
    if before == "," and start > 2:
        before = text[start - 3]
    return not before.isalpha()


def _placed(text: str, start: int, cut: Cut) -> Candidate | None:
    """Give the candidate of a run, with what stands apart from it for a sign."""
    # Taken apart at once, which is much faster than to ask for one after the other.
    (
        begin,
        end,
        n_tokens,
        weight,
        is_vietnamese,
        is_foreign_name,
        is_given_names,
        split_off,
        takes_hyphen,
        day_word,
        unsure_head,
    ) = cut
    begin += start
    end += start
    if unsure_head:
        head = text[start + unsure_head - 1 : begin]
        given = text[begin:end].partition(" ")[0]
        if text.count(head.rstrip()) == text.count(head + given):
            # "Malea Emma Leed" is one name; "Juve Ann Leed" a club and a name.
            n_tokens += head.count(" ")
            begin -= len(head)
    if day_word and _DATE_AFTER.match(text, end):
        # "… Lò Thị Mẫu Chiều 11-2": a caption, then the sentence's first word.
        if n_tokens == 2:
            return None
        end -= day_word + 1
        n_tokens -= 1
    follows = text[end : end + 2]
    if takes_hyphen and follows[:1] in ("-", " "):
        hyphen = _SPACED_HYPHEN.match(text, end)
        if hyphen is not None:
            end, is_vietnamese = hyphen.end(), False
    elif follows == " -" and not is_vietnamese and is_foreign_name:
        second = _DOUBLE_SURNAME.match(text, end)
        if (
            second is not None
            and not is_known_word(second[1])
            and not is_given_name(second[1].lower())
        ):
            end = second.end()
    if text[end - 2 : end] in (" O", " D"):
        # Copying a page may space out "O’Leed".
        apostrophe = _SPACED_APOSTROPHE.match(text, end)
        if apostrophe is None:
            return None
        end, is_vietnamese = apostrophe.end(), False
    if begin == start and text[start - 1 : start] in (".", " "):
        surname = _ABBREVIATED_SURNAME.search(text, max(0, start - 5), start)
        if surname is not None:
            # "Ng. Văn Mẫu": no other surname begins like that.
            begin, weight, n_tokens = surname.start(), 1.0, n_tokens + 1
        elif (
            not is_vietnamese
            and text[start - 1] == "."
            and text[start - 2 : start - 1].isupper()
            and not text[start - 3 : start - 2].isalnum()
        ):
            # "G.E Leed", "P.Ji Mau": the run began after the initial.
            begin -= 2
        elif is_foreign_name and _INITIAL_BEFORE.match(text, max(0, start - 4)):
            begin, n_tokens = start - 3, n_tokens + 1
    return Candidate(
        begin,
        end,
        n_tokens,
        weight,
        is_vietnamese,
        is_foreign_name and not closes_name(text, end),
        is_given_names,
        split_off,
    )
