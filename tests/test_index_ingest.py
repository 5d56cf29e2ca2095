"""Processes that read pages: whichever of them dies when, every page is read once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import ingest
from index.corpus import RawPage
from index.errors import ReadingStoppedError
from index.ingest import chunks
from index.reading import read_chunk
from index.segments.building import WrittenSegment
from tests.hostile_writing import SENTENCE, TITLE

N_PAGES = 20


def place(number: int) -> str:
    return f"kho/{number:03}.txt"


def outcomes_of(read: ingest.Read, folder: Path) -> list[ingest.Outcome]:
    """Ingest some pages by two processes, and give what comes of each page."""
    pages = [
        RawPage("text", place(number), "", f"{TITLE}\n\n{SENTENCE} tot{number}")
        for number in range(N_PAGES)
    ]

    def again(paths: set[str]) -> Iterator[RawPage]:
        return (page for page in pages if page.path in paths)

    every = ingest.ingest(pages, again, folder, 2, 2**27, b"", bytes, read)
    return [one for one in every if not isinstance(one, WrittenSegment)]


@pytest.fixture
def chunks_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let chunks have so many pages, and let two processes read the few there are."""

    def set_size(n_pages: int) -> None:
        monkeypatch.setattr(chunks, "CHUNK", n_pages)
        monkeypatch.setattr(ingest, "_FEW", 1)

    return set_size


FLAGS = Path()
"""Folder in which a page that was begun leaves a file; processes see it."""


def flag_of(number: int) -> Path:
    return FLAGS / str(number)


def wait_for(flag: Path) -> None:
    until = time.monotonic() + 5
    while not flag.exists() and time.monotonic() < until:
        time.sleep(0.01)


# The first pages go by turns: 5 is the third and last of the second process.
KILLER, FIRST_OF_SECOND, LAST_OF_SECOND = N_PAGES - 1, 1, 5


def read_until_killed(chunk: list[RawPage]) -> object:
    (page,) = chunk
    number = int(Path(page.path).stem)
    if number == 0 and flag_of(0).exists():
        # It is read again: now the second process gets the time to answer.
        (FLAGS / "again").touch()
        time.sleep(0.3)
    flag_of(number).touch()
    if number == FIRST_OF_SECOND:
        wait_for(flag_of(KILLER))
    if number == LAST_OF_SECOND:
        wait_for(FLAGS / "again")
    if number == KILLER:
        wait_for(flag_of(LAST_OF_SECOND))
        os.kill(os.getpid(), signal.SIGKILL)
    return read_chunk(chunk)


def test_pages_that_are_lost_at_the_end_go_to_no_process_that_was_told_to_end(
    tmp_path: Path, chunks_of: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks_of(1)
    monkeypatch.setitem(globals(), "FLAGS", tmp_path)
    found = outcomes_of(read_until_killed, tmp_path)
    assert sorted(one.path for one in found) == sorted(map(place, range(N_PAGES)))
    (failed,) = [one for one in found if isinstance(one, ReadingStoppedError)]
    assert failed.path == place(KILLER)


N_EASY = 4


def read_few(chunk: list[RawPage]) -> object:
    if len(chunk) > 1 and chunk[0].path >= place(N_EASY):
        os.kill(os.getpid(), signal.SIGPROF)
    return read_chunk(chunk)


def test_pages_that_are_too_much_together_are_read_one_by_one(
    tmp_path: Path, chunks_of: Callable[[int], None]
) -> None:
    chunks_of(2)
    found = outcomes_of(read_few, tmp_path)
    assert sorted(one.path for one in found) == sorted(map(place, range(N_PAGES)))
    assert all(isinstance(one, ingest.ReadArticle) for one in found)
