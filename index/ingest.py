"""Raw pages → segments, by processes that may die of a page.

Each process reads pages (or takes articles that are stored already), collects
them and writes whole segments into the folder of the new generation; what comes
back is little: errors, and a row for each article. The pages of one file may end
up in several segments.

Pages are never read in the process that hands them out: C code may crash on one,
or not come back. Where a process dies, the pages that it had before it are each
read apart, which tells the one it died of; and those that it had read and not yet
written are read once more, one by one. See docs/decisions/0023.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from index.analysis.article import AnalysedArticle
from index.apart import Apart, StoppedError, bounded
from index.article import Article
from index.beside import end_with
from index.corpus.page import RawPage
from index.duplicates.table import Row
from index.errors import CorpusError, ReadingStoppedError, WorkerDiedError
from index.memory import give_back
from index.reading import read_chunk
from index.segments.building import SegmentBuilder, WrittenSegment
from index.writer import new_segment_name, row_of

_CHUNK = 64
_CHUNK_SIZE = 2**20
"""Characters from which on a chunk takes no further page."""

_FEW = 64
"""Below this many pages further processes cost more than they save."""

_AHEAD = 3
"""Chunks that a process has before it, so that it never waits for the next."""

_UNEXPLAINED = 3
"""So many processes may die of no page: the system kills some that is large where
memory is short, and the next may live."""

_OUT_OF_MEMORY = 3
"""What a process exits with that has no memory left: what it broke off in the
middle, nobody knows."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A page that was read: its path and what is kept to find its copies by."""

    path: str
    row: Row


Outcome = CorpusError | ReadArticle | WrittenSegment
"""Of a page that cannot be read; of one that was read, and the segment with it."""

Page = RawPage | Article
"""What is read: a page, or an article that was read before."""

Read = Callable[[list[Any]], Sequence[AnalysedArticle | CorpusError]]
"""Of each page of a list an analysed article or an error."""

_Chunk = list[Page]


def ingest(
    pages: Iterable[Page],
    again: Callable[[set[str]], Iterator[Page]],
    folder: Path,
    n_workers: int,
    budget_bytes: int,
    dictionary: bytes,
    make_dictionary: Callable[[], bytes] = bytes,
    read: Read = read_chunk,
) -> Generator[Outcome, None, None]:
    """Read many pages and write them as segments into a folder.

    Parameters
    ----------
    pages : iterable of Page
    again : callable
        Gives once more those pages of which it gets the paths.
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
        Reads several of them.

    Yields
    ------
    Outcome
        Of every page one, in any order, and every segment that was written.

    Raises
    ------
    WorkerDiedError
        If processes died again and again, and of no page.
    """
    pages = iter(pages)
    first = list(islice(pages, _FEW + 1))
    if not first:
        return
    if len(first) <= _FEW:
        n_workers = 1
    elif not dictionary:
        dictionary = make_dictionary()
    # What reading needs (models, lists, patterns) is loaded before the processes
    # start, so that it takes time and memory once.
    has_html = any(isinstance(p, RawPage) and p.kind == "html" for p in first)
    _warm_up("html" if has_html else "text")
    chunks = _Chunks(chain(first, pages), again)
    workers = _Workers(read, n_workers, folder, budget_bytes, dictionary)
    yield from workers.run(chunks)


_SAMPLES = {
    "text": (
        "Xã Mẫu Sơn làm đường\n\nThứ hai, 05/01/2015 | 08:30 GMT+7\n\n"
        "Sáng 3/1, ông Nguyễn Văn Mẫu, chủ tịch xã, nói bà con đã góp 1.200 ngày công "
        "theo Nghị quyết 12/NQ-HĐND. Đường sẽ xong trước mùa mưa.\n\nAN NHIÊN"
    ),
    "html": (
        "<html><head><title>Xã Mẫu Sơn làm đường</title></head><body><h1>Xã Mẫu Sơn "
        "làm đường</h1><p>Sáng 3/1, bà con trong xã cùng góp công làm con đường mới "
        "nối hai bản xa nhất với trung tâm xã.</p></body></html>"
    ),
}


@cache
def _warm_up(*kinds: str) -> None:
    """Read a page of our own: a stranger's could end this process."""
    read_chunk(
        [
            RawPage(kind, "mau", "", text)
            for kind, text in _SAMPLES.items()
            if kind in ("text", *kinds)
        ]
    )


