"""All terms of a segment in order, and where their postings are: its ``.trm``.

Sections (`index.segments.sections`, magic ``TRACUUTR``)::

    fields         uint8   names of the fields, a line feed between
    n_terms        uint64  one item
    heads          uint8   first key of each block, a byte FF between
    bases          uint64  offset in .pst of the first list of each block
    frame_offsets  uint64  n_blocks + 1 of them
    frames         uint8   one Zstandard frame a block

A key is a field's number (big-endian uint16) and a term in UTF-8. A block holds
`BLOCK` terms, the last one the rest: the first byte of each of their `_RECORD`,
then the second of each, and so on; then their keys, a byte FF between, which is
in no UTF-8. Set apart like this most bytes are zeros or repeat, and a term takes
19 bytes where Whoosh's dictionary, which has a hash table, took 88
(docs/decisions/0018). A term is found by halving the heads and reading one block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from struct import Struct
from typing import NamedTuple

import numpy as np
import zstandard
from whoosh.util.numeric import _length_byte_cache

from index.errors import IndexCorruptError
from index.segments.sections import open_sections, write_sections
from index.segments.stored import decompressor

ENDING = ".trm"
MAGIC = b"TRACUUTR"
VERSION = 1

BLOCK = 32
"""Terms that are read together: 64 would save an eighth and take half as long again."""

TERM_INFO = np.dtype(
    [
        ("doc_freq", "<u4"),
        ("weight", "<u4"),
        ("max_weight", "<u4"),
        ("min_length", "u1"),
        ("max_length", "u1"),
        ("min_doc", "<u4"),
        ("max_doc", "<u4"),
        ("size", "<u4"),
        ("offset", "<u8"),
    ]
)
"""What is known of a term: documents; occurrences in all and, at the most, in one;
shortest and longest text as `length_bytes` has them; first and last document; size
and offset of its posting list in bytes."""


class Info(NamedTuple):
    """One row of `TERM_INFO`."""

    doc_freq: int
    weight: int
    max_weight: int
    min_length: int
    max_length: int
    min_doc: int
    max_doc: int
    size: int
    offset: int


_RECORD = np.dtype(
    [
        ("doc_freq", "<u4"),
        ("more_weight", "<u4"),  # Beyond one occurrence a document.
        ("max_weight", "<u4"),
        ("min_length", "u1"),
        ("more_length", "u1"),
        ("min_doc", "<u4"),
        ("more_docs", "<u4"),  # From the first document to the last.
        ("size", "<u4"),
        ("step", "<u8"),  # From the first list of the block to this one.
    ]
)
_UNPACK = Struct("<IIIBBIIIQ").unpack
_BETWEEN = b"\xff"

_LEVEL = 9
_KEPT = 256
"""Blocks that a reader keeps as it has read them, 10 KB each."""

_LENGTHS = np.array(_length_byte_cache)


class TermDictionaryWriter:
    """Writes a ``.trm`` from columns.

    Parameters
    ----------
    path : Path
        A new file.
    field_names : list of str
        Their numbers are their places; terms of earlier fields come first.
    """

    def __init__(self, path: Path, field_names: list[str]) -> None:
        self._path = path
        self._fields = field_names
        self._keys: list[bytes] = []
        self._infos = np.empty(0, TERM_INFO)
        self._n_terms = 0
        self._heads: list[bytes] = []
        self._bases: list[int] = []
        self._frames: list[bytes] = []
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)

    def add_terms(self, keys: list[bytes], infos: np.ndarray) -> None:
        """Append terms.

        Parameters
        ----------
        keys : list of bytes
            Ascending, higher than those before.
        infos : (n_terms,) ndarray of `TERM_INFO`
        """
        self._n_terms += len(keys)
        self._keys += keys
        self._infos = np.concatenate((self._infos, infos))
        self._write_blocks(len(self._keys) // BLOCK * BLOCK)

    def _write_blocks(self, n_terms: int) -> None:
        """Compress so many of the terms that wait."""
        infos = self._infos[:n_terms]
        cells = _records_of(infos).view(np.uint8)
        cells = cells.reshape(n_terms, _RECORD.itemsize)
        for start in range(0, n_terms, BLOCK):
            end = min(start + BLOCK, n_terms)
            keys = _BETWEEN.join(self._keys[start:end])
            content = cells[start:end].T.tobytes() + keys
            self._heads.append(self._keys[start])
            self._frames.append(self._compressor.compress(content))
        self._bases += infos["offset"][::BLOCK].tolist()
        del self._keys[:n_terms]
        self._infos = self._infos[n_terms:]

    def close(self) -> None:
        """Write the file."""
        self._write_blocks(len(self._keys))
        heads = _BETWEEN.join(self._heads)
        sizes = np.fromiter(map(len, self._frames), np.int64, len(self._frames))
        sections = {
            "fields": np.frombuffer("\n".join(self._fields).encode(), np.uint8),
            "n_terms": np.array([self._n_terms], np.uint64),
            "heads": np.frombuffer(heads, np.uint8),
            "bases": np.array(self._bases, np.uint64),
            "frame_offsets": np.concatenate(([0], np.cumsum(sizes))).astype(np.uint64),
            "frames": np.frombuffer(b"".join(self._frames), np.uint8),
        }
        write_sections(self._path, MAGIC, VERSION, sections)


class TermDictionary:
    """The terms of one segment, numbered from 0 in the order of their keys.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError

    Attributes
    ----------
    fields : list of str
        By their numbers.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        sections = open_sections(path, MAGIC, VERSION)
        try:
            self.fields = sections["fields"].tobytes().decode().split("\n")
            self._n_terms = int(sections["n_terms"][0])
            self._joined_heads = sections["heads"]
            self._bases = sections["bases"]
            self._frame_offsets = sections["frame_offsets"]
            self._frames = sections["frames"]
        except (KeyError, ValueError, IndexError) as exc:
            raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
        self._blocks: dict[int, tuple[bytes, list[bytes]]] = {}

    @cached_property
    def heads(self) -> list[bytes]:
        """The first key of each block of `BLOCK` terms."""
        # As a list they are halved ten times as fast as where they lie, and made
        # with the first term that is looked for, in half a millisecond.
        return self._joined_heads.tobytes().split(_BETWEEN) if self._n_terms else []

    def __len__(self) -> int:
        return self._n_terms

    def place_of(self, key: bytes) -> int:
        """Give the number of the first term whose key is not below this one."""
        number = bisect_right(self.heads, key) - 1
        if number < 0:
            return 0
        return number * BLOCK + bisect_left(self._block(number)[1], key)

    def find(self, key: bytes) -> int | None:
        """Give the number of a term, or None where it is not there."""
        number = bisect_right(self.heads, key) - 1
        if number < 0:
            return None
        keys = self._block(number)[1]
        row = bisect_left(keys, key)
        is_there = row < len(keys) and keys[row] == key
        return number * BLOCK + row if is_there else None

    def key(self, place: int) -> bytes:
        """Give the key of a term."""
        number, row = divmod(place, BLOCK)
        return self._block(number)[1][row]

    def info(self, place: int) -> Info:
        """Tell what is known of a term."""
        number, row = divmod(place, BLOCK)
        content, keys = self._block(number)
        n_terms = len(keys)
        record = content[row : n_terms * _RECORD.itemsize : n_terms]
        df, weight, most, shortest, longest, first, last, size, step = _UNPACK(record)
        return Info(
            df,
            df + weight & 0xFFFFFFFF,
            most,
            shortest,
            shortest + longest & 0xFF,
            first,
            first + last & 0xFFFFFFFF,
            size,
            int(self._bases[number]) + step,
        )

    def items(self, place: int = 0) -> Iterator[tuple[bytes, Info]]:
        """Yield keys and what is known of the terms from one on."""
        for at in range(place, len(self)):
            yield self.key(at), self.info(at)

    def read(self) -> tuple[list[bytes], np.ndarray]:
        """Read all keys, and all values: (n_terms,) ndarray of `TERM_INFO`."""
        return self._read_blocks(0, len(self._bases))

    def read_between(self, low: bytes, high: bytes) -> tuple[list[bytes], np.ndarray]:
        """Read the keys from `low` on that are below `high`, and their values."""
        first = max(bisect_right(self.heads, low) - 1, 0)
        keys, infos = self._read_blocks(first, bisect_left(self.heads, high))
        rows = slice(bisect_left(keys, low), bisect_left(keys, high))
        return keys[rows], infos[rows]

    def _read_blocks(self, first: int, last: int) -> tuple[list[bytes], np.ndarray]:
        every: list[bytes] = []
        cells = [np.empty((0, _RECORD.itemsize), np.uint8)]
        for number in range(first, last):
            content, keys = self._read(number)
            of_block = np.frombuffer(content, np.uint8, len(keys) * _RECORD.itemsize)
            cells.append(of_block.reshape(_RECORD.itemsize, len(keys)).T)
            every += keys
        records = np.ascontiguousarray(np.concatenate(cells)).view(_RECORD)[:, 0]
        return every, _infos_of(records, self._bases[first:last])

    def _block(self, number: int) -> tuple[bytes, list[bytes]]:
        block = self._blocks.get(number)
        if block is None:
            block = self._read(number)
            if len(self._blocks) >= _KEPT:
                self._blocks.clear()
            self._blocks[number] = block
        return block

    def _read(self, number: int) -> tuple[bytes, list[bytes]]:
        """Give the bytes of a block, and its keys."""
        n_terms = min(BLOCK, self._n_terms - number * BLOCK)
        start, end = self._frame_offsets[number : number + 2].tolist()
        try:
            content = decompressor().decompress(self._frames[start:end].data)
        except (ValueError, zstandard.ZstdError, MemoryError) as exc:
            raise IndexCorruptError(path=str(self._path), reason=str(exc)) from exc
        keys = content[n_terms * _RECORD.itemsize :].split(_BETWEEN)
        if len(keys) != n_terms:
            reason = f"expected {n_terms} terms, found {len(keys)}"
            raise IndexCorruptError(path=str(self._path), reason=reason)
        return content, keys


