"""Folders of pages → raw pages, one at a time.

Nothing in a corpus stops a run: what cannot be read is yielded as its error.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.corpus import records
from index.corpus.decode import decode_page
from index.corpus.page import RawPage
from index.errors import (
    CorpusError,
    NoPagesError,
    PathNotFoundError,
    SameNameError,
    UnreadableFileError,
)

__all__ = [
    "PAGE_ENDINGS",
    "RawPage",
    "Scan",
    "name_roots",
    "place_in_roots",
    "read_file",
]

_KINDS = {".txt": "text", ".html": "html", ".htm": "html"}
PAGE_ENDINGS = (*_KINDS, *records.ENDINGS)


def name_roots(paths: list[Path]) -> dict[str, Path]:
    """Name each corpus folder or file by its last part, as page paths begin.

    Raises
    ------
    PathNotFoundError
        If one does not exist: it may be a disk that is not mounted, so the
        run must not take its pages for vanished.
    SameNameError
        If two different ones would have the same name.
    """
    roots: dict[str, Path] = {}
    for path in paths:
        root = path.resolve()
        if not root.exists():
            raise PathNotFoundError(path=str(path))
        name = _printable(root.name or "root")
        if roots.setdefault(name, root) != root:
            raise SameNameError(path=str(path), other=str(roots[name]), name=name)
    return roots


@dataclass
class Scan:
    """One walk over a corpus.

    Attributes
    ----------
    roots : dict
        Name → absolute path of a folder or file, from `name_roots`.
    excluded : Path or None
        Absolute path of a folder to pass over: an index may lie inside its
        own corpus, and its ledger is no page.
    ignored : Counter
        Filled by the walk: ending → number of files that are no pages.
    folder_errors : list of CorpusError
        Filled by the walk: folders that cannot be listed.
    """

    roots: dict[str, Path]
    excluded: Path | None = None
    ignored: Counter[str] = field(default_factory=Counter)
    folder_errors: list[CorpusError] = field(default_factory=list)

    def files(self) -> list[tuple[Path, str, str | None]]:
        """List ``(file, path, source)`` of every page file, in a fixed order.

        Raises
        ------
        NoPagesError
            If a root holds none at all.
        """
        found: list[tuple[Path, str, str | None]] = []
        for name, root in self.roots.items():
            n_before = len(found)
            if root.is_dir():
                found += self._folder_files(name, root)
            else:
                found.append((root, name, None))
            if len(found) == n_before:
                raise NoPagesError(path=str(root), endings=" ".join(PAGE_ENDINGS))
        return found

    def pages(
        self, files: list[tuple[Path, str, str | None]]
    ) -> Iterator[RawPage | CorpusError]:
        """Yield every page of `files`, or the error that kept it from us."""
        for file, path, source in files:
            yield from read_file(file, path, source)

    def _folder_files(
        self, name: str, root: Path
    ) -> Iterator[tuple[Path, str, str | None]]:
        def note_error(exc: OSError) -> None:
            inside = Path(exc.filename).relative_to(root).parts
            path = _printable("/".join((name, *inside)))
            reason = exc.strerror or str(exc)
            self.folder_errors.append(UnreadableFileError(path, reason=reason))

        # Links to folders are not followed, so a loop of links cannot trap us.
        for folder, subfolders, files in os.walk(root, onerror=note_error):
            subfolders[:] = sorted(
                name
                for name in subfolders
                if not name.startswith(".") and Path(folder, name) != self.excluded
            )
            relative = Path(folder).relative_to(root).parts
            source = _printable(relative[0]) if relative else None
            for file in sorted(files):
                if file.startswith(".") or file.upper().startswith("README"):
                    continue
                if not file.lower().endswith(PAGE_ENDINGS):
                    self.ignored[Path(file).suffix.lower() or file] += 1
                    continue
                path = _printable("/".join((name, *relative, file)))
                yield Path(folder, file), path, source


def read_file(
    file: Path, path: str, source: str | None = None
) -> Iterator[RawPage | CorpusError]:
    """Yield the page of one file, or each of its articles.

    Parameters
    ----------
    file : Path
        Where it is.
    path : str
        How pages and errors name it.
    source : str or None
        See `RawPage.source`.
    """
    lower = file.name.lower()
    if file.exists() and not file.is_file():
        # Reading a pipe or a device would wait for ever.
        yield UnreadableFileError(path, reason="not a regular file")
        return
    if lower.endswith(records.ENDINGS):
        yield from records.read_records(file, path, source)
        return
    try:
        data = file.read_bytes()
        text = decode_page(data, path)
    except OSError as exc:
        yield UnreadableFileError(path, reason=exc.strerror or str(exc))
    except CorpusError as error:
        yield error
    else:
        kind = _KINDS.get(Path(lower).suffix, "text")
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        yield RawPage(kind, path, digest, text=text, source=source)


def place_in_roots(file: Path, roots: dict[str, Path]) -> tuple[str, str | None]:
    """Give the path and the source that a file has, or would have, in the index.

    Parameters
    ----------
    file : Path
        Any file; one outside `roots` is named as it was typed.
    roots : dict
        Name → absolute path, from `name_roots` or a manifest.
    """
    absolute = file.resolve()
    for name, root in roots.items():
        if absolute == root:
            return name, None
        if absolute.is_relative_to(root):
            parts = absolute.relative_to(root).parts
            source = _printable(parts[0]) if len(parts) > 1 else None
            return _printable("/".join((name, *parts))), source
    return _printable(file.as_posix()), None


def _printable(path: str) -> str:
    """Spell a file name that is not UTF-8 so that every output can hold it."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