class _Chunks:
    """Pages in portions, those that came back after a death before all others."""

    def __init__(
        self, pages: Iterator[Page], again: Callable[[set[str]], Iterator[Page]]
    ) -> None:
        self._pages = pages
        self._again = again
        self._returned: deque[_Chunk] = deque()
        self._lost: set[str] = set()
        self._n_pages = _CHUNK

    def next(self) -> _Chunk | None:
        """Give the next portion, None where there is none."""
        if self._returned:
            return self._returned.popleft()
        chunk = self._take()
        if not chunk and self._lost:
            lost, self._lost = self._lost, set()
            self._pages = self._again(lost)
            # What is too much together must not be lost with others again.
            self._n_pages = 1
            chunk = self._take()
        return chunk or None

    def _take(self) -> _Chunk:
        chunk: _Chunk = []
        size = 0
        while len(chunk) < self._n_pages and size < _CHUNK_SIZE:
            page = next(self._pages, None)
            if page is None:
                break
            chunk.append(page)
            size += _length_of(page)
        return chunk

    def give_back(self, pages: list[Page]) -> None:
        """Take pages back that nobody has read; each comes alone now."""
        self._returned.extend([page] for page in pages)

    def lose(self, paths: Iterable[str]) -> None:
        """Note pages that are to be read again, at the end."""
        self._lost.update(paths)


def _length_of(page: Page) -> int:
    if isinstance(page, Article):
        return len(page.body)
    return len(page.text) + len(str(page.fields.get("body", "")))


class _Collector:
    """Reads chunks of pages into segments; what every process does."""

    def __init__(
        self, read: Read, folder: Path, budget_bytes: int, dictionary: bytes
    ) -> None:
        self._read_pages = read
        self._folder = folder
        self._budget = budget_bytes
        self._dictionary = dictionary
        self._builder = SegmentBuilder(dictionary, budget_bytes)
        self._read: list[Outcome] = []

    def take(self, chunk: _Chunk) -> list[Outcome]:
        """Read pages, and write a segment where it is time to.

        What was read comes out with its segment: before, it can be lost.
        """
        outcomes: list[Outcome] = []
        with bounded():
            answers = self._read_pages(chunk)
        for page, read in zip(chunk, answers, strict=True):
            if isinstance(read, CorpusError):
                outcomes.append(read)
                continue
            self._builder.add(read)
            self._read.append(ReadArticle(page.path, row_of(read)))
        return outcomes + (self.finish() if self._builder.is_full else [])

    def finish(self) -> list[Outcome]:
        """Write what was collected."""
        if not self._builder.n_docs:
            return []
        written = self._builder.write(self._folder, new_segment_name())
        self._builder = SegmentBuilder(self._dictionary, self._budget)
        read, self._read = self._read, []
        give_back()
        return [*read, written]


