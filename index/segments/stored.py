"""The articles of a segment as they were read: its ``.sto``.

Sections (`index.segments.sections`, magic ``TRACUUST``)::

    dictionary  uint8   what the frames were compressed with; may be empty
    offsets     uint64  n_docs + 1 of them: article d is frames[offsets[d]:…]
    frames      uint8   one Zstandard frame an article

A frame holds one JSON array, the values of `FIELDS` in their order, and behind it
the decisions about the page as `index.decisions` writes them, all spelled as
`index.segments.alphabet` does. The decisions are left unread: ten articles of a page
of hits need none of them. One article is read without its neighbours; what they have
in common is in the dictionary, made from articles of the archive itself.
docs/decisions/0013, 0018 and 0026 say what each of these was measured to give.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import zstandard

from index.article import Article
from index.errors import IndexCorruptError
from index.segments.alphabet import decode_json, encode_json
from index.segments.ragged import spread
from index.segments.sections import open_sections, write_sections

MAGIC = b"TRACUUST"
VERSION = 3
ENDING = ".sto"

FIELDS = (
    "id",
    "title",
    "body",
    "path",
    "content_hash",
    "published",
    "published_from",
    "authors",
    "persons",
    "source",
    "url",
    "converted_from",
)

DECISIONS = "decisions"
"""The field that stands behind the others."""

_from_json = json.JSONDecoder().raw_decode
_to_json = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":")
).encode
_LEVEL = 5
_MAX_DICTIONARY = 524_288
_MIN_DICTIONARY = 16_384
_BYTES_A_BYTE = 64
"""Bytes of text that a byte of the dictionary has to serve."""

_DICTIONARIES = 4
"""That are kept ready: of one index most segments have the same."""

_MIN_SAMPLES = 200
_SAMPLE_LENGTH = 8_000
_SEGMENT_LENGTH = 200
"""Of the pieces that a dictionary is put together from. Zstandard would try
several lengths, in five times as long, and end near this one."""


def train_dictionary(samples: Sequence[Article], n_bytes: int) -> bytes:
    """Make a dictionary from articles like those to be stored.

    Of fewer than `_MIN_SAMPLES` none is made: it would be larger than what it
    saves. Empty then, or where they have nothing in common.

    Parameters
    ----------
    samples : sequence of Article
        Best from all parts of the archive.
    n_bytes : int
        Size of the archive, about: a small one is not worth a large dictionary.
    """
    if len(samples) < _MIN_SAMPLES:
        return b""
    size = min(max(n_bytes // _BYTES_A_BYTE, _MIN_DICTIONARY), _MAX_DICTIONARY)
    coded = [_content_of(article)[:_SAMPLE_LENGTH] for article in samples]
    try:
        return zstandard.train_dictionary(
            size, coded, k=_SEGMENT_LENGTH, d=6, f=20, accel=1, level=_LEVEL
        ).as_bytes()
    except zstandard.ZstdError:
        return b""


class StoredWriter:
    """Compresses articles one by one and writes them at the end.

    Parameters
    ----------
    dictionary : bytes
        From `train_dictionary`, or of an older segment.
    """

    def __init__(self, dictionary: bytes) -> None:
        self.dictionary = dictionary
        self._compressor = _compressor(dictionary)
        self._frames: list[bytes] = []
        self.size = 0

    def add(self, article: Article) -> None:
        """Append an article: the next document."""
        frame = self._compressor.compress(_content_of(article))
        self._frames.append(frame)
        self.size += len(frame)

    def write(self, path: Path) -> None:
        """Write the file."""
        lengths = np.fromiter(map(len, self._frames), np.uint64, len(self._frames))
        offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.uint64)
        frames = np.frombuffer(b"".join(self._frames), np.uint8)
        _write(path, self.dictionary, offsets, frames)


class StoredArticles:
    """The articles of one segment, each read when it is asked for.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        sections = open_sections(path, MAGIC, VERSION)
        try:
            self._dictionary = sections["dictionary"]
            self.offsets = sections["offsets"]
            self.frames = sections["frames"]
        except KeyError as exc:
            raise IndexCorruptError(path=str(path), reason=str(exc)) from exc

    @cached_property
    def dictionary(self) -> bytes:
        """What the frames were compressed with."""
        # Looked at with the first article, not when the index is opened.
        return _only_one(self._dictionary.tobytes())

    def fields(self, doc: int) -> dict:
        """Give the stored fields of a document.

        Raises
        ------
        IndexCorruptError
            If its frame is damaged.
        """
        start, end = self.offsets[doc : doc + 2].tolist()
        try:
            content = decompressor(self.dictionary).decompress(
                self.frames[start:end].data
            )
            return fields_of(content)
        except (ValueError, TypeError, zstandard.ZstdError, MemoryError) as exc:
            raise IndexCorruptError(path=str(self._path), reason=str(exc)) from exc


