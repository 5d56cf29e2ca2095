"""Compressed files as streams of bytes: gzip, xz, Zstandard.

All three formats allow several members one after the other, which
``cat a.gz b.gz`` and appending writers make; all of them are read. Damage is
one error, whichever library noticed it.
"""

from __future__ import annotations

import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

import zstandard

from index.limits import (
    MAX_UNPACKED_RATIO,
    MAX_XZ_MEMORY,
    MAX_ZSTD_WINDOW,
    RATIO_FREE,
)
from index.messages import N_

ENDINGS = ("", ".gz", ".xz", ".zst")
"""What may follow the ending of a file of records."""

_INPUT = 1024
"""Bytes given to a member at a time. Zstandard packs 128 KiB of one repeated
byte into four, so this many become 32 MiB at most; larger pieces are hardly
faster (42 MB: 0.11 s against 0.09 s)."""
_CHUNK = 65_536


class CompressedDataError(Exception):
    """The data cannot be decompressed; the argument says why, to be translated."""


@contextmanager
def open_stream(file: Path) -> Iterator[BinaryIO]:
    """Open a file as the stream of what it holds, by its ending.

    Raises
    ------
    OSError
        If the operating system refuses.
    CompressedDataError
        While reading, if the data is damaged, cut off, or of another kind.
    """
    try:
        with _open(file) as stream:
            yield stream
    except (EOFError, zstandard.ZstdError, lzma.LZMAError, zlib.error) as exc:
        raise CompressedDataError(_reason(exc)) from exc


def _open(file: Path) -> BinaryIO:
    name = file.name.lower()
    if name.endswith(ENDINGS[1:]) and not file.stat().st_size:
        # The tools of all three formats refuse it, too: it is what is left
        # where a disk was full, not an archive of nothing.
        raise EOFError
    if name.endswith(".gz"):
        return io.BufferedReader(_Members(file, _gzip_member), _CHUNK)
    if name.endswith(".xz"):
        return io.BufferedReader(_Members(file, _xz_member), _CHUNK)
    if name.endswith(".zst"):
        return io.BufferedReader(_Members(file, _zstd_member), _CHUNK)
    return io.BufferedReader(io.FileIO(file))


class _Decompressor(Protocol):
    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, /) -> bytes: ...


def _gzip_member() -> _Decompressor:
    return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)


def _xz_member() -> _Decompressor:
    return lzma.LZMADecompressor(memlimit=MAX_XZ_MEMORY)


def _zstd_member() -> _Decompressor:
    return zstandard.ZstdDecompressor(max_window_size=MAX_ZSTD_WINDOW).decompressobj()


class _Members(io.RawIOBase):
    """What the members of a compressed file hold, one after the other.

    No library's own reader will do: that of zstandard takes a file that is cut
    off for one that ends, that of lzma knows no limit of memory, and none knows
    one of what comes out.
    """

    def __init__(self, file: Path, begin: Callable[[], _Decompressor]) -> None:
        self._file = io.FileIO(file)
        self._begin = begin
        self._member: _Decompressor | None = None
        self._data = b""  # Read from the file, not yet given to a member.
        self._ready = memoryview(b"")
        self._n_read = self._n_unpacked = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill a buffer; 0 is the end."""
        while not self._ready:
            if not self._advance():
                return 0
        into = memoryview(buffer).cast("B")
        n_bytes = min(len(into), len(self._ready))
        into[:n_bytes] = self._ready[:n_bytes]
        self._ready = self._ready[n_bytes:]
        return n_bytes

    def _advance(self) -> bool:
        self._data = self._data or self._read()
        if self._member is None:
            # xz allows zero bytes between members, four at a time; tapes filled
            # blocks of gzip with them.
            if self._begin is not _zstd_member:
                while self._data and not self._data.strip(b"\0"):
                    self._data = self._read()
                self._data = self._data.lstrip(b"\0")
            if not self._data:
                return False
            self._member = self._begin()
        elif not self._data:
            raise EOFError
        self._ready = memoryview(self._member.decompress(self._data))
        self._n_unpacked += len(self._ready)
        if self._n_unpacked > max(RATIO_FREE, MAX_UNPACKED_RATIO * self._n_read):
            raise CompressedDataError(_BOMB)
        self._data = b""
        if self._member.eof:
            self._data = self._member.unused_data
            self._member = None
        return True

    def _read(self) -> bytes:
        data = self._file.read(_INPUT)
        self._n_read += len(data)
        return data

    def close(self) -> None:
        """Close the file as well."""
        self._file.close()
        super().close()


_BOMB = N_("it unpacks to far more than records are ever packed from")


def _reason(exc: Exception) -> str:
    if isinstance(exc, EOFError):
        return N_("the compressed data breaks off")
    if "memory" in str(exc).lower():
        return N_("the compressed data needs too much memory to be unpacked")
    return N_("the compressed data is damaged")
