"""Keeps up with the newest generation of an index directory, and off damaged ones."""

from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path

from index.errors import IndexStorageError, IndexUnreadableError
from index.generations import (
    Generation,
    check_whole,
    generation_path,
    open_generation,
    published_numbers,
    read_pointer,
)
from index.generations.pointer import POINTER, Pointer
from search.embedded.snapshot import EmbeddedSnapshot
from search.engine import Snapshot

_log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0
"""How often the files of the generation that answers are looked at."""

_DOUBT_SECONDS = 60.0
"""What was read whole so lately is not read again."""

_SETTLED_NS = 1_000_000_000
"""What was changed less long ago may change again without its times telling so: a
file system's clock ticks every few milliseconds."""

Marks = dict[str, tuple[int, int, int]]
"""Name of a file → its inode, size and time of modification in ns."""


class EmbeddedEngine:
    """Opens generations of the index in `index_dir` as they are published.

    A generation is opened once and kept; every search asks for the pointer,
    which costs some microseconds, so a new generation is seen by the next
    request. One of which anything is damaged answers nothing: the newest whole
    one does, until a new one is published or the damaged one is put right. Safe to
    use from several threads.
    """

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = index_dir
        self._lock = threading.Lock()
        self._snapshot: EmbeddedSnapshot | None = None
        self._generation: Generation | None = None  # That the snapshot is of.
        self._marks: Marks = {}
        self._pointer: Pointer | None = None
        self._pointer_path = os.path.join(index_dir, POINTER)
        # What the file of the pointer that was read looked like, once it had settled.
        self._settled: tuple[tuple[int, int, int, int], Pointer] | None = None
        self._look_at = 0.0
        self._read_whole_at = -_DOUBT_SECONDS
        self._given_up: dict[int, tuple[Marks, IndexStorageError]] = {}
        self._damaged: str | None = None

    @property
    def damaged(self) -> str | None:
        """What is damaged, where another generation than the newest answers."""
        return self._damaged

    def snapshot(self) -> EmbeddedSnapshot:
        """Give the newest generation that is whole.

        Raises
        ------
        IndexNotFoundError, IndexFormatError, IndexCorruptError
            Where there is none, and none was open before.
        """
        with self._lock:
            self._refresh()
            assert self._snapshot is not None
            return self._snapshot

    def check_whole(self) -> None:
        """Read every byte of what answers; fall back where it is damaged.

        Raises
        ------
        IndexNotFoundError, IndexFormatError, IndexCorruptError
            As `snapshot`.
        """
        self._read_whole_at = -_DOUBT_SECONDS
        while self.is_damaged(self.snapshot()):
            pass

    def is_damaged(self, snapshot: Snapshot) -> bool:
        """Tell whether a generation is damaged; the next `snapshot` is another then.

        To be asked where an answer failed: it reads every byte of the files, unless
        that was done within a minute.

        Raises
        ------
        IndexUnreadableError
            If that cannot be found out.
        """
        with self._lock:
            generation = self._generation
            if snapshot is not self._snapshot or generation is None:
                return True  # Somebody else has found it out.
            if time.monotonic() - self._read_whole_at < _DOUBT_SECONDS:
                return False
        try:
            # Others may search meanwhile.
            check_whole(generation)
        except IndexStorageError as error:
            if not generation.path.exists():
                return False  # What is open stays readable when it is removed.
            if isinstance(error, IndexUnreadableError):
                raise  # It is not given up, and would be opened again and again.
            with self._lock:
                self._give_up(generation.number, error)
                if snapshot is self._snapshot:
                    self._snapshot = None
            return True
        with self._lock:
            if snapshot is self._snapshot:
                self._read_whole_at = time.monotonic()
        return False

    def prepare(self) -> None:
        """Open the newest generation and make what every search of it needs.

        For a process that is about to fork: no lock is held afterwards, and no
        thread was started, but for those of OpenBLAS under NumPy, which ends them
        itself before a fork. Raises what `snapshot` raises.
        """
        self.snapshot().prepare()

    def _refresh(self) -> None:
        pointer, error = self._read_pointer()
        is_same = self._snapshot is not None and pointer == self._pointer
        if is_same and time.monotonic() < self._look_at:
            return
        self._pointer = pointer
        self._look_at = time.monotonic() + _LOOK_SECONDS
        if self._snapshot is not None and self._was_written_to():
            self._snapshot = None  # It is compared when it is opened again.
        if pointer is not None:
            error = self._follow(pointer)
            if error is None:
                self._damaged = None
                return
        assert error is not None
        damaged = POINTER if pointer is None else f"{pointer.number:06d}"
        if self._snapshot is None:
            self._fall_back(error)
        if damaged != self._damaged and self._snapshot is not None:
            answering = self._snapshot.generation
            _log.error("generation %d answers in place of %s", answering, damaged)
        self._damaged = damaged

    def _read_pointer(self) -> tuple[Pointer | None, IndexStorageError | None]:
        # Three times a request: to look at the file takes a tenth of reading it.
        look = self._look_of_pointer()
        if self._settled is not None and self._settled[0] == look:
            return self._settled[1], None
        try:
            pointer = read_pointer(self._index_dir)
        except IndexStorageError as error:
            return None, error
        self._settled = None
        if look is not None and max(look[2:]) + _SETTLED_NS < time.time_ns():
            self._settled = look, pointer
        return pointer, None

    def _look_of_pointer(self) -> tuple[int, int, int, int] | None:
        """Give inode, size and times of change in ns; None where that is not told."""
        try:
            seen = os.stat(self._pointer_path)
        except OSError:
            return None
        return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns

    def _follow(self, pointer: Pointer) -> IndexStorageError | None:
        """Open what the pointer names; give what hinders that."""
        while True:
            number = pointer.number
            if self._snapshot is not None and self._snapshot.generation == number:
                return None
            error = self._open(number, pointer.checksum)
            if error is None:
                return None
            # Between reading the pointer and opening, two publications may
            # have removed what it pointed at; then there is a newer one.
            newer, _ = self._read_pointer()
            if newer is None or newer == pointer:
                self._give_up(number, error)
                return error
            self._pointer = pointer = newer

    def _fall_back(self, error: IndexStorageError) -> None:
        """Open the newest generation that is whole; raise `error` if there is none."""
        for number in published_numbers(self._index_dir):
            hindrance = self._open(number)
            if hindrance is None:
                return
            self._give_up(number, hindrance)
        raise error

    def _open(
        self, number: int, checksum: str | None = None
    ) -> IndexStorageError | None:
        """Open a generation that was not given up as it is now; give what hinders."""
        marks = marks_of(generation_path(self._index_dir, number))
        if number in self._given_up and self._given_up[number][0] == marks:
            return self._given_up[number][1]
        try:
            generation = open_generation(self._index_dir, number, checksum)
            snapshot = EmbeddedSnapshot(generation)
        except IndexStorageError as error:
            return error
        self._snapshot, self._generation, self._marks = snapshot, generation, marks
        self._read_whole_at = -_DOUBT_SECONDS  # That was another one.
        return None

    def _give_up(self, number: int, error: IndexStorageError) -> None:
        """Open a generation no more while its files look as they do now."""
        if isinstance(error, IndexUnreadableError):
            return  # It may be readable in a moment.
        marks = marks_of(generation_path(self._index_dir, number))
        if (known := self._given_up.get(number)) is None or known[0] != marks:
            _log.error("generation %d is given up: %s", number, error)
        self._given_up[number] = marks, error

    def _was_written_to(self) -> bool:
        """Tell whether anybody has written into the files that are answered from.

        Files that are gone, or in whose place are others, still are what they were
        where they are open.
        """
        assert self._generation is not None
        now = marks_of(self._generation.path)
        return any(
            name in now and now[name][0] == inode and now[name][1:] != (size, modified)
            for name, (inode, size, modified) in self._marks.items()
        )


def marks_of(folder: Path) -> Marks:
    """Look at the files of a folder; of one that cannot be listed there are none."""
    try:
        found = {entry.name: entry.stat() for entry in os.scandir(folder)}
    except OSError:
        return {}
    return {name: (s.st_ino, s.st_size, s.st_mtime_ns) for name, s in found.items()}
