"""Where the chunks of a text are, and each short one as one 64-bit integer.

Cutting a text into chunks and looking each up in a dict took 220 ns a chunk,
more than everything after it. But a chunk of up to eight characters out of 253
fits into eight bytes without loss, and those are looked up all at once, at 25 ns
a chunk (measured on 235,000 chunks of news with NumPy 2.4). All but 1 % of them
were such.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_SPACE, _LINE_FEED, _FIRST, _OTHER = 0, 1, 2, 255
"""Symbols: any white space but the line feed; the line feed; the first of the
characters below; any other character."""

_VOWELS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
"""What Vietnamese letters decompose to: the five tones, circumflex, breve, horn."""

_CHARACTERS = (
    string.ascii_letters
    + string.digits
    + string.punctuation
    + f"đĐÐ{_VOWELS}{_VOWELS.upper()}{_MARKS}“”‘’–…•·"
)

_END = 0x3001
"""Beyond this code point there is no white space; a test holds it."""

_MAX_LENGTH = 8
_LITTLE_ENDIAN_8 = np.dtype("<u8")


def _symbols() -> np.ndarray:
    symbols = np.full(_END + 1, _OTHER, np.uint8)
    for code in range(_END):
        if chr(code).isspace():
            symbols[code] = _SPACE
    symbols[ord("\n")] = _LINE_FEED
    for symbol, character in enumerate(_CHARACTERS, _FIRST):
        assert symbol < _OTHER
        symbols[ord(character)] = symbol
    return symbols


_SYMBOLS = _symbols()
_MASKS = np.array([*((1 << 8 * n) - 1 for n in range(_MAX_LENGTH + 1)), 0], np.uint64)
"""The bytes of a chunk, by its length; the last is for any that is too long."""

NO_KEY = np.uint64(0xFF00)
"""What no chunk is packed to: no chunk begins with a space."""


@dataclass(frozen=True, slots=True)
class PackedChunks:
    """The chunks of texts that are joined by line feeds.

    Attributes
    ----------
    text : str
        All texts, a line feed before, between and after them.
    codes : (n_characters,) uint32 ndarray
        Code points of `text`.
    starts, ends : (n_chunks,) int64 ndarray
        Of each chunk, in code points of `text`.
    keys : (n_chunks,) uint64 ndarray
        Equal for equal chunks, and for no two different ones that have a key of
        their own (`has_key`).
    """

    text: str
    codes: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    keys: np.ndarray


def pack_chunks(texts: Sequence[str]) -> PackedChunks:
    """Find the chunks of texts.

    Examples
    --------
    >>> chunks = pack_chunks(["lũ lụt", "lũ"])
    >>> [chunks.text[s:e] for s, e in zip(chunks.starts, chunks.ends)]
    ['\\n', 'lũ', 'lụt', '\\n', 'lũ', '\\n']
    >>> bool(chunks.keys[1] == chunks.keys[4])
    True
    """
    text = "\n".join(["", *texts, ""])
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    symbols = np.zeros(len(codes) + _MAX_LENGTH, np.uint8)
    _SYMBOLS.take(codes, mode="clip", out=symbols[: len(codes)])
    of_text = symbols[: len(codes)]
    is_break = of_text <= _LINE_FEED
    is_line_feed = of_text == _LINE_FEED
    begins = ~is_break
    begins[1:] &= is_break[:-1]
    begins |= is_line_feed
    finishes = ~is_break
    finishes[:-1] &= is_break[1:]
    finishes |= is_line_feed
    starts = begins.nonzero()[0]
    ends = finishes.nonzero()[0] + 1
    # The eight symbols from each character on, read as one integer.
    eights = np.ndarray(len(codes), _LITTLE_ENDIAN_8, symbols.data, strides=(1,))
    keys = eights.take(starts).astype(np.uint64, copy=False)
    keys &= _MASKS.take(ends - starts, mode="clip")
    return PackedChunks(text, codes, starts, ends, keys)


def has_key(keys: np.ndarray) -> np.ndarray:
    """Tell which keys stand for one chunk only: short, of known characters.

    Parameters
    ----------
    keys : (n,) uint64 ndarray
        As `pack_chunks` makes them.

    Returns
    -------
    (n,) bool ndarray
    """
    symbols = np.ascontiguousarray(keys).view(np.uint8).reshape(-1, _MAX_LENGTH)
    return (keys != 0) & (symbols != _OTHER).all(axis=1)
