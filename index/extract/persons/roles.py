"""What a role is: an office, an occupation, a title or a part, and its rank.

Rules look at lower-cased text; whether a word is capitalised still counts,
because *Ủy ban Kiểm tra* does not check anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from index.extract.wordlists import alternation, endings, lowered


class Rank(IntEnum):
    """How much a role says: where a page states several, the highest stands."""

    PART = 0
    """In a trial, an accident or a crowd (``legal_parts``)."""
    TITLE = 1
    """A degree or a rank (``titles_as_roles``)."""
    OCCUPATION = 2
    OFFICE = 3

    # That of Enum is written in Python, and ranks are looked up in many dicts.
    __hash__ = int.__hash__


@dataclass(frozen=True, slots=True)
class StatedRole:
    """A role and where it stands.

    Attributes
    ----------
    start, end : int
        Its place in the text.
    rank : Rank
    is_shared : bool
        Whether it is said of several people (*các nguyên Chủ tịch: A, B*).
    """

    start: int
    end: int
    rank: Rank
    is_shared: bool = False

    @property
    def is_office(self) -> bool:
        """Whether it is an office and no mere occupation."""
        return self.rank is Rank.OFFICE


@dataclass(frozen=True, slots=True)
class Patterns:
    """What roles are made of; all match lower-cased text.

    Attributes
    ----------
    role, office : re.Pattern
        The beginning of any role, and of an office.
    joiner : re.Pattern
        An *and* after which other people are named.
    organisation : re.Pattern
        The beginning of an organisation's name.
    address : re.Pattern
        Words of address and signs at the end of a text.
    """

    role: re.Pattern[str]
    office: re.Pattern[str]
    joiner: re.Pattern[str]
    organisation: re.Pattern[str]
    address: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """Give the patterns, built once."""
    qualifier = alternation("role_qualifiers")
    any_role = alternation("roles", "occupations")
    office = alternation("roles")
    return Patterns(
        # "chính quyền Tổng thống" has no acting president.
        role=re.compile(rf"(?<![\w-])(?<!chính )(?:{qualifier} )*{any_role}(?!\w)"),
        office=re.compile(rf"(?<![\w-])(?:{qualifier} )*{office}(?!\w)"),
        joiner=re.compile(
            # A letter begins the pattern, so that the search leaps to the next.
            rf"(?:v(?<!\w.)à|c(?<!\w.)ùng) (?:các |(?:{alternation('honorifics')}"
            rf"|(?:{qualifier} )*{any_role}|(?:hơn |gần |trên |khoảng )?\d+|một|hai"
            r"|ba|nhiều|hàng|đông đảo|toàn thể|đại biểu|đại diện|lãnh đạo|bà con"
            r"|người dân|nhân dân|gia đình)(?!\w))"
        ),
        organisation=re.compile(rf"{alternation('organisations')}(?!\w)"),
        # Atomic, so that rows of dashes cannot be cut in many ways.
        address=re.compile(
            rf"(?>(?<![\w/-]){alternation('honorifics')}(?!\w)|"
            rf"(?<!\w)(?:là|gồm|gồm có|có(?= {alternation('honorifics')} )|và|cùng) |"
            rf"[ ,.–:-])*+$"
        ),
    )


@cache
def _legal_part() -> re.Pattern[str]:
    return re.compile(rf"{alternation('legal_parts')}(?!\w)")


def occupation_rank(low: str, start: int) -> Rank:
    """Give the rank of a role that is no office."""
    is_part = _legal_part().match(low, start) is not None
    return Rank.PART if is_part else Rank.OCCUPATION


def address_as_role(words: Sequence[str]) -> tuple[Rank, int] | None:
    """Give the rank and the number of words of a title that is a role, too.

    Parameters
    ----------
    words : sequence of str
        What stands before the name, in lower case.

    Examples
    --------
    >>> address_as_role("cựu luật sư".split())
    (<Rank.TITLE: 1>, 3)
    >>> address_as_role("hôm qua ông".split()) is None
    True
    """
    n_words = endings("titles_as_roles").n_words(list(words))
    if n_words == 0:
        return None
    if len(words) > n_words and words[-n_words - 1] in lowered("role_qualifiers"):
        n_words += 1
    return Rank.TITLE, n_words
