"""Texts into bytes, also those of an index that holds halves of characters.

Half of a surrogate pair has no UTF-8. The indexer lets none in any more, but what an
earlier one has put into an index must not keep everything else on the page away.
"""

from __future__ import annotations

from flask import Response


def encoded(text: str) -> bytes:
    r"""Write a text as UTF-8, halves of characters as JSON would: ``\udc80``.

    Examples
    --------
    >>> encoded("lũ \udc80")
    b'l\xc5\xa9 \\udc80'
    """
    return text.encode("utf-8", "backslashreplace")


class TextResponse(Response):
    """An answer that any text can be given with."""

    def set_data(self, value: bytes | str) -> None:
        """Answer with a text or with bytes."""
        super().set_data(encoded(value) if isinstance(value, str) else value)
