"""A library moves: from a folder into a cluster, and back.

Where it came from stays as it is.
"""

from __future__ import annotations

import os
from pathlib import Path

from index import generations
from index.errors import IndexIsCorpusError
from index.generations.lock import OnWait, reindex_lock
from index.local_storage import LocalGeneration, LocalStorage
from index.memory import rarely_collected
from index.moving import MoveSummary, Progress, move
from index.opensearch import building
from index.opensearch.connection import Cluster
from index.opensearch.generations import find_generations, place_of
from index.opensearch.library import live_generation
from index.opensearch.lock import library_lock
from index.opensearch.patience import PatientCluster
from index.opensearch.storage import ClusterStorage
from index.writer import DEFAULT_MEMORY_MB, article_budget


def move_to_cluster(
    index_dir: Path,
    cluster: Cluster,
    *,
    n_workers: int | None = None,
    progress: Progress | None = None,
    check: building.Check | None = None,
    wait_seconds: float = 0,
    on_wait: OnWait | None = None,
) -> MoveSummary:
    """Publish the live generation of a folder in a library of a cluster.

    Parameters
    ----------
    index_dir : Path
    cluster : Cluster
    n_workers, progress, check, wait_seconds, on_wait
        As `index.opensearch.reindex.reindex` takes them.

    Raises
    ------
    IndexNotFoundError, IndexFormatError, IndexCorruptError
        If the folder has no generation that is whole; nothing was done then.
    IndexLockedError, ClusterError, CorpusError
        What the library had before stays live.
    """
    generation = generations.open_current(index_dir)
    generations.check_whole(generation)
    source = LocalGeneration(generation)
    find_generations(cluster)
    # Whoever could not be reached at all is told of by now.
    cluster = PatientCluster(cluster.settings)
    with (
        library_lock(cluster, wait_seconds=wait_seconds, on_wait=on_wait) as lock,
        rarely_collected(),
    ):
        storage = ClusterStorage(cluster, lock, source.reading_version, check)
        return move(
            source,
            str(generation.path),
            storage,
            n_workers or os.cpu_count() or 1,
            progress,
        )


def move_to_folder(
    cluster: Cluster,
    index_dir: Path,
    *,
    n_workers: int | None = None,
    memory_mb: int = DEFAULT_MEMORY_MB,
    progress: Progress | None = None,
    check: generations.Check | None = None,
    wait_seconds: float = 0,
    on_wait: OnWait | None = None,
) -> MoveSummary:
    """Publish the live generation of a library in a cluster in a folder.

    Parameters
    ----------
    cluster : Cluster
    index_dir : Path
        Made where it does not exist.
    n_workers, memory_mb, progress, check, wait_seconds, on_wait
        As `index.reindex.reindex` takes them.

    Raises
    ------
    IndexNotFoundError, IndexFormatError, IndexCorruptError, ClusterError
        If the library has no generation that can be read.
    IndexIsCorpusError
        If the folder is one of pages.
    IndexLockedError, IndexWriteError, CorpusError
        What the folder had before stays live.
    """
    live_generation(cluster).ledger()
    source = live_generation(PatientCluster(cluster.settings))
    corpora = {Path(path).resolve() for path in source.roots.values()}
    if index_dir.resolve() in corpora:
        raise IndexIsCorpusError(path=str(index_dir))
    n_workers = n_workers or os.cpu_count() or 1
    with (
        reindex_lock(
            index_dir, wait_seconds=wait_seconds, on_wait=on_wait, is_made=True
        ),
        rarely_collected(),
    ):
        storage = LocalStorage(index_dir, article_budget(memory_mb, n_workers), check)
        place = f"{place_of(cluster.settings)} ({source.index})"
        return move(source, place, storage, n_workers, progress)
