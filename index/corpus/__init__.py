"""Folders of pages → raw pages, one at a time.

Nothing in a corpus stops a run: what cannot be read is yielded as its error.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.apart import READER, StoppedError
from index.corpus import documents, records
from index.corpus.decode import Decoded, decode
from index.corpus.files import check_link, read_page_bytes, walk_folders
from index.corpus.page import NONE_KNOWN, Kind, KnownHashes, RawPage, SamePage
from index.errors import (
    CorpusError,
    NoPagesError,
    ReadingStoppedError,
    TooLargeError,
    UnexpectedError,
    UnknownEndingError,
    UnreadableFileError,
    UnreadablePathError,
)
from index.limits import APART_FROM, MAX_DOCUMENT_BYTES, MAX_PAGE_BYTES
from index.locations import File, RemoteFile, Url
from index.messages import N_
from index.remote import copied, single_file, walk_remote
from index.roots import Place, printable

__all__ = [
    "PAGE_ENDINGS",
    "RawPage",
    "SamePage",
    "Scan",
    "read_chosen",
    "read_file",
]

_log = logging.getLogger(__name__)

_KINDS: dict[str, Kind] = {".txt": "text", ".html": "html", ".htm": "html"}
_DIGEST_SIZE = 16
PAGE_ENDINGS = (*_KINDS, *records.ENDINGS, *documents.ENDINGS)


@dataclass
class Scan:
    """One walk over the places of a corpus.

    Attributes
    ----------
    places : iterable of Place
    excluded : Path or None
        A folder to pass over, all links resolved: an index may lie inside
        its own corpus, and its ledger is no page.
    ignored : Counter
        Filled by the walk: ending → number of files that are no pages.
    errors : list of CorpusError
        Filled by the walk: folders that cannot be listed, and files that are
        spelt as another one.
    """

    places: Iterable[Place]
    excluded: Path | None = None
    ignored: Counter[str] = field(default_factory=Counter)
    errors: list[CorpusError] = field(default_factory=list)

    def files(self) -> list[tuple[File, str]]:
        """List every page file with its page path, in a fixed order.

        Raises
        ------
        NoPagesError
            If a place holds none at all.
        UnreadablePathError
            If that is because it cannot be listed.
        """
        found: list[tuple[File, str]] = []
        for place in self.places:
            n_before = len(found)
            if isinstance(place.location, Url):
                found += self._files_of_url(place, place.location)
            elif os.path.isdir(place.location):
                found += self._files_of_folder(place)
            else:
                found.append((place.location, place.path))
            if len(found) == n_before:
                self._explain_emptiness(place)
        return self._without_twins(found)

    def _without_twins(self, found: list[tuple[File, str]]) -> list[tuple[File, str]]:
        """Leave out files of one path, as a byte FF and a text ``\\xff`` have."""
        files: dict[str, File] = {}
        for file, path in found:
            if path in files:
                reason = N_("the name of another file is spelt like its own")
                self.errors.append(UnreadableFileError(path, reason=reason))
            else:
                files[path] = file
        return [(file, path) for path, file in files.items()]

    def _explain_emptiness(self, place: Place) -> None:
        for error in self.errors:
            if error.path == place.path:
                raise UnreadablePathError(
                    path=str(place.location), reason=error.params["reason"]
                )
        raise NoPagesError(path=str(place.location), endings=" ".join(PAGE_ENDINGS))

    def _files_of_folder(self, place: Place) -> Iterator[tuple[Path, str]]:
        def path_of(location: str) -> str:
            parts = Path(location).relative_to(place.location).parts
            return printable("/".join((place.path, *parts)))

        def note_error(exc: OSError) -> None:
            reason = exc.strerror or str(exc)
            error = UnreadableFileError(path_of(exc.filename), reason=reason)
            self.errors.append(error)

        for folder, subfolders, files in walk_folders(place.location, note_error):
            subfolders[:] = sorted(
                name
                for name in subfolders
                if not name.startswith(".") and not self._is_excluded(folder, name)
            )
            for name in sorted(files):
                if self._is_page(name):
                    file = os.path.join(folder, name)
                    yield Path(file), path_of(file)

    def _files_of_url(self, place: Place, url: Url) -> Iterator[tuple[File, str]]:
        def path_of(below: str) -> str:
            return printable(f"{place.path}/{below}" if below else place.path)

        def note_error(below: str, reason: str) -> None:
            self.errors.append(UnreadableFileError(path_of(below), reason=reason))

        single = single_file(url)
        if single is not None:
            yield single, place.path
            return
        for _, subfolders, files in walk_remote(url, note_error):
            if "generations" in subfolders and any(f.name == "LOCK" for f in files):
                subfolders.clear()  # An index.
                continue
            subfolders[:] = sorted(n for n in subfolders if not n.startswith("."))
            for file in sorted(files, key=lambda file: file.name):
                if self._is_page(file.name):
                    yield file, path_of(file.below)

    def _is_page(self, name: str) -> bool:
        if name.startswith(".") or name.upper().startswith("README"):
            return False
        if not name.lower().endswith(PAGE_ENDINGS):
            self.ignored[Path(name).suffix.lower() or name] += 1
            return False
        return True

    def _is_excluded(self, folder: str, name: str) -> bool:
        path = Path(folder, name)
        # Not the methods of Path: they raise where a folder may not be entered.
        if os.path.isfile(path / "LOCK") and os.path.isdir(path / "generations"):
            return True  # another index
        excluded = self.excluded
        return (
            excluded is not None
            and name == excluded.name
            and path.resolve() == excluded
        )


def read_file(
    file: File, path: str, known: KnownHashes = NONE_KNOWN
) -> Iterator[RawPage | SamePage | CorpusError]:
    """Yield the page of one file, or each of its articles.

    Parameters
    ----------
    file : Path or RemoteFile
        Where it is. One that is elsewhere is copied to this machine for a while.
    path : str
        How pages and errors name it.
    known : mapping of str to str, optional
        Of a page that it has by its path and its hash nothing else is read: to
        decode and to check it costs ten times what the hash does.
    """
    if isinstance(file, RemoteFile):
        yield from _with_copy(file, path, lambda copy: read_file(copy, path, known))
        return
    lower = file.name.lower()
    # Not the methods of Path: they raise where the system refuses to look.
    if os.path.isdir(file):
        yield UnreadableFileError(path, reason=N_("it is a folder; name its files"))
        return
    if not lower.endswith(PAGE_ENDINGS):
        yield UnknownEndingError(path, endings=" ".join(PAGE_ENDINGS))
        return
    if os.path.exists(file) and not os.path.isfile(file):
        # Reading a pipe or a device would wait for ever.
        yield UnreadableFileError(path, reason=N_("not a regular file"))
        return
    try:
        check_link(file, path)
    except CorpusError as error:
        yield error
        return
    if lower.endswith(records.ENDINGS):
        yield from records.read_records(file, path, _source(path), known)
        return
    kind = _KINDS.get(Path(lower).suffix, "text")
    try:
        if lower.endswith(documents.ENDINGS):
            digest = _digest_of_file(file, path)
            if known.get(path) == digest:
                yield SamePage(path)
                return
            decoded = READER.call(documents.decode_document, file, path)
        else:
            data = read_page_bytes(file, path)
            digest = hashlib.blake2b(data, digest_size=_DIGEST_SIZE).hexdigest()
            if known.get(path) == digest:
                yield SamePage(path)
                return
            decoded = _decode(data, path, is_markup=kind == "html")
    except OSError as exc:
        yield UnreadableFileError(path, reason=exc.strerror or str(exc))
    except CorpusError as error:
        yield error
    except StoppedError as exc:
        yield ReadingStoppedError(path, reason=str(exc))
    except Exception as exc:
        # A library's fault at one document must not cost all other pages.
        _log.exception("reading %s failed", path)
        yield UnexpectedError(path, reason=f"{type(exc).__name__}: {exc}")
    else:
        yield RawPage(
            kind,
            path,
            digest,
            text=decoded.text,
            source=_source(path),
            encoding=decoded.encoding,
            converted_from=decoded.converted_from,
        )


def read_chosen(
    file: File, path: str, wanted: Collection[str]
) -> Iterator[RawPage | SamePage | CorpusError]:
    """Yield some pages of a file, without reading what else is in it.

    Parameters
    ----------
    file, path
        As `read_file` takes them.
    wanted : collection of str
        Paths of pages. What is there no longer is passed over.
    """
    if isinstance(file, RemoteFile):
        yield from _with_copy(file, path, lambda copy: read_chosen(copy, path, wanted))
    elif file.name.lower().endswith(records.ENDINGS):
        yield from records.read_chosen(file, path, _source(path), wanted)
    else:
        yield from read_file(file, path)


def _with_copy(
    file: RemoteFile,
    path: str,
    read: Callable[[Path], Iterator[RawPage | SamePage | CorpusError]],
) -> Iterator[RawPage | SamePage | CorpusError]:
    lower = file.name.lower()
    ending = next((e for e in PAGE_ENDINGS if lower.endswith(e)), None)
    if ending is None:
        yield UnknownEndingError(path, endings=" ".join(PAGE_ENDINGS))
        return
    size = file.size or 0
    if size < 0:
        yield UnreadableFileError(path, reason=N_("not a regular file"))
        return
    is_document = ending in documents.ENDINGS
    most = MAX_DOCUMENT_BYTES if is_document else MAX_PAGE_BYTES
    if size > most and ending not in records.ENDINGS:
        # It need not be fetched for that.
        yield TooLargeError(path, most=most, what=N_("bytes of a file"))
        return
    try:
        with copied(file, ending) as copy:
            yield from read(copy)
    except OSError as exc:
        yield UnreadableFileError(path, reason=exc.strerror or str(exc))


def _decode(data: bytes, path: str, is_markup: bool) -> Decoded:
    if len(data) < APART_FROM:
        return decode(data, path, is_markup=is_markup)
    return READER.call(decode, data, path, is_markup)


def _digest_of_file(file: Path, path: str) -> str:
    with open(file, "rb") as stream:
        if os.fstat(stream.fileno()).st_size > MAX_DOCUMENT_BYTES:
            most = MAX_DOCUMENT_BYTES
            raise TooLargeError(path, most=most, what=N_("bytes of a file"))
        digest = hashlib.file_digest(
            stream, lambda: hashlib.blake2b(digest_size=_DIGEST_SIZE)
        )
    return digest.hexdigest()


def _source(path: str) -> str | None:
    """The folder below the root: pages of one site are usually kept together."""
    parts = path.split("/")
    if len(parts) <= 2 or not parts[0]:
        return None
    # A site's folder that is sorted by year or month is named by the site.
    return parts[0] if parts[1].isdigit() else parts[1]
