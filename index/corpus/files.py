"""Files and folders as strangers may have left them: links, pipes, endless depths."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import OutsideCorpusError, TooLargeError
from index.limits import MAX_LINES, MAX_PAGE_BYTES
from index.messages import N_


def walk_folders(
    top: Path, note_error: Callable[[OSError], None]
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Go through a folder and those in it, as `os.walk` does.

    Links to folders are not followed, so that a loop of links is no trap; and
    nothing calls itself, so that a thousand folders in each other are none.

    Parameters
    ----------
    top : Path
    note_error : callable
        Called with the error of each folder that cannot be listed.

    Yields
    ------
    folder : str
    subfolders : list of str
        Names. What is left of them, in their order, is gone through next.
    files : list of str
        Names of everything else.
    """
    waiting = [os.fspath(top)]
    while waiting:
        folder = waiting.pop()
        subfolders: list[str] = []
        files: list[str] = []
        links: set[str] = set()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    (subfolders if _is_folder(entry) else files).append(entry.name)
                    if entry.is_symlink():
                        links.add(entry.name)
        except OSError as exc:
            note_error(exc)
            continue
        yield folder, subfolders, files
        waiting += [
            os.path.join(folder, name)
            for name in reversed(subfolders)
            if name not in links
        ]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # A link that leads to itself.
        return False


def check_link(file: Path, path: str) -> None:
    """Refuse a link that leads out of the corpus folder.

    Whoever may put pages there could have any file of the machine published.

    Parameters
    ----------
    file : Path
        Where it is.
    path : str
        How pages name it: the name of the corpus folder, then the way from there.
        A file that was named itself, as a corpus of one file, may be any link.

    Raises
    ------
    OutsideCorpusError
    """
    depth = path.count("/")
    if not depth or depth > len(file.parents) or not os.path.islink(file):
        return
    corpus = os.path.realpath(file.parents[depth - 1])
    if not Path(os.path.realpath(file)).is_relative_to(corpus):
        raise OutsideCorpusError(path)


def read_page_bytes(file: Path, path: str) -> bytes:
    """Read a file whole, unless it is too large to be a page.

    Raises
    ------
    TooLargeError
    OSError
        If the operating system refuses.
    """
    with open(file, "rb", buffering=0) as stream:
        size = os.fstat(stream.fileno()).st_size
        data = stream.readall() if size <= MAX_PAGE_BYTES else b""
    if max(size, len(data)) > MAX_PAGE_BYTES:
        raise TooLargeError(path, most=MAX_PAGE_BYTES, what=N_("bytes of a file"))
    if max(data.count(b"\n"), data.count(b"\r")) > MAX_LINES:
        raise TooLargeError(path, most=MAX_LINES, what=N_("lines"))
    return data
