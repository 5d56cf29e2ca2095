"""One raw page → one analysed article: the part of the work that runs in parallel."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from itertools import chain, islice

from index.analysis.article import AnalysedArticle, analyse_article
from index.corpus.page import RawPage
from index.errors import CorpusError
from index.extract import extract_article

_CHUNK = 32
_FEW = 64
"""Below this many pages the pool costs more than it saves: each worker would
import pyvi, which takes over a second."""


def read_page(page: RawPage) -> AnalysedArticle | CorpusError:
    """Extract and analyse one page; a page without an article is its error."""
    try:
        article = extract_article(page)
    except CorpusError as error:
        return error
    return analyse_article(article)


def read_pages(
    pages: Iterable[RawPage], n_workers: int
) -> Iterator[AnalysedArticle | CorpusError]:
    """Read many pages, in their order, with up to `n_workers` processes.

    A bounded number of pages is in memory at any time.
    """
    pages = iter(pages)
    first = list(islice(pages, _FEW + 1))
    if n_workers <= 1 or len(first) <= _FEW:
        yield from map(read_page, chain(first, pages))
        return
    pending: deque[Future[list[AnalysedArticle | CorpusError]]] = deque()
    with ProcessPoolExecutor(n_workers) as pool:
        rest = chain(first, pages)
        while chunk := list(islice(rest, _CHUNK)):
            pending.append(pool.submit(_read_chunk, chunk))
            if len(pending) > 4 * n_workers:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()


def _read_chunk(chunk: list[RawPage]) -> list[AnalysedArticle | CorpusError]:
    return [read_page(page) for page in chunk]


@cache
def reading_version() -> str:
    """Give a digest of everything that decides how a page is read.

    It changes with any rule, word list or library that reads or analyses
    pages, so nobody has to remember to raise a number: an index made by other
    rules is known, and all its pages are read again.
    """
    digest = hashlib.blake2b(digest_size=16)
    for library in ("pyvi", "trafilatura"):
        digest.update(f"{library} {version(library)}\n".encode())
    for package in ("index.corpus", "index.extract", "index.analysis"):
        folder = files(package)
        for part in (folder, folder / "data"):
            if not part.is_dir():
                continue
            for file in sorted(part.iterdir(), key=lambda f: f.name):
                if file.name.endswith((".py", ".txt")):
                    digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