class _Worker:
    """A process that reads pages, and what it was given and has not written.

    Attributes
    ----------
    pipe : Connection
    ahead : deque of list of Page
        Chunks that it has not answered.
    is_ending : bool
        Whether it was told that there is no more: it takes nothing after that.
    """

    def __init__(self, *args: object) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self.ahead: deque[_Chunk] = deque()
        self.is_ending = False
        self._unwritten: set[str] = set()
        # Nobody looks through what is there now for garbage, in no process, or it
        # would be written to and no longer shared.
        gc.freeze()
        self._process = multiprocessing.Process(
            target=_work, args=(theirs, os.getpid(), *args), daemon=True
        )
        self._process.start()
        gc.unfreeze()
        theirs.close()

    def feed(self, chunks: _Chunks) -> None:
        """Give it more to do, or tell it that there is no more."""
        if self.is_ending:
            return
        chunk = chunks.next()
        if chunk is None:
            self.is_ending = True
        else:
            self.ahead.append(chunk)
            self._unwritten.update(page.path for page in chunk)
        try:
            self.pipe.send(chunk)
        except (BrokenPipeError, ConnectionResetError):
            return  # What it leaves is noticed where its answer is waited for.

    def note(self, outcomes: list[Outcome]) -> None:
        """Take note of an answer: of the oldest chunk, or of the end."""
        if self.ahead:
            self.ahead.popleft()
        self._unwritten.difference_update(
            outcome.path
            for outcome in outcomes
            if not isinstance(outcome, WrittenSegment)
        )

    def lost(self) -> set[str]:
        """Give the paths of the pages that it had read and not written."""
        return self._unwritten - {page.path for chunk in self.ahead for page in chunk}

    def died_of_several(self) -> bool:
        """Tell whether pages that it had to read together may have been too much.

        It must have been ended.
        """
        is_bound = self._process.exitcode in (-signal.SIGPROF, _OUT_OF_MEMORY)
        return is_bound and any(len(chunk) > 1 for chunk in self.ahead)

    def end(self) -> None:
        """End the process, if it lives."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


class _Workers:
    """Processes that read pages, as many at any time as were asked for."""

    def __init__(self, read: Read, n_workers: int, *args: object) -> None:
        self._read = read
        self._args = (read, *args)
        self._n_unexplained = 0
        self._workers = [_Worker(*self._args) for _ in range(n_workers)]

    def run(self, chunks: _Chunks) -> Iterator[Outcome]:
        """Hand out chunks and yield what comes back."""
        try:
            for _ in range(_AHEAD):
                for worker in self._workers:
                    worker.feed(chunks)
            while self._workers:
                by_pipe = {worker.pipe: worker for worker in self._workers}
                for pipe in wait(list(by_pipe)):
                    yield from self._answer_of(by_pipe[pipe], chunks)
        finally:
            for worker in self._workers:
                worker.end()

    def _answer_of(self, worker: _Worker, chunks: _Chunks) -> Iterator[Outcome]:
        try:
            answer = worker.pipe.recv()
        except (EOFError, ConnectionResetError) as exc:
            yield from self._bury(worker, chunks, exc)
            return
        if answer is None:  # It was told that there are no more.
            self._workers.remove(worker)
            worker.end()
            return
        if isinstance(answer, Exception):
            raise answer
        # Before the answer is looked at, so that nobody waits.
        worker.feed(chunks)
        worker.note(answer)
        yield from answer

    def _bury(
        self, worker: _Worker, chunks: _Chunks, exc: Exception
    ) -> Iterator[Outcome]:
        """Find out what a process died of, and put another in its place."""
        self._workers.remove(worker)
        worker.end()
        chunks.lose(worker.lost())
        n_errors = 0
        with Apart() as apart:
            for chunk in worker.ahead:
                innocent: _Chunk = []
                for page in chunk:
                    error = _problem_of(page, apart, self._read)
                    if error is None:
                        innocent.append(page)
                    else:
                        n_errors += isinstance(error, ReadingStoppedError)
                        yield error
                chunks.give_back(innocent)
        if not n_errors and not worker.died_of_several():
            self._n_unexplained += 1
            if self._n_unexplained > _UNEXPLAINED:
                raise WorkerDiedError() from exc
        another = _Worker(*self._args)
        self._workers.append(another)
        for _ in range(_AHEAD):
            another.feed(chunks)


def _problem_of(page: Page, apart: Apart, read: Read) -> CorpusError | None:
    try:
        return apart.call(_try_page, page, read)
    except StoppedError as exc:
        return ReadingStoppedError(page.path, reason=str(exc))


def _try_page(page: Page, read: Read) -> CorpusError | None:
    (answer,) = read([page])
    return answer if isinstance(answer, CorpusError) else None


def _work(
    pipe: Connection,
    parent: int,
    read: Read,
    folder: Path,
    budget_bytes: int,
    dictionary: bytes,
) -> None:
    """Read chunks from a pipe until None comes; runs in a process of its own."""
    end_with(parent)
    chunks: queue.SimpleQueue[_Chunk | None] = queue.SimpleQueue()

    def receive() -> None:
        # Always reading lets the parent always write, so neither can wait for
        # the other for ever; it writes no more than `_AHEAD` chunks.
        while True:
            try:
                chunk = pipe.recv()
            except (EOFError, OSError):
                os._exit(1)
            except MemoryError:
                os._exit(_OUT_OF_MEMORY)
            chunks.put(chunk)

    threading.Thread(target=receive, daemon=True).start()
    collector = _Collector(read, folder, budget_bytes, dictionary)
    try:
        while (chunk := chunks.get()) is not None:
            pipe.send(collector.take(chunk))
        pipe.send(collector.finish())
        pipe.send(None)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except Exception as exc:  # A full disk, above all: the parent says so.
        pipe.send(exc)
    # The parent ends the process when it has read everything.
    threading.Event().wait()
