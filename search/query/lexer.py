"""Query string → tokens with their offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from index.analysis.letters import INVISIBLE
from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllable_spans
from search.query.fields import Field, match_field
from search.query.nodes import Word

Kind = Literal["words", "phrase", "open", "close", "or", "not", "field"]

# Full-width signs come from Chinese and Japanese keyboards, and with text that
# was copied from pages set for them.
_OPENING_QUOTES = '"“”„«＂'
_CLOSING_QUOTES = '"“”»＂'
_OPEN, _CLOSE = "(（", ")）"
# Words that a sign parts rather than joins: UBND/HĐND, chủ đề:bão, TP.Vinh.
_APART = re.compile(
    r"[^\W\d_]{2,}[/:](?=[^\W\d_]{2})|(?:TP|TX|TT|H|Q|P|X)\.(?=[^\W\d_][^\W\d_A-ZĐ])"
)
_NUMBER_BEFORE = re.compile(r"(?<!\S)\d{1,5}\s+$")
_NAME_AFTER = re.compile(r"-\s*[^\W\d_]{2,}[-/]")
_CHUNK = re.compile(rf"[|｜]|[^\s|｜{_OPEN}{_CLOSE}{_OPENING_QUOTES}»]+")
# A run of minuses is one: it is a slip, or a line drawn for fun.
_MINUS = re.compile(r"[-－]+(?=[^\s\-－])")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_OR_WORDS = frozenset({"OR", "HOẶC", "|", "｜"})


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a query string.

    Attributes
    ----------
    kind : str
        ``words``: what stands between spaces, one syllable or several
        (``18-NQ/TW``); ``phrase``: what stands between quotes; ``open``,
        ``close``: parentheses; ``or``; ``not``: a minus before something;
        ``field``: a field's name with its colon.
    start, end : int
        Its code points in the query string, quotes and colon included.
    words : tuple of Word
        The syllables of a ``words`` or ``phrase`` token; may be empty.
    is_closed : bool
        Of a phrase: whether its closing quote was there.
    field : Field or None
        Of a ``field`` token: which.
    """

    kind: Kind
    start: int
    end: int
    words: tuple[Word, ...] = ()
    is_closed: bool = True
    field: Field | None = None


def tokenize(text: str) -> list[Token]:
    """Split a query string into tokens. Never raises.

    Parameters
    ----------
    text : str
        NFC.

    Examples
    --------
    >>> [token.kind for token in tokenize('"Tổ chức" OR -title:(họp)')]
    ['phrase', 'or', 'not', 'field', 'open', 'words', 'close']
    """
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace() or character == "»":
            at += 1
            continue
        if character in _OPEN or character in _CLOSE:
            kind: Kind = "open" if character in _OPEN else "close"
            token = Token(kind, at, at + 1)
        elif character in _OPENING_QUOTES:
            if _is_stray(text, at):
                at += 1
                continue
            token = _phrase(text, at)
        elif (minus := _MINUS.match(text, at)) and not _is_in_number(text, at):
            token = Token("not", at, minus.end())
        elif named := match_field(text, at):
            token = Token("field", at, named[1], field=named[0])
        else:
            token = _chunk(text, at)
        tokens.append(token)
        at = token.end
    return tokens


def shorten(tokens: list[Token], n_words: int) -> tuple[list[Token], int | None]:
    """Cut the tokens after a number of words.

    Returns
    -------
    (list of Token, int or None)
        What is kept, and where the first word left out begins. The parentheses
        after it are kept: they were not forgotten.
    """
    n_left = n_words
    for at, token in enumerate(tokens):
        if len(token.words) > n_left:
            kept, left_out = tokens[:at], token.words[n_left].start
            if n_left:
                words = token.words[:n_left]
                kept.append(replace(token, words=words, end=words[-1].end))
            while kept and kept[-1].kind in ("or", "not", "field"):
                kept.pop()
            rest = (t for t in tokens[at:] if t.kind in ("open", "close"))
            return [*kept, *rest], left_out
        n_left -= len(token.words)
    return tokens, None


def _chunk(text: str, start: int) -> Token:
    chunk = _CHUNK.match(text, start)
    assert chunk is not None
    if _INVISIBLE.sub("", chunk[0]) in _OR_WORDS:
        return Token("or", start, chunk.end())
    end = chunk.end()
    if apart := _APART.match(text, start, end):
        end = apart.end()
    return Token("words", start, end, _words(text, start, end))


def _phrase(text: str, opening: int) -> Token:
    closing = opening + 1
    while closing < len(text) and text[closing] not in _CLOSING_QUOTES:
        closing += 1
    words = _words(text, opening + 1, closing)
    is_closed = closing < len(text)
    return Token("phrase", opening, closing + is_closed, words, is_closed)


def _is_stray(text: str, at: int) -> bool:
    """Whether a quotation mark can open nothing: a copied text lost the other."""
    return text[at - 1 : at].isalnum() and not text[at + 1 : at + 2].strip()


def _is_in_number(text: str, at: int) -> bool:
    """Whether a minus is the joint of a document's number: ``18 -NQ/TW``."""
    return bool(
        _NUMBER_BEFORE.search(text, max(0, at - 8), at) and _NAME_AFTER.match(text, at)
    )


def _words(text: str, start: int, end: int) -> tuple[Word, ...]:
    return tuple(
        Word(normalise_syllable(text[start + s : start + e]), start + s, start + e)
        for s, e in syllable_spans(text[start:end])
    )
