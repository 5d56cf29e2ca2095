"""The file of posting lists, ``.pst``: written list after list, mapped, checked.

`index.segments.postings` has the layout.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np

from index.errors import IndexCorruptError, IndexFormatError
from index.messages import N_
from index.segments.postings import PostingLists, encode
from index.segments.sections import map_file

MAGIC = b"TRACUUPO"
VERSION = 2
ENDING = ".pst"

HEADER = struct.Struct("<8sIIQ")

TAIL = bytes(8)
"""Behind the lists, so that eight bytes can be read from anywhere in one."""


class PostingsWriter:
    """Writes a ``.pst`` list after list.

    Parameters
    ----------
    path : Path
        A new file.
    n_docs : int
        Documents of the segment.
    """

    def __init__(self, path: Path, n_docs: int) -> None:
        self._file: BinaryIO = open(path, "wb")
        self._file.write(bytes(HEADER.size))
        self._size = HEADER.size
        self._checksum = 0
        self._n_docs = n_docs

    def write(self, lists: PostingLists) -> tuple[np.ndarray, np.ndarray]:
        """Append lists; give the offset in the file and the size of each."""
        out, starts, sizes = encode(lists, self._n_docs)
        starts = starts + self._size
        self._append(out.data)
        return starts, sizes

    def close(self) -> None:
        """Write the head and close the file."""
        self._append(memoryview(TAIL))
        self._file.seek(0)
        self._file.write(HEADER.pack(MAGIC, VERSION, self._checksum, self._size))
        self._file.close()

    def _append(self, content: memoryview) -> None:
        self._checksum = zlib.crc32(content, self._checksum)
        self._file.write(content)
        self._size += len(content)


def open_postings(path: Path) -> np.ndarray:
    """Map a ``.pst`` and check its head and size: (n_bytes,) uint8 ndarray.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    content = map_file(path)
    try:
        magic, version, _, size = HEADER.unpack_from(content)
    except struct.error as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
    if magic == MAGIC and version != VERSION:
        raise IndexFormatError(
            path=str(path), found=str(version), supported=str(VERSION)
        )
    if magic != MAGIC or size != len(content):
        raise IndexCorruptError(
            path=str(path), reason=f"expected {size} bytes, found {len(content)}"
        )
    return np.frombuffer(content, np.uint8)


def check_postings(path: Path) -> None:
    """Compare the checksum of a ``.pst`` with its lists.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    content = open_postings(path)
    _, _, checksum, _ = HEADER.unpack_from(content)
    if zlib.crc32(content[HEADER.size :]) != checksum:
        raise IndexCorruptError(path=str(path), reason=N_("its checksum is wrong"))
