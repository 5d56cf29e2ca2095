"""What can be known of folders before a service starts: all of it at once."""

from __future__ import annotations

import os
from pathlib import Path

from index.errors import (
    IndexUnreadableError,
    IndexWriteError,
    NoRootsError,
    PathNotFoundError,
    TraCuuError,
)
from index.generations import remembered_roots
from index.locations import Location
from index.messages import N_
from index.roots import is_there
from tracuu.config import SettingsError


def check_serve(index_dir: Path) -> None:
    """Check the folder of an index that is to be served; it may come later.

    Raises
    ------
    SettingsError
    """
    _raise_all(_index_errors(index_dir))


def check_watch(index_dir: Path, first_paths: list[Location]) -> None:
    """Check the folders of a watch.

    A corpus folder that the index remembers may be on a drive that is not there
    yet. One that is only named in the settings must be there, or it is misspelt.

    Raises
    ------
    SettingsError
    """
    errors = _index_errors(index_dir)
    nearest = index_dir
    while not os.path.exists(nearest) and nearest != nearest.parent:
        nearest = nearest.parent
    if not errors and not os.access(nearest, os.W_OK | os.X_OK):
        reason = N_("it may not be written")
        errors.append(IndexWriteError(path=str(index_dir), reason=reason))
    if not remembered_roots(index_dir):
        if not first_paths:
            errors.append(NoRootsError())
        errors += [
            PathNotFoundError(path=str(path))
            for path in first_paths
            if not is_there(path)
        ]
    _raise_all(errors)


def _index_errors(index_dir: Path) -> list[TraCuuError]:
    if not os.path.exists(index_dir):
        return []
    if not os.path.isdir(index_dir):
        reason = N_("it is no folder")
    elif not os.access(index_dir, os.R_OK | os.X_OK):
        reason = N_("it may not be read")
    else:
        return []
    return [IndexUnreadableError(path=str(index_dir), reason=reason)]


def _raise_all(errors: list[TraCuuError]) -> None:
    if errors:
        raise SettingsError(errors)
