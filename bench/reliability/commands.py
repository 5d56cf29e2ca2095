"""The command ``tracuu`` in a process of its own that can be killed at any moment.

It is forked from this process, which has loaded everything already, so that a
thousand runs take no thousand starts; what runs is `tracuu.cli.main`.
"""

from __future__ import annotations

import mmap
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import index.reindex  # noqa: F401 - so that it is loaded before the fork
from bench.serving import all_processes
from tracuu.cli import main

_CHANGING = frozenset(
    ("os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.truncate")
)
"""Audit events of file system operations that change something, but for opening."""

_GONE_WITHIN_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended.

    Attributes
    ----------
    status : int
        Its exit status, or the signal that ended it, negative.
    said : str
        What it wrote to both streams.
    seconds : float
    """

    status: int
    said: str
    seconds: float

    @property
    def is_killed(self) -> bool:
        """Whether it was ended by ``kill -9``."""
        return self.status == -signal.SIGKILL


class Command:
    """A command that was started, the leader of a process group of its own.

    Parameters
    ----------
    arguments : sequence of str
        As on the command line.
    log : Path
        Where its output goes.
    prepare : callable, optional
        Called in its process before it begins.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        log: Path,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self._log = log
        self._started = time.monotonic()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _run(arguments, log, prepare)

    def kill(self, *, is_alone: bool = False) -> None:
        """Send ``kill -9`` to all of its processes, or to the first one alone."""
        # The child makes its group itself; until then it is in none to be killed.
        target = os.kill if is_alone or os.getpgid(self.pid) != self.pid else os.killpg
        target(self.pid, signal.SIGKILL)

    def wait(self) -> Ended:
        """Wait for the first process to end."""
        _, status = os.waitpid(self.pid, 0)
        seconds = time.monotonic() - self._started
        said = self._log.read_text("utf-8") if self._log.exists() else ""
        return Ended(os.waitstatus_to_exitcode(status), said, seconds)

    def survivors(self) -> list[int]:
        """Wait some seconds for its processes to be gone; list those that are not."""
        end = time.monotonic() + _GONE_WITHIN_SECONDS
        while (pids := _running_in_group(self.pid)) and time.monotonic() < end:
            time.sleep(0.02)
        return pids


def run(
    arguments: Sequence[str], log: Path, prepare: Callable[[], None] | None = None
) -> Ended:
    """Run a command to its end."""
    return Command(arguments, log, prepare).wait()


class Operations:
    """Counts the file system operations of a command and all its processes.

    Opening to write, renaming, linking, removing, making folders and flushing to the
    disk are counted, each before it happens.

    Parameters
    ----------
    then : callable, optional
        Called before operation number `at`, in the process that comes to it.
    at : int, optional
    """

    def __init__(
        self, then: Callable[[], None] | None = None, at: int | None = None
    ) -> None:
        self._counter = mmap.mmap(-1, 8)  # Shared with every process forked later.
        self._then, self._at = then, at

    @property
    def n(self) -> int:
        """How many there were."""
        return int.from_bytes(self._counter[:], "little")

    def watch(self) -> None:
        """Begin to count in this process; `prepare` of a command."""
        sync = os.fsync

        def counted_sync(descriptor: int) -> None:
            self._count()
            sync(descriptor)

        os.fsync = counted_sync  # Python tells no auditor about it.
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple) -> None:
        if event in _CHANGING or (event == "open" and _is_to_write(args[2])):
            self._count()

    def _count(self) -> None:
        n = self.n + 1
        self._counter[:] = n.to_bytes(8, "little")
        if self._then is not None and n == self._at:
            self._then()


def kill_group() -> None:
    """Send ``kill -9`` to this process and all of its group."""
    os.killpg(0, signal.SIGKILL)


def _run(
    arguments: Sequence[str], log: Path, prepare: Callable[[], None] | None
) -> None:
    status = 70
    try:
        os.setsid()
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
        if prepare is not None:
            prepare()
        main(list(arguments))
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _is_to_write(flags: int) -> bool:
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _running_in_group(group: int) -> list[int]:
    return [
        pid
        for pid, (state, _parent, of_group, *_) in all_processes()
        if int(of_group) == group and state not in "ZX"
    ]
