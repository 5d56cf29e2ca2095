"""Folders of pages → a new generation of the index, incrementally.

Unchanged pages are not read again, changed ones are replaced, vanished ones
removed; a page that cannot be read is reported, and what was last known of it
stays. If nothing changed, the live generation stays as it is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from index.generations import Check, remembered_roots
from index.generations.lock import OnWait, reindex_lock
from index.local_storage import LocalStorage
from index.locations import Location
from index.memory import rarely_collected
from index.roots import plan_scope
from index.summary import ReindexSummary
from index.update import Progress, Update
from index.writer import DEFAULT_MEMORY_MB, article_budget

__all__ = ["ReindexSummary", "reindex"]


def reindex(
    paths: Sequence[Location],
    index_dir: Path,
    *,
    is_full: bool = False,
    n_workers: int | None = None,
    progress: Progress | None = None,
    memory_mb: int = DEFAULT_MEMORY_MB,
    check: Check | None = None,
    wait_seconds: float = 0,
    on_wait: OnWait | None = None,
) -> ReindexSummary:
    """Bring the index in `index_dir` up to date with the pages in `paths`.

    Parameters
    ----------
    paths : sequence of Path or Url
        Corpus folders or files. Empty: those of the last reindex. Articles of
        folders that are not named are left alone, unless `is_full`.
    index_dir : Path
        Made where it does not exist.
    is_full : bool
        Read every page again and keep nothing of the live generation.
    n_workers : int, optional
        Processes that read pages; by default as many as there are processors.
    progress : callable, optional
        Called as the files are gone through.
    memory_mb : int
        Memory that all processes together may take, roughly; less than 650
        for two processes is not less than what they need.
    check : callable, optional
        Looks at the new generation before it is published, and raises if it is wrong.
    wait_seconds : float
        How long to wait for another reindex to end.
    on_wait : callable, optional
        Called once, with who is reindexing, before that is waited for.

    Raises
    ------
    ReindexError, IndexLockedError, IndexWriteError
        Before or during the run; the live generation stays as it was.
    IndexCorruptError, IndexFormatError
        If the index cannot be opened and does not say which folders it was
        built from; `is_full` builds it anew from `paths`.
    IndexUnreadableError
        If the operating system refuses to show it.
    """
    started = time.monotonic()
    # Checked before anything is made, so that a slip leaves no empty index.
    plan_scope(paths or list(remembered_roots(index_dir).values()), {}, index_dir)
    with (
        reindex_lock(
            index_dir, wait_seconds=wait_seconds, on_wait=on_wait, is_made=True
        ),
        rarely_collected(),
    ):
        n_workers = n_workers or os.cpu_count() or 1
        storage = LocalStorage(index_dir, article_budget(memory_mb, n_workers), check)
        summary = Update(storage, paths, is_full, n_workers, progress).execute()
    summary.seconds = round(time.monotonic() - started, 3)
    return summary
