"""One mention of a name: the words beside it and what they say at first sight."""

from __future__ import annotations

import re
from functools import cache, cached_property

from index.extract.persons.names import Candidate
from index.extract.persons.roles import StatedRole
from index.extract.persons.syllables import STRONG
from index.extract.wordlists import Endings, alternation, endings, lowered

NEIGHBOURHOOD = 32
"""Characters before a name in which its word of address stands."""

_AGE = re.compile(
    r"\s*(?:\(\s*|,\s*|\s)(?:\d\d tuổi|sinh năm|sn \d|ngụ |trú |quê |tự là )"
)
_QUOTES = "“\"'”"
_FIRM = re.compile(r"(?<!\w)(?:công ty|hãng|tập đoàn|doanh nghiệp|tnhh|nhà máy)(?!\w)")
_MENTIONS_OF_SHOWS = 2


class Page:
    """What the whole text says that counts for every name in it.

    Parameters
    ----------
    low : str
        The text in lower case.
    """

    def __init__(self, low: str) -> None:
        self.low = low

    @cached_property
    def is_about_kings(self) -> bool:
        """Whether kings are spoken of."""
        return any(word in self.low for word in lowered("king_words"))

    @cached_property
    def is_about_shows(self) -> bool:
        """Whether songs or films are spoken of, more than once."""
        n_mentions = 0
        for word in lowered("show_words"):
            n_mentions += self.low.count(word)
        return n_mentions >= _MENTIONS_OF_SHOWS


class Mention:
    """A candidate with its neighbourhood.

    Parameters
    ----------
    page : Page
    one : Candidate
        The name's place.

    Attributes
    ----------
    low : str
        The page in lower case.
    name : str
        In lower case.
    near : str
        What stands before the name on its line, at most `NEIGHBOURHOOD`.
    words : list of str
        The same in words.
    n_address : int
        How many of the last words are a word of address.
    n_head : int
        How many are a word after which no person is named (``not_persons``).
    before, after : StatedRole or None
        The roles beside it, set once they are read.
    has_role : bool
    is_strong, is_full : bool
        Whether it begins with a common surname; with any, and has three words.
    """

    __slots__ = (
        "_is_addressed",
        "after",
        "before",
        "has_role",
        "is_full",
        "is_strong",
        "low",
        "n_address",
        "n_head",
        "name",
        "near",
        "one",
        "page",
        "words",
    )

    def __init__(self, page: Page, one: Candidate) -> None:
        low = page.low
        self.page, self.one, self.low = page, one, low
        start = one.start
        self.name = low[start : one.end]
        near = low[max(0, start - NEIGHBOURHOOD) : start]
        if "\n" in near:
            near = near[near.rindex("\n") + 1 :]
        self.near = near
        self.words = words = near.split()
        self.n_address = n_address = endings("honorifics").n_words(words)
        n_head = _n_words_of_head(_without_quotes(words))
        self.n_head = n_head if n_head > n_address else 0
        self.before: StatedRole | None = None
        self.after: StatedRole | None = None
        self.has_role = False
        self._is_addressed: bool | None = None
        self.is_strong = one.weight >= STRONG
        self.is_full = one.weight > 0 and one.n_tokens >= 3

    @property
    def last_word(self) -> str:
        """The word before the name, or nothing."""
        return self.words[-1] if self.words else ""

    @property
    def is_addressed(self) -> bool:
        """Whether a word of address, another sure sign or an age stands beside it."""
        if self._is_addressed is None:
            # Several rules ask for it.
            self._is_addressed = (
                self.n_address > 0
                or _AGE.match(self.low, self.one.end) is not None
                or endings("person_phrases").n_words(self.words) > 0
            )
        return self._is_addressed

    @property
    def has_sure_middle(self) -> bool:
        """Whether its second word makes a full name of it beyond doubt."""
        return self.name.split()[1] in ("thị", "văn")

    def set_roles(self, before: StatedRole | None, after: StatedRole | None) -> None:
        """Note the roles beside it, but none that is the firm's or the crowd's."""
        one = self.one
        if before is not None and not self.is_strong and not one.is_foreign_name:
            is_group = self.low[before.start : before.end] in lowered("groups")
            is_firms = not one.split_off and (
                _FIRM.search(self.low, before.start, before.end) is not None
            )
            if is_firms or (is_group and not self.is_full):
                before = None
        self.before, self.after = before, after
        self.has_role = before is not None or after is not None


@cache
def _school() -> re.Pattern[str]:
    return re.compile(rf"(?:trường|trung tâm|đoàn)(?: {alternation('school_words')})+$")


@cache
def _ends_of_schools() -> frozenset[str]:
    return frozenset(word.split()[-1] for word in lowered("school_words"))


def _compounds() -> Endings:
    return endings("not_heads", "roles", "occupations")


def not_person_head(words: list[str]) -> list[str]:
    """Give the words at the end after which no person is named; none if so.

    Examples
    --------
    >>> not_person_head("hôm qua ở đường".split())
    ['đường']
    >>> not_person_head("về nhà (khu phố".split())
    ['khu', 'phố']
    >>> not_person_head("vì môi trường".split())
    []
    """
    words = _without_quotes(words)
    n_head = _n_words_of_head(words)
    if n_head == 0:
        return []
    return [words[-n_head].lstrip("(“\"'‘[-–/"), *words[len(words) - n_head + 1 :]]


def _without_quotes(words: list[str]) -> list[str]:
    """Give words without quotation marks at their end, nor the *như* before a name."""
    end = len(words)
    while end and not words[end - 1].strip(_QUOTES):
        end -= 1
    if end and words[end - 1] == "như":
        end -= 1
    return words if end == len(words) else words[:end]


def _n_words_of_head(words: list[str]) -> int:
    """Count the words that `not_person_head` gives of words without quotes."""
    if not words:
        return 0
    n_head = endings("not_persons").n_words(words)
    if words[-1] in _ends_of_schools():
        school = _school().search(" ".join(words))
        if school is not None:
            n_head = max(n_head, len(school[0].split()))
    # A compound begins before the head word in it.
    if n_head == 0 or _compounds().n_words(words) >= n_head:
        return 0
    return n_head
