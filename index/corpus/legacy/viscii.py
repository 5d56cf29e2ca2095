"""VISCII (RFC 1456): the encoding of Vietnamese on Unix and in early mail.

One byte a letter, capitals included; six rare capitals are where ASCII has
control characters.
"""

from __future__ import annotations

import re

from index.corpus.legacy.encoding import ANY_WORD, LegacyEncoding
from index.corpus.legacy.western import of_byte

_UPPER_HALF = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"  # 80 to 8F
    "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"  # 90 to 9F
    "Õắằặấầẩậẽẹếềểễệố"  # A0 to AF
    "ồổỗỠƠộờởịỰỨỪỬơớƯ"  # B0 to BF
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"  # C0 to CF
    "ĐứÒÓÔạỷừửÙÚỹỵÝỡư"  # D0 to DF
    "àáâãảăữẫèéêẻìíĩỉ"  # E0 to EF
    "đựòóôõỏọụùúũủýợỮ"  # F0 to FF
)

TABLE = {0x80 + at: letter for at, letter in enumerate(_UPPER_HALF)} | {
    0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ",
}  # fmt: skip
"""Byte → letter."""

_READ = {
    ord(character): letter
    for byte, letter in TABLE.items()
    for character in of_byte(byte)
    if character != letter
}
_AFFECTED = re.compile(f"[{''.join(map(re.escape, map(chr, _READ)))}]")


def read_word(word: str) -> str:
    """Read one word; © alone is itself, for no word is ``ẹ``."""
    return word if word == "©" else word.translate(_READ)


def read_line(line: str) -> str:
    """Read one line.

    Examples
    --------
    >>> read_line("Vi®t Nam © 2006")
    'Việt Nam © 2006'
    """
    return ANY_WORD.sub(lambda word: read_word(word[0]), line)


VISCII = LegacyEncoding("VISCII", _AFFECTED, ANY_WORD, read_word, read_line)
