"""A disk that fills up, turns read-only or goes away: the live generation stays.

From the project's folder, as root, since a small file system has to be mounted::

    .venv/bin/python -m bench.reliability.disk_full --sizes 100

An archive with a live generation lies on a tmpfs of its own. First is found out by
halving how much room beside it a reindex needs, once with ``--full`` and once without.
Then the reindex runs with each of many rooms between none and just not enough: it has
to end with 1 and to say in one line which directory cannot be written and why, the
live generation has to answer as before, and with room the next run has to publish
and to leave nothing behind. The same where the file system is mounted read-only, and
where the directory of the index is removed while the reindex runs.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.measuring import folder_size, machine
from bench.reliability.commands import Ended, Operations, run
from bench.reliability.common import Answers, Archive, answers_of, leftovers
from index.errors import IndexNotFoundError, TraCuuError
from search.searcher import open_searcher

_PLENTY = 256 << 20
_PAGE = 4096
"""A tmpfs has so many bytes, or a multiple of them."""


@dataclass
class Outcome:
    """What was tried, and everything that was wrong.

    Attributes
    ----------
    n_full, n_read_only, n_removed : int
        Tries of each kind.
    needed : dict
        Kind of reindex → the least room in bytes with which it ends well.
    """

    n_full: int = 0
    n_read_only: int = 0
    n_removed: int = 0
    needed: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class SmallDisk:
    """A mounted tmpfs.

    Parameters
    ----------
    folder : Path
        Where it is mounted.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mount(self) -> None:
        """Mount it, with plenty of room."""
        self.folder.mkdir(exist_ok=True)
        # Without a limit of their own, names take none of the room.
        options = f"size={_PLENTY},nr_inodes=0"
        _run("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder))

    def unmount(self) -> None:
        """Unmount it, whatever is still open there."""
        _run("umount", "-l", str(self.folder))

    def set_free(self, n_bytes: int) -> None:
        """Leave so much room beside what is there now."""
        self._remount(f"rw,size={self._used() + n_bytes // _PAGE * _PAGE}")

    def set_plenty(self) -> None:
        """Leave plenty of room, and let it be written again."""
        self._remount(f"rw,size={_PLENTY}")

    def set_read_only(self) -> None:
        """Let nothing be written."""
        self._remount("ro")

    def _used(self) -> int:
        found = os.statvfs(self.folder)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    def _remount(self, options: str) -> None:
        _run("mount", "-o", f"remount,{options}", str(self.folder))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount a small disk for a block.

    Raises
    ------
    OSError
        Where this process may not mount.
    """
    disk = SmallDisk(folder)
    disk.mount()
    try:
        yield disk
    finally:
        disk.unmount()


class Filler:
    """Reindexes an archive on a small disk and looks at what is left of it.

    Parameters
    ----------
    disk : SmallDisk
    folder : Path
        On another disk, for the corpus.
    base : int
        About how many articles.
    """

    def __init__(self, disk: SmallDisk, folder: Path, base: int) -> None:
        self.outcome = Outcome()
        self._disk = disk
        self._archive = Archive(folder, base)
        self._log = folder / "log"
        self._archive.publish(1)
        self._pristine = self._archive.index
        self._old = answers_of(open_searcher(self._pristine))
        self._new = self._archive.expected(2)
        self._archive.write(2)
        self._archive.index = disk.folder / "index"

    def find_needed(self, kind: str) -> None:
        """Find the least room that a kind of reindex ends well with, to a page."""
        low, high = 0, folder_size(self._pristine)
        while not self._fits(kind, high):
            low, high = high, 2 * high
        while high - low > _PAGE:
            middle = (low + high) // 2
            if self._fits(kind, middle):
                high = middle
            else:
                low = middle
        self.outcome.needed[kind] = high

    def fill(self, kind: str, free: int) -> None:
        """Reindex with too little room, then with plenty."""
        self._restore()
        self._disk.set_free(free)
        self.outcome.n_full += 1
        about = f"{kind} with {free:,} bytes"
        self._check_refused(about, self._reindex(kind), "No space left on device")
        self._check_again(about, kind)

    def refuse(self, kind: str) -> None:
        """Reindex on a disk that is read-only."""
        self._restore()
        self._disk.set_read_only()
        self.outcome.n_read_only += 1
        about = f"{kind}, read-only"
        self._check_refused(about, self._reindex(kind), "Read-only file system")
        self._check_again(about, kind)

    def remove(self, kind: str, share: float) -> None:
        """Remove the index before an operation of the reindex; `share` says which."""
        self._restore()
        counted = Operations()
        self._reindex(kind, counted)
        self._restore()
        self.outcome.n_removed += 1
        at = max(1, round(share * counted.n))
        about = f"{kind}, removed before operation {at} of {counted.n}"
        # The last one is flushing the directory, which may be gone by then.
        then = partial(shutil.rmtree, self._archive.index, ignore_errors=True)
        ended = self._reindex(kind, Operations(then, at))
        if ended.status not in (0, 1) or "Traceback" in ended.said:
            self._note(f"{about}: {ended}")
        if ended.status == 1 and str(self._archive.index) not in ended.said:
            self._note(f"{about}: it does not say where: {ended.said}")
        try:
            if answers_of(open_searcher(self._archive.index)) != self._new:
                self._note(f"{about}: what is left answers wrong")
        except IndexNotFoundError:
            pass
        except TraCuuError as error:
            self._note(f"{about}: {error}")
        self._check_again(about, kind)

    def _fits(self, kind: str, free: int) -> bool:
        self._restore()
        self._disk.set_free(free)
        return self._reindex(kind).status == 0

    def _restore(self) -> None:
        """Put the index with the old generation in place, with plenty of room."""
        gc.collect()  # What was opened here to look at holds files that are removed.
        self._disk.set_plenty()
        shutil.rmtree(self._archive.index, ignore_errors=True)
        shutil.copytree(self._pristine, self._archive.index)

    def _reindex(self, kind: str, operations: Operations | None = None) -> Ended:
        paths = [str(self._archive.corpus), "--index", str(self._archive.index)]
        full = ["--full"] if kind == "full" else []
        command = ["--lang", "en", "reindex", *paths, "--workers", "2", *full]
        return run(command, self._log, operations and operations.watch)

    def _check_refused(self, about: str, ended: Ended, reason: str) -> None:
        said = ended.said.strip()
        if ended.status != 1:
            self._note(f"{about}: ended with {ended.status}")
        if reason not in said or str(self._archive.index) not in said or "\n" in said:
            self._note(f"{about}: said {said}")
        self._check(about, self._old)

    def _check_again(self, about: str, kind: str) -> None:
        self._disk.set_plenty()
        ended = self._reindex(kind)
        about = f"{about}, again with room"
        if ended.status:
            self._note(f"{about}: {ended.said}")
            return
        self._check(about, self._new)
        if left := leftovers(self._archive.index):
            self._note(f"{about}: left {left}")

    def _check(self, about: str, expected: Answers) -> None:
        try:
            if answers_of(open_searcher(self._archive.index)) != expected:
                self._note(f"{about}: other answers")
        except TraCuuError as error:
            self._note(f"{about}: {error}")

    def _note(self, wrong: str) -> None:
        self.outcome.wrong.append(wrong)


def fill_many(folder: Path, n_sizes: int, base: int) -> Outcome:
    """Try so many rooms between none and just not enough, and the other faults.

    Raises
    ------
    OSError
        Where this process may not mount a file system.
    """
    with small_disk(folder / "disk") as disk:
        filler = Filler(disk, folder, base)
        kinds = ("incremental", "full")
        for kind in kinds:
            filler.find_needed(kind)
            filler.refuse(kind)
            n_of_kind = max(n_sizes // len(kinds), 1)
            for at in range(n_of_kind):
                # Two pages short of enough, to which it is known, is the last of them.
                most = max(filler.outcome.needed[kind] - 2 * _PAGE, 0)
                share = at / max(n_of_kind - 1, 1)
                filler.fill(kind, round(share * most))
                if at % 5 == 0:
                    filler.remove(kind, at / n_of_kind)
    return filler.outcome


def main() -> int:
    """Fill, print what became of it, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, default=100)
    parser.add_argument("--articles", type=int, default=400)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        try:
            outcome = fill_many(Path(folder), arguments.sizes, arguments.articles)
        except PermissionError as error:
            print(f"skipped: no file system can be mounted here ({error})")
            return 0
    needed = ", ".join(f"{kind} {n:,}" for kind, n in outcome.needed.items())
    print(
        f"Bytes that a reindex needs: {needed}. {outcome.n_full} times too little "
        f"room, {outcome.n_read_only} times read-only, {outcome.n_removed} times "
        f"removed: {len(outcome.wrong)} wrong."
    )
    print(*outcome.wrong, sep="\n")
    return 1 if outcome.wrong else 0


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as exc:
        reason = getattr(exc, "stderr", None) or str(exc)
        raise PermissionError(reason.strip()) from exc


if __name__ == "__main__":
    sys.exit(main())
