"""Back to the generation before.

The number of a generation only ever grows, or readers and whoever watches them would
have to know about rollbacks: the earlier generation is published once more, under a
new number, with all its files linked. The one that was live stays beside it, so that
a rollback can be taken back by another one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from index.errors import (
    IndexNotFoundError,
    IndexStorageError,
    NoEarlierGenerationError,
)
from index.generations.building import Check, abandon, begin, link, publish
from index.generations.lock import OnWait, reindex_lock
from index.generations.opening import (
    Generation,
    check_whole,
    live_number,
    open_generation,
    sealed_numbers,
)


def rollback(
    index_dir: Path,
    *,
    check: Check | None = None,
    wait_seconds: float = 0,
    on_wait: OnWait | None = None,
) -> Generation:
    """Publish the newest whole generation before the live one again.

    Returns
    -------
    Generation
        Its `manifest.restored_from` tells which one it is the same as.

    Raises
    ------
    NoEarlierGenerationError
        If there is none, or none that is whole.
    IndexNotFoundError, IndexLockedError, IndexWriteError
    """
    with reindex_lock(index_dir, wait_seconds=wait_seconds, on_wait=on_wait):
        if not sealed_numbers(index_dir):
            raise IndexNotFoundError(path=str(index_dir))
        # Where nothing is live for certain, the newest that is whole is wanted back.
        live = live_number(index_dir)
        target = _newest_before(index_dir, live)
        if target is None:
            raise NoEarlierGenerationError(path=str(index_dir))
        number, folder = begin(index_dir, None)
        try:
            for name in target.manifest.files:
                link(target.path / name, folder / name)
            manifest = replace(
                target.manifest,
                generation=number,
                created_at=datetime.now(UTC).isoformat(timespec="seconds"),
                restored_from=target.number,
            )
            return publish(index_dir, manifest, target, check=check, kept=live)
        except BaseException:
            abandon(index_dir, number)
            raise


def _newest_before(index_dir: Path, live: int | None) -> Generation | None:
    for number in sealed_numbers(index_dir):
        if live is None or number < live:
            try:
                generation = open_generation(index_dir, number)
                check_whole(generation)
            except IndexStorageError:
                continue
            return generation
    return None
