"""Raw pages → segments, by several processes.

Each process reads pages (or takes articles that are stored already), collects
them and writes whole segments into the folder of the new generation; what comes
back is little: errors, and a row for each article. The pages of one file may end
up in several segments.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from index.analysis.article import AnalysedArticle
from index.beside import end_with
from index.duplicates.table import Row
from index.errors import CorpusError, WorkerDiedError
from index.memory import give_back
from index.reading import read_chunk
from index.segments.building import SegmentBuilder, WrittenSegment
from index.writer import new_segment_name, row_of

_CHUNK = 64
_FEW = 64
"""Below this many pages further processes cost more than they save: each reads
the model of the words."""

_WARM_UP = 16
"""Pages that make most rules load what they need."""

_AHEAD = 3
"""Chunks that a process has before it, so that it never waits for the next."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A page that was read: its path and what is kept to find its copies by."""

    path: str
    row: Row


Outcome = CorpusError | ReadArticle | WrittenSegment
"""Of a page that cannot be read; of one that was; and, later, the segment with it."""


Read = Callable[[list[Any]], Sequence[AnalysedArticle | CorpusError]]
"""Of each page of a list, which has a `path`, an analysed article or an error."""


def ingest(
    pages: Iterable[Any],
    folder: Path,
    n_workers: int,
    budget_bytes: int,
    dictionary: bytes,
    make_dictionary: Callable[[], bytes] = bytes,
    read: Read = read_chunk,
) -> Iterator[Outcome]:
    """Read many pages and write them as segments into a folder.

    Parameters
    ----------
    pages : iterable
        Of `RawPage`, or of whatever `read` takes.
    folder : Path
        Of a generation that is being built.
    n_workers : int
        Processes that read pages.
    budget_bytes : int
        Memory for the articles of one process.
    dictionary : bytes
        For the stored articles.
    make_dictionary : callable
        Makes one where that is empty and there are more than a few pages.
    read : callable
        Analyses several pages.

    Yields
    ------
    Outcome
        Of every page one, in any order, and every segment that was written.

    Raises
    ------
    WorkerDiedError
        If the system killed a process.
    """
    pages = iter(pages)
    first = list(islice(pages, _FEW + 1))
    if len(first) > _FEW and not dictionary:
        dictionary = make_dictionary()
    every = chain(first, pages)
    chunks = iter(lambda: list(islice(every, _CHUNK)), [])
    if n_workers <= 1 or len(first) <= _FEW:
        collector = _Collector(folder, budget_bytes, dictionary, read)
        for chunk in chunks:
            yield from collector.take(chunk)
        yield from collector.finish()
        return
    # What reading needs (models, lists, patterns) is loaded before the processes
    # start, so that it takes time and memory once.
    read(first[:_WARM_UP])
    yield from _Workers(n_workers, folder, budget_bytes, dictionary, read).run(chunks)


class _Collector:
    """Reads chunks of pages into segments; what every process does."""

    def __init__(
        self, folder: Path, budget_bytes: int, dictionary: bytes, read: Read
    ) -> None:
        self._folder = folder
        self._budget = budget_bytes
        self._dictionary = dictionary
        self._read = read
        self._builder = SegmentBuilder(dictionary, budget_bytes)

    def take(self, chunk: list[Any]) -> list[Outcome]:
        """Read pages, and write a segment where it is time to."""
        outcomes: list[Outcome] = []
        for page, read in zip(chunk, self._read(chunk), strict=True):
            if isinstance(read, CorpusError):
                outcomes.append(read)
                continue
            self._builder.add(read)
            outcomes.append(ReadArticle(page.path, row_of(read)))
        return outcomes + (self.finish() if self._builder.is_full else [])

    def finish(self) -> list[Outcome]:
        """Write what was collected."""
        if not self._builder.n_docs:
            return []
        written = self._builder.write(self._folder, new_segment_name())
        self._builder = SegmentBuilder(self._dictionary, self._budget)
        give_back()
        return [written]


class _Workers:
    """Processes with a pipe to each."""

    def __init__(
        self,
        n_workers: int,
        folder: Path,
        budget_bytes: int,
        dictionary: bytes,
        read: Read,
    ) -> None:
        self._processes = []
        self._pipes: list[Connection] = []
        # Nobody looks through what is there now for garbage, in no process, or it
        # would be written to and no longer shared.
        gc.freeze()
        for _ in range(n_workers):
            ours, theirs = multiprocessing.Pipe()
            process = multiprocessing.Process(
                target=_work,
                args=(theirs, os.getpid(), folder, budget_bytes, dictionary, read),
                daemon=True,
            )
            process.start()
            theirs.close()
            self._processes.append(process)
            self._pipes.append(ours)
        gc.unfreeze()

    def run(self, chunks: Iterator[list[Any]]) -> Iterator[Outcome]:
        """Hand out chunks and yield what comes back."""
        try:
            open_pipes = list(self._pipes)
            for pipe in open_pipes * _AHEAD:
                pipe.send(next(chunks, None))
            while open_pipes:
                for pipe in wait(open_pipes):
                    answer = pipe.recv()
                    if answer is None:  # It was told that there are no more.
                        open_pipes.remove(pipe)
                        continue
                    if isinstance(answer, Exception):
                        raise answer
                    # Before the answer is looked at, so that nobody waits.
                    pipe.send(next(chunks, None))
                    yield from answer
        except (EOFError, BrokenPipeError, ConnectionResetError) as exc:
            raise WorkerDiedError() from exc
        finally:
            for process in self._processes:
                process.terminate()
                process.join()


def _work(
    pipe: Connection,
    parent: int,
    folder: Path,
    budget_bytes: int,
    dictionary: bytes,
    read: Read,
) -> None:
    """Read chunks from a pipe until None comes; runs in a process of its own."""
    end_with(parent)
    chunks: queue.SimpleQueue[list[Any] | None] = queue.SimpleQueue()

    def receive() -> None:
        # Always reading lets the parent always write, so neither can wait for
        # the other for ever; it writes no more than `_AHEAD` chunks.
        while True:
            try:
                chunk = pipe.recv()
            except (EOFError, OSError):
                os._exit(1)
            chunks.put(chunk)

    threading.Thread(target=receive, daemon=True).start()
    collector = _Collector(folder, budget_bytes, dictionary, read)
    try:
        while (chunk := chunks.get()) is not None:
            pipe.send(collector.take(chunk))
        pipe.send(collector.finish())
        pipe.send(None)
    except Exception as exc:  # A full disk, above all: the parent says so.
        pipe.send(exc)
    # The parent ends the process when it has read everything.
    threading.Event().wait()
