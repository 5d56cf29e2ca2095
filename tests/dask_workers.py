"""A Dask scheduler and its workers on loopback, as somebody would start them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

READS_AND_DIES = """
import os
import signal
import sys

if "index.distributed.hands" in sys.orig_argv:
    import index.corpus
    from index import reading

    extract, read = reading.extract_article, index.corpus.read_page_bytes

    def extract_or_die(page, *rest):
        if page.path.endswith("giet-nguoi-doc.txt"):
            os.kill(os.getpid(), signal.SIGSEGV)
        return extract(page, *rest)

    def read_or_die(file, path):
        if path.endswith("giet-nguoi-nhin.txt"):
            os.kill(os.getpid(), signal.SIGKILL)
        return read(file, path)

    reading.extract_article = extract_or_die
    index.corpus.read_page_bytes = read_or_die
"""
"""A `sitecustomize` of the processes that work beside the workers: pages of these names
kill whoever reads them, and whoever only looks at them."""


class Workers:
    """A scheduler with some workers; more can be started, and any be killed.

    Parameters
    ----------
    folder : Path
        Where they leave what they leave.
    n_workers : int
    """

    def __init__(self, folder: Path, n_workers: int = 2) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        (folder / "sitecustomize.py").write_text(READS_AND_DIES, "utf-8")
        self._environment = os.environ | {
            "PYTHONPATH": str(folder),
            "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
        }
        local = ("--host", "127.0.0.1", "--port", "0")
        self.scheduler = self._start("scheduler", *local, "--no-show")
        self.address = self._address()
        self.workers: list[subprocess.Popen] = []
        for _ in range(n_workers):
            self.start_worker()

    def start_worker(self) -> None:
        """Start one more worker."""
        options = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0")
        folder = ("--local-directory", str(self._folder))
        self.workers.append(self._start("worker", *options, *folder))

    def kill_worker(self) -> None:
        """Kill a worker as a power cut would."""
        worker = self.workers.pop()
        worker.kill()
        worker.wait()

    def end(self) -> None:
        """End all of them."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _start(self, kind: str, *options: str) -> subprocess.Popen:
        log = (self._folder / "log.txt").open("ab")
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", kind, "--no-dashboard"]
                + ["--scheduler-file", str(self._file), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                cwd=self._folder,
            )

    def _address(self) -> str:
        from distributed.utils import json_load_robust

        deadline = time.monotonic() + 60
        while not self._file.exists():
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.05)
        return json_load_robust(str(self._file))["address"]
