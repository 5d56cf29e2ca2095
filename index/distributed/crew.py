"""Dask distributed hands out the work of a reindex.

Of what is on its way there is only so much at any time, whatever the corpus holds:
neither the scheduler nor the command collects it. Dask gives the work of a lost worker
to another; what is lost again and again is cut in halves down to the page.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from time import monotonic
from typing import Any

from distributed import CancelledError, Client, Future, KilledWorker, wait
from distributed.comm import CommClosedError

from index.apart import KILLED, StoppedError
from index.corpus import records
from index.crew import Found, SharedLoading, Target, Visit, Wanted
from index.distributed import hands, work
from index.errors import ReadingStoppedError, SchedulerError, TraCuuError
from index.ingest import Outcome
from index.locations import File, Location, RemoteFile
from index.messages import N_
from index.reading import reading_version

LOOKED_AT = 64
"""Files that are looked into in one go, or fewer of some size."""

LOOKED_AT_BYTES = 8_000_000

LOADED = 1_000
"""Pages that are loaded in one go: two seconds of a processor, and one wait for the
cluster."""

LOADED_OF_ONE = 20_000
"""Of one large file elsewhere, which is fetched each time."""

AHEAD = 2
"""Pieces of work of each kind for each thread of a worker, so that none waits."""

FIRST_WORKER_SECONDS = 30
NO_WORKER_SECONDS = 180
"""For so long there may be no worker, at the start and while the work is done."""

_CONNECT_SECONDS = 10
_TICK_SECONDS = 2

Piece = list[Wanted]


class DaskCrew:
    """The workers of a scheduler; see `index.crew.Crew`.

    Parameters
    ----------
    address : str
        ``tcp://host:8786`` or ``tls://…``, as Dask writes it.

    Raises
    ------
    SchedulerError
        If nobody answers there.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        try:
            # The TLS of Dask's own configuration is used where there is one.
            self._client = Client(
                address, timeout=_CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, ValueError, TypeError, RuntimeError) as exc:
            raise self._error(_told(exc)) from exc

    def __enter__(self) -> DaskCrew:
        return self

    def __exit__(self, *_: object) -> None:
        # Dask takes back what a client that is gone has wanted and nobody has begun.
        with suppress(OSError, TimeoutError):
            self._client.close(timeout=_CONNECT_SECONDS)

    def check(self, places: Sequence[Location]) -> None:
        """Check that every worker reads by the same rules and can read some places.

        Raises
        ------
        SchedulerError
            If there is no worker, or one cannot.
        OtherRulesError
        """
        try:
            self._client.wait_for_workers(1, timeout=FIRST_WORKER_SECONDS)
        except TimeoutError as exc:
            raise self._error(N_("it has no workers")) from exc
        asked = {
            worker: self._submit(work.check_places, list(places), workers=[worker])
            for worker in self._workers()
        }
        for worker, future in asked.items():
            try:
                self._result(future)
            except StoppedError as exc:
                raise self._error(f"{worker}: {exc}") from exc
            except TraCuuError as error:
                error.params["path"] = f"{error.params.get('path', '')} ({worker})"
                raise

    def look(
        self, visits: Iterable[Visit]
    ) -> Iterator[tuple[Visit, Iterable[Found] | None]]:
        """Tell what is in each file, in their order; None where nobody has to look."""
        waiting: deque[tuple[list[Visit], Future | None]] = deque()
        visits = iter(visits)
        is_last = False
        while waiting or not is_last:
            while not is_last and len(waiting) < self._n_ahead():
                batch = list(_batch_of(visits))
                is_last = not batch
                asked = [visit for visit in batch if visit.known is not None]
                future = self._submit(work.look, asked) if asked else None
                waiting.append((batch, future))
            batch, future = waiting.popleft()
            found = iter([] if future is None else self._looked(future, batch))
            for visit in batch:
                yield visit, None if visit.known is None else next(found)

    def load(
        self, loading: SharedLoading, wanted: Iterable[Wanted]
    ) -> Generator[Outcome, None, None]:
        """Load pages; of each one an outcome comes back, when it is safe."""
        target: Target | None = None
        flying: dict[Future, Piece] = {}
        try:
            for piece in _pieces_of(wanted):
                target = target or loading.target()
                flying[self._load(piece, target)] = piece
                while len(flying) >= self._n_ahead():
                    yield from self._loaded(flying, target)
            while flying:
                assert target is not None
                yield from self._loaded(flying, target)
        finally:
            with suppress(OSError, RuntimeError):
                self._client.cancel(list(flying))

    def _load(self, piece: Piece, target: Target) -> Future:
        # Before what is only looked at, or that would pile up.
        if piece[0].is_held:
            ids = [one.entry.id for one in piece]
            return self._submit(work.load_held, ids, target, priority=1)
        wanted: dict[tuple[File, str], dict[str, str]] = {}
        for file, path, entry, _ in piece:
            wanted.setdefault((file, path), {})[entry.path] = entry.content_hash
        parcels = [work.Parcel(*file, pages) for file, pages in wanted.items()]
        return self._submit(work.load, parcels, target, priority=1)

    def _loaded(self, flying: dict[Future, Piece], target: Target) -> Iterator[Outcome]:
        """Wait for some work that is on its way, and yield what became of it."""
        for future in self._wait_for_any(list(flying)):
            piece = flying.pop(future)
            try:
                yield from self._result(future)
            except StoppedError as exc:
                if len(piece) == 1:
                    yield ReadingStoppedError(piece[0].entry.path, reason=str(exc))
                    continue
                middle = len(piece) // 2
                for half in (piece[:middle], piece[middle:]):
                    flying[self._load(half, target)] = half

    def _looked(self, future: Future, batch: list[Visit]) -> list[Iterable[Found]]:
        try:
            return self._result(future)
        except StoppedError:
            asked = [visit for visit in batch if visit.known is not None]
        # One of them has ended whoever looked.
        each = [self._submit(work.look, [visit]) for visit in asked]
        found: list[Iterable[Found]] = []
        for visit, alone in zip(asked, each, strict=True):
            try:
                found += self._result(alone)
            except StoppedError as exc:
                found.append([ReadingStoppedError(visit.path, reason=str(exc))])
        return found

    def _submit(self, done: work.Work, *args: object, **options: Any) -> Future:
        """Have a piece of work done, by whichever worker."""
        arguments = (work.by_rules, reading_version(), done, *args)
        return self._client.submit(hands.call, *arguments, pure=False, **options)

    def _result(self, future: Future) -> Any:
        """Wait for a piece of work.

        Raises
        ------
        StoppedError
            If whoever did it was killed, again and again.
        SchedulerError
            If the scheduler is gone, or all workers.
        """
        self._wait_for_any([future])
        try:
            return future.result()
        except KilledWorker as exc:
            raise StoppedError(KILLED) from exc
        except (CancelledError, CommClosedError) as exc:
            raise self._error(N_("the scheduler is gone")) from exc
        except ImportError as exc:  # Of a worker that has not what we have.
            raise self._error(_told(exc)) from exc
        finally:
            future.release()

    def _wait_for_any(self, futures: list[Future]) -> list[Future]:
        """Wait until something is done, and give what is."""
        seen_at = monotonic()
        while True:
            try:
                with suppress(TimeoutError), self._client.as_current():
                    return list(wait(futures, _TICK_SECONDS, "FIRST_COMPLETED").done)
            except (CancelledError, CommClosedError) as exc:
                raise self._error(N_("the scheduler is gone")) from exc
            if self._client.status != "running":
                raise self._error(N_("the scheduler is gone"))
            if self._workers():
                seen_at = monotonic()
            elif monotonic() - seen_at > NO_WORKER_SECONDS:
                raise self._error(N_("all of its workers are gone"))

    def _workers(self) -> list[str]:
        return list(self._client.scheduler_info(n_workers=-1)["workers"])

    def _n_ahead(self) -> int:
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(AHEAD * sum(worker["nthreads"] for worker in workers), AHEAD)

    def _error(self, reason: str) -> SchedulerError:
        return SchedulerError(address=self._address, reason=reason)


