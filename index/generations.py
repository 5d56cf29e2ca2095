"""Generations: how a reader never sees a half-written index.

An index directory holds::

    CURRENT                     the number of the live generation, e.g. "000003"
    LOCK                        held while somebody reindexes
    generations/000003/         the live generation, never changed again
        manifest.json             what it is; size and checksum of every file
        pages.jsonl.zst           one [id, path, content_hash] a line
        failures.jsonl            pages that could not be read, and why
        _MAIN_*.toc               Whoosh's table of contents
        MAIN_*.trm, .pst, .voc, .par, .doc, .sto   the segments (`index.segments`)
        articles.signatures       what is kept of each text to find copies by
        articles.copies           which articles are the same article
    generations/000002/         the one before, kept for a rollback

A new generation is written beside the live one, with the unchanged files of
the live one hard-linked into it; then its articles are counted, its new files
are flushed to the disk with their checksums noted, and it is published by one
atomic rename of ``CURRENT``. Every file is written once and never changed in
place, which is what makes hard links safe.

Whoosh pickles its schema and segment list, so opening an index runs what the
directory says: an index directory is trusted input.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import (
    IndexCorruptError,
    IndexNotFoundError,
    IndexStorageError,
)
from index.manifest import MANIFEST, Manifest, read_manifest, unreadable
from index.messages import N_

_KEPT_GENERATIONS = 2
_INDEX_FILES = (
    *(".toc", ".trm", ".pst", ".voc", ".par", ".doc", ".sto"),
    *(".suggestions", ".signatures", ".copies"),
)
"""Endings of the files that the next generation may share."""

_NAME = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation: its folder and its manifest."""

    path: Path
    manifest: Manifest

    @property
    def size_bytes(self) -> int:
        """Size of all its files."""
        return sum(size for size, _ in self.manifest.files.values())


def current_number(index_dir: Path) -> int:
    """Read the number of the live generation.

    Raises
    ------
    IndexNotFoundError
        If nothing was published in `index_dir` yet.
    IndexCorruptError
        If the pointer holds no number.
    IndexUnreadableError
        If it cannot be read now.
    """
    pointer = index_dir / "CURRENT"
    try:
        text = pointer.read_text("ascii")
    except FileNotFoundError as exc:
        raise IndexNotFoundError(path=str(index_dir)) from exc
    except OSError as exc:
        raise unreadable(pointer, exc) from exc
    except UnicodeDecodeError as exc:
        raise IndexCorruptError(path=str(pointer), reason=str(exc)) from exc
    if not _NAME.fullmatch(text.strip()):
        raise IndexCorruptError(
            path=str(pointer), reason=f"expected six digits, found {text[:20]!r}"
        )
    return int(text)


def open_current(index_dir: Path) -> Generation:
    """Open the live generation and check that its files have their sizes.

    Raises
    ------
    IndexNotFoundError, IndexFormatError, IndexCorruptError, IndexUnreadableError
    """
    return open_generation(index_dir, current_number(index_dir))


def open_generation(index_dir: Path, number: int) -> Generation:
    """Open one generation by its number; errors as `open_current`."""
    path = generation_path(index_dir, number)
    manifest = read_manifest(path)
    for name, (size, _) in manifest.files.items():
        try:
            found = (path / name).stat().st_size
        except FileNotFoundError as exc:
            raise IndexCorruptError(
                path=str(path / name), reason=N_("the file is missing")
            ) from exc
        except OSError as exc:
            raise unreadable(path / name, exc) from exc
        if found != size:
            raise IndexCorruptError(
                path=str(path / name), reason=f"expected {size} bytes, found {found}"
            )
    return Generation(path, manifest)


