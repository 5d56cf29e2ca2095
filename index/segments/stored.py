"""The articles of a segment as they were read: its ``.sto``.

Sections (`index.segments.sections`, magic ``TRACUUST``)::

    dictionary  uint8   what the frames were compressed with; may be empty
    offsets     uint64  n_docs + 1 of them: article d is frames[offsets[d]:…]
    frames      uint8   one Zstandard frame an article

A frame holds one JSON array in UTF-8: the values of `FIELDS`, in their order.
One article is read without its neighbours; what they have in common is in the
dictionary, 64 KiB made from articles of the archive itself, which is worth more
than Whoosh's zlib by a quarter of the room and is read three times as fast
(docs/decisions/0013-segment-files.md).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import zstandard

from index.article import Article
from index.errors import IndexCorruptError
from index.segments.postings import spread
from index.segments.sections import open_sections, write_sections

MAGIC = b"TRACUUST"
VERSION = 1
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

_LEVEL = 3
_DICTIONARY_SIZE = 65_536
_MIN_SAMPLES = 200
_SAMPLE_LENGTH = 8_000


def train_dictionary(samples: Sequence[str]) -> bytes:
    """Make a dictionary from texts like those to be stored.

    Of fewer than `_MIN_SAMPLES` none is made: it would be larger than what it
    saves. Empty then, or where the texts have nothing in common.
    """
    if len(samples) < _MIN_SAMPLES:
        return b""
    coded = [s[:_SAMPLE_LENGTH].encode("utf-8", "surrogatepass") for s in samples]
    try:
        return zstandard.train_dictionary(_DICTIONARY_SIZE, coded).as_bytes()
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
        self._compressor = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=_dictionary_of(dictionary)
        )
        self._frames: list[bytes] = []
        self.size = 0

    def add(self, article: Article) -> None:
        """Append an article: the next document."""
        persons = [[person.name, person.role] for person in article.persons]
        values = (
            article.id,
            article.title,
            article.body,
            article.path,
            article.content_hash,
            article.published,
            article.published_from,
            article.authors,
            persons,
            article.source,
            article.url,
            article.converted_from,
        )
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        frame = self._compressor.compress(text.encode("utf-8", "surrogatepass"))
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
            self.dictionary = sections["dictionary"].tobytes()
            self.offsets = sections["offsets"]
            self.frames = sections["frames"]
        except KeyError as exc:
            raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
        self._decompressor: zstandard.ZstdDecompressor | None = None

    def fields(self, doc: int) -> dict:
        """Give the stored fields of a document.

        Raises
        ------
        IndexCorruptError
            If its frame is damaged.
        """
        if self._decompressor is None:
            self._decompressor = zstandard.ZstdDecompressor(
                dict_data=_dictionary_of(self.dictionary)
            )
        start, end = self.offsets[doc : doc + 2].tolist()
        try:
            text = self._decompressor.decompress(self.frames[start:end].data)
            return dict(zip(FIELDS, json.loads(text), strict=True))
        except (ValueError, zstandard.ZstdError) as exc:
            raise IndexCorruptError(path=str(self._path), reason=str(exc)) from exc


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
    target = zstandard.ZstdCompressor(
        level=_LEVEL, dict_data=_dictionary_of(dictionary)
    )
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
        decompressor = zstandard.ZstdDecompressor(
            dict_data=_dictionary_of(source.dictionary)
        )
        changed = [
            target.compress(decompressor.decompress(source.frames[start:end].data))
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


def _dictionary_of(content: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(content) if content else None
