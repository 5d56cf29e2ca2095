"""The groups of a generation, and their file.

``articles.copies`` is described byte by byte in docs/index-format.md. It is
written anew whenever articles came or went, and needs no NumPy to be read.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexCorruptError
from index.messages import N_

COPIES = "articles.copies"
MAGIC = b"TRACUUCO"
VERSION = 1

_HEADER = struct.Struct("<8sIIQQ")


@dataclass(frozen=True, slots=True)
class CopyGroups:
    """Which articles are the same article.

    Attributes
    ----------
    groups : sequence of sequence of str
        Ids of two or more articles each: known date before unknown, earlier
        date first, then by id. No id is in two groups.
    """

    groups: Sequence[Sequence[str]]

    @property
    def n_copies(self) -> int:
        """Articles that are copies of another: all of a group but one."""
        return sum(len(group) - 1 for group in self.groups)


def write_groups(path: Path, groups: CopyGroups) -> None:
    """Write groups as a new file."""
    # Escaped, so that an id of any characters can be written.
    data = b"".join(
        json.dumps(list(group), separators=(",", ":")).encode("ascii") + b"\n"
        for group in groups.groups
    )
    header = _HEADER.pack(
        MAGIC, VERSION, zlib.crc32(data), len(groups.groups), len(data)
    )
    path.write_bytes(header + data)


def read_groups(folder: Path) -> CopyGroups:
    """Read the groups of the generation in a folder.

    Raises
    ------
    IndexCorruptError
        If the file is missing or is not such a file.
    """
    path = folder / COPIES
    try:
        data = path.read_bytes()
        magic, version, checksum, n_groups, size = _HEADER.unpack_from(data)
        lines = data[_HEADER.size :]
        if (magic, version) != (MAGIC, VERSION) or zlib.crc32(lines) != checksum:
            raise ValueError(N_("its checksum is wrong"))
        groups = [json.loads(line) for line in lines.splitlines()]
        if (len(groups), len(lines)) != (n_groups, size):
            raise ValueError(N_("its checksum is wrong"))
    except FileNotFoundError as exc:
        raise IndexCorruptError(
            path=str(path), reason=N_("the file is missing")
        ) from exc
    except (OSError, ValueError, struct.error) as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
    return CopyGroups(groups)
