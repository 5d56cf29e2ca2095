"""One raw page → one analysed article: the part of the work that runs in parallel."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from itertools import chain, islice
from pathlib import Path

from index.analysis.article import AnalysedArticle, analyse_article
from index.corpus.page import RawPage
from index.errors import CorpusError, UnexpectedError, WorkerDiedError
from index.extract import extract_article

_log = logging.getLogger(__name__)

_CHUNK = 32
_PACKAGES_OF_RULES = (
    "index.corpus",
    "index.extract",
    "index.analysis",
    "index.duplicates",
)
_FEW = 64
"""Below this many pages the pool costs more than it saves: each worker starts
an interpreter and reads the model of the words."""


def read_page(page: RawPage) -> AnalysedArticle | CorpusError:
    """Extract and analyse one page; a page without an article is its error."""
    try:
        return analyse_article(extract_article(page))
    except CorpusError as error:
        return error
    except Exception as exc:
        # One page in a million must not cost the other 999,999.
        _log.exception("reading %s failed", page.path)
        return UnexpectedError(page.path, reason=f"{type(exc).__name__}: {exc}")


def read_pages(
    pages: Iterable[RawPage], n_workers: int
) -> Iterator[AnalysedArticle | CorpusError]:
    """Read many pages, in their order, with up to `n_workers` processes.

    A bounded number of pages is in memory at any time.

    Raises
    ------
    WorkerDiedError
        If the system killed a process.
    """
    pages = iter(pages)
    first = list(islice(pages, _FEW + 1))
    if n_workers <= 1 or len(first) <= _FEW:
        yield from map(read_page, chain(first, pages))
        return
    try:
        yield from _read_in_processes(chain(first, pages), n_workers)
    except BrokenProcessPool as exc:
        raise WorkerDiedError() from exc


def _read_in_processes(
    pages: Iterator[RawPage], n_workers: int
) -> Iterator[AnalysedArticle | CorpusError]:
    pending: deque[Future[list[AnalysedArticle | CorpusError]]] = deque()
    with ProcessPoolExecutor(
        n_workers, initializer=_end_with, initargs=(os.getpid(),)
    ) as pool:
        while chunk := list(islice(pages, _CHUNK)):
            pending.append(pool.submit(_read_chunk, chunk))
            if len(pending) > 4 * n_workers:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()


def _read_chunk(chunk: list[RawPage]) -> list[AnalysedArticle | CorpusError]:
    return [read_page(page) for page in chunk]


def _end_with(parent: int) -> None:
    """Make a worker end when its parent does, which a killed parent cannot ask for."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@cache
def reading_version() -> str:
    """Give a digest of everything that decides how a page is read.

    It changes with any rule, word list or library that reads or analyses
    pages, so nobody has to remember to raise a number: an index made by other
    rules is known, and all its pages are read again.
    """
    digest = hashlib.blake2b(digest_size=16)
    for library in ("pyvi", "rensa", "trafilatura"):
        digest.update(f"{library} {version(library)}\n".encode())
    with suppress(PackageNotFoundError):  # It is an extra.
        digest.update(f"pypdfium2 {version('pypdfium2')}\n".encode())
    for package in _PACKAGES_OF_RULES:
        folder = Path(str(files(package)))
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".py", ".txt"):
                digest.update(file.relative_to(folder).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
