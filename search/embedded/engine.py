"""Keeps up with the newest generation of an index directory."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from index.errors import IndexStorageError
from index.generations import current_number, open_generation
from search.embedded.snapshot import EmbeddedSnapshot

_log = logging.getLogger(__name__)


class EmbeddedEngine:
    """Opens generations of the index in `index_dir` as they are published.

    A generation is opened once and kept; every search asks for the pointer,
    which costs some microseconds, so a new generation is seen by the next
    request. Safe to use from several threads.
    """

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = index_dir
        self._snapshot: EmbeddedSnapshot | None = None
        self._lock = threading.Lock()

    def snapshot(self) -> EmbeddedSnapshot:
        """Give the newest generation that can be opened.

        Raises
        ------
        IndexNotFoundError, IndexFormatError, IndexCorruptError
            Where there is none, and none was open before.
        """
        with self._lock:
            try:
                self._refresh()
            except IndexStorageError as error:
                # What is open already is whole and stays readable even when
                # its files are gone from the directory.
                if self._snapshot is None:
                    raise
                _log.warning(
                    "still serving generation %d: %s", self._snapshot.generation, error
                )
            assert self._snapshot is not None
            return self._snapshot

    def prepare(self) -> None:
        """Open the newest generation and make what every search of it needs.

        For a process that is about to fork: no lock is held afterwards, and no
        thread was started, but for those of OpenBLAS under NumPy, which ends them
        itself before a fork. Raises what `snapshot` raises.
        """
        self.snapshot().prepare()

    def _refresh(self) -> None:
        number = current_number(self._index_dir)
        while self._snapshot is None or self._snapshot.generation != number:
            try:
                generation = open_generation(self._index_dir, number)
                self._snapshot = EmbeddedSnapshot(generation)
            except IndexStorageError:
                # Between reading the pointer and opening, two publications may
                # have removed what it pointed at; then there is a newer one.
                newer = current_number(self._index_dir)
                if newer == number:
                    raise
                number = newer
