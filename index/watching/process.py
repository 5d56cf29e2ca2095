"""A reindex in a process of its own: all of its memory goes back with it.

The process is a fresh one (*spawn*), not a copy of this one, which has a thread of
the notifier that a copy would not have, and may have held its locks.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection

from index.beside import end_with
from index.errors import ReindexFailedError, TraCuuError, WorkerDiedError
from index.locations import Location
from index.summary import ReindexSummary

_ABANDON_SECONDS = 20.0


Reindex = Callable[[list[Location]], ReindexSummary]
"""Called with the paths to reindex, none of them for those of the last time. It must
be known by a name in a module, or be a `functools.partial` of such a one."""


class ReindexProcess:
    """A reindex that runs."""

    def __init__(self, reindex: Reindex, paths: list[Location]) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_run, args=(theirs, os.getpid(), reindex, paths)
        )
        self._process.start()
        theirs.close()

    def outcome(self, wait_seconds: float = 0.0) -> ReindexSummary | TraCuuError | None:
        """Give what it did or why it failed; None: it still runs."""
        if not self._ours.poll(wait_seconds):
            return None
        try:
            outcome = self._ours.recv()
        except EOFError:
            outcome = WorkerDiedError()
        self._process.join()
        self._ours.close()
        return outcome

    def abandon(self) -> None:
        """End it; the live generation stays, and nothing of the new one."""
        self._process.terminate()
        self._process.join(_ABANDON_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._ours.close()


def _run(
    pipe: Connection, parent: int, reindex: Reindex, paths: list[Location]
) -> None:
    # An interrupt at the terminal reaches every process; the watch decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # As an exception, so that what was begun is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    end_with(parent)
    try:
        outcome: object = reindex(paths)
    except TraCuuError as error:
        outcome = error
    except Exception as exc:
        traceback.print_exc()
        outcome = ReindexFailedError(reason=f"{type(exc).__name__}: {exc}")
    pipe.send(outcome)