def begin(index_dir: Path, base: Generation | None) -> tuple[int, Path]:
    """Make the folder of the next generation, linked to `base`'s index files.

    Leftovers of builds that were killed are removed first.

    Returns
    -------
    (int, Path)
        The next number and its folder, which nobody reads until `publish`.
    """
    folder = index_dir / "generations"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        live = current_number(index_dir)
    except (IndexNotFoundError, IndexCorruptError):
        # Without its pointer, whatever was sealed may be all there is left.
        live = None
    for number in _numbers(folder):
        path = generation_path(index_dir, number)
        if number > live if live is not None else not (path / MANIFEST).exists():
            shutil.rmtree(path)
    number = max(_numbers(folder), default=0) + 1
    path = generation_path(index_dir, number)
    path.mkdir()
    if base is not None:
        for name in base.manifest.files:
            if name.endswith(_INDEX_FILES):
                _link(base.path / name, path / name)
    return number, path


def remembered_roots(index_dir: Path) -> dict[str, Path]:
    """Give the corpus folders of an index, even of one that cannot be opened.

    They stand in the manifest of every version; of a damaged index the newest
    manifest that can be read is asked. Empty where there is none.
    """
    folder = index_dir / "generations"
    numbers = sorted(_numbers(folder), reverse=True) if folder.is_dir() else []
    try:
        numbers.insert(0, current_number(index_dir))
    except IndexStorageError:
        pass
    for number in numbers:
        file = generation_path(index_dir, number) / MANIFEST
        try:
            roots = json.loads(file.read_text("utf-8"))["roots"]
            return {str(name): Path(path) for name, path in roots.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return {}


def publish(index_dir: Path, manifest: Manifest, base: Generation | None) -> Generation:
    """Seal a generation's folder, point ``CURRENT`` at it, drop old ones.

    The manifest's `files` are filled in here. When this returns, the
    generation survives a power cut; when it raises, the old one is live.
    """
    path = generation_path(index_dir, manifest.generation)
    known = {} if base is None else base.manifest.files
    files: dict[str, tuple[int, str]] = {}
    for entry in sorted(os.scandir(path), key=lambda e: e.name):
        if base is not None and entry.name in known:
            if os.path.samefile(entry.path, base.path / entry.name):
                files[entry.name] = tuple(known[entry.name])
                continue
        files[entry.name] = (entry.stat().st_size, _digest_and_sync(entry.path))
    sealed = Manifest(**{**asdict(manifest), "files": files})
    _write_synced(path / MANIFEST, json.dumps(asdict(sealed), ensure_ascii=False))
    _sync_directory(path)
    _sync_directory(path.parent)
    pointer = index_dir / "CURRENT"
    _write_synced(index_dir / "CURRENT.new", f"{manifest.generation:06d}\n")
    os.replace(index_dir / "CURRENT.new", pointer)
    _sync_directory(index_dir)
    _remove_older(index_dir, manifest.generation)
    return Generation(path, sealed)


def abandon(index_dir: Path, number: int) -> None:
    """Remove the folder of a generation that will not be published."""
    shutil.rmtree(generation_path(index_dir, number), ignore_errors=True)


def generation_path(index_dir: Path, number: int) -> Path:
    """Give the folder of a generation."""
    return index_dir / "generations" / f"{number:06d}"


def _numbers(folder: Path) -> list[int]:
    """List the generations in a folder; what is named otherwise is not ours."""
    return [
        int(entry.name)
        for entry in os.scandir(folder)
        if _NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
    ]


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError as exc:
        # Some file systems have no hard links; a copy costs time and room.
        if exc.errno not in (errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK):
            raise
        shutil.copyfile(source, target)


def _remove_older(index_dir: Path, live: int) -> None:
    folder = index_dir / "generations"
    for number in _numbers(folder):
        if number <= live - _KEPT_GENERATIONS:
            # A reader may still hold it open: the files go when it lets go.
            shutil.rmtree(generation_path(index_dir, number), ignore_errors=True)


def _digest_and_sync(path: str) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
        os.fsync(file.fileno())
    return digest.hexdigest()


def _write_synced(path: Path, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
