"""Folders of pages → a new generation of a library in a cluster, incrementally."""

from __future__ import annotations

import os
import time
from pathlib import Path

from index.memory import rarely_collected
from index.opensearch.building import Check
from index.opensearch.connection import Cluster
from index.opensearch.lock import OnWait, library_lock
from index.opensearch.patience import PatientCluster
from index.opensearch.storage import ClusterStorage, remembered_roots
from index.reading import reading_version
from index.roots import plan_scope
from index.summary import ReindexSummary
from index.update import Progress, Update


def reindex(
    paths: list[Path],
    cluster: Cluster,
    *,
    is_full: bool = False,
    n_workers: int | None = None,
    progress: Progress | None = None,
    check: Check | None = None,
    wait_seconds: float = 0,
    on_wait: OnWait | None = None,
) -> ReindexSummary:
    """Bring a library up to date with the pages in `paths`.

    Parameters
    ----------
    cluster : Cluster
    paths, is_full, n_workers, progress, wait_seconds, on_wait
        As `index.reindex.reindex` takes them.
    check : callable, optional
        Looks at the new generation before it is published, and raises if it is wrong.

    Raises
    ------
    ReindexError, IndexLockedError, ClusterError
        Before or during the run; the live generation stays as it was.
    IndexCorruptError, IndexFormatError
        If the library cannot be opened and does not say which folders it was
        built from; `is_full` builds it anew from `paths`.
    """
    started = time.monotonic()
    # Checked before anything is made, so that a slip leaves nothing in the cluster.
    known = remembered_roots(cluster)
    plan_scope(paths or list(known.values()), {}, None)
    # Whoever could not be reached at all is told of by now.
    cluster = PatientCluster(cluster.settings)
    with (
        library_lock(cluster, wait_seconds=wait_seconds, on_wait=on_wait) as lock,
        rarely_collected(),
    ):
        n_workers = n_workers or os.cpu_count() or 1
        storage = ClusterStorage(cluster, lock, reading_version(), check)
        summary = Update(storage, paths, is_full, n_workers, progress).execute()
    summary.seconds = round(time.monotonic() - started, 3)
    return summary
