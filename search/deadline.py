"""The moment by which an answer has to be there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from search.errors import TimeLimitError

_SHARE_OF_EXTRAS = 0.8
"""Of the time for an answer, what goes to what the hits can do without: the rest
is for fetching and showing them."""


class Deadline:
    """A number of seconds, counted from when it is made.

    It is asked between pieces of work. A piece should take some milliseconds
    at most, since none is broken off.

    Parameters
    ----------
    seconds : float
        At most `threading.TIMEOUT_MAX`.
    clock : callable
        Gives seconds that only grow.
    since : float, optional
        When it began, by the clock; by default now.

    Examples
    --------
    >>> times = iter([100.0, 101.0, 103.5])
    >>> deadline = Deadline(3, lambda: next(times))
    >>> deadline.left(), deadline.left()
    (2.0, 0.0)
    """

    __slots__ = ("_clock", "_end", "_seconds", "_started")

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.perf_counter,
        since: float | None = None,
    ) -> None:
        self._clock = clock
        self._seconds = seconds
        self._started = clock() if since is None else since
        self._end = self._started + seconds

    def is_over(self) -> bool:
        """Tell whether the time is up."""
        return self._clock() >= self._end

    def left(self) -> float:
        """Give the seconds that are left: 0.0 where the time is up."""
        return max(0.0, self._end - self._clock())

    def check(self) -> None:
        """Go on, if there is time.

        Raises
        ------
        TimeLimitError
            If the time is up.
        """
        if self._clock() >= self._end:
            raise self.error()

    def error(self) -> TimeLimitError:
        """Make the error that says that the time is up."""
        return TimeLimitError(seconds=self._seconds)

    def of_extras(self) -> Deadline:
        """Give the earlier deadline of what the hits can do without.

        Such are facets, readings and other queries: what of them is not there
        by then is left out, so that the hits still come in time.
        """
        sooner = object.__new__(Deadline)
        sooner._clock = self._clock
        sooner._seconds = self._seconds
        sooner._started = self._started
        sooner._end = self._started + _SHARE_OF_EXTRAS * (self._end - self._started)
        return sooner


NEVER = Deadline(threading.TIMEOUT_MAX)
"""For whoever can wait: the command line, measurements."""
