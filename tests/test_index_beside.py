from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest

import index.writer
from index.beside import Beside
from index.errors import WorkerDiedError
from index.generations import open_current
from index.reindex import reindex
from tests.helpers import write_jsonl


def write_late(file: Path) -> None:
    time.sleep(0.1)
    file.write_text("done")


def wait_for_ever(file: Path) -> None:
    file.write_text(str(os.getpid()))
    multiprocessing.Event().wait()


def fail(reason: str) -> None:
    raise ValueError(reason)


def die() -> None:
    os._exit(9)


def test_leaving_the_block_waits_for_the_other_process(tmp_path: Path) -> None:
    with Beside(write_late, tmp_path / "file"):
        pass
    assert (tmp_path / "file").read_text() == "done"


def test_what_the_other_process_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no room"), Beside(fail, "no room"):
        pass
    with pytest.raises(WorkerDiedError), Beside(die):
        pass


def test_the_other_process_is_stopped_where_the_block_fails(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    with pytest.raises(KeyError), Beside(wait_for_ever, file):
        while not file.exists() or not file.read_text():
            time.sleep(0.01)
        raise KeyError
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)


def test_a_reindex_ends_in_two_processes_as_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "kho"
    corpus.mkdir()
    body = "Ông Lò Văn Mẫu, Chủ tịch xã Suối Bạc, nói về lũ lụt ngày {}/9/2020."
    found = []
    for name, many in (("one", 1_000_000), ("two", 0)):
        monkeypatch.setattr(index.writer, "_MANY_DOCS", many)
        # The second time two segments are merged.
        for first in (0, 8):
            records = [
                {"id": f"{n}", "title": f"Tin số {n % 5}", "body": body.format(n + 1)}
                for n in range(first + 8)
            ]
            write_jsonl(corpus / "tin.jsonl", records)
            reindex([corpus], tmp_path / name, n_workers=1)
        generation = open_current(tmp_path / name).path
        found.append(
            sorted(
                (file.suffix, file.read_bytes())
                for file in generation.iterdir()
                if file.suffix not in (".toc", ".json")
            )
        )
    assert found[0] == found[1]
    assert [suffix for suffix, _ in found[0]].count(".sto") == 1
