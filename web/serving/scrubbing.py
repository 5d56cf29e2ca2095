"""Reads the whole index again once a day: what a disk loses, no write has told of.

Each worker does it for itself, because each has to leave a damaged generation; the
pages that are read are in memory once, and hashing lets other threads work.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from search.errors import IndexStorageError

if TYPE_CHECKING:
    from search.searcher import Searcher

DAY_SECONDS = 24 * 60 * 60

_log = logging.getLogger(__name__)


def scrub_daily(
    searcher: Searcher, wait: Callable[[float], object] | None = None
) -> threading.Thread:
    """Start the thread that checks what is served, from time to time.

    Parameters
    ----------
    searcher : Searcher
    wait : callable, optional
        Called with the seconds to the next check; a true answer ends the thread.
    """
    wait = wait or threading.Event().wait
    thread = threading.Thread(target=_scrub, args=(searcher, wait), daemon=True)
    thread.start()
    return thread


def _scrub(searcher: Searcher, wait: Callable[[float], object]) -> None:
    # Workers that were forked at once should not read all at once.
    while not wait(DAY_SECONDS * random.uniform(0.9, 1.1)):
        try:
            searcher.check_whole()
        except IndexStorageError as error:
            _log.error("the index cannot be checked: %s", error)
        except Exception:
            _log.exception("checking the index failed")
