"""Who may read a generation, and what a failure to read it means."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock

from index.errors import IndexCorruptError, IndexStorageError
from search.deadline import Deadline
from search.errors import TimeLimitError

_log = logging.getLogger(__name__)


_KNOWN = IndexStorageError | TimeLimitError


class Reading:
    """Lets one thread in, and calls a failure to read what it is: damage.

    Entering raises `TimeLimitError` where the deadline is over, or would be by the
    time that other threads are done.

    Parameters
    ----------
    generation : int
    path : Path
        Of its folder.
    lock : Lock
        One for all who read the generation.
    deadline : Deadline
    """

    def __init__(
        self, generation: int, path: Path, lock: Lock, deadline: Deadline
    ) -> None:
        self._generation = generation
        self._path = path
        self._lock = lock
        self._deadline = deadline

    def within(self, deadline: Deadline) -> Reading:
        """Give the same, for whoever cannot wait longer than to a deadline."""
        return Reading(self._generation, self._path, self._lock, deadline)

    def __enter__(self) -> None:
        # A hundred times a search, mostly alone.
        if self._deadline.is_over():
            raise self._deadline.error()
        if not self._lock.acquire(blocking=False):
            if not self._lock.acquire(timeout=self._deadline.left()):
                raise self._deadline.error()

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, _: object
    ) -> None:
        self._lock.release()
        # An error of storage says already which file is damaged.
        if isinstance(exc, Exception) and not isinstance(exc, _KNOWN):
            # Damaged bytes lead to whatever exception. The traceback goes to
            # the log, in case the fault is ours.
            _log.exception("reading generation %d failed", self._generation)
            raise IndexCorruptError(
                path=str(self._path), reason=f"{type(exc).__name__}: {exc}"
            ) from exc