def read_terms(path: Path) -> tuple[list[bytes], np.ndarray]:
    """Read all keys and values of a file.

    Returns
    -------
    list of bytes, (n_terms,) ndarray of `TERM_INFO`
        Ascending keys and their values.
    """
    return TermDictionary(path).read()


def length_bytes(lengths: np.ndarray) -> np.ndarray:
    """Encode field lengths as Whoosh does: (n,) uint8 ndarray."""
    found = np.searchsorted(_LENGTHS, lengths)
    return np.minimum(found, 255).astype(np.uint8)


def _records_of(infos: np.ndarray) -> np.ndarray:
    """Give what is written of terms, of which the first begins a block."""
    records = np.zeros(len(infos), _RECORD)
    for name in ("doc_freq", "max_weight", "min_length", "min_doc", "size"):
        records[name] = infos[name]
    # Differences are modulo the size of their column.
    records["more_weight"] = infos["weight"] - infos["doc_freq"]
    records["more_length"] = infos["max_length"] - infos["min_length"]
    records["more_docs"] = infos["max_doc"] - infos["min_doc"]
    offsets = infos["offset"]
    records["step"] = offsets - np.repeat(offsets[::BLOCK], BLOCK)[: len(infos)]
    return records


def _infos_of(records: np.ndarray, bases: np.ndarray) -> np.ndarray:
    """Undo `_records_of`; a base for each block."""
    infos = np.empty(len(records), TERM_INFO)
    for name in ("doc_freq", "max_weight", "min_length", "min_doc", "size"):
        infos[name] = records[name]
    infos["weight"] = records["doc_freq"] + records["more_weight"]
    infos["max_length"] = records["min_length"] + records["more_length"]
    infos["max_doc"] = records["min_doc"] + records["more_docs"]
    infos["offset"] = np.repeat(bases, BLOCK)[: len(records)] + records["step"]
    return infos