def fields_of(content: bytes) -> dict:
    """Give the stored fields that a frame holds.

    Raises
    ------
    ValueError, TypeError
        If it holds anything else.
    """
    text = decode_json(content)
    values, end = _from_json(text)
    fields = dict(zip(FIELDS, values, strict=True))
    fields[DECISIONS] = text[end:]
    return fields


def merge_stored(
    path: Path, sources: Sequence[StoredArticles], kept: Sequence[np.ndarray]
) -> None:
    """Write the kept documents of several segments as one file.

    Parameters
    ----------
    path : Path
    sources : sequence of StoredArticles
    kept : sequence of int64 ndarray
        Ascending documents of each.
    """
    largest = max(range(len(sources)), key=lambda n: len(kept[n]))
    dictionary = sources[largest].dictionary
    target = _compressor(dictionary)
    frames, lengths = [], []
    for source, docs in zip(sources, kept, strict=True):
        starts, ends = source.offsets[docs], source.offsets[docs + 1]
        if source.dictionary == dictionary:
            sizes = (ends - starts).astype(np.int64)
            is_whole = len(docs) == len(source.offsets) - 1
            every = source.frames
            if not is_whole:
                every = every[spread(starts.astype(np.int64), sizes)]
            frames.append(every)
            lengths.append(sizes)
            continue
        reader = decompressor(source.dictionary)
        changed = [
            target.compress(reader.decompress(source.frames[start:end].data))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
        frames.append(np.frombuffer(b"".join(changed), np.uint8))
        lengths.append(np.fromiter(map(len, changed), np.int64, len(changed)))
    offsets = np.concatenate(([0], np.cumsum(np.concatenate(lengths))))
    _write(path, dictionary, offsets.astype(np.uint64), np.concatenate(frames))


def _write(
    path: Path, dictionary: bytes, offsets: np.ndarray, frames: np.ndarray
) -> None:
    sections = {
        "dictionary": np.frombuffer(dictionary, np.uint8),
        "offsets": offsets,
        "frames": frames,
    }
    write_sections(path, MAGIC, VERSION, sections)


def _content_of(article: Article) -> bytes:
    """Give what the frame of an article holds."""
    values = (
        article.id,
        article.title,
        article.body,
        article.path,
        article.content_hash,
        article.published,
        article.published_from,
        article.authors,
        [[person.name, person.role] for person in article.persons],
        article.source,
        article.url,
        article.converted_from,
    )
    return encode_json(_to_json(values) + article.decisions)


@lru_cache(maxsize=_DICTIONARIES)
def _only_one(content: bytes) -> bytes:
    """Give the same object for all dictionaries of the same content."""
    return content


@lru_cache(maxsize=_DICTIONARIES)
def _dictionary_of(content: bytes) -> zstandard.ZstdCompressionDict | None:
    """Digest a dictionary, once for all segments that have it."""
    return zstandard.ZstdCompressionDict(content) if content else None


def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    # All frames of a file have the same dictionary: its number in each of them
    # would be four bytes for nothing. A checksum in each tells which articles of
    # a damaged file are whole: those are what a repair is made of.
    return zstandard.ZstdCompressor(
        level=_LEVEL,
        dict_data=_dictionary_of(dictionary),
        write_dict_id=False,
        write_checksum=True,
    )


class _OfThread(threading.local):
    """A thread's decompressors: one must not be used by two threads at a time."""

    def __init__(self) -> None:
        self.by_dictionary: dict[bytes, zstandard.ZstdDecompressor] = {}


_of_thread = _OfThread()


def decompressor(dictionary: bytes = b"") -> zstandard.ZstdDecompressor:
    """Give this thread's decompressor of frames with a dictionary."""
    known = _of_thread.by_dictionary
    found = known.get(dictionary)
    if found is None:
        if len(known) >= _DICTIONARIES:
            known.clear()
        found = zstandard.ZstdDecompressor(dict_data=_dictionary_of(dictionary))
        known[dictionary] = found
    return found
