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

from collections.abc import Callable, Generator, Iterable, Iterator
from functools import cache
from itertools import chain, islice
from pathlib import Path

from index.corpus.page import RawPage
from index.ingest.chunks import Chunks, Page
from index.ingest.workers import Outcome, Read, ReadArticle, Workers
from index.reading import read_chunk

__all__ = ["Outcome", "Page", "Read", "ReadArticle", "ingest"]

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
    chunks = Chunks(chain(first, pages), again)
    workers = Workers(read, n_workers, folder, budget_bytes, dictionary)
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
