"""What the service does about its memory, before anybody is answered."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_M_ARENA_MAX = -8
"""A number of glibc's ``malloc.h``."""

_COLLECTED_AFTER = 20_000
"""Objects that may be left over before circles among them are looked for: 2 MB."""


@contextmanager
def kept_for_children() -> Iterator[None]:
    """Keep what is made inside in pages that children of `fork` share.

    Python's collector writes into every object that it looks at, and a page that a
    child writes to becomes its own; what is frozen is never looked at. Of what was
    made at an earlier time, circles that nobody needs any more are thrown away.
    """
    gc.unfreeze()
    yield
    gc.collect()
    gc.freeze()


def settle_memory() -> None:
    """Have all threads share one heap, and Python look for garbage seldom.

    glibc gives each thread a heap of its own, and what one has freed no other
    takes: after 500 searches a worker of four threads had 226 to 277 MB of its own,
    as chance would have it, and 190 with one heap. One thread at a time runs
    Python, so nobody waits for it.

    A request leaves some forty objects in circles and looks at thousands, so that
    Python's collector ran at every other request and every few hundred requests
    walked through all modules: tens of milliseconds, which somebody waited for.
    """
    # Other C libraries have no such setting.
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECTED_AFTER, 20, 20)
