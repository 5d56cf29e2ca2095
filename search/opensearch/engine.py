"""Keeps up with the generation that a library's alias names."""

from __future__ import annotations

import copy
import logging
import threading
import time

from index.errors import ClusterError
from index.opensearch.connection import Cluster, ClusterSettings
from search.engine import Snapshot
from search.opensearch.library import live_index, open_library
from search.opensearch.snapshot import ClusterSnapshot

_log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often the alias is looked at: as soon a new generation is seen."""

_LOOK_TIMEOUT = 5.0
"""So long a look may take; all who search wait for it."""


class ClusterEngine:
    """Opens generations of a library as they are published.

    A published generation never changes, so what was read and counted of it stays
    true. One that is removed while a search is under way fails that search with
    `IndexCorruptError`, and the next snapshot is of the one that took its place.

    Parameters
    ----------
    settings : ClusterSettings
    look_seconds : float
        How long the alias is taken to name what it named.
    """

    damaged: str | None = None

    def __init__(
        self, settings: ClusterSettings, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._look_seconds = look_seconds
        self.cluster = Cluster(settings)
        self._lock = threading.Lock()
        self._snapshot: ClusterSnapshot | None = None
        self._look_at = 0.0
        self._failure: ClusterError | None = None

    def snapshot(self) -> ClusterSnapshot:
        """Give the generation that the alias names.

        Raises
        ------
        IndexNotFoundError, IndexFormatError, IndexCorruptError
        ClusterError
            If the cluster does not answer, and none was open before.
        """
        with self._lock:
            if time.monotonic() >= self._look_at:
                self._refresh()
            elif self._snapshot is None and self._failure is not None:
                # Whoever waited for the look that failed need not look again.
                raise copy.copy(self._failure)
            elif self._snapshot is None:
                self._refresh()
            assert self._snapshot is not None
            return self._snapshot

    def prepare(self) -> None:
        """Open the newest generation and read what every search of it needs."""
        self.snapshot().prepare()

    def is_damaged(self, snapshot: Snapshot) -> bool:
        """Tell whether a generation is gone; the next `snapshot` is another then."""
        with self._lock:
            if snapshot is not self._snapshot and isinstance(snapshot, ClusterSnapshot):
                if self._snapshot is None or snapshot.index != self._snapshot.index:
                    return True
            index = live_index(self.cluster)
            if self._snapshot is not None and index == self._snapshot.index:
                return False
            self._snapshot = None
            return index is not None

    def check_whole(self) -> None:
        """Find out whether every shard answers."""
        snapshot = self.snapshot()
        self.cluster.search(snapshot.index, {"size": 0, "track_total_hits": True})

    def _refresh(self) -> None:
        self._failure = None
        try:
            # Where a generation is open, its search is tried again soon enough.
            index = live_index(
                self.cluster, _LOOK_TIMEOUT, is_tried_again=self._snapshot is None
            )
            if self._snapshot is None or index != self._snapshot.index:
                self._snapshot = ClusterSnapshot(open_library(self.cluster))
        except ClusterError as error:
            # A search tells soon enough whether the shards answer.
            if self._snapshot is None:
                self._failure = error
                self._look_at = time.monotonic() + self._look_seconds
                raise
            _log.warning("the alias could not be looked at: %s", error)
        self._look_at = time.monotonic() + self._look_seconds
