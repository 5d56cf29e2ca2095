"""Checks in several processes at once, where they take longer than to start these."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from index.beside import end_with
from index.errors import WorkerDiedError

_FEW_BYTES = 20_000_000
"""Of an index: they are checked before further processes have started."""


class _Here(Executor):
    """Calls functions at once, in this process."""

    def submit(self, fn, /, *args, **kwargs) -> Future:
        """Call a function."""
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as exc:
            future.set_exception(exc)
        return future


def open_executor(n_bytes: int, n_processes: int) -> Executor:
    """Give what checks run in.

    Parameters
    ----------
    n_bytes : int
        Size of what is to be checked.
    n_processes : int
    """
    if n_processes <= 1 or n_bytes < _FEW_BYTES:
        return _Here()
    return ProcessPoolExecutor(
        n_processes, initializer=end_with, initargs=(os.getpid(),)
    )


def results_of(futures: Iterable[Future]) -> list:
    """Wait for checks.

    Raises
    ------
    WorkerDiedError
        If the system killed a process.
    """
    try:
        return [future.result() for future in futures]
    except BrokenProcessPool as exc:
        raise WorkerDiedError() from exc
