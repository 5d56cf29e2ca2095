"""Changes in corpus folders, also in such as vanish and come back.

The system tells of changes below a folder as long as that folder is the same
one. One that was unmounted, removed or replaced by another has to be watched
anew, so which folder is there is looked at with every wait.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from time import monotonic

from watchfiles import Change, watch

from index.corpus import PAGE_ENDINGS

WAIT_SECONDS = 0.25
"""How long one wait takes where nothing happens."""

_GATHER_SECONDS = 0.5
_TRY_AGAIN_SECONDS = 30.0

_Identity = tuple[int, int] | None


class FolderWatch:
    """Waits for changes in folders or files.

    Parameters
    ----------
    excluded : Path or None
        A folder whose changes count for nothing: that of the index.
    poll_seconds : float
        Go through all files that often instead of being told by the system; 0: be
        told.
    stop : threading.Event
        Ends a wait.
    """

    def __init__(self, excluded: Path | None, poll_seconds: float, stop: Event) -> None:
        self._excluded = None if excluded is None else excluded.resolve()
        self._poll_seconds = poll_seconds
        self._stop = stop
        self._seen: dict[Path, _Identity] = {}
        self._changes: Iterator[set] | None = None
        self._try_again_at: float | None = None
        self._passes_over_refused = False
        self.problem: str | None = None

    def wait(self, places: Sequence[Path]) -> bool:
        """Wait a moment, and tell whether anything changed in `places`.

        Where they cannot be watched, `problem` says why; it is tried again.
        """
        now_there = {place: _identity(place) for place in places}
        has_moved = now_there != self._seen
        is_first = not self._seen
        if has_moved or self._is_time_to_try_again():
            self._seen = now_there
            self._passes_over_refused = False
            self._open()
        changes = self._next_changes()
        return bool(changes) or (has_moved and not is_first)

    def close(self) -> None:
        """Watch nothing any more."""
        if self._changes is not None:
            self._changes.close()  # type: ignore[attr-defined]
            self._changes = None

    def missing(self) -> list[Path]:
        """List the places that were not there at the last wait."""
        return [place for place, there in self._seen.items() if there is None]

    def _is_time_to_try_again(self) -> bool:
        return self._try_again_at is not None and monotonic() >= self._try_again_at

    def _open(self) -> None:
        self.close()
        self.problem = self._try_again_at = None
        places = [place for place, there in self._seen.items() if there]
        if not places:
            return
        self._changes = watch(
            # The links in a corpus folder's own path are followed by us, since the
            # excluded folder is known by its real path.
            *[place.resolve() for place in places],
            watch_filter=self._counts,
            debounce=round(_GATHER_SECONDS * 1000),
            rust_timeout=round(WAIT_SECONDS * 1000),
            yield_on_timeout=True,
            stop_event=self._stop,
            force_polling=self._poll_seconds > 0,
            poll_delay_ms=round(self._poll_seconds * 1000) or 1,
            ignore_permission_denied=self._passes_over_refused,
        )

    def _next_changes(self) -> set:
        if self._changes is None:
            self._stop.wait(WAIT_SECONDS)
            return set()
        try:
            return next(self._changes, set())
        except (OSError, RuntimeError) as exc:
            self._changes = None
            if isinstance(exc, PermissionError) and not self._passes_over_refused:
                # Not from the start: watchfiles then passes over folders for which
                # the system has no more watches as well, and says nothing.
                self._passes_over_refused = True
                self._open()
                return set()
            # The system has no more watches to give, or a folder has just gone.
            self.problem = str(exc)
            self._try_again_at = monotonic() + _TRY_AGAIN_SECONDS
            return set()

    def _counts(self, change: Change, path: str) -> bool:
        """Tell whether a reindex could find anything new because of a change."""
        file = Path(path)
        if self._excluded is not None and file.is_relative_to(self._excluded):
            return False
        if any(part.startswith(".") for part in self._below(file).parts):
            return False
        # Of what is gone nobody knows whether it was a folder of pages.
        return (
            change == Change.deleted
            or path.lower().endswith(PAGE_ENDINGS)
            or not os.path.isfile(file)
        )

    def _below(self, file: Path) -> Path:
        for place in self._seen:
            real = place.resolve()
            if file.is_relative_to(real):
                return file.relative_to(real)
        return file


def _identity(place: Path) -> _Identity:
    """Give what tells a folder from another one that is mounted in its place."""
    try:
        found = os.stat(place)
    except OSError:
        return None
    return found.st_dev, found.st_ino
