"""The index of the next generation: a new one, or one that an earlier run has begun."""

from __future__ import annotations

from datetime import UTC, datetime

from index.opensearch import generations
from index.opensearch.building import Build
from index.opensearch.connection import Cluster
from index.opensearch.generations import Meta
from index.opensearch.library import ClusterGeneration, scan_held
from index.opensearch.removing import drop
from index.opensearch.tables import create_tables_index


def begin(cluster: Cluster, base: ClusterGeneration | None, version: str) -> Build:
    """Make the index of the next generation, or go on with one that was begun.

    Parameters
    ----------
    cluster : Cluster
    base : ClusterGeneration or None
        The live generation, where it is carried on.
    version : str
        `index.reading.reading_version` of the pages that are going to be read.
    """
    resumed = unfinished(cluster, base, version)
    found = generations.find_generations(cluster)
    if not found.has_tables:
        create_tables_index(cluster)
    begun = [n for n in found.numbers if n not in found.kept]
    if resumed is not None:
        drop(cluster, [n for n in begun if n != resumed.generation])
        generations.reopen(cluster, resumed)
        held = scan_held(cluster, resumed.generation)
        return Build(cluster, resumed, base, *held, is_resumed=True)
    drop(cluster, begun)
    # A number that was in use is not used again: who still writes to that index
    # must not find another one.
    base_number = None if base is None else base.number
    meta = Meta(
        found.next,
        datetime.now(UTC).isoformat(timespec="seconds"),
        version,
        base=base_number,
    )
    if base is None:
        generations.create(cluster, meta)
        return Build(cluster, meta, None, {}, {})
    generations.clone(cluster, base.number, meta)
    return Build(cluster, meta, base, base.ledger(), base.groups())


def unfinished(
    cluster: Cluster, base: ClusterGeneration | None, version: str
) -> Meta | None:
    """Look for an index that an earlier run has begun just as this one would."""
    found = generations.find_generations(cluster)
    if not found.numbers or found.numbers[-1] in found.kept:
        return None
    meta = generations.unfinished_meta(cluster, found.numbers[-1])
    wanted = (None if base is None else base.number, version)
    if meta is None or (meta.base, meta.reading_version) != wanted:
        return None
    return None if generations.is_lost(cluster, meta.generation) else meta
