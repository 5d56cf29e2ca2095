"""Processes that read pages, and what is done where one of them dies."""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from index.analysis.article import AnalysedArticle
from index.apart import Apart, StoppedError, bounded
from index.beside import end_with
from index.errors import CorpusError, ReadingStoppedError, WorkerDiedError
from index.ingest.chunks import Chunk, Chunks, Page
from index.ingest.sinks import Outcome, ReadArticle, Sink, Sinks

_AHEAD = 3
"""Chunks that a process has before it, so that it never waits for the next."""

_UNEXPLAINED = 3
"""So many processes may die of no page: the system kills some that is large where
memory is short, and the next may live."""

_OUT_OF_MEMORY = 3
"""What a process exits with that has no memory left: what it broke off in the
middle, nobody knows."""


Read = Callable[[list[Any]], Sequence[AnalysedArticle | CorpusError]]
"""Of each page of a list an analysed article or an error."""


class _Collector:
    """Reads chunks of pages and hands on what was read; what every process does."""

    def __init__(self, read: Read, sink: Sink) -> None:
        self._read_pages = read
        self._sink = sink

    def take(self, chunk: Chunk) -> list[Outcome]:
        """Read pages; what was read comes out when it is safe."""
        outcomes: list[Outcome] = []
        with bounded():
            answers = self._read_pages(chunk)
        for page, read in zip(chunk, answers, strict=True):
            if isinstance(read, CorpusError):
                outcomes.append(read)
            else:
                self._sink.add(page, read)
        return outcomes + self._sink.done()

    def finish(self) -> list[Outcome]:
        """Make safe what is not yet."""
        return self._sink.finish()


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
        self.ahead: deque[Chunk] = deque()
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

    def feed(self, chunks: Chunks) -> None:
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
            if isinstance(outcome, CorpusError | ReadArticle)
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


class Workers:
    """Processes that read pages, as many at any time as were asked for."""

    def __init__(self, read: Read, n_workers: int, sinks: Sinks) -> None:
        self._read = read
        self._args = (read, sinks)
        self._n_unexplained = 0
        self._workers = [_Worker(*self._args) for _ in range(n_workers)]

    def run(self, chunks: Chunks) -> Iterator[Outcome]:
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

    def _answer_of(self, worker: _Worker, chunks: Chunks) -> Iterator[Outcome]:
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
        self, worker: _Worker, chunks: Chunks, exc: Exception
    ) -> Iterator[Outcome]:
        """Find out what a process died of, and put another in its place."""
        self._workers.remove(worker)
        worker.end()
        chunks.lose(worker.lost())
        n_errors = 0
        with Apart() as apart:
            for chunk in worker.ahead:
                innocent: Chunk = []
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
    sinks: Sinks,
) -> None:
    """Read chunks from a pipe until None comes; runs in a process of its own."""
    end_with(parent)
    chunks: queue.SimpleQueue[Chunk | None] = queue.SimpleQueue()

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
    try:
        collector = _Collector(read, sinks.open())
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
