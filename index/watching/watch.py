"""The watch itself: one reindex at a time, when it is time to, until it is stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event as Flag
from time import monotonic

from index.errors import ClusterError, TraCuuError, WorkerDiedError
from index.generations import remembered_roots
from index.locations import Location, Url, absolute
from index.summary import ReindexSummary
from index.watching.folders import FolderWatch
from index.watching.process import Reindex, ReindexProcess
from index.watching.schedule import Reason, Schedule

GRACE_SECONDS = 10.0
"""How long a reindex may go on that runs when the watch is stopped."""

_ROOTS_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Watching:
    """Which places are watched now; `missing` are not there, `problem` says why
    none of them can be watched (empty: they are)."""

    places: tuple[Location, ...]
    missing: tuple[Location, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Began:
    """A reindex began."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Reindexed:
    """A reindex ended well."""

    summary: ReindexSummary


@dataclass(frozen=True, slots=True)
class Failed:
    """A reindex failed; the index is as it was, and it is tried again."""

    error: TraCuuError
    retry_seconds: float


@dataclass(frozen=True, slots=True)
class Abandoned:
    """A reindex took too long to be waited for when the watch was stopped."""


Event = Watching | Began | Reindexed | Failed | Abandoned


class Watch:
    """Keeps an index up to date.

    Parameters
    ----------
    index_dir : Path or None
        The folder of the index; None: it is in none.
    first_paths : list of Path or Url
        Corpus folders, as long as the index remembers none.
    every : float
        Seconds between reindexes where nothing is seen to change; 0: none.
    poll_seconds : float
        See `FolderWatch`.
    reindex : callable
        What runs, each time in a process of its own.
    remembered : callable, optional
        Gives the corpus folders that the index remembers; by default those of the
        index in `index_dir`.
    roots_every : float
        Seconds between two such looks.
    """

    def __init__(
        self,
        index_dir: Path | None,
        first_paths: list[Location],
        *,
        every: float,
        poll_seconds: float,
        reindex: Reindex,
        remembered: Callable[[], Mapping[str, Location]] | None = None,
        roots_every: float = _ROOTS_EVERY_SECONDS,
    ) -> None:
        if remembered is None:
            assert index_dir is not None
            remembered = partial(remembered_roots, index_dir)
        self._look = remembered
        self._roots_every = roots_every
        self._known: list[Location] = []
        self._first_paths = [absolute(path) for path in first_paths]
        self._reindex = reindex
        self._stopping = Flag()
        self._hurrying = Flag()
        self._schedule = Schedule(every)
        self._folders = FolderWatch(index_dir, poll_seconds, self._stopping)
        self._places: list[Location] = []
        self._roots_at = 0.0
        self._told: Watching | None = None
        self._running: ReindexProcess | None = None

    def stop(self) -> None:
        """End; a second time, without waiting for the reindex that runs.

        May be called by a signal handler, as `ask` may.
        """
        (self._hurrying if self._stopping.is_set() else self._stopping).set()

    def ask(self) -> None:
        """Reindex now."""
        self._schedule.ask()

    def events(self) -> Iterator[Event]:
        """Watch, and tell what happens, until it is stopped."""
        try:
            while not self._stopping.is_set():
                yield from self._step()
            if self._running is not None:
                yield self._finish()
        finally:
            if self._running is not None:
                self._running.abandon()
            self._folders.close()

    def _step(self) -> Iterator[Event]:
        # What is elsewhere tells of no changes: it is looked through now and then.
        places = [p for p in self._current_places() if isinstance(p, Path)]
        if self._folders.wait(places):
            self._schedule.note_change(monotonic())
        yield from self._tell_places()
        if self._running is not None:
            outcome = self._running.outcome()
            if outcome is not None:
                yield self._end(outcome)
            return
        reason = self._schedule.reason(monotonic())
        if reason is not None and not self._stopping.is_set():
            self._schedule.begin()
            self._running = ReindexProcess(self._reindex, self._paths())
            yield Began(reason)

    def _current_places(self) -> list[Location]:
        # Somebody may reindex another folder into the same index meanwhile.
        if monotonic() >= self._roots_at:
            self._known = self._remembered()
            self._roots_at = monotonic() + self._roots_every
            remembered = self._known
            self._places = remembered or self._first_paths or self._places
        return self._places

    def _remembered(self) -> list[Location]:
        try:
            return list(self._look().values())
        except OSError:
            return []  # The reindex will say what is wrong with the folder.
        except ClusterError:
            return self._known  # It will say what is wrong with the cluster, too.

    def _paths(self) -> list[Location]:
        """Give the paths to reindex; empty: all that the index remembers.

        Where one of them is a drive that is gone, the others are kept up to date,
        and its articles stay: a reindex leaves alone what it is not told of.
        """
        remembered = self._remembered()
        if not remembered:
            return self._first_paths
        # The reindex finds out about those that are elsewhere.
        there = [
            place
            for place in remembered
            if isinstance(place, Url) or os.path.exists(place)
        ]
        return there if len(there) < len(remembered) else []

    def _tell_places(self) -> Iterator[Watching]:
        missing = tuple(self._folders.missing())
        current = Watching(tuple(self._places), missing, self._folders.problem or "")
        before, self._told = self._told, current
        if current == before:
            return
        yield current
        if before is not None and set(before.missing) - set(missing):
            # Whatever failed for want of it need not wait.
            self._schedule.ask(Reason.RETURNED)

    def _end(self, outcome: ReindexSummary | TraCuuError) -> Event:
        self._running = None
        is_done = isinstance(outcome, ReindexSummary)
        retry_seconds = self._schedule.end(monotonic(), is_done=is_done)
        if isinstance(outcome, ReindexSummary):
            # An index that vanishes from now on is on a drive that is gone: another
            # one is not to be built in its place.
            self._first_paths = []
            return Reindexed(outcome)
        return Failed(outcome, retry_seconds)

    def _finish(self) -> Event:
        """Let the reindex that runs publish, or abandon it."""
        assert self._running is not None
        deadline = monotonic() + GRACE_SECONDS
        while not self._hurrying.is_set() and monotonic() < deadline:
            outcome = self._running.outcome(wait_seconds=0.1)
            if isinstance(outcome, WorkerDiedError):
                # Whoever stops a service may tell all of its processes at once.
                break
            if outcome is not None:
                return self._end(outcome)
        running, self._running = self._running, None
        running.abandon()
        return Abandoned()
