"""Query string → tokens with their offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllable_spans
from search.query.nodes import Word

Kind = Literal["words", "phrase", "open", "close", "or", "not"]

_OPENING_QUOTES = '"“”„«'
_CLOSING_QUOTES = '"“”»'
_CHUNK = re.compile(rf"\||[^\s()|{_OPENING_QUOTES}»]+")
# A run of minuses is one: it is a slip, or a line drawn for fun.
_MINUS = re.compile(r"-+(?=[^\s-])")
_OR_WORDS = frozenset({"OR", "HOẶC", "|"})


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a query string.

    Attributes
    ----------
    kind : str
        ``words``: what stands between spaces, one syllable or several
        (``18-NQ/TW``); ``phrase``: what stands between quotes; ``open``,
        ``close``: parentheses; ``or``; ``not``: a minus before something.
    start : int
        Code point of the query string where it begins.
    words : tuple of Word
        The syllables of a ``words`` or ``phrase`` token; may be empty.
    is_closed : bool
        Of a phrase: whether its closing quote was there.
    """

    kind: Kind
    start: int
    words: tuple[Word, ...] = ()
    is_closed: bool = True


def tokenize(text: str) -> list[Token]:
    """Split a query string into tokens. Never raises.

    Parameters
    ----------
    text : str
        NFC.

    Examples
    --------
    >>> [token.kind for token in tokenize('"Tổ chức" OR -(họp)')]
    ['phrase', 'or', 'not', 'open', 'words', 'close']
    """
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace() or character == "»":
            at += 1
        elif character in "()":
            tokens.append(Token("open" if character == "(" else "close", at))
            at += 1
        elif character in _OPENING_QUOTES:
            token, at = _phrase(text, at)
            tokens.append(token)
        elif minus := _MINUS.match(text, at):
            tokens.append(Token("not", at))
            at = minus.end()
        else:
            chunk = _CHUNK.match(text, at)
            assert chunk is not None
            if chunk[0] in _OR_WORDS:
                tokens.append(Token("or", at))
            else:
                tokens.append(Token("words", at, _words(text, at, chunk.end())))
            at = chunk.end()
    return tokens


def _phrase(text: str, opening: int) -> tuple[Token, int]:
    closing = opening + 1
    while closing < len(text) and text[closing] not in _CLOSING_QUOTES:
        closing += 1
    words = _words(text, opening + 1, closing)
    return Token("phrase", opening, words, closing < len(text)), closing + 1


def _words(text: str, start: int, end: int) -> tuple[Word, ...]:

    return tuple(
        Word(normalise_syllable(text[start + s : start + e]), start + s, start + e)
        for s, e in syllable_spans(text[start:end])
    )
