"""Bytes of a page → text."""

from __future__ import annotations

import codecs
import re

from index.analysis.normalise import normalise_text
from index.errors import NotTextError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What no text holds, whatever its encoding: a page with these is a picture or
# a program that somebody named .txt.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decode_page(data: bytes, path: str) -> str:
    """Decode a page: UTF-8 or UTF-16 by their marks, UTF-8, or Windows-1258.

    Parameters
    ----------
    data : bytes
        The raw page.
    path : str
        Its path, for the error.

    Returns
    -------
    str
        NFC, with ``\\n`` line ends and without a byte order mark.

    Raises
    ------
    NotTextError
        If the bytes are none of these, or decode to control characters.
    """
    text, encoding = _decode(data, path)
    if found := _CONTROL.search(text):
        offset = len(text[: found.start()].encode(encoding, "replace"))
        raise NotTextError(path, offset=offset)
    return normalise_text(text)


def _decode(data: bytes, path: str) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as exc:
                raise NotTextError(path, offset=exc.start) from exc
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as not_utf8:
        try:
            return data.decode("cp1258"), "cp1258"
        except UnicodeDecodeError:
            raise NotTextError(path, offset=not_utf8.start) from not_utf8
