"""The shape that our own files share: named arrays behind a checked head.

Layout, little-endian::

    file    := magic version n_sections checksum size head* content*
    magic      8 bytes, e.g. b"TRACUUDO"
    version    uint32
    n_sections uint32
    checksum   uint32, CRC-32 of the file with 0 in place of the checksum
    reserved   uint32, 0
    size       uint64, bytes of the file
    head    := name dtype n_items offset
    name       24 bytes, ASCII, padded with NUL
    dtype      8 bytes, NumPy's code with its byte order, e.g. b"<u4"
    n_items    uint64
    offset     uint64, in bytes from the start of the file, a multiple of 8
    content    the items of a section, padded with NUL to a multiple of 8

Opening checks the preamble and the size; `check_sections` reads every byte.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.errors import IndexCorruptError, IndexFormatError, refused
from index.messages import N_

PREAMBLE = struct.Struct("<8sIIIIQ")
HEAD = struct.Struct("<24s8sQQ")

_ALIGNMENT = 8


def write_sections(
    path: Path, magic: bytes, version: int, sections: Mapping[str, np.ndarray]
) -> None:
    """Write arrays as a new file.

    Parameters
    ----------
    path : Path
    magic : bytes
        Eight of them.
    version : int
    sections : mapping of str to ndarray
        One-dimensional; stored little-endian under their names.
    """
    arrays = {name: _little_endian(array) for name, array in sections.items()}
    heads = bytearray()
    at = PREAMBLE.size + HEAD.size * len(arrays)
    for name, array in arrays.items():
        code = array.dtype.str.replace("|", "<").encode("ascii")
        heads += HEAD.pack(name.encode("ascii"), code, len(array), at)
        at += array.nbytes + -array.nbytes % _ALIGNMENT
    preamble = magic, version, len(arrays)
    checksum = zlib.crc32(heads, zlib.crc32(PREAMBLE.pack(*preamble, 0, 0, at)))
    with open(path, "wb") as file:
        file.write(bytes(PREAMBLE.size))
        file.write(heads)
        for array in arrays.values():
            padding = bytes(-array.nbytes % _ALIGNMENT)
            content = array.data.cast("B") if array.nbytes else b""
            checksum = zlib.crc32(padding, zlib.crc32(content, checksum))
            file.write(content)
            file.write(padding)
        file.seek(0)
        file.write(PREAMBLE.pack(*preamble, checksum, 0, at))


def open_sections(path: Path, magic: bytes, version: int) -> dict[str, np.ndarray]:
    """Map a file and give its sections as read-only views of it.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    content = map_file(path)
    try:
        found_magic, found_version, n_sections, _, _, size = PREAMBLE.unpack_from(
            content
        )
        if found_magic != magic:
            raise ValueError(f"expected {magic!r}, found {found_magic!r}")
        if found_version != version:
            raise IndexFormatError(
                path=str(path), found=str(found_version), supported=str(version)
            )
        if size != len(content):
            raise ValueError(f"expected {size} bytes, found {len(content)}")
        sections = {}
        for number in range(n_sections):
            at = PREAMBLE.size + number * HEAD.size
            name, code, n_items, offset = HEAD.unpack_from(content, at)
            dtype = np.dtype(code.rstrip(b"\0").decode("ascii"))
            array = np.frombuffer(content, dtype, n_items, offset if n_items else 0)
            sections[name.rstrip(b"\0").decode("ascii")] = array
        return sections
    except (ValueError, TypeError, OverflowError, SyntaxError, struct.error) as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc


def check_sections(path: Path) -> None:
    """Compare the checksum of a file with its content.

    Raises
    ------
    IndexCorruptError, IndexUnreadableError
    """
    content = map_file(path)
    try:
        *preamble, checksum, reserved, size = PREAMBLE.unpack_from(content)
    except struct.error as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
    found = zlib.crc32(PREAMBLE.pack(*preamble, 0, reserved, size))
    found = zlib.crc32(memoryview(content)[PREAMBLE.size :], found)
    if size != len(content) or found != checksum:
        raise IndexCorruptError(path=str(path), reason=N_("its checksum is wrong"))


def map_file(path: Path) -> mmap.mmap:
    """Map a file for reading; pages are shared with every process that does.

    Raises
    ------
    IndexCorruptError
        If it is missing or empty.
    IndexUnreadableError
    """
    try:
        with open(path, "rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as exc:
        raise refused(path, exc) from exc
    except ValueError as exc:  # An empty file cannot be mapped.
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc


class Heap(Sequence[bytes]):
    """Byte strings where they lie, each cut out when it is asked for.

    Parameters
    ----------
    offsets, heap : ndarray
        As `pack_texts` gives them.
    """

    def __init__(self, offsets: np.ndarray, heap: np.ndarray) -> None:
        self._offsets = offsets
        self._heap = memoryview(heap)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, at: int) -> bytes:  # type: ignore[override]
        if not 0 <= at < len(self):
            raise IndexError(at)
        start, end = self._offsets[at : at + 2].tolist()
        return self._heap[start:end].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        heap, offsets = self._heap.tobytes(), self._offsets.tolist()
        return (heap[a:b] for a, b in pairwise(offsets))


def pack_texts(texts: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Join byte strings into one heap.

    Returns
    -------
    (n + 1,) uint32 ndarray, (n_bytes,) uint8 ndarray
        String ``i`` is ``heap[offsets[i] : offsets[i + 1]]``.

    Raises
    ------
    OverflowError
        If they have more than 4 GiB together.
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    if offsets[-1] > 0xFFFFFFFF:
        raise OverflowError("more than 4 GiB of text in one section")
    return offsets.astype("<u4"), np.frombuffer(b"".join(texts), np.uint8)


def _little_endian(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
