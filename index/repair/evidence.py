"""What is left of a damaged generation, and what of it can be believed."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from index.codec import ArraySegment
from index.contents import read_segments
from index.errors import IndexCorruptError, IndexStorageError
from index.generations.durable import digest_of
from index.generations.manifest import Manifest, read_manifest
from index.ledger import (
    FAILURES,
    PAGES,
    Failure,
    LedgerEntry,
    read_failures,
    read_ledger,
)
from index.segments import documents, stored
from index.segments.documents import open_documents
from index.segments.sections import check_sections
from index.stamps import STAMPS, Stamp, read_stamps


class Evidence:
    """The files of a generation, as far as they are what was published.

    Where the manifest is damaged nothing says what was published; then those files
    are believed that have a checksum of their own.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    IndexFormatError
        If its manifest is of another version.
    IndexUnreadableError
        If the operating system refuses to show it.

    Attributes
    ----------
    manifest : Manifest or None
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest | None = None
        with suppress(IndexCorruptError):
            self.manifest = read_manifest(folder)

    def stored_files(self) -> list[Path]:
        """List the files of stored articles, the newest first."""
        try:
            # Of those of one second, the smaller is what updates the larger.
            found = [
                (-entry.stat().st_mtime_ns, entry.stat().st_size, entry.name)
                for entry in os.scandir(self.folder)
                if entry.name.endswith(stored.ENDING) and entry.is_file()
            ]
        except OSError:
            return []
        return [self.folder / name for *_, name in sorted(found)]

    @cached_property
    def ledger(self) -> dict[str, LedgerEntry] | None:
        """Which articles are live, and of which version; None: nobody knows."""
        if self._is_published(PAGES):
            with suppress(IndexCorruptError):
                return read_ledger(self.folder)
        return None

    @property
    def failures(self) -> list[Failure] | None:
        """Pages that could not be read; None: nobody knows."""
        if self._is_published(FAILURES):
            with suppress(IndexCorruptError):
                return read_failures(self.folder)
        return None

    @property
    def stamps(self) -> dict[str, Stamp]:
        """Files that need not be looked into again; none where nobody knows."""
        return read_stamps(self.folder) if self._is_published(STAMPS) else {}

    @cached_property
    def ids(self) -> dict[str, dict[str, bool]] | None:
        """Name of each segment → id → whether that article of it is live.

        Only of segments whose ids can be read; None where the table of contents
        cannot be.
        """
        segments = self._segments
        if segments is None:
            return None
        found = {}
        for segment in segments:
            file = self.folder / (segment.segment_id() + documents.ENDING)
            with suppress(IndexStorageError):
                check_sections(file)
                every = enumerate(open_documents(file).all_ids())
                found[segment.segment_id()] = {
                    id_.decode("utf-8", "surrogatepass"): not segment.is_deleted(doc)
                    for doc, id_ in every
                }
        return found

    @property
    def knows_all_ids(self) -> bool:
        """Whether `ids` has all articles that are live."""
        return self.ids is not None and len(self.ids) == len(self._segments or ())

    @cached_property
    def _segments(self) -> list[ArraySegment] | None:
        # It has no checksum of its own, and what is pickled can lead anywhere.
        names = () if self.manifest is None else self.manifest.files
        contents = [name for name in names if name.endswith(".toc")]
        if len(contents) == 1 and self._is_published(contents[0]):
            with suppress(IndexCorruptError):
                return read_segments(self.folder)
        return None

    def _is_published(self, name: str) -> bool:
        if self.manifest is None:
            return (self.folder / name).is_file()
        if name not in self.manifest.files:
            return False
        try:
            with open(self.folder / name, "rb") as file:
                return digest_of(file) == self.manifest.files[name].digest
        except OSError:
            return False
