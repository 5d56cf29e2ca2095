"""One reindex at a time: the lock of an index directory."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from index.errors import IndexLockedError, IndexWriteError


@contextmanager
def reindex_lock(index_dir: Path) -> Iterator[None]:
    """Hold the lock of `index_dir`, which is made where it does not exist.

    The kernel drops the lock with the process, so a killed reindex leaves
    none behind. It is a POSIX record lock, which forked worker processes do
    not inherit: they may outlive their parent for a moment.

    Raises
    ------
    IndexLockedError
        If another process holds it; the message says which and since when.
    IndexWriteError
        If the directory cannot be made or written.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(index_dir / "LOCK", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as exc:
        raise IndexWriteError(path=str(index_dir), reason=exc.strerror) from exc
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as exc:
            raise IndexLockedError(path=str(index_dir), **_holder(descriptor)) from exc
        os.ftruncate(descriptor, 0)
        since = f"{datetime.now():%d/%m/%Y %H:%M:%S}"
        os.pwrite(
            descriptor, json.dumps({"pid": os.getpid(), "since": since}).encode(), 0
        )
        yield
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> dict[str, object]:
    try:
        holder = json.loads(os.pread(descriptor, 200, 0))
        return {"pid": holder["pid"], "since": holder["since"]}
    except (ValueError, KeyError, TypeError):
        # The holder is between taking the lock and writing its name.
        return {"pid": "?", "since": "?"}
