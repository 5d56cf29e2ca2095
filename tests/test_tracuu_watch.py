"""``tracuu watch`` as a service manager runs it: a real process, told by signals."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers import ROOT, write_jsonl

PATIENCE_SECONDS = 60


class Lines:
    """Lines of a process, with a limit to how long one is waited for."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, event: str) -> dict:
        """Read on to the next line of an event."""
        while True:
            line = json.loads(self._lines.get(timeout=PATIENCE_SECONDS))
            if line["event"] == event:
                return line

    def until_text(self, text: str) -> str:
        """Read on to the next line that has a text in it."""
        while True:
            line = self._lines.get(timeout=PATIENCE_SECONDS)
            if text in line:
                return line


@contextmanager
def watching(folder: Path, *arguments: str) -> Iterator[Lines]:
    """Run ``tracuu watch`` in a folder until the block ends, then end it by SIGTERM."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TRACUU_")}
    with subprocess.Popen(
        [sys.executable, "-m", "tracuu", "--lang", "en", "watch", *arguments],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(ROOT), "TRACUU_CORPUS": "kho"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Lines(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_SECONDS)
    assert process.returncode == 0


def write_page(folder: Path, name: str) -> None:
    record = {"id": name, "title": f"Tin {name}", "body": "Lúa được mùa."}
    write_jsonl(folder / f"kho/{name}.jsonl", [record])


def test_what_changes_is_indexed_and_told_as_json_lines(tmp_path: Path) -> None:
    (tmp_path / "kho").mkdir()
    write_page(tmp_path, "a")
    with watching(tmp_path, "--json") as lines:
        assert lines.until("watching")["places"] == [str(tmp_path / "kho")]
        assert lines.until("began")["reason"] == "start"
        done = lines.until("reindexed")
        assert (done["added"], done["articles"], done["failures"]) == (1, 1, [])
        write_page(tmp_path, "b")
        (tmp_path / "kho/hong.txt").write_bytes(b"\x00\x01")
        assert lines.until("began")["reason"] == "changes"
        done = lines.until("reindexed")
        assert (done["added"], done["articles"], done["generation"]) == (1, 2, 2)
        assert [failure["path"] for failure in done["failures"]] == ["kho/hong.txt"]
        (tmp_path / "kho").rename(tmp_path / "xa")
        failed = lines.until("failed")
        assert failed["type"] == "PathNotFoundError" and failed["retry_seconds"] > 0
        (tmp_path / "xa").rename(tmp_path / "kho")
        assert lines.until("began")["reason"] == "returned"
        assert lines.until("reindexed")["articles"] == 2
    lines.until("stopped")


def test_it_is_told_to_people_as_well_and_a_failure_only_once(tmp_path: Path) -> None:
    (tmp_path / "kho").mkdir()
    write_page(tmp_path, "a")
    (tmp_path / "kho/hong.txt").write_bytes(b"\x00\x01")
    with watching(tmp_path, "--every", "0", "--poll", "1s") as lines:
        lines.until_text(f"watching {tmp_path / 'kho'}")
        lines.until_text("reindexing: the watch begins")
        lines.until_text("kho/hong.txt: expected text in UTF-8")
        lines.until_text("added 1, ")
        lines.process.send_signal(signal.SIGHUP)
        lines.until_text("reindexing: it was asked for")
        assert lines.until_text("").startswith("added 0, ")
    lines.until_text("the watch has ended")