def _batch_of(visits: Iterator[Visit]) -> Iterator[Visit]:
    """Yield files until those that are to be looked into are enough for one go."""
    n_files = n_bytes = 0
    for visit in islice(visits, 100 * LOOKED_AT):
        yield visit
        if visit.known is not None:
            n_files += 1
            n_bytes += _size_of(visit.file)
            if n_files >= LOOKED_AT or n_bytes >= LOOKED_AT_BYTES:
                return


def _pieces_of(wanted: Iterable[Wanted]) -> Iterator[Piece]:
    """Cut what is wanted into pieces of work."""
    by_kind: dict[bool, Piece] = {False: [], True: []}
    for one in wanted:
        piece = by_kind[one.is_held]
        if len(piece) >= LOADED and not (
            len(piece) < LOADED_OF_ONE and _is_one_large_file(piece[-1], one)
        ):
            by_kind[one.is_held] = [one]
            yield piece
        else:
            piece.append(one)
    yield from filter(None, by_kind.values())


def _is_one_large_file(before: Wanted, one: Wanted) -> bool:
    return (
        isinstance(one.file, RemoteFile)
        and one.path == before.path
        and one.file.name.lower().endswith(records.ENDINGS)
        and not one.is_held
    )


def _size_of(file: File) -> int:
    if isinstance(file, RemoteFile):
        return max(file.size or 0, 0)
    try:
        return os.path.getsize(file)
    except OSError:
        return 0


def _told(exc: BaseException) -> str:
    return " ".join(str(exc).split()) or type(exc).__name__
