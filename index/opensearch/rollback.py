"""Back to the generation before, in a cluster.

As at home it is published once more, under a new number, as a clone of what it was;
the one that was live stays beside it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from index.errors import (
    ClusterError,
    IndexCorruptError,
    IndexFormatError,
    IndexNotFoundError,
    NoEarlierGenerationError,
)
from index.ledger import LedgerEntry
from index.opensearch import generations
from index.opensearch.building import Candidate, Check, samples_of
from index.opensearch.connection import Cluster
from index.opensearch.generations import Meta, index_of, place_of
from index.opensearch.library import ClusterGeneration
from index.opensearch.lock import OnWait, library_lock
from index.opensearch.patience import PatientCluster
from index.opensearch.removing import drop, remove_others
from index.opensearch.tables import copy_tables


def rollback(
    cluster: Cluster,
    *,
    check: Check | None = None,
    wait_seconds: float = 0,
    on_wait: OnWait | None = None,
) -> Meta:
    """Publish the generation before the live one again.

    Returns
    -------
    Meta
        Its `restored_from` tells which one it is the same as.

    Raises
    ------
    NoEarlierGenerationError
        If there is none, or none that is whole.
    IndexNotFoundError, IndexLockedError, ClusterError
    """
    place = place_of(cluster.settings)
    # Whoever cannot be reached at all is told of at once.
    if not generations.find_generations(cluster).kept:
        raise IndexNotFoundError(path=place)
    cluster = PatientCluster(cluster.settings)
    with library_lock(cluster, wait_seconds=wait_seconds, on_wait=on_wait) as lock:
        found = generations.find_generations(cluster)
        if found.previous is None:
            raise NoEarlierGenerationError(path=place)
        try:
            target = generations.meta_of(cluster, found.previous)
            ledger = ClusterGeneration(cluster, target).ledger()
        except (IndexNotFoundError, IndexFormatError, IndexCorruptError) as exc:
            raise NoEarlierGenerationError(path=place) from exc
        meta = replace(
            target,
            generation=found.next,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            restored_from=target.generation,
            base=None,
            is_published=False,
        )
        try:
            candidate = _restore(cluster, target, meta, ledger)
            if check is not None:
                check(candidate)
            lock.check()
            meta = replace(meta, is_published=True)
            generations.write_meta(cluster, meta)
            generations.publish(cluster, meta.generation, found.live)
        except BaseException:
            _remove(cluster, meta.generation)
            raise
        remove_others(cluster)
    return meta


def _restore(
    cluster: Cluster, target: Meta, meta: Meta, ledger: dict[str, LedgerEntry]
) -> Candidate:
    generations.clone(cluster, target.generation, meta)
    copy_tables(cluster, target.generation, meta.generation)
    index = index_of(cluster.settings.name, meta.generation)
    n_found = generations.count_articles(cluster, meta.generation)
    if n_found != meta.n_articles:
        raise IndexCorruptError(
            path=f"{place_of(cluster.settings)} ({index})",
            reason=f"expected {meta.n_articles} articles, found {n_found}",
        )
    generations.seal(cluster, meta.generation)
    return Candidate(cluster, index, meta, samples_of(ledger))


def _remove(cluster: Cluster, number: int) -> None:
    try:
        if number not in generations.find_generations(cluster).kept:
            drop(cluster, [number])
    except ClusterError:
        pass  # The next reindex removes it.
