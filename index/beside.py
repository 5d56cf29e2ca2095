"""One piece of work in a process of its own, beside the one that goes on."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

from index.errors import WorkerDiedError

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


class Beside:
    """A function that runs in another process beside a block of this one.

    It gives nothing back: what it makes are files. Leaving the block waits until it
    is done; if the block fails, it is stopped.

    Parameters
    ----------
    function : callable
    *args
        What it is called with.
    """

    def __init__(self, function: Callable[..., None], *args: object) -> None:
        self._ours, theirs = multiprocessing.Pipe(duplex=False)
        self._process = multiprocessing.Process(
            target=_run, args=(theirs, os.getpid(), function, args), daemon=True
        )
        # Whoever looks for garbage writes into every object, and the two processes
        # would no longer share the memory of those that are there now.
        gc.freeze()
        self._process.start()
        gc.unfreeze()
        theirs.close()

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.wait()
            return
        self._process.terminate()
        self._process.join()
        self._ours.close()

    def wait(self) -> None:
        """Wait until it is done.

        Raises
        ------
        Exception
            That which the function raised.
        WorkerDiedError
            If the system killed the process.
        """
        try:
            problem = self._ours.recv()
        except EOFError as exc:
            raise WorkerDiedError() from exc
        finally:
            self._process.join()
            self._ours.close()
        if problem is not None:
            raise problem


def end_with(parent: int) -> None:
    """Make a process end when its parent does, which a killed parent cannot ask for."""
    with suppress(OSError, AttributeError):
        # Linux does it at once: what goes on writing would be in the next run's way.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _run(
    pipe: Connection, parent: int, function: Callable[..., None], args: tuple
) -> None:
    end_with(parent)
    try:
        function(*args)
    except Exception as exc:
        pipe.send(exc)
    else:
        pipe.send(None)
