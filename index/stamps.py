"""Which files need not be looked into again: those that nobody has written to.

What a reindex of a large archive would spend most of its time on is to read what
it has read before. A file whose size, time of modification and time of change
are as they were is taken for unchanged; the last is set by the system at every
write and cannot be set back by copying, so a file that was replaced by one of the
same size and age is noticed, too.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

import zstandard

STAMPS = "files.jsonl.zst"

_SETTLED_NS = 2_000_000_000
"""A file that was written to just now may be again, within one tick of the clock."""

Stamp = tuple[int, int, int]
"""Bytes, modification and change of a file, in ns since 1970."""


def stamp_of(file: Path) -> Stamp | None:
    """Give the stamp of a file; None where it cannot be told or trusted yet."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    latest = max(found.st_mtime_ns, found.st_ctime_ns)
    if latest > time.time_ns() - _SETTLED_NS:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def write_stamps(folder: Path, stamps: Mapping[str, Stamp]) -> None:
    """Write the stamps of the files that a generation was read from whole.

    Parameters
    ----------
    folder : Path
        Of the generation.
    stamps : mapping of str to Stamp
        Path of a file as pages name it → its stamp.
    """
    rows = ([path, *stamp] for path, stamp in stamps.items())
    # Escaped, so that a path of any bytes can be written.
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode("ascii")
    compressor = zstandard.ZstdCompressor(level=1, write_checksum=True)
    (folder / STAMPS).write_bytes(compressor.compress(lines))


def read_stamps(folder: Path) -> dict[str, Stamp]:
    """Read them; none where they are damaged, for then all files are looked into."""
    try:
        packed = (folder / STAMPS).read_bytes()
        lines = zstandard.ZstdDecompressor().decompress(packed).splitlines()
        rows = [json.loads(line) for line in lines]
        return {path: (size, *times) for path, size, *times in rows}
    except (OSError, ValueError, TypeError, zstandard.ZstdError, MemoryError):
        return {}
