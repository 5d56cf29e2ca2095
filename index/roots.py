"""Which folders an index is made of, and which of them a reindex looks at.

A *root* is a corpus folder or file, named by its last part: page paths begin
with that name. A reindex may look at a part of a root only (``reindex
kho/bao`` where ``kho`` is a root); articles outside its scope are left alone.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from index.errors import (
    IndexIsCorpusError,
    NoRootsError,
    PathNotFoundError,
    SameNameError,
)

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or file to look at.

    Attributes
    ----------
    location : Path
        Absolute; links in it are not resolved, so that a root keeps its name
        when the link it is given by leads elsewhere.
    path : str
        How page paths in it begin: the root's name and what is below it.
    """

    location: Path
    path: str

    def holds(self, page_path: str) -> bool:
        """Tell whether a file's page path lies in this place."""
        return page_path == self.path or page_path.startswith(f"{self.path}/")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reindex looks at, and what the index is made of afterwards.

    Attributes
    ----------
    roots : dict
        Name → location of every root.
    places : tuple of Place
        Without overlaps.
    """

    roots: dict[str, Path]
    places: tuple[Place, ...]

    def covers(self, page_path: str) -> bool:
        """Tell whether this reindex decides about a file's articles.

        Either it looks at the file's place, or the file's root is none any
        more: a root that lies inside a new one has become a part of it.
        """
        if page_path.partition("/")[0] not in self.roots:
            return True
        return any(place.holds(page_path) for place in self.places)


def plan_scope(
    paths: list[Path], known: dict[str, Path], index_dir: Path | None
) -> Scope:
    """Decide which roots and places the given paths are.

    Parameters
    ----------
    paths : list of Path
        As typed. Each is a known root, lies in one, or is a new one.
    known : dict
        Name → location of the roots that the index has and keeps.
    index_dir : Path or None
        Must not itself be a place; None: the index is in no folder.

    Raises
    ------
    NoRootsError
        If there is no path.
    PathNotFoundError
        If one does not exist: it may be a disk that is not mounted, so its
        pages must not be taken for vanished.
    SameNameError
        If two different folders would have the same name.
    IndexIsCorpusError
        If one is the index directory.
    """
    if not paths:
        raise NoRootsError()
    roots = dict(known)
    places: list[Place] = []
    # Outer folders first, so that a folder given beside its own part is one.
    for path in sorted(paths, key=lambda path: len(_absolute(path).parts)):
        location = _absolute(path)
        # Not `Path.exists`: it raises where a drive that is gone gives other errors.
        if not os.path.exists(location):
            raise PathNotFoundError(path=str(path))
        if index_dir is not None and location.resolve() == index_dir.resolve():
            raise IndexIsCorpusError(path=str(path))
        place = _place_in(location, roots) or _new_root(path, location, roots)
        if not any(other.holds(place.path) for other in places):
            places.append(place)
    return Scope(roots, tuple(places))


def page_path_of(file: Path, roots: dict[str, Path]) -> str:
    """Give the path that a file has, or would have, in an index.

    A file outside `roots` is named as it was typed.
    """
    place = _place_in(_absolute(file), roots)
    return printable(file.as_posix()) if place is None else place.path


def printable(path: str) -> str:
    """Spell a file name so that every output can hold it.

    Bytes that are not UTF-8 and control characters are written as ``\\x1b``.
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _place_in(location: Path, roots: dict[str, Path]) -> Place | None:
    for name, root in roots.items():
        if location.is_relative_to(root):
            parts = location.relative_to(root).parts
            return Place(location, printable("/".join((name, *parts))))
    return None


def _new_root(path: Path, location: Path, roots: dict[str, Path]) -> Place:
    for name, root in list(roots.items()):
        if root.is_relative_to(location):
            del roots[name]
    name = printable(location.name or "root")
    other = roots.get(name)
    if other is not None and os.path.exists(other):
        raise SameNameError(path=str(path), other=str(other), name=name)
    # Where the other one is gone, the folder has moved and keeps its articles.
    roots[name] = location
    return Place(location, name)
