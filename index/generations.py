"""Generations: how a reader never sees a half-written index.

An index directory holds::

    CURRENT                     the number of the live generation, e.g. "000003"
    LOCK                        held while somebody reindexes
    generations/000003/         the live generation, never changed again
        manifest.json             what it is; size and checksum of every file
        pages.jsonl               one [id, path, content_hash] a line
        failures.jsonl            pages that could not be read, and why
        _MAIN_*.toc, MAIN_*.seg   Whoosh's own files
    generations/000002/         the one before, kept for a rollback

A new generation is written beside the live one, with the unchanged files of
the live one hard-linked into it; then it is checked, flushed to the disk, and
published by one atomic rename of ``CURRENT``. Whoosh writes every file once
and never changes it in place, which is what makes hard links safe.

Whoosh pickles its schema and segment list, so opening an index runs what the
directory says: an index directory is trusted input.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

from index.errors import IndexCorruptError, IndexFormatError, IndexNotFoundError

FORMAT = "tracuu-index"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
_KEPT_GENERATIONS = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    Attributes
    ----------
    generation : int
        From 1, growing by 1 with each publication.
    created_at : str
        ISO 8601, UTC.
    reading_version : str
        Digest of the rules that read and analysed the pages; where it differs
        from the program's, every page is read again.
    n_articles, n_failed : int
        Articles in the index; pages that could not be read.
    roots : dict
        Name of each corpus folder or file → its absolute path.
    files : dict
        Name of each file → ``[size in bytes, BLAKE2b hexadecimal digest]``.
    """

    generation: int
    created_at: str
    reading_version: str
    n_articles: int
    n_failed: int
    roots: dict[str, str]
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: str = FORMAT
    version: int = FORMAT_VERSION


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
    """
    pointer = index_dir / "CURRENT"
    try:
        text = pointer.read_text("ascii")
    except FileNotFoundError as exc:
        raise IndexNotFoundError(path=str(index_dir)) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise IndexCorruptError(path=str(pointer), reason=str(exc)) from exc
    try:
        return int(text)
    except ValueError as exc:
        raise IndexCorruptError(
            path=str(pointer), reason=f"expected a number, found {text[:20]!r}"
        ) from exc


def open_current(index_dir: Path) -> Generation:
    """Open the live generation and check that its files have their sizes.

    Raises
    ------
    IndexNotFoundError, IndexFormatError, IndexCorruptError
    """
    return open_generation(index_dir, current_number(index_dir))


def open_generation(index_dir: Path, number: int) -> Generation:
    """Open one generation by its number; errors as `open_current`."""
    path = generation_path(index_dir, number)
    manifest = _read_manifest(path)
    for name, (size, _) in manifest.files.items():
        try:
            found = (path / name).stat().st_size
        except OSError as exc:
            raise IndexCorruptError(
                path=str(path / name), reason=exc.strerror or str(exc)
            ) from exc
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
    except IndexNotFoundError:
        live = 0
    for name in os.listdir(folder):
        if not name.isdigit() or int(name) > live:
            shutil.rmtree(folder / name)
    number = live + 1
    path = generation_path(index_dir, number)
    path.mkdir()
    if base is not None:
        for name in base.manifest.files:
            if name.endswith((".toc", ".seg")):
                os.link(base.path / name, path / name)
    return number, path


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


def _read_manifest(path: Path) -> Manifest:
    file = path / MANIFEST
    try:
        values = json.loads(file.read_text("utf-8"))
        if values["format"] != FORMAT or values["version"] != FORMAT_VERSION:
            raise IndexFormatError(
                path=str(path.parent.parent),
                found=f"{values['format']} {values['version']}",
                supported=f"{FORMAT} {FORMAT_VERSION}",
            )
        return Manifest(**values)
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise IndexCorruptError(path=str(file), reason=str(exc)) from exc


def _remove_older(index_dir: Path, live: int) -> None:
    folder = index_dir / "generations"
    for name in os.listdir(folder):
        if name.isdigit() and int(name) <= live - _KEPT_GENERATIONS:
            # A reader may still hold it open: the files go when it lets go.
            shutil.rmtree(folder / name, ignore_errors=True)


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
