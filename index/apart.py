"""Work on what nobody has looked at yet, in a process that may die of it.

C code does not come back when it is called to: lxml, PDFium or a sort of a million
combining marks can only be ended with its process. So whatever may take long is
done in a process of its own, and the system ends that process when its time or its
memory is used up. Its end is a failure of one page.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from index.beside import end_with
from index.limits import PAGE_MEMORY, PAGE_SECONDS
from index.messages import N_

TOO_LONG = N_("it took more processor time than a page may")
TOO_MUCH = N_("it took more memory than a page may")
KILLED = N_("the process that read it was killed")
CRASHED = N_("the process that read it crashed")

_REASONS = {-signal.SIGPROF: TOO_LONG, -signal.SIGKILL: KILLED}
"""By the exit code. Nobody kills a process for what it reads, but the system one or
another where memory is short: what was killed may be read the next time."""

_PATIENCE = 10
"""A process that waits uses no processor time: it is ended after so many times its
seconds by the clock."""


class StoppedError(Exception):
    """Work was ended from outside; the argument says why, to be translated."""


@contextmanager
def bounded(seconds: float = PAGE_SECONDS, memory: int = PAGE_MEMORY) -> Iterator[None]:
    """End this process if a block of it takes too long.

    What takes too much memory raises MemoryError. Only for a process whose death
    somebody waits for.

    Parameters
    ----------
    seconds : float
        Of processor time.
    memory : int
        Bytes beside those that the process has.
    """
    no_limit = resource.getrlimit(resource.RLIMIT_DATA)
    _limit_memory(memory, no_limit[1])
    # Python code would not be called while C code runs. The system is: what it
    # does at this signal, by default, is to end the process.
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_DATA, no_limit)


def _limit_memory(memory: int, hard: int) -> None:
    try:
        with open("/proc/self/statm", "rb") as fields:
            n_pages = int(fields.read().split()[5])
    except OSError:  # It is no Linux: only the system's own limits hold.
        return
    limit = n_pages * resource.getpagesize() + memory
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


class Apart:
    """A process that calls functions one after the other, each within its bounds.

    It starts at the first call and anew after each death.

    Parameters
    ----------
    seconds : float
        Of processor time for a call.
    memory : int
        Bytes for a call.
    """

    def __init__(
        self, seconds: float = PAGE_SECONDS, memory: int = PAGE_MEMORY
    ) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: multiprocessing.Process | None = None
        self._pipe: Connection | None = None
        self._owner = 0

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, function: Callable[..., Any], *args: object) -> Any:
        """Call a function of a module and give what it gives.

        Raises
        ------
        StoppedError
            If the process had to be ended, or ended.
        Exception
            Whatever the function raises.
        """
        if multiprocessing.current_process().daemon:
            # This process is apart already, and may not have children.
            return function(*args)
        pipe = self._started()
        try:
            pipe.send((function, args))
            if not pipe.poll(_PATIENCE * self._seconds):
                raise StoppedError(TOO_LONG)
            problem, answer = pipe.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError) as exc:
            assert self._process is not None
            self._process.join()
            reason = _REASONS.get(self._process.exitcode, CRASHED)
            self.close()
            raise StoppedError(reason) from exc
        except BaseException:
            # An answer may still come, and would be taken for the next one's.
            self.close()
            raise
        if isinstance(problem, MemoryError):
            # What it broke off in the middle, nobody knows.
            self.close()
            raise StoppedError(TOO_MUCH) from problem
        if problem is not None:
            raise problem
        return answer

    def close(self) -> None:
        """End the process; the next call starts another."""
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _started(self) -> Connection:
        if self._owner != os.getpid():
            self.close()  # It is the child of this process's parent.
        if self._pipe is None:
            self._owner = os.getpid()
            self._pipe, theirs = multiprocessing.Pipe()
            self._process = multiprocessing.Process(
                target=_serve,
                args=(theirs, self._pipe, self._owner, self._seconds, self._memory),
                daemon=True,
            )
            gc.freeze()
            self._process.start()
            gc.unfreeze()
            theirs.close()
        return self._pipe


def _serve(
    pipe: Connection, others: Connection, parent: int, seconds: float, memory: int
) -> None:
    end_with(parent)
    others.close()
    while True:
        try:
            function, args = pipe.recv()
        except EOFError:
            return
        problem = answer = None
        try:
            with bounded(seconds, memory):
                answer = function(*args)
        except Exception as exc:
            problem = sendable(exc)
        pipe.send((problem, answer))


def sendable(problem: Exception) -> Exception:
    """Take from an error what led to it, which may not fit through a pipe.

    Where Dask is loaded, errors are pickled with their causes and tracebacks, and the
    log of lxml's errors cannot be.
    """
    problem.__cause__ = problem.__context__ = None
    return problem.with_traceback(None)


READER = Apart()
"""Decodes documents and large pages, for all who read files."""
