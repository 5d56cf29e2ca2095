"""Raw pages → analysed articles, by processes that may die of a page.

Each process reads pages (or takes articles that are stored already) and hands them to
its sink (`sinks`), which writes whole segments into the folder of the new generation,
or sends them to a cluster; what comes back is little: errors, and a row for each
article. The pages of one file may end up in several segments.

Pages are never read in the process that hands them out: C code may crash on one,
or not come back. Where a process dies, the pages that it had before it are each
read apart, which tells the one it died of; and those that it had read and not yet
written are read once more, one by one. See docs/decisions/0023.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from functools import cache
from itertools import chain, islice
from pathlib import Path

from index.corpus.page import RawPage
from index.ingest.chunks import Chunks, Page
from index.ingest.sinks import Outcome, ReadArticle, SegmentSinks, Sink, Sinks
from index.ingest.workers import Read, Workers
from index.reading import read_chunk

__all__ = [
    "Outcome",
    "Page",
    "Read",
    "ReadArticle",
    "SegmentSinks",
    "Sink",
    "Sinks",
    "ingest",
    "ingest_into",
]

_FEW = 64
"""Below this many pages further processes cost more than they save."""


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
    pages, again, read
        As `ingest_into` takes them.
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

    Yields
    ------
    Outcome
        Of every page one, in any order, and every segment that was written.
    """
    sinks = SegmentSinks(folder, budget_bytes, dictionary, make_dictionary)
    yield from ingest_into(sinks, pages, again, n_workers, read)


def ingest_into(
    sinks: Sinks,
    pages: Iterable[Page],
    again: Callable[[set[str]], Iterator[Page]],
    n_workers: int,
    read: Read = read_chunk,
) -> Generator[Outcome, None, None]:
    """Read many pages and hand them on.

    Parameters
    ----------
    sinks : Sinks
        Make what takes them, in each process.
    pages : iterable of Page
    again : callable
        Gives once more those pages of which it gets the paths.
    n_workers : int
        Processes that read pages.
    read : callable
        Reads several of them.

    Yields
    ------
    Outcome
        Of every page one, in any order, and what the sinks say beside.

    Raises
    ------
    WorkerDiedError
        If processes died again and again, and of no page.
    """
    pages = iter(pages)
    first = list(islice(pages, _FEW + 1))
    if not first:
        return
    is_large = len(first) > _FEW
    if not is_large:
        n_workers = 1
    sinks.prepare(is_large=is_large)
    # What reading needs (models, lists, patterns) is loaded before the processes
    # start, so that it takes time and memory once.
    has_html = any(isinstance(p, RawPage) and p.kind == "html" for p in first)
    _warm_up("html" if has_html else "text")
    chunks = Chunks(chain(first, pages), again)
    workers = Workers(read, n_workers, sinks)
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
