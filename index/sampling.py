"""Some articles from all parts of a corpus: what a new index's dictionary is made of.

The first articles of an archive are of one site and one year: a dictionary of
them serves the rest worse by a twentieth. So pages are read at many places, in
large files of records from the middle; the reindex itself reads them again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from index.apart import Apart, StoppedError
from index.article import Article
from index.corpus import documents, read_file, records
from index.corpus.page import RawPage
from index.corpus.records import read_records_from
from index.errors import CorpusError
from index.locations import File, RemoteFile
from index.reading import extract_with_decisions
from index.segments.stored import train_dictionary

_SAMPLES = 1_000
_AT_A_PLACE = 10
_SMALL = 8_000_000
"""Bytes of a corpus that is read from end to end."""

_DOCUMENTS = 10
"""Of so many documents one is looked at: they take long to read."""

_DOCUMENT_SIZE = 20_000
"""Bytes that a document counts for: most of its own are pictures and fonts."""

_THINNED = 4
"""Of so many articles of a compressed file one is taken."""

_SEEKABLE = ".jsonl"

_LARGE = 200_000
"""Characters of a page that is too large to be like the others."""

_SECONDS = 300
"""Of processor time. Documents take some tenths of a second each."""

_log = logging.getLogger(__name__)


def dictionary_for(files: Sequence[tuple[File, str]]) -> bytes:
    """Make the dictionary for articles that are to be stored.

    That is done in a process apart, which may die of a page; there is no dictionary
    then, and the articles take more room.

    Parameters
    ----------
    files : sequence of (Path or RemoteFile, str)
        Page files and how pages name them.
    """
    with Apart(seconds=_SECONDS) as apart:
        try:
            return apart.call(_make_dictionary, files)
        except StoppedError as exc:
            _log.warning("no dictionary was made: %s", exc)
            return b""


def _make_dictionary(files: Sequence[tuple[File, str]]) -> bytes:
    sizes = [_size_of(file) for file, _ in files]
    samples = list(islice(sample_articles(files, sizes), _SAMPLES))
    return train_dictionary(samples, sum(sizes))


def sample_articles(
    files: Sequence[tuple[File, str]], sizes: Sequence[int]
) -> Iterator[Article]:
    """Yield about `_SAMPLES` articles, evenly from all of a corpus.

    What cannot be read is passed over here; the reindex says so.

    Parameters
    ----------
    files : sequence of (Path or RemoteFile, str)
    sizes : sequence of int
        Of each in bytes.
    """
    total = sum(sizes)
    if total <= _SMALL:
        pages = [page for file in _readable(files) for page in read_file(*file)]
        step = max(-(-len(pages) // _SAMPLES), 1)
        yield from _articles_of(pages[::step])
        return
    n_places = _SAMPLES // _AT_A_PLACE
    place, start = 0, 0
    for number, size in enumerate(sizes):
        offsets = []
        while place < n_places and total * place // n_places < start + size:
            offsets.append(total * place // n_places - start)
            place += 1
        start += size
        if offsets:
            yield from _articles_at(files[number:], offsets)


def _articles_at(
    files: Sequence[tuple[File, str]], offsets: list[int]
) -> Iterator[Article]:
    """Yield articles from some places of the first of several files."""
    (file, path), n = files[0], _AT_A_PLACE
    name = file.name.lower()
    if name.endswith(_SEEKABLE) and isinstance(file, Path):
        for offset in offsets:
            pages = read_records_from(file, path, offset)
            yield from islice(_articles_of(pages), n)
    elif name.endswith(records.ENDINGS):
        # Of a compressed file only the beginning is near.
        pages = islice(read_file(file, path), 0, None, _THINNED)
        yield from islice(_articles_of(pages), n * len(offsets))
    else:
        beside = chain.from_iterable(read_file(*f) for f in _readable(files[:n]))
        yield from islice(_articles_of(beside), n)


def _articles_of(pages: Iterable[RawPage | CorpusError]) -> Iterator[Article]:
    for page in pages:
        if isinstance(page, RawPage) and len(page.text) < _LARGE:
            try:
                article = extract_with_decisions(page)
            except MemoryError:
                continue
            # What is none the reindex meets again, and says so.
            if isinstance(article, Article):
                yield article


def _readable(files: Sequence[tuple[File, str]]) -> Iterator[tuple[File, str]]:
    n_documents = 0
    for file, path in files:
        if file.name.lower().endswith(documents.ENDINGS):
            n_documents += 1
            if n_documents % _DOCUMENTS:
                continue
        yield file, path


def _size_of(file: File) -> int:
    try:
        size = file.size if isinstance(file, RemoteFile) else file.stat().st_size
    except OSError:
        return 0
    if size is None or size < 0:
        return 0
    is_document = file.name.lower().endswith(documents.ENDINGS)
    return min(size, _DOCUMENT_SIZE) if is_document else size
