"""Programs that serve until they are told to end, as processes of their own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.helpers import ROOT


class Program:
    """A Python program that runs.

    Attributes
    ----------
    status : int
    rest, errors : str
        How it ended, and what it still said: there once it was told to end.
    """

    status: int
    rest: str
    errors: str

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def line(self) -> str:
        """Wait for the next line that it says."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        """Tell it to end, and wait until it has."""
        self._process.send_signal(signal.SIGTERM)
        self.rest, self.errors = self._process.communicate(timeout=15)
        self.status = self._process.returncode


@contextmanager
def running(source: str) -> Iterator[Program]:
    """Run a program while a block lasts, and end it then."""
    with subprocess.Popen(
        [sys.executable, "-c", source],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        program = Program(process)
        try:
            yield program
        finally:
            program.end()
