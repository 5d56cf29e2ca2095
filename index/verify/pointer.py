"""Which generation is live, and does ``CURRENT`` say so?"""

from __future__ import annotations

from pathlib import Path

from index.errors import IndexCorruptError, IndexNotFoundError, IndexStorageError
from index.generations import generation_path, read_pointer, sealed_numbers
from index.generations.manifest import read_manifest
from index.generations.pointer import POINTER
from index.messages import N_
from index.verify.findings import Finding, differs, of_error


def find_live(index_dir: Path) -> tuple[int, list[Finding]]:
    """Find the live generation, even where ``CURRENT`` is damaged.

    Returns
    -------
    int, list of Finding
        Its number: what ``CURRENT`` says or, where that is damaged, the one whose
        checksum it has, or the newest; and the damage.

    Raises
    ------
    IndexNotFoundError, IndexCorruptError
        If there is no generation.
    """
    sealed = sealed_numbers(index_dir)
    try:
        pointer = read_pointer(index_dir)
    except IndexNotFoundError:
        if not sealed:
            raise
        return sealed[0], [Finding(POINTER, N_("the file is missing"), {})]
    except IndexStorageError as error:
        if not sealed:
            raise
        return sealed[0], [of_error(POINTER, error)]
    if not generation_path(index_dir, pointer.number).is_dir():
        if not sealed:
            path = generation_path(index_dir, pointer.number)
            raise IndexCorruptError(path=str(path), reason=N_("the file is missing"))
        found = [differs(POINTER, N_("generation"), sealed[0], pointer.number)]
        return _of_checksum(index_dir, sealed, pointer.checksum), found
    checksum = _checksum_of(index_dir, pointer.number)
    if checksum in (None, pointer.checksum):
        return pointer.number, []
    template = N_("it names another manifest than there is")
    live = _of_checksum(index_dir, sealed, pointer.checksum)
    return live, [Finding(POINTER, template, {})]


def pointer_bytes(index_dir: Path) -> bytes | None:
    """Read what ``CURRENT`` holds, to tell later whether somebody published."""
    try:
        return (index_dir / POINTER).read_bytes()
    except OSError:
        return None


def _of_checksum(index_dir: Path, sealed: list[int], checksum: str) -> int:
    for number in sealed:
        if _checksum_of(index_dir, number) == checksum:
            return number
    return sealed[0]


def _checksum_of(index_dir: Path, number: int) -> str | None:
    """Give the checksum of a manifest; None where it cannot be read."""
    try:
        return read_manifest(generation_path(index_dir, number)).checksum
    except IndexStorageError:
        return None
