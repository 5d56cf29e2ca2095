"""A library in a cluster, as a reindex writes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.article import Article
from index.crew import Target
from index.errors import (
    ClusterError,
    IndexCorruptError,
    IndexFormatError,
    IndexLockedError,
    IndexNotFoundError,
    SchedulerError,
)
from index.ingest import ReadArticle, Sinks
from index.ledger import LedgerEntry, write_failures
from index.locations import Location, location_of
from index.opensearch import generations
from index.opensearch.beginning import begin, unfinished
from index.opensearch.building import Build, Check
from index.opensearch.connection import Cluster, ClusterSettings
from index.opensearch.library import ClusterGeneration, live_generation, read_articles
from index.opensearch.loaded import Loaded
from index.opensearch.lock import Held
from index.opensearch.sink import BulkSinks
from index.stamps import write_stamps
from index.storage import Contents, Files, Loading, Published


class ClusterStorage:
    """A library; see `index.storage.Storage`.

    Parameters
    ----------
    cluster : Cluster
    lock : Held
        Of the library.
    reading_version : str
        Of the pages that are going to be read.
    check : callable, optional
        Looks at a new generation before it is published, and raises if it is wrong.
    """

    def __init__(
        self,
        cluster: Cluster,
        lock: Held,
        reading_version: str,
        check: Check | None = None,
    ) -> None:
        self._cluster = cluster
        self._lock = lock
        self._version = reading_version
        self._check = check

    def remembered_roots(self) -> dict[str, Location]:
        """Give the corpus folders of the library."""
        return remembered_roots(self._cluster)

    def own_folder(self) -> Path | None:
        """Give None: it is in no folder."""
        return None

    def live(self, *, must_remember: bool) -> tuple[Published | None, bool]:
        """Give the generation to carry on, and whether it can be."""
        try:
            live = live_generation(self._cluster)
            live.ledger()
        except IndexNotFoundError:
            return None, False
        except (IndexFormatError, IndexCorruptError):
            if must_remember:
                raise
            return None, False
        return live, True

    def begin(self, base: Published | None, live: Published | None) -> Loading:
        """Begin a generation; its index is made when anything goes into it."""
        assert base is None or isinstance(base, ClusterGeneration)
        assert live is None or isinstance(live, ClusterGeneration)
        return _ClusterLoading(
            self._cluster, self._lock, self._version, self._check, base, live
        )


class _ClusterLoading:
    def __init__(
        self,
        cluster: Cluster,
        lock: Held,
        version: str,
        check: Check | None,
        base: ClusterGeneration | None,
        live: ClusterGeneration | None,
    ) -> None:
        self._cluster = cluster
        self._lock = lock
        self._version = version
        self._check = check
        self._base, self._live = base, live
        self._build: Build | None = None
        if unfinished(cluster, base, version) is not None:
            self._begun()

    @property
    def number(self) -> int:
        return self._begun().meta.generation

    def sinks(self, files: Files) -> Sinks:
        return _LateSinks(self)

    def sinks_of_articles(self, samples: Callable[[], list[Article]]) -> Sinks:
        return BulkSinks(self._cluster.settings, self._begun().alias, are_new=True)

    def make_sinks(self) -> BulkSinks:
        return BulkSinks(self._cluster.settings, self._begun().alias)

    def target(self) -> Target:
        """Give where other machines load to; see `index.crew.SharedLoading`."""
        sinks = self.make_sinks()
        return Target(sinks, _HeldArticles(self._cluster.settings, self._begun().index))

    def take_in(self, outcome: Any) -> None:
        self._lock.raise_if_lost()
        match outcome:
            case ReadArticle(_, row):
                self._begun().note_row(row)
            case Loaded():
                self._begun().note_loaded(outcome)

    def holds(self, entry: LedgerEntry) -> bool:
        build = self._build
        return (
            build is not None and build.is_resumed and build.held.get(entry.id) == entry
        )

    def held_articles(self, ids: Iterable[str]) -> Iterable[Article]:
        if self._build is None:
            return ()
        return read_articles(self._cluster, self._build.index, ids)

    def keep(self, ids: Iterable[str]) -> None:
        wanted = list(ids)
        if self._live is not None and wanted:
            self._begun().add_all(self._live.articles(wanted))

    def remove(self, ids: Iterable[str]) -> None:
        wanted = list(ids)
        if wanted:
            self._begun().remove(wanted)

    def publish(self, contents: Contents) -> int:
        build = self._begun()
        with TemporaryDirectory() as name:
            folder = Path(name)
            write_failures(folder, contents.failures)
            write_stamps(folder, contents.stamps)
            files = {file.name: file.read_bytes() for file in folder.iterdir()}
        candidate = build.finish(
            contents.ledger,
            files,
            len(contents.failures),
            contents.roots,
            contents.reading_version,
        )
        if self._check is not None:
            self._check(candidate)
        # Whoever has lost the lock, as a machine that slept, must not publish.
        self._lock.check()
        build.publish(candidate, None if self._live is None else self._live.number)
        return candidate.meta.n_copies

    def abandon(self) -> None:
        if self._build is not None:
            self._build.abandon()

    def fail(self, exc: BaseException) -> None:
        if self._build is None:
            return
        may_pass = isinstance(exc, ClusterError) and exc.may_pass
        # Or the scheduler of those who loaded is gone.
        is_others = isinstance(exc, IndexLockedError | SchedulerError)
        if may_pass or is_others or not isinstance(exc, Exception):
            # Nothing is wrong with what was loaded: the next run goes on with it, or
            # whoever has the lock now does already.
            self._build.stop()
            return
        with suppress(ClusterError):
            self._build.abandon()

    def _begun(self) -> Build:
        if self._build is None:
            self._build = begin(self._cluster, self._base, self._version)
        return self._build


class _LateSinks:
    """Makes the index when the first page comes: where nothing is new, none."""

    def __init__(self, loading: _ClusterLoading) -> None:
        self._loading: _ClusterLoading | None = loading
        self._sinks: BulkSinks | None = None

    def prepare(self, *, is_large: bool) -> None:
        assert self._loading is not None
        self._sinks = self._loading.make_sinks()
        self._loading = None  # Processes get what is left, and it is large.

    def open(self):
        assert self._sinks is not None
        return self._sinks.open()


@dataclass(frozen=True, slots=True)
class _HeldArticles:
    """Reads articles of an index; goes to other machines."""

    settings: ClusterSettings
    index: str

    def __call__(self, ids: list[str]) -> Iterable[Article]:
        return read_articles(Cluster(self.settings), self.index, ids)


def remembered_roots(
    cluster: Cluster, timeout: float | None = None
) -> dict[str, Location]:
    """Give the corpus folders of a library, even of one that cannot be searched."""
    found = generations.roots_of(cluster, timeout)
    return {name: location_of(path) for name, path in found.items()}
