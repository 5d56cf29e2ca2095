"""Which folders an index is made of, and which of them a reindex looks at.

A *root* is a corpus folder or file, named by its last part: page paths begin
with that name. A reindex may look at a part of a root only (``reindex
kho/bao`` where ``kho`` is a root); articles outside its scope are left alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index import remote
from index.errors import (
    IndexIsCorpusError,
    NoRootsError,
    PathNotFoundError,
    SameNameError,
)
from index.locations import Location, Url, absolute, parts_below

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or file to look at.

    Attributes
    ----------
    location : Path or Url
        Absolute; links in it are not resolved, so that a root keeps its name
        when the link it is given by leads elsewhere.
    path : str
        How page paths in it begin: the root's name and what is below it.
    """

    location: Location
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

    roots: dict[str, Location]
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
    paths: Sequence[Location], known: dict[str, Location], index_dir: Path | None
) -> Scope:
    """Decide which roots and places the given paths are.

    Parameters
    ----------
    paths : sequence of Path or Url
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
    UnreadablePathError
        If the file system of a URL cannot be asked.
    """
    if not paths:
        raise NoRootsError()
    roots = dict(known)
    places: list[Place] = []
    # Outer folders first, so that a folder given beside its own part is one.
    for path in sorted(paths, key=lambda path: len(absolute(path).parts)):
        location = absolute(path)
        if not is_there(location):
            raise PathNotFoundError(path=str(path))
        if (
            index_dir is not None
            and isinstance(location, Path)
            and location.resolve() == index_dir.resolve()
        ):
            raise IndexIsCorpusError(path=str(path))
        place = _place_in(location, roots) or _new_root(path, location, roots)
        if not any(other.holds(place.path) for other in places):
            places.append(place)
    return Scope(roots, tuple(places))


def page_path_of(file: Path, roots: dict[str, Location]) -> str:
    """Give the path that a file has, or would have, in an index.

    A file outside `roots` is named as it was typed.
    """
    place = _place_in(absolute(file), roots)
    return printable(file.as_posix()) if place is None else place.path


def printable(path: str) -> str:
    """Spell a file name so that every output can hold it.

    Bytes that are not UTF-8 and control characters are written as ``\\x1b``.
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def is_there(location: Location) -> bool:
    """Tell whether there is such a folder or file.

    Raises
    ------
    UnreadablePathError
        If the file system of a URL cannot be asked.
    """
    if isinstance(location, Url):
        return remote.is_there(location)
    # Not `Path.exists`: it raises where a drive that is gone gives other errors.
    return os.path.exists(location)


def _place_in(location: Location, roots: dict[str, Location]) -> Place | None:
    for name, root in roots.items():
        parts = parts_below(location, root)
        if parts is not None:
            return Place(location, printable("/".join((name, *parts))))
    return None


def _new_root(path: Location, location: Location, roots: dict[str, Location]) -> Place:
    for name, root in list(roots.items()):
        if parts_below(root, location) is not None:
            del roots[name]
    name = printable(location.name or "root")
    other = roots.get(name)
    if other is not None and is_there(other):
        raise SameNameError(path=str(path), other=str(other), name=name)
    # Where the other one is gone, the folder has moved and keeps its articles.
    roots[name] = location
    return Place(location, name)
