"""Folders and files in any file system that fsspec reads: S3, HDFS, GCS, SFTP, …

The only module that knows fsspec, which is there with the extra ``distributed``; each
protocol wants a package of its own besides (``s3fs``, ``pyarrow``, ``gcsfs``). Who may
read what is said to fsspec, by its configuration files or variables, and not to us.

What a file system says of a file is taken for its stamp: a checksum (ETag and the
like), or the time of its last change if that is not of just now. Where there is
neither, as in memory, a file is read at each reindex and known by its content.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.errors import UnreadablePathError
from index.locations import RemoteFile, Url
from index.messages import N_
from index.stamps import Stamp, make_stamp

_CHECKSUMS = (
    *("ETag", "etag", "md5Hash", "md5", "content_md5", "checksum", "crc32c"),
    *("generation", "VersionId"),
)
_TIMES = (
    *("mtime", "LastModified", "last_modified", "modified", "updated"),
    "modificationTime",
)
_SETTLED_SECONDS = 60.0
"""A file that was written to just now may be again within one tick of its clock, which
may go wrong by seconds."""

NoteError = Callable[[str, str], None]
"""Called with the way to a folder below its place, and why it cannot be listed."""


def is_there(url: Url) -> bool:
    """Tell whether there is such a folder or file.

    Raises
    ------
    UnreadablePathError
        If its file system cannot be asked: the message says why.
    """
    return _info(url) is not None


def walk_remote(
    url: Url, note_error: NoteError
) -> Iterator[tuple[str, list[str], list[RemoteFile]]]:
    """Go through a folder and those in it, as `index.corpus.files.walk_folders` does.

    Parameters
    ----------
    url : Url
    note_error : callable

    Yields
    ------
    folder : str
        The way there from `url`; empty: `url` itself.
    subfolders : list of str
        Names. What is left of them, in their order, is gone through next.
    files : list of RemoteFile
        Everything else. Of what is no regular file the size is -1.
    """
    fs, base = _file_system(url)
    # Of an earlier run in this process.
    fs.invalidate_cache()
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        path = f"{base.rstrip('/')}/{folder}" if folder else base
        subfolders: list[str] = []
        files: list[RemoteFile] = []
        try:
            for info in fs.ls(path, detail=True):
                full = info["name"].rstrip("/")
                name = full.rpartition("/")[2]
                if not name or full == path.rstrip("/"):
                    continue  # Object stores mark a folder by an object of its name.
                below = f"{folder}/{name}" if folder else name
                if info["type"] == "directory":
                    subfolders.append(name)
                else:
                    files.append(_file_of(url, below, info))
        except Exception as exc:
            # Each library has errors of its own.
            note_error(folder, _reason(exc))
            continue
        yield folder, subfolders, files
        waiting += [
            f"{folder}/{name}" if folder else name for name in reversed(subfolders)
        ]


def single_file(url: Url) -> RemoteFile | None:
    """Give the file that a place is; None: it is a folder, or gone.

    Raises
    ------
    UnreadablePathError
    """
    info = _info(url)
    if info is None or info["type"] == "directory":
        return None
    return _file_of(url, "", info)


@contextmanager
def copied(file: RemoteFile, ending: str) -> Iterator[Path]:
    """Copy a file to this machine for a while.

    Parameters
    ----------
    file : RemoteFile
    ending : str
        Of the copy's name.

    Raises
    ------
    OSError
        If it cannot be read; whatever went wrong is this one.
    """
    with TemporaryDirectory(prefix="tracuu-") as folder:
        copy = Path(folder) / f"page{ending}"
        try:
            fs, base = _file_system(file.place)
            path = f"{base.rstrip('/')}/{file.below}" if file.below else base
            fs.get_file(path, str(copy))
        except UnreadablePathError as error:
            raise OSError(str(error.params["reason"])) from error
        except Exception as exc:
            raise OSError(_reason(exc)) from exc
        yield copy


def _file_system(url: Url) -> tuple[Any, str]:
    """Give the file system of a place, and the path that it has there."""
    try:
        import fsspec
    except ImportError as exc:
        reason = N_("fsspec is not installed; install: tracuu[distributed]")
        raise UnreadablePathError(path=str(url), reason=reason) from exc
    try:
        return fsspec.url_to_fs(str(url))
    except Exception as exc:
        # A protocol that nobody knows, a package that it needs, a host that is gone.
        raise UnreadablePathError(path=str(url), reason=_reason(exc)) from exc


def _info(url: Url) -> Mapping[str, Any] | None:
    fs, path = _file_system(url)
    fs.invalidate_cache()
    try:
        return fs.info(path)
    except FileNotFoundError:
        return None
    except Exception as exc:
        raise UnreadablePathError(path=str(url), reason=_reason(exc)) from exc


def _file_of(place: Url, below: str, info: Mapping[str, Any]) -> RemoteFile:
    if info["type"] != "file" or info.get("islink"):
        return RemoteFile(place, below, size=-1)
    size = info.get("size")
    return RemoteFile(place, below, size, _stamp_of(size, info))


def _stamp_of(size: int | None, info: Mapping[str, Any]) -> Stamp | None:
    if size is None:
        return None
    checksums = [str(info[key]) for key in _CHECKSUMS if info.get(key)]
    times = [info[key] for key in _TIMES if info.get(key)]
    if not checksums:
        ages = [_seconds_since(moment) for moment in times]
        # One that tells no time may be whatever.
        if not ages or None in ages or min(ages) < _SETTLED_SECONDS:
            return None
    # A file that was put in the place of another is another.
    return make_stamp(size, [*checksums, *map(str, times), info.get("ino")])


def _seconds_since(moment: object) -> float | None:
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return time.time() - aware.timestamp()
    if isinstance(moment, int | float):
        # WebHDFS counts milliseconds.
        return time.time() - (moment / 1000 if moment > 1e11 else moment)
    return None


def _reason(exc: Exception) -> str:
    said = exc.strerror if isinstance(exc, OSError) else None
    text = " ".join((said or str(exc) or type(exc).__name__).split())
    return text if len(text) <= 300 else f"{text[:299]}…"
