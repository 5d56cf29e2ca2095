"""When the next reindex is due: told what happens and the time, it decides.

It waits for nothing and looks at nothing, so that a test can let a day pass.
"""

from __future__ import annotations

from enum import StrEnum

QUIET_SECONDS = 2.0
"""How long nothing may change before what changed is read: as long as a file has
no stamp after it was written to (docs/decisions/0019)."""

LONGEST_SECONDS = 60.0
"""How long changes that never pause are waited for."""

FIRST_RETRY_SECONDS = 5.0
LONGEST_RETRY_SECONDS = 600.0


class Reason(StrEnum):
    """Why a reindex runs."""

    START = "start"
    CHANGES = "changes"
    TIMER = "timer"
    RETRY = "retry"
    ASKED = "asked"
    RETURNED = "returned"


class Schedule:
    """Decides when a reindex is due.

    Parameters
    ----------
    every : float
        Seconds from the end of a reindex to the next one; 0: only when asked or
        when something changes.
    """

    def __init__(self, every: float) -> None:
        self._every = every
        self._asked: Reason | None = Reason.START
        self._first_change: float | None = None
        self._last_change = 0.0
        self._timer_at: float | None = None
        self._retry_at: float | None = None
        self._n_failed = 0

    def note_change(self, now: float) -> None:
        """Note that something changed that a reindex has to look at."""
        if self._first_change is None:
            self._first_change = now
        self._last_change = now

    def ask(self, reason: Reason = Reason.ASKED) -> None:
        """Make a reindex due at once, even where one has just failed."""
        self._asked = reason

    def reason(self, now: float) -> Reason | None:
        """Give why a reindex is due; None: it is not."""
        if self._asked is not None:
            return self._asked
        if self._retry_at is not None:
            # What changed meanwhile is looked at then.
            return Reason.RETRY if now >= self._retry_at else None
        if self._first_change is not None and (
            now - self._last_change >= QUIET_SECONDS
            or now - self._first_change >= LONGEST_SECONDS
        ):
            return Reason.CHANGES
        if self._timer_at is not None and now >= self._timer_at:
            return Reason.TIMER
        return None

    def begin(self) -> None:
        """Note that a reindex began: it looks at all that was noted until now."""
        self._asked = self._first_change = None
        self._retry_at = self._timer_at = None

    def end(self, now: float, *, is_done: bool) -> float:
        """Note that a reindex ended.

        Returns
        -------
        float
            Seconds until it is tried again; 0 where it `is_done`.
        """
        if self._every:
            self._timer_at = now + self._every
        if is_done:
            self._n_failed = 0
            return 0.0
        wait = min(FIRST_RETRY_SECONDS * 2**self._n_failed, LONGEST_RETRY_SECONDS)
        # More doublings than these would only make the number overflow.
        self._n_failed = min(self._n_failed + 1, 20)
        self._retry_at = now + wait
        return wait
