"""Folders of pages → a new generation of a library in a cluster, incrementally."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from index.crew import Crew
from index.errors import SchedulerError
from index.locations import Location
from index.memory import rarely_collected
from index.messages import N_
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
    paths: Sequence[Location],
    cluster: Cluster,
    *,
    is_full: bool = False,
    n_workers: int | None = None,
    progress: Progress | None = None,
    check: Check | None = None,
    wait_seconds: float = 0,
    on_wait: OnWait | None = None,
    scheduler: str | None = None,
) -> ReindexSummary:
    """Bring a library up to date with the pages in `paths`.

    Parameters
    ----------
    cluster : Cluster
    paths, is_full, n_workers, progress, wait_seconds, on_wait
        As `index.reindex.reindex` takes them.
    check : callable, optional
        Looks at the new generation before it is published, and raises if it is wrong.
    scheduler : str, optional
        Address of a Dask scheduler whose workers read the pages and load them, in the
        place of processes here.

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
    scope = plan_scope(paths or list(known.values()), {}, None)
    # Whoever could not be reached at all is told of by now.
    cluster = PatientCluster(cluster.settings)
    with (
        _crew(scheduler, [place.location for place in scope.places]) as crew,
        library_lock(cluster, wait_seconds=wait_seconds, on_wait=on_wait) as lock,
        rarely_collected(),
    ):
        n_workers = n_workers or os.cpu_count() or 1
        storage = ClusterStorage(cluster, lock, reading_version(), check)
        update = Update(storage, paths, is_full, n_workers, progress, crew)
        summary = update.execute()
    summary.seconds = round(time.monotonic() - started, 3)
    return summary


@contextmanager
def _crew(scheduler: str | None, places: list[Location]) -> Iterator[Crew | None]:
    """Call the workers of a scheduler, who must be able to read some places."""
    if not scheduler:
        yield None
        return
    try:
        from index.distributed.crew import DaskCrew
    except ImportError as exc:
        reason = N_("Dask is not installed; install: tracuu[distributed]")
        raise SchedulerError(address=scheduler, reason=reason) from exc
    with DaskCrew(scheduler) as crew:
        crew.check(places)
        yield crew
