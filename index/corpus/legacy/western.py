"""Which byte a Western character came from: the view that hides legacy text."""

from __future__ import annotations


def _decode(byte: int) -> str:
    # Windows-1252 leaves five bytes undefined; Windows and browsers give the
    # C1 control of the same number for them, as ISO 8859-1 does.
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


WINDOWS_1252 = tuple(map(_decode, range(256)))
"""Byte → its character, as Windows and browsers decode Windows-1252."""


def western_text(data: bytes) -> str:
    """Decode bytes as Windows-1252; every byte has a character.

    Examples
    --------
    >>> western_text(b"Vi\\xd6t Nam")
    'ViÖt Nam'
    """
    return data.decode("latin-1").translate(_FROM_LATIN_1)


def of_byte(byte: int) -> tuple[str, ...]:
    """Give the characters by which a byte may have come into a Unicode text.

    Programs that took it for ISO 8859-1 made C1 controls of 0x80 to 0x9F.
    """
    return tuple({WINDOWS_1252[byte], chr(byte)})


_FROM_LATIN_1 = {
    byte: character
    for byte, character in enumerate(WINDOWS_1252)
    if ord(character) != byte
}
