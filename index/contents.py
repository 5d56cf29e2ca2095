"""Whoosh's table of contents: which segments an index has, and what is deleted.

Apart from the writer, so that a search opens an index without loading what
reads pages.
"""

from __future__ import annotations

from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.codec import ArraySegment
from index.errors import IndexCorruptError
from index.schema import build_schema

INDEX_NAME = "MAIN"


def read_segments(folder: Path) -> list[ArraySegment]:
    """Read which segments the index of a folder has, with their deletions.

    Raises
    ------
    IndexCorruptError
        If the table of contents cannot be read.
    """
    try:
        # Handing the schema over spares reading the pickled one.
        toc = TOC.read(FileStorage(str(folder)), INDEX_NAME, schema=build_schema())
        return list(toc.segments)
    except Exception as exc:  # Whoosh raises whatever the bytes lead it to.
        raise IndexCorruptError(
            path=str(folder), reason=f"{type(exc).__name__}: {exc}"
        ) from exc


def latest_contents(folder: Path) -> str:
    """Name the newest table of contents in a folder."""
    storage = FileStorage(str(folder))
    return TOC._filename(INDEX_NAME, TOC._latest_generation(storage, INDEX_NAME))


def write_contents(folder: Path, segments: list[ArraySegment]) -> None:
    """Write a new table of contents; older ones stay."""
    storage = FileStorage(str(folder))
    number = TOC._latest_generation(storage, INDEX_NAME) + 1
    TOC(build_schema(), segments, number).write(storage, INDEX_NAME)
