"""Memory that nobody needs any more: back to the system, and not looked for in vain."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager


def give_back() -> None:
    """Give freed memory back to the system, where the C library can be asked to.

    It keeps what it finds between pieces that are in use: after a segment was
    written, 150 MB in each process.
    """
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # It is no glibc.
        return


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for garbage in cycles seldom while many objects are made to stay.

    Looking through all of them again and again takes 5 to 8 % of the time.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
