"""The fields of the query language: their names, and where a name in one ends."""

from __future__ import annotations

import re
from itertools import product
from typing import Literal

from index.analysis.letters import INVISIBLE
from index.analysis.normalise import fold, normalise_syllable

Field = Literal["title", "person", "author", "source", "from", "to", "date"]

FIELD_NAMES: dict[Field, tuple[str, ...]] = {
    "title": ("title", "tiêu đề", "tựa", "tựa đề"),
    "person": ("person", "người"),
    "author": ("author", "tác giả"),
    "source": ("source", "nguồn"),
    "from": ("from", "từ"),
    "to": ("to", "đến"),
    "date": ("date", "ngày"),
}
"""Both languages. Each syllable may be typed without its marks."""

NAME_FIELDS = frozenset({"person", "author", "source"})
DATE_FIELDS = frozenset({"from", "to", "date"})

# Twelve characters hold the longest name joined, invisible ones and marks that
# did not compose included. Unbounded runs would be read again and again.
_PART = rf"(?:[^\W\d_]|[\u0300-\u036f{INVISIBLE}]){{1,12}}"
_FIELD = re.compile(rf"({_PART})(?:(?:\s+|[_-])({_PART}))?[:：]")

Case = Literal["Title", "UPPER", "either"]


def _spellings() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for field, names in FIELD_NAMES.items():
        for name in names:
            # "tu", "từ", "tác gia": people leave out some marks as they do all.
            forms = [(syllable, fold(syllable)) for syllable in name.split()]
            found.update(("".join(chosen), field) for chosen in product(*forms))
    return found


_FIELDS = _spellings()


def match_field(text: str, at: int) -> tuple[Field, int] | None:
    """Read a field's name and its colon at a place of a query string.

    Returns
    -------
    (Field, int) or None
        The field, and the place after its colon.

    Examples
    --------
    >>> match_field("Tiêu đề: lũ", 0), match_field("tac_gia:Hà", 0)
    (('title', 8), ('author', 8))
    >>> match_field("https://vnexpress.net", 0) is None
    True
    """
    match = _FIELD.match(text, at)
    if match is None:
        return None
    name = "".join(normalise_syllable(part) for part in match.groups() if part)
    field = _FIELDS.get(name)
    return None if field is None else (field, match.end())


def case_in_names(syllable: str) -> Case | None:
    """Tell how a syllable of a name is written; None where a name has no such one.

    A capital in the middle (*VnExpress*, *TPHCM* beside *Mai*) is how a reader
    sees that a name of several syllables has ended.

    Examples
    --------
    >>> [case_in_names(s) for s in ("Mai", "MAI", "Y", "mai", "VnExpress", "2020")]
    ['Title', 'UPPER', 'either', None, None, None]
    """
    if not syllable.isalpha() or not syllable[0].isupper():
        return None
    if len(syllable) == 1:
        return "either"
    if syllable[1:].islower():
        return "Title"
    return "UPPER" if syllable.isupper() else None
