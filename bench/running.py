"""Runs the command ``tracuu`` and takes its time and memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable

from measuring import Spent
from serving import descendants_of, memory_of

_LOOK_EVERY_SECONDS = 0.2


def run_tracuu(*arguments: str, is_watched: bool = False) -> tuple[Spent, int]:
    """Run the command ``tracuu`` and wait for it.

    Parameters
    ----------
    *arguments : str
    is_watched : bool
        Whether to look at its memory, which disturbs what is over soon.

    Returns
    -------
    Spent, int
        Its time with that of all its processes, and their memory at the peak.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "tracuu", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        peak = _watch_memory(process) if is_watched else lambda: 0
        status = process.wait()
        wall = time.perf_counter() - started
        errors.seek(0)
        if status:
            raise RuntimeError(errors.read())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall, processor), peak()


def _watch_memory(process: subprocess.Popen) -> Callable[[], int]:
    """Look at the memory of a process and its children until it ends."""
    most = [0]

    def watch() -> None:
        while process.returncode is None:
            pids = descendants_of(process.pid)
            most[0] = max(most[0], sum(memory_of(pid, "Pss") for pid in pids))
            time.sleep(_LOOK_EVERY_SECONDS)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()

    def peak() -> int:
        watcher.join()
        return most[0]

    return peak
