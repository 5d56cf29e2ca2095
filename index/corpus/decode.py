"""Bytes of a page → text, and what was done to get it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from index.analysis.normalise import normalise_text
from index.corpus.eight_bit import decode_8_bit
from index.corpus.legacy import convert_legacy_markup, convert_legacy_text
from index.errors import NotTextError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with BOM"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
# What no text holds, whatever its encoding: a page with these is a picture or
# a program that somebody named .txt.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SAMPLE = 4096
_DOS_END = "\x1a"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes.

    Attributes
    ----------
    text : str
        NFC, with ``\\n`` line ends and without a byte order mark.
    encoding : str
        How the bytes were decoded, as people name it: ``UTF-8``,
        ``UTF-8 with BOM``, ``UTF-8, damaged``, ``UTF-16``, ``Windows-1258``,
        ``TCVN3``, …
    converted_from : str or None
        The legacy encoding that was recognised by its syllables, in the bytes
        or in the text that they decode to.
    """

    text: str
    encoding: str
    converted_from: str | None = None


def decode_page(data: bytes, path: str) -> str:
    """Give the text alone of what `decode` gives."""
    return decode(data, path).text


def decode(data: bytes, path: str, is_markup: bool = False) -> Decoded:
    """Decode a page and convert what it holds of legacy encodings.

    UTF-8 and UTF-16 are known by their byte order marks, UTF-16 without one by
    its zero bytes, UTF-8 because nothing else decodes as it. Of 8-bit encodings
    the one is taken whose words are Vietnamese (`index.corpus.eight_bit`).

    Parameters
    ----------
    data : bytes
        The raw page.
    path : str
        Its path, for the error.
    is_markup : bool
        Whether it is HTML, which may declare its encoding and spells letters
        as character references.

    Raises
    ------
    NotTextError
        If the bytes are none of these, or decode to control characters, of
        which a few in a text are left out.
    """
    text, encoding, converted_from = _decode(data, path, is_markup)
    text = text.removesuffix(_DOS_END)
    if converted_from is None:
        convert = convert_legacy_markup if is_markup else convert_legacy_text
        text, converted_from = convert(text)
    if _holds_strays(text):
        text = _CONTROL.sub("", text)
    if found := _CONTROL.search(text):
        raise NotTextError(path, offset=_offset(text[: found.start()], encoding, data))
    return Decoded(normalise_text(text), encoding, converted_from)


def _holds_strays(text: str) -> bool:
    """Tell whether a text holds a few control characters and is text none the less.

    Copying leaves one here and there; a picture or a program that somebody named
    .txt is full of them, and of zeros.
    """
    n_controls = len(_CONTROL.findall(text))
    return (
        0 < n_controls <= max(FEW_CONTROLS, len(text) // PER_CONTROL)
        and "\x00" not in text
        and len(text) >= PER_CONTROL
    )


FEW_CONTROLS = 3
PER_CONTROL = 100
"""Characters of text for each control character that is passed over."""


def utf_16_of(data: bytes) -> str | None:
    """Tell which UTF-16 some bytes begin with, without a byte order mark.

    Every character of ASCII has a zero byte in UTF-16, on the same side; text
    in other encodings has none.

    Returns
    -------
    str or None
        ``utf-16-le``, ``utf-16-be`` or None.

    Examples
    --------
    >>> utf_16_of("Tin tức".encode("utf-16-be")), utf_16_of("Tin tức".encode())
    ('utf-16-be', None)
    """
    sample = data[:_SAMPLE]
    n_pairs = len(sample) // 2
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    # In Vietnamese every third or fourth letter is beyond Latin-1; the combining
    # grave, U+0300, has its zero byte on the other side.
    if second >= 0.4 * n_pairs and second > 4 * first:
        return "utf-16-le"
    if first >= 0.4 * n_pairs and first > 4 * second:
        return "utf-16-be"
    return None


def _decode(data: bytes, path: str, is_markup: bool) -> tuple[str, str, str | None]:
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            body = data[len(mark) :]
            try:
                return body.decode(codec), name, None
            except UnicodeDecodeError as exc:
                if codec != "utf-8":
                    offset = len(mark) + exc.start
                    raise NotTextError(path, offset=offset) from exc
                data = body
    if codec := utf_16_of(data):
        try:
            return data.decode(codec), "UTF-16", None
        except UnicodeDecodeError as exc:
            raise NotTextError(path, offset=exc.start) from exc
    try:
        return data.decode("utf-8"), "UTF-8", None
    except UnicodeDecodeError as not_utf8:
        found = decode_8_bit(data, is_markup)
        if found is None:
            raise NotTextError(path, offset=not_utf8.start) from not_utf8
        return found


def _offset(before: str, encoding: str, data: bytes) -> int:
    if encoding == "UTF-16":
        return len(before.encode("utf-16-le", "replace"))
    # A control character is the same one byte in every other encoding.
    found = re.search(rb"[\x00-\x08\x0e-\x1f]", data)
    return found.start() if found else len(data)
