"""``CURRENT``: which generation is live, in one line that is replaced whole.

``000003 <checksum of its manifest>``. The checksum tells a pointer that was
changed by one digit from one that points elsewhere on purpose.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from index.errors import IndexCorruptError, IndexNotFoundError, refused
from index.generations.durable import sync_directory, write_synced
from index.messages import N_

POINTER = "CURRENT"

_LINE = re.compile(r"([0-9]{6}) ([0-9a-f]{32})\n")
_LINE_OF_OLD_FORMATS = re.compile(r"([0-9]{6})\n")


class Pointer(NamedTuple):
    """What ``CURRENT`` says: a generation, and the checksum of its manifest."""

    number: int
    checksum: str


def read_pointer(index_dir: Path) -> Pointer:
    """Read which generation is live.

    Raises
    ------
    IndexNotFoundError
        If nothing was published in `index_dir` yet.
    IndexCorruptError
        If the pointer is no such line.
    IndexUnreadableError
        If it cannot be read now.
    """
    path = index_dir / POINTER
    try:
        text = path.read_bytes().decode("ascii")
    except FileNotFoundError as exc:
        raise IndexNotFoundError(path=str(index_dir)) from exc
    except OSError as exc:
        raise refused(path, exc) from exc
    except UnicodeDecodeError as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
    if found := _LINE.fullmatch(text):
        return Pointer(int(found[1]), found[2])
    if found := _LINE_OF_OLD_FORMATS.fullmatch(text):
        # The manifest that it points at tells which format that is.
        return Pointer(int(found[1]), "")
    reason = N_("expected six digits and a checksum, and nothing else")
    raise IndexCorruptError(path=str(path), reason=reason)


def current_number(index_dir: Path) -> int:
    """Read the number of the live generation; errors as `read_pointer`."""
    return read_pointer(index_dir).number


def write_pointer(index_dir: Path, pointer: Pointer) -> None:
    """Point at another generation; when this returns, that survives a power cut."""
    line = f"{pointer.number:06d} {pointer.checksum}\n"
    fresh = index_dir / f"{POINTER}.new"
    write_synced(fresh, line.encode())
    os.replace(fresh, index_dir / POINTER)
    sync_directory(index_dir)
