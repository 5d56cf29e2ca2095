"""The articles that are left in a ``.sto``, however damaged it is.

Each article is a Zstandard frame with a checksum of its own, so it says of itself
whether it is whole. In a file whose checksum is wrong nothing else can be trusted,
where the frames are least of all: they are looked for by the bytes that each begins
with. What they were compressed with may be damaged as well; other files of the index
have mostly been compressed with the same.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import zstandard

from index.article import Article, published_minute
from index.errors import IndexCorruptError, IndexStorageError
from index.schema import stored_article
from index.segments.sections import HEAD, PREAMBLE, check_sections, map_file
from index.segments.stored import StoredArticles, decompressor, fields_of

_MAX_BYTES = 1 << 30
"""Of an article: a damaged frame may claim any size."""


def is_sound(path: Path) -> bool:
    """Tell whether a ``.sto`` has its checksum."""
    try:
        check_sections(path)
        StoredArticles(path)
    except IndexStorageError:
        return False
    return True


def salvage(path: Path, dictionaries: Iterable[bytes]) -> Iterator[Article]:
    """Yield the articles that are whole in a ``.sto``, deleted ones included.

    Parameters
    ----------
    path : Path
    dictionaries : iterable of bytes
        What other files were compressed with.
    """
    if is_sound(path):
        stored = StoredArticles(path)
        for doc in range(len(stored.offsets) - 1):
            try:
                yield _article_of(stored.fields(doc))
            except (IndexCorruptError, ValueError):
                continue  # It was sealed like that.
        return
    try:
        content = map_file(path)
    except IndexStorageError:
        return
    every = list(dict.fromkeys([*_own_dictionary(content), *dictionaries]))
    at = content.find(zstandard.FRAME_HEADER)
    while at >= 0:
        article = _article_at(content, at, every)
        if article is not None:
            yield article
        at = content.find(zstandard.FRAME_HEADER, at + 1)


def _own_dictionary(content: mmap.mmap) -> list[bytes]:
    """Give what a file says that its frames were compressed with, right or wrong."""
    for at in range(PREAMBLE.size, PREAMBLE.size + 3 * HEAD.size, HEAD.size):
        try:
            name, _, n_items, offset = HEAD.unpack_from(content, at)
        except struct.error:
            break
        if name.rstrip(b"\0") == b"dictionary":
            return [content[offset : offset + n_items]]
    return []


def _article_at(
    content: mmap.mmap, at: int, dictionaries: list[bytes]
) -> Article | None:
    """Read the article whose frame begins at a place, if one does, and is whole."""
    for dictionary in dictionaries:
        frame = memoryview(content)[at:]
        try:
            told = zstandard.get_frame_parameters(frame)
            if not told.has_checksum or told.content_size > _MAX_BYTES:
                return None
            read = decompressor(dictionary).decompress(frame)
            return _article_of(fields_of(read))
        except (zstandard.ZstdError, ValueError, TypeError, MemoryError):
            continue
        finally:
            frame.release()
    return None


def _article_of(fields: dict) -> Article:
    """Give an article; raises `ValueError` where its fields are of wrong types."""
    article = stored_article(fields)
    texts = (article.id, article.title, article.body, article.path)
    if not all(isinstance(text, str) for text in (*texts, article.content_hash)):
        raise ValueError(f"expected texts, found {article.id!r}")
    if article.published is not None:
        published_minute(article.published)
    return article
