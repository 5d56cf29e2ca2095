"""Runs the command ``tracuu`` and takes its time and memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from measuring import Spent
from serving import descendants_of, memory_of

_LOOK_EVERY_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Memory:
    """Most bytes that a command and all its processes had resident at once.

    Pages that several processes share are divided among them, so that the sum
    counts each once.

    Attributes
    ----------
    own : int
        Their own, ``Pss_Anon``: what the system cannot drop.
    with_files : int
        With the pages of mapped files, ``Pss``.
    """

    own: int = 0
    with_files: int = 0

    def or_more(self, other: Memory) -> Memory:
        """Give the more of each."""
        own = max(self.own, other.own)
        return Memory(own, max(self.with_files, other.with_files))


def run_tracuu(*arguments: str, is_watched: bool = False) -> tuple[Spent, Memory]:
    """Run the command ``tracuu`` and wait for it.

    Parameters
    ----------
    *arguments : str
    is_watched : bool
        Whether to look at its memory, which disturbs what is over soon.

    Returns
    -------
    Spent, Memory
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
        peak = _watch_memory(process) if is_watched else Memory
        status = process.wait()
        wall = time.perf_counter() - started
        errors.seek(0)
        if status:
            raise RuntimeError(errors.read())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall, processor), peak()


def _watch_memory(process: subprocess.Popen) -> Callable[[], Memory]:
    """Look at the memory of a process and its children until it ends."""
    most = Memory()

    def watch() -> None:
        nonlocal most
        while process.returncode is None:
            pids = descendants_of(process.pid)
            own = sum(memory_of(pid, "Pss_Anon") for pid in pids)
            with_files = sum(memory_of(pid, "Pss") for pid in pids)
            most = most.or_more(Memory(own, with_files))
            time.sleep(_LOOK_EVERY_SECONDS)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()

    def peak() -> Memory:
        watcher.join()
        return most

    return peak
