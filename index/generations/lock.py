"""One reindex at a time: the lock of an index directory."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from index.errors import IndexLockedError, IndexNotFoundError, IndexWriteError

OnWait = Callable[[IndexLockedError], None]
"""Called once, with who holds the lock, before it is waited for."""

_POLL_SECONDS = 0.2


@contextmanager
def reindex_lock(
    index_dir: Path,
    *,
    wait_seconds: float = 0,
    on_wait: OnWait | None = None,
    is_made: bool = False,
) -> Iterator[None]:
    """Hold the lock of `index_dir`.

    The kernel drops the lock with the process, so a killed reindex leaves
    none behind. It is a POSIX record lock, which forked worker processes do
    not inherit: they may outlive their parent for a moment.

    Parameters
    ----------
    index_dir : Path
    wait_seconds : float
        How long to wait for another process that holds it; `math.inf` for ever.
    on_wait : callable, optional
    is_made : bool
        Make the directory where there is none.

    Raises
    ------
    IndexNotFoundError
        If there is none and it is not to be made.
    IndexLockedError
        If another process holds it; the message says which and since when.
    IndexWriteError
        If the directory cannot be made or written, now or inside the block.
    """
    try:
        if is_made:
            index_dir.mkdir(parents=True, exist_ok=True)
        elif not os.path.exists(index_dir):
            raise IndexNotFoundError(path=str(index_dir))
        descriptor = os.open(index_dir / "LOCK", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(descriptor, index_dir, wait_seconds, on_wait)
            yield
            os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)
    except OSError as exc:
        # The corpus has errors of its own; what is left is about the index.
        reason = exc.strerror or str(exc)
        if exc.filename is not None and Path(exc.filename) != index_dir:
            reason = f"{reason} ({exc.filename})"
        raise IndexWriteError(path=str(index_dir), reason=reason) from exc


def _take(
    descriptor: int, index_dir: Path, wait_seconds: float, on_wait: OnWait | None
) -> None:
    until = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except (BlockingIOError, PermissionError) as exc:
            error = IndexLockedError(path=str(index_dir), **_holder(descriptor))
            if time.monotonic() >= until:
                raise error from exc
        if on_wait is not None:
            on_wait(error)
            on_wait = None
        time.sleep(_POLL_SECONDS)
    os.ftruncate(descriptor, 0)
    since = f"{datetime.now():%d/%m/%Y %H:%M:%S}"
    os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "since": since}).encode(), 0)


def _holder(descriptor: int) -> dict[str, object]:
    try:
        holder = json.loads(os.pread(descriptor, 200, 0))
        return {"pid": holder["pid"], "since": holder["since"]}
    except (ValueError, KeyError, TypeError):
        # The holder is between taking the lock and writing its name.
        return {"pid": "?", "since": "?"}
