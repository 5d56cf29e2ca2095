"""Are the files of a generation those that its manifest names, byte by byte?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path

from index.errors import IndexStorageError, refused
from index.generations.durable import digest_of
from index.generations.manifest import (
    MANIFEST,
    WRONG_CHECKSUM,
    Manifest,
)
from index.messages import N_
from index.verify.findings import Finding, differs, of_error
from index.verify.processes import results_of


class FileCheck:
    """Reads files; one that several generations share is read once.

    Parameters
    ----------
    executor : Executor
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._digests: dict[tuple[int, int], Future[str]] = {}

    def check(self, folder: Path, manifest: Manifest) -> Iterator[Finding]:
        """Check all files in the folder of a generation but its manifest."""
        present = set(os.listdir(folder)) - {MANIFEST}
        for name in sorted(present - manifest.files.keys()):
            yield Finding(name, N_("the manifest names no such file"), {})
        for name in sorted(manifest.files.keys() - present):
            yield Finding(name, N_("the file is missing"), {})
        digests: dict[str, Future[str]] = {}
        for name in sorted(present & manifest.files.keys()):
            try:
                found = (folder / name).stat()
            except OSError as exc:
                yield of_error(name, refused(folder / name, exc))
                continue
            if found.st_size == manifest.files[name].size:
                digests[name] = self._digest(folder / name, found)
            else:
                expected = manifest.files[name].size
                yield differs(name, N_("bytes"), expected, found.st_size)
        for name, digest in digests.items():
            try:
                if results_of([digest]) != [manifest.files[name].digest]:
                    yield Finding(name, WRONG_CHECKSUM, {})
            except IndexStorageError as error:
                yield of_error(name, error)

    def _digest(self, path: Path, found: os.stat_result) -> Future[str]:
        place = found.st_dev, found.st_ino
        if place not in self._digests:
            self._digests[place] = self._executor.submit(_digest_at, path)
        return self._digests[place]


def _digest_at(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            return digest_of(file)
    except OSError as exc:
        raise refused(path, exc) from exc
