"""What every legacy way of writing Vietnamese says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class LegacyEncoding:
    """One way of writing Vietnamese that Unicode text may hide.

    Attributes
    ----------
    name : str
        As readers know it; `index.article.Article.converted_from`.
    affected : pattern
        Finds a character that the encoding may read otherwise.
    word : pattern
        Finds the words of a line. What is white space differs: a byte that is
        a no-break space in Windows-1252 is a letter in some encodings.
    read_word : callable
        One word as Windows-1252 shows it → as it was meant.
    read_line : callable
        The same for a line, which also knows what its words tell each other.
    """

    name: str
    affected: re.Pattern[str]
    word: re.Pattern[str]
    read_word: Callable[[str], str]
    read_line: Callable[[str], str]


ANY_WORD = re.compile(r"[^ \t\n\r\f\v]+")
"""Words where a no-break space may be a letter."""

WORD = re.compile("[^ \t\n\r\f\v\u00a0]+")
"""Words where it is none."""
