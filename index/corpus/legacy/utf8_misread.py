"""UTF-8 that somebody's program read as Windows-1252: ``Viá»‡t Nam``."""

from __future__ import annotations

import re

from index.corpus.legacy.encoding import ANY_WORD, LegacyEncoding
from index.corpus.legacy.western import of_byte

_BYTE_OF = {
    character: byte for byte in range(0x80, 0x100) for character in of_byte(byte)
}


def _set(first: int, last: int) -> str:
    characters = {c for byte in range(first, last + 1) for c in of_byte(byte)}
    return f"[{''.join(sorted(map(re.escape, characters)))}]"


_LATER = _set(0x80, 0xBF)
# The lengths that UTF-8 allows after each first byte (RFC 3629).
_SEQUENCE = re.compile(
    f"{_set(0xC2, 0xDF)}{_LATER}"
    f"|{_set(0xE0, 0xEF)}{_LATER}{{2}}"
    f"|{_set(0xF0, 0xF4)}{_LATER}{{3}}"
)
# Of à and í the second byte is a no-break space and a soft hyphen, which later
# programs make a space of, or nothing. A space before another one, or before a
# stop, is that byte; a single one parts two words.
_LOST_GRAVE = re.compile(r"Ã ?(?=\s|$|[.,;:!?)])")
_LOST_ACUTE = re.compile(r"Ã(?=[a-z])")


def read_word(word: str) -> str:
    """Read one word; what is no UTF-8 stays.

    Examples
    --------
    >>> read_word("Viá»‡t"), read_word("Ãëï")
    ('Việt', 'Ãëï')
    """
    return _SEQUENCE.sub(_decode, word)


def read_line(line: str) -> str:
    """Read one line, with the bytes that were lost for being invisible.

    Examples
    --------
    >>> read_line("HÃ  Ná»™i lÃ\\u00a0 thá»§ Ä‘Ã´")
    'Hà Nội là thủ đô'
    """
    text = _SEQUENCE.sub(_decode, line)
    return _LOST_ACUTE.sub("í", _LOST_GRAVE.sub("à", text))


def _decode(sequence: re.Match[str]) -> str:
    try:
        return bytes(_BYTE_OF[character] for character in sequence[0]).decode("utf-8")
    except UnicodeDecodeError:
        return sequence[0]


UTF8_MISREAD = LegacyEncoding(
    "UTF-8 read as Windows-1252", _SEQUENCE, ANY_WORD, read_word, read_line
)
