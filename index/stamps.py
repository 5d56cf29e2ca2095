"""Which files need not be looked into again: those that nobody has written to.

What a reindex of a large archive would spend most of its time on is to read what
it has read before. A file whose size, time of modification and time of change
are as they were is taken for unchanged; the last is set by the system at every
write and cannot be set back by copying, so a file that was replaced by one of the
same size and age is noticed, too. A file elsewhere is known by what its file system
tells of it: see `index.remote`.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.packed_lines import NOT_PACKED, lines_of, pack_lines, unpack_rows

STAMPS = "files.jsonl.zst"

_SETTLED_NS = 2_000_000_000
"""A file that was written to just now may be again, within one tick of the clock."""

Stamp = tuple[int, int, int]
"""Bytes, modification and change of a file, in ns since 1970; of a file elsewhere, its
bytes and a digest of what its file system says."""


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


def make_stamp(size: int, signs: Sequence[object]) -> Stamp:
    """Make the stamp of a file elsewhere: of its size and what else changes with it."""
    digest = hashlib.blake2b(repr(signs).encode(), digest_size=16).digest()
    return size, *(int.from_bytes(half) >> 1 for half in (digest[:8], digest[8:]))


def write_stamps(folder: Path, stamps: Mapping[str, Stamp]) -> None:
    """Write the stamps of the files that a generation was read from whole.

    Parameters
    ----------
    folder : Path
        Of the generation.
    stamps : mapping of str to Stamp
        Path of a file as pages name it → its stamp.
    """
    lines = lines_of([path, *stamp] for path, stamp in stamps.items())
    (folder / STAMPS).write_bytes(pack_lines(lines))


def read_stamps(folder: Path) -> dict[str, Stamp]:
    """Read them; none where they are damaged, for then all files are looked into."""
    try:
        rows = unpack_rows((folder / STAMPS).read_bytes())
        return {path: (size, *times) for path, size, *times in rows}
    except (OSError, *NOT_PACKED):
        return {}
