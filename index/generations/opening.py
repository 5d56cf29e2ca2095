"""Opening a generation: is each of its files what was published?

To read all bytes whenever an index is opened would take longer than most searches.
A file that has its size and its time of modification is taken for what it was, one
with another time is read. So whatever was written into is noticed at once; what the
disk lost by itself is found by `check_whole`, which a service does when it starts.
"""

from __future__ import annotations

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexCorruptError, IndexStorageError, refused
from index.generations.durable import digest_of
from index.generations.manifest import (
    MANIFEST,
    WRONG_CHECKSUM,
    FileRecord,
    Manifest,
    read_manifest,
)
from index.generations.pointer import POINTER, read_pointer
from index.locations import Location, location_of
from index.messages import N_

_NAME = re.compile(r"[0-9]{6}")
_READERS = 2
"""Threads that read files: hashing does not hold the others up."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A sealed generation: its folder and its manifest."""

    path: Path
    manifest: Manifest

    @property
    def number(self) -> int:
        """From 1."""
        return self.manifest.generation

    @property
    def size_bytes(self) -> int:
        """Size of all its files."""
        return sum(record.size for record in self.manifest.files.values())


def open_current(index_dir: Path) -> Generation:
    """Open the live generation; its files are what was published, as `open_generation`.

    Raises
    ------
    IndexNotFoundError, IndexFormatError, IndexCorruptError, IndexUnreadableError
    """
    return open_generation(index_dir, *read_pointer(index_dir))


def open_generation(
    index_dir: Path, number: int, checksum: str | None = None
) -> Generation:
    """Open one generation by its number.

    Files that were written into since it was sealed are compared by their checksum.

    Parameters
    ----------
    index_dir : Path
    number : int
    checksum : str, optional
        Of its manifest, as ``CURRENT`` has it.

    Raises
    ------
    IndexFormatError, IndexCorruptError, IndexUnreadableError
    """
    path = generation_path(index_dir, number)
    manifest = read_manifest(path)
    if manifest.generation != number:
        raise IndexCorruptError(
            path=str(path / MANIFEST),
            reason=N_("it is the manifest of another generation"),
        )
    if checksum is not None and manifest.checksum != checksum:
        raise IndexCorruptError(
            path=str(index_dir / POINTER),
            reason=N_("it names another manifest than there is"),
        )
    for name, record in manifest.files.items():
        _check_file(path / name, record, is_read=False)
    return Generation(path, manifest)


def live_number(index_dir: Path) -> int | None:
    """Read which generation is live; None where nothing says so for certain.

    That is: where ``CURRENT`` names the checksum of that generation's manifest. A
    number alone may have been changed, and what it leads to must cost nothing.
    """
    try:
        number, checksum = read_pointer(index_dir)
        manifest = read_manifest(generation_path(index_dir, number))
    except IndexStorageError:
        return None
    return number if manifest.checksum == checksum else None


def check_whole(generation: Generation) -> None:
    """Read every file of a generation and compare its checksum.

    Raises
    ------
    IndexCorruptError, IndexUnreadableError
        For the first file, in the order of the manifest, that is not what it was.
    """
    read_manifest(generation.path)

    def check(item: tuple[str, FileRecord]) -> None:
        _check_file(generation.path / item[0], item[1], is_read=True)

    with ThreadPoolExecutor(_READERS) as threads:
        for _ in threads.map(check, generation.manifest.files.items()):
            pass


def newest_whole(index_dir: Path) -> Generation | None:
    """Open the newest generation that is whole, whatever ``CURRENT`` says.

    What is answered from where the live generation is damaged; None where no other
    can be opened, either.
    """
    for number in published_numbers(index_dir):
        with suppress(IndexStorageError):
            return open_generation(index_dir, number)
    return None


def published_numbers(index_dir: Path) -> list[int]:
    """List the generations that can be fallen back on, the newest first.

    One above the live one was sealed and not published; where it is not certain
    which one is live, all are given.
    """
    live = live_number(index_dir)
    return [n for n in sealed_numbers(index_dir) if live is None or n <= live]


def sealed_numbers(index_dir: Path) -> list[int]:
    """List the generations that have a manifest, the newest first."""
    try:
        found = generation_numbers(index_dir)
    except OSError:
        return []
    sealed = [n for n in found if (generation_path(index_dir, n) / MANIFEST).exists()]
    return sorted(sealed, reverse=True)


def generation_numbers(index_dir: Path) -> list[int]:
    """List the folders of generations; what is named otherwise is not ours.

    Raises
    ------
    OSError
    """
    return [
        int(entry.name)
        for entry in os.scandir(index_dir / "generations")
        if _NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
    ]


def generation_path(index_dir: Path, number: int) -> Path:
    """Give the folder of a generation."""
    return index_dir / "generations" / f"{number:06d}"


def remembered_roots(index_dir: Path) -> dict[str, Location]:
    """Give the corpus folders of an index, even of one that cannot be opened.

    They stand in the manifest of every version; of a damaged index the newest
    manifest that can be read is asked. Empty where there is none.
    """
    numbers = sealed_numbers(index_dir)
    try:
        numbers.insert(0, read_pointer(index_dir).number)
    except IndexStorageError:
        pass
    for number in numbers:
        file = generation_path(index_dir, number) / MANIFEST
        try:
            roots = json.loads(file.read_text("utf-8"))["roots"]
            return {str(name): location_of(path) for name, path in roots.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return {}


def _check_file(path: Path, record: FileRecord, *, is_read: bool) -> None:
    """Compare a file with its record; without `is_read`, read only what was changed."""
    try:
        found = path.stat()
        if found.st_size != record.size:
            reason = N_("its size is not that in the manifest")
            raise IndexCorruptError(path=str(path), reason=reason)
        if is_read or found.st_mtime_ns != record.modified * 1_000_000_000:
            with open(path, "rb") as file:
                if digest_of(file) != record.digest:
                    raise IndexCorruptError(path=str(path), reason=WRONG_CHECKSUM)
    except OSError as exc:
        raise refused(path, exc) from exc
