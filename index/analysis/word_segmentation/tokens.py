"""pyvi's tokens: what its CRF labels, and where each came from.

A *chunk* here is a run of characters without white space. No alternative of
pyvi's pattern matches white space but for the line feed, none looks behind,
and together they match every other character; so the tokens of a text are
those of its chunks, one after the other without gaps, with one more token for
each line feed. That makes chunks, of which news has few different ones, the
unit to remember.
"""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_left
from itertools import accumulate

# The alternatives of pyvi 0.1.1, `ViTokenizer.sylabelize`, in its order: the
# first that matches wins. Its dots are escaped in plain strings, which comes to
# the same.
_BEFORE_EMAIL = (
    r"[A-ZĐ]+\."
    r"|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\."
    r"|==>|->|\.\.\.|>>|\n"
    r"|\w+://[^\s]+"
)
_EMAIL = r"|[a-zA-Z0-9_.+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+"
_AFTER_EMAIL = r"|\d+(?:[\.,_]\d+)+|[^\w\s]|\w+"

_TOKEN = re.compile(_BEFORE_EMAIL + _EMAIL + _AFTER_EMAIL)
_TOKEN_WITHOUT_EMAIL = re.compile(_BEFORE_EMAIL + _AFTER_EMAIL)
"""The same where there is no @: looking for one at every letter of "a.b.c.…"
takes time that grows with the square of its length."""


def may_join(token: str) -> bool:
    """Tell whether pyvi may join a token to a neighbour at all.

    pyvi asks whether the token is in the *string* of punctuation marks, so
    this does, too.
    """
    return token not in string.punctuation and not token[0].isdigit()


def is_capitalised(token: str) -> bool:
    """Tell whether a token may only be joined to one before it that is, too."""
    return token[0].istitle()


def tokens_of_chunk(chunk: str) -> tuple[list[str], list[int]]:
    """Cut a chunk into tokens.

    Parameters
    ----------
    chunk : str
        Characters that are no white space, or one line feed; any Unicode form.

    Returns
    -------
    tokens : list of str
        In NFC, as pyvi prints them.
    bounds : list of int
        Where the tokens start in `chunk`, in code points, and where the last
        one ends; one longer than `tokens`.

    Examples
    --------
    >>> tokens_of_chunk("TP.HCM,")
    (['TP.', 'HCM', ','], [0, 3, 6, 7])
    """
    composed = unicodedata.normalize("NFC", chunk)
    tokens = _find_tokens(composed)
    bounds = [0, *accumulate(map(len, tokens))]
    if composed != chunk:
        places = _places_in_source(chunk, composed)
        bounds = [places[bound] for bound in bounds]
    return tokens, bounds


def tokens_of_text(text: str) -> list[str]:
    """List all tokens of a text, as pyvi does.

    Examples
    --------
    >>> tokens_of_text("Ngày 2.9\\nở TP.HCM")
    ['Ngày', '2.9', '\\n', 'ở', 'TP.', 'HCM']
    """
    return _find_tokens(unicodedata.normalize("NFC", text))


def _find_tokens(composed: str) -> list[str]:
    pattern = _TOKEN if "@" in composed else _TOKEN_WITHOUT_EMAIL
    return pattern.findall(composed)


def _places_in_source(source: str, composed: str) -> list[int]:
    """Give the offset in `source` of each boundary between characters of its NFC.

    Both have the same NFD, by whose length boundaries are found again. A
    boundary between marks on one letter, which normalising may have put in
    another order, is moved to the end of a mark.
    """
    source_ends = list(accumulate(_n_decomposed(c) for c in source))
    places = [0]
    for n_decomposed in accumulate(_n_decomposed(c) for c in composed):
        places.append(bisect_left(source_ends, n_decomposed) + 1)
    return places


def _n_decomposed(character: str) -> int:
    return len(unicodedata.normalize("NFD", character))
