"""Pages in portions: what is handed to a process at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from index.article import Article
from index.corpus.page import RawPage

CHUNK = 64
CHUNK_SIZE = 2**20
"""Characters from which on a chunk takes no further page."""

Page = RawPage | Article
"""What is read: a page, or an article that was read before."""

Chunk = list[Page]


class Chunks:
    """Pages in portions, those that came back after a death before all others."""

    def __init__(
        self, pages: Iterator[Page], again: Callable[[set[str]], Iterator[Page]]
    ) -> None:
        self._pages = pages
        self._again = again
        self._returned: deque[Chunk] = deque()
        self._lost: set[str] = set()
        self._n_pages = CHUNK

    def next(self) -> Chunk | None:
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

    def _take(self) -> Chunk:
        chunk: Chunk = []
        size = 0
        while len(chunk) < self._n_pages and size < CHUNK_SIZE:
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
