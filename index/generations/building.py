"""Building a generation beside the live one, and publishing it whole."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.errors import IndexNotFoundError, IndexStorageError
from index.generations.durable import seal_file, sync_directory, write_synced
from index.generations.manifest import (
    MANIFEST,
    FileRecord,
    Manifest,
    manifest_bytes,
    read_manifest,
)
from index.generations.opening import (
    Generation,
    generation_numbers,
    generation_path,
    live_number,
)
from index.generations.pointer import Pointer, current_number, write_pointer

INDEX_FILES = (
    *(".toc", ".trm", ".pst", ".voc", ".par", ".doc", ".sto"),
    *(".suggestions", ".signatures", ".copies"),
)
"""Endings of the files that the next generation may share."""

_REMOVED = ".removed"
"""Behind the name of a generation that is being removed."""

Check = Callable[[Generation], None]
"""Looks at a generation that is about to be published, and raises if it is wrong."""


def begin(index_dir: Path, base: Generation | None) -> tuple[int, Path]:
    """Make the folder of the next generation, linked to `base`'s index files.

    Leftovers of builds and of removals that were killed are removed first.

    Returns
    -------
    (int, Path)
        The next number and its folder, which nobody reads until `publish`.

    Raises
    ------
    OSError
        If that cannot be written; nothing is left of it.
    """
    (index_dir / "generations").mkdir(parents=True, exist_ok=True)
    _remove_leftovers(index_dir, base)
    number = max(generation_numbers(index_dir), default=0) + 1
    path = generation_path(index_dir, number)
    path.mkdir()
    try:
        if base is not None:
            for name in base.manifest.files:
                if name.endswith(INDEX_FILES):
                    link(base.path / name, path / name)
    except OSError:
        abandon(index_dir, number)
        raise
    return number, path


def publish(
    index_dir: Path,
    manifest: Manifest,
    base: Generation | None,
    *,
    check: Check | None = None,
    kept: int | None = None,
) -> Generation:
    """Seal a generation's folder, check it, point ``CURRENT`` at it, drop old ones.

    When this returns, the generation survives a power cut; when it raises, the old
    one is live.

    Parameters
    ----------
    index_dir : Path
    manifest : Manifest
        Its `files` are filled in here.
    base : Generation or None
        That files were linked from.
    check : callable, optional
        Called when all is on the disk, and nobody sees it yet.
    kept : int, optional
        The other generation that stays; by default `base`, or the one before.
    """
    sealed = _seal(generation_path(index_dir, manifest.generation), manifest, base)
    if check is not None:
        check(sealed)
    write_pointer(index_dir, Pointer(sealed.number, sealed.manifest.checksum))
    older = [n for n in generation_numbers(index_dir) if n < sealed.number]
    if kept is None:
        kept = base.number if base is not None else max(older, default=0)
    for number in older:
        if number != kept:
            _remove(generation_path(index_dir, number))
    return sealed


def abandon(index_dir: Path, number: int) -> None:
    """Remove the folder of a generation that will not be published.

    Unless it was: what fails after the pointer was moved costs nothing.
    """
    try:
        is_live = current_number(index_dir) == number
    except IndexNotFoundError:
        is_live = False
    except IndexStorageError:
        is_live = True  # Nobody knows; the next build removes what is left over.
    if not is_live:
        shutil.rmtree(generation_path(index_dir, number), ignore_errors=True)


def _remove_leftovers(index_dir: Path, base: Generation | None) -> None:
    for half in (index_dir / "generations").glob(f"??????{_REMOVED}"):
        shutil.rmtree(half)
    live = live_number(index_dir)
    # What is carried on or pointed at is kept, whatever is wrong with it.
    needed = {None if base is None else base.number}
    with suppress(IndexStorageError):
        needed.add(current_number(index_dir))
    for number in generation_numbers(index_dir):
        path = generation_path(index_dir, number)
        # Without a right pointer, whatever was sealed may be all there is left.
        is_left_over = number > live if live is not None else not _is_sealed(path)
        if is_left_over and number not in needed:
            shutil.rmtree(path)


def _is_sealed(path: Path) -> bool:
    return (path / MANIFEST).exists()


def _remove(path: Path) -> None:
    """Remove a generation; a reader may still hold it open, and lets go by itself."""
    # What a killed removal leaves must be no generation to fall back on.
    with suppress(OSError):
        half = path.rename(path.with_name(path.name + _REMOVED))
        shutil.rmtree(half, ignore_errors=True)


def link(source: Path, target: Path) -> None:
    """Give a file of a generation another name in the next one."""
    try:
        os.link(source, target)
    except OSError as exc:
        # Some file systems have no hard links; a copy costs time and room.
        if exc.errno not in (errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK):
            raise
        shutil.copyfile(source, target)


def _seal(path: Path, manifest: Manifest, base: Generation | None) -> Generation:
    """Flush all files of a folder to the disk, and write the manifest of them."""
    known = {} if base is None else base.manifest.files
    files: dict[str, FileRecord] = {}
    for entry in sorted(os.scandir(path), key=lambda e: e.name):
        is_known = entry.name in known and os.path.samefile(
            entry.path, base.path / entry.name
        )
        files[entry.name] = (
            known[entry.name] if is_known else seal_file(path / entry.name)
        )
    write_synced(path / MANIFEST, manifest_bytes(replace(manifest, files=files)))
    sync_directory(path)
    sync_directory(path.parent)
    return Generation(path, read_manifest(path))
