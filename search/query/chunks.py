"""What stands between two spaces: a prefix, a document's number or plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.numbers import document_numbers
from search.query.fields import Case, case_in_names
from search.query.lexer import Token
from search.query.nodes import DocumentNumber, Phrase, Prefix, Word

MIN_PREFIX = 2
"""Characters before the star: one letter begins a tenth of all syllables."""

_STARS = ("*", "＊")
_ENDS_RUN = frozenset(",;:!?…，；")


@dataclass(frozen=True, slots=True)
class Plain:
    """A chunk of plain words, before it is looked at beside its neighbours.

    Attributes
    ----------
    words : tuple of Word
        One or more.
    typed : tuple of str
        The same as they were typed.
    ends_run : bool
        Whether a comma or the like parts it from the words that follow.
    """

    words: tuple[Word, ...]
    typed: tuple[str, ...]
    ends_run: bool

    @property
    def leaf(self) -> Word | Phrase:
        """The node by which it is looked for."""
        if len(self.words) == 1:
            return self.words[0]
        return Phrase(self.words, is_quoted=False)


def is_prefix(token: Token, text: str) -> bool:
    """Tell whether a chunk is one syllable with a star after it.

    Examples
    --------
    >>> from search.query.lexer import tokenize
    >>> [is_prefix(tokenize(text)[0], text) for text in ("ngh*", "ng*h", "18-NQ*")]
    [True, False, False]
    """
    return len(token.words) == 1 and text.startswith(_STARS, token.words[0].end)


def read_prefix(token: Token) -> Prefix | None:
    """Make the node of a prefix; None where it is too short to be one."""
    word = token.words[0]
    if len(word.syllable) < MIN_PREFIX:
        return None
    return Prefix(word.syllable, word.start, word.end)


def read_plain(token: Token, text: str) -> Plain:
    """Read a chunk with words as nothing but these words."""
    typed = tuple(text[word.start : word.end] for word in token.words)
    after = text[token.words[-1].end : token.end]
    return Plain(token.words, typed, not _ENDS_RUN.isdisjoint(after))


def read_number(token: Token, text: str) -> DocumentNumber | None:
    """Read a chunk that is the number of a document, and nothing else."""
    typed = core(token, text)
    for start, end, number in document_numbers(typed):
        if (start, end) == (0, len(typed)):
            return DocumentNumber(number, token.words)
    return None


def core(token: Token, text: str) -> str:
    """Give what was typed, without the punctuation or the quotes around it."""
    return text[token.words[0].start : token.words[-1].end]


def name_length(tokens: Sequence[Token], text: str) -> int:
    """Count the chunks that one name without quotes is made of.

    It goes on over chunks of one syllable that have their capitals alike, up
    to a comma or anything else between them.

    Returns
    -------
    int
        At least 1 where the first token is a chunk, else 0.

    Examples
    --------
    >>> from search.query.lexer import tokenize
    >>> texts = ("Trương Thị Mai họp", "Trương Thị Mai, Vinh", "trương Thị", '"Mai"')
    >>> [name_length(tokenize(text), text) for text in texts]
    [3, 3, 1, 0]
    """
    if not tokens or tokens[0].kind != "words":
        return 0
    n_chunks = 1
    before, case = tokens[0], _case(tokens[0], text)
    for token in tokens[1:]:
        if token.kind != "words" or case is None or before.end != before.words[-1].end:
            break
        following = _case(token, text)
        if following is None or {case, following} == {"Title", "UPPER"}:
            break
        before, case = token, following if case == "either" else case
        n_chunks += 1
    return n_chunks


def _case(token: Token, text: str) -> Case | None:
    if len(token.words) != 1 or token.start != token.words[0].start:
        return None
    return case_in_names(core(token, text))
