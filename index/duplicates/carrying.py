"""Signatures and groups of a generation, carried on to the next."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from index.duplicates.grouping import find_groups
from index.duplicates.groups import COPIES, CopyGroups, write_groups
from index.duplicates.table import (
    SIGNATURES,
    Row,
    SignatureTable,
    read_signatures,
    write_signatures,
)

_UNFINISHED = ".new"


def update(
    folder: Path, added: Sequence[Row], removed: set[str], *, is_new: bool
) -> None:
    """Bring the signatures and groups in the folder of a new generation up to date.

    The files may be hard links into the live generation, so they are replaced, never
    written to; where nothing came or went they stay as they are.

    Parameters
    ----------
    folder : Path
    added : sequence of Row
        A row takes the place of one with its id.
    removed : set of str
        Ids; unknown ones are passed over, and those added again stay.
    is_new : bool
        Whether the folder has none yet, and they are those of what was added.

    Raises
    ------
    IndexCorruptError
        If the signatures that are there cannot be read.
    """
    if is_new:
        table = SignatureTable.of(added)
    elif added or removed:
        table = read_signatures(folder / SIGNATURES).changed(added, removed)
    else:
        return
    groups = [[table.ids[row] for row in group] for group in find_groups(table)]
    unfinished = folder / f"{SIGNATURES}{_UNFINISHED}"
    write_signatures(unfinished, table)
    os.replace(unfinished, folder / SIGNATURES)
    unfinished = folder / f"{COPIES}{_UNFINISHED}"
    write_groups(unfinished, CopyGroups(groups))
    os.replace(unfinished, folder / COPIES)
