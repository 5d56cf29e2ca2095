"""One node of a cluster: its folder, its settings, its process.

A node's folder holds ``config``, ``data``, ``logs``, ``tmp``, ``output.log`` and
``pid``. The process outlives whoever started it, and is found again by the file.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.account import account, give
from tests.cluster.errors import ClusterError
from tests.cluster.launch import clean_environment

WRITES_TO = (
    ("-Dopensearch.path.conf", "config"),
    ("-Djava.io.tmpdir", "tmp"),
    ("-XX:HeapDumpPath", "logs"),
    ("-XX:ErrorFile", "logs/hs_err_pid%p.log"),
)
"""Options of the JVM that name places in the node's folder."""

_CHILDREN: dict[int, subprocess.Popen[bytes]] = {}
"""Processes that this program started, to be waited for when they have ended."""


@dataclass(frozen=True)
class Node:
    """A node of a cluster, numbered from 0, that runs or does not.

    Attributes
    ----------
    folder : Path
        The node's own.
    http_port, transport_port : int
        Where on loopback it listens to clients, and to the other nodes.
    """

    number: int
    folder: Path
    http_port: int
    transport_port: int

    @property
    def name(self) -> str:
        """What the cluster calls it."""
        return f"node-{self.number}"

    @property
    def host(self) -> str:
        """The address for clients."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def log(self) -> Path:
        """What it says while it runs."""
        return self.folder / "output.log"

    def pid(self) -> int | None:
        """Its process, or None where it does not run."""
        try:
            pid = int((self.folder / "pid").read_text())
        except (FileNotFoundError, ValueError):
            return None
        if (child := _CHILDREN.get(pid)) and child.poll() is not None:
            return None
        # Numbers are given again: only a process of this folder is the node.
        return pid if f"-Epath.data={self.folder}/data" in command_line(pid) else None

    def configure(self, server: Path, settings: Mapping[str, object]) -> None:
        """Write its folder of settings, keeping its data."""
        config = self.folder / "config"
        shutil.rmtree(config, ignore_errors=True)
        shutil.copytree(server / "config", config)
        for name in ("data", "logs", "tmp"):
            (self.folder / name).mkdir(exist_ok=True)
        own = {
            "node.name": self.name,
            "network.host": "127.0.0.1",
            "http.port": self.http_port,
            "transport.port": self.transport_port,
            "path.logs": str(self.folder / "logs"),
            # A full disk of the developer's is not what a test is about.
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        # JSON is YAML.
        (config / "opensearch.yml").write_text(
            "".join(f"{k}: {json.dumps(v)}\n" for k, v in (own | {**settings}).items())
        )
        give(self.folder)

    def start(self, server: Path, java: Sequence[str]) -> None:
        """Start its process, without waiting until it answers.

        Parameters
        ----------
        java : sequence of str
            The command line of the JVM as far as all nodes share it (`launch`).
        """
        own = [f"{option}={self.folder}/{place}" for option, place in WRITES_TO]
        main = ["-cp", f"{server}/lib/*", "org.opensearch.bootstrap.OpenSearch"]
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                # The folder of the data is told here for `pid` to know it by.
                [*java, *own, *main, f"-Epath.data={self.folder}/data"],
                cwd=server,
                env=clean_environment() | {"HOME": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C in a terminal ends the tests, who end their nodes in order.
                start_new_session=True,
                **account(),
            )
        _CHILDREN[process.pid] = process
        (self.folder / "pid").write_text(f"{process.pid}\n")

    def send(self, what: signal.Signals) -> None:
        """Send its process a signal.

        Raises
        ------
        ClusterError
            It does not run.
        """
        pid = self.pid()
        if pid is None:
            raise ClusterError(f"{self.name} in {self.folder} does not run")
        os.kill(pid, what)

    def end(self, what: signal.Signals = signal.SIGTERM, seconds: float = 60) -> None:
        """End its process, by force where it does not in time, and see it gone."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, what)
        # One that is stopped would not take note before it goes on.
        os.kill(pid, signal.SIGCONT)
        deadline = time.monotonic() + seconds
        while lives(pid):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
                deadline += seconds
            time.sleep(0.05)
        _CHILDREN.pop(pid, None)
        (self.folder / "pid").unlink(missing_ok=True)

    def last_words(self, n_lines: int = 15) -> str:
        """Give the end of its log, errors first, for a message."""
        if not self.log.exists():
            return "(it never said anything)"
        lines = self.log.read_text("utf-8", "replace").splitlines()
        wrong = [line for line in lines if re.search(r"ERROR|[Ee]xception", line)]
        return "\n".join((wrong or lines)[-n_lines:])


def lives(pid: int) -> bool:
    """Whether a process still holds its files and ports."""
    if child := _CHILDREN.get(pid):
        return child.poll() is None
    proc = Path(f"/proc/{pid}")
    try:
        # Its name, in parentheses, may hold anything; Z is dead and not waited for.
        # The first thread may be so while others still hold the ports.
        state = (proc / "stat").read_text("utf-8", "replace").rpartition(")")[2]
        return state.split()[0] != "Z" or len(list((proc / "task").iterdir())) > 1
    except OSError:
        return not Path("/proc/self").exists() and command_line(pid) != []


def command_line(pid: int) -> list[str]:
    """Tell how a process was called; nothing where there is none, or it is dead."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(pid) / "cmdline").read_text("utf-8").split("\0")
        except (OSError, UnicodeDecodeError):
            return []
    told = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True
    )
    return told.stdout.split()
