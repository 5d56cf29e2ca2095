"""One reindex at a time: the lock of a library in a cluster.

It is a document that only one can create. Whoever holds it writes to it again every
few seconds; a holder that has not done so for a minute is gone, and so is one of this
machine whose process is. Who has lost it (a machine that slept) notices before it
publishes anything.
"""

from __future__ import annotations

import math
import os
import platform
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from index.errors import ClusterAnswerError, ClusterError, IndexLockedError
from index.opensearch.connection import Cluster
from index.opensearch.generations import place_of
from index.opensearch.tables import create_tables_index, tables_index

OnWait = Callable[[IndexLockedError], None]
"""Called once, with who holds the lock, before it is waited for."""

BEAT_SECONDS = 10.0
STALE_SECONDS = 60.0

_ID = "lock"
_POLL_SECONDS = 1.0
_CONFLICT = 409

Place = tuple[int, int]
"""Sequence number and term of a document: which writing of it is meant."""


@dataclass(slots=True)
class _Seen:
    """The lock as it was found: its holder, which writing, and when that was seen."""

    holder: dict[str, Any]
    place: Place
    since: float


class Held:
    """A lock that is held.

    Parameters
    ----------
    cluster : Cluster
    holder : dict
    place : (int, int)
    """

    def __init__(self, cluster: Cluster, holder: dict[str, Any], place: Place) -> None:
        self._cluster = cluster
        # A beat that does not get through is followed by the next one.
        self._quick = Cluster(cluster.settings)
        self._holder = holder
        self._place = place
        self._guard = threading.Lock()
        self._lost: dict[str, Any] | None = None

    def raise_if_lost(self) -> None:
        """Raise what `check` does if it was noticed already; nobody is asked."""
        if self._lost is not None:
            raise _locked(self._cluster, self._lost)

    def check(self) -> None:
        """Make sure that it is still held, for as long as the next thing takes.

        Raises
        ------
        IndexLockedError
            If somebody else holds it now.
        ClusterError
        """
        with self._guard:
            if self._lost is None:
                self._beat(self._cluster)
            self.raise_if_lost()

    def beat(self) -> None:
        """Say that the holder lives; what cannot be said now is said next time."""
        with self._guard, suppress(ClusterError):
            if self._lost is None:
                self._beat(self._quick)

    def give_back(self) -> None:
        """Let others have it."""
        with self._guard:
            if self._lost is None:
                _ask(self._quick, "DELETE", place=self._place)

    def _beat(self, cluster: Cluster) -> None:
        body = self._holder | {"beat_at": time.time()}
        try:
            self._place = _ask(cluster, "PUT", body, self._place)
        except _ConflictError:
            found = _look(cluster)
            if found is not None and found.holder["run"] == self._holder["run"]:
                # An earlier attempt got through whose answer did not.
                self._place = found.place
            else:
                self._lost = {} if found is None else found.holder


class _ConflictError(Exception):
    """The document is not what it was."""


@contextmanager
def library_lock(
    cluster: Cluster,
    *,
    wait_seconds: float = 0,
    on_wait: OnWait | None = None,
) -> Iterator[Held]:
    """Hold the lock of a library.

    Parameters
    ----------
    cluster : Cluster
    wait_seconds : float
        How long to wait for another process that holds it; `math.inf` for ever.
    on_wait : callable, optional

    Raises
    ------
    IndexLockedError
        If another process holds it; the message says which and since when.
    ClusterError
    """
    create_tables_index(cluster)
    held = _take(cluster, wait_seconds, on_wait)
    is_over = threading.Event()

    def beat() -> None:
        while not is_over.wait(BEAT_SECONDS):
            held.beat()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield held
    finally:
        is_over.set()
        # Whoever cannot be told finds it stale in a minute.
        with suppress(ClusterError, _ConflictError):
            held.give_back()


def _take(cluster: Cluster, wait_seconds: float, on_wait: OnWait | None) -> Held:
    holder = {
        "run": uuid.uuid4().hex,
        "host": platform.node(),
        "machine": _machine(),
        "pid": os.getpid(),
        "started": _start_of(os.getpid()),
        "since": f"{datetime.now():%d/%m/%Y %H:%M:%S}",
    }
    until = time.monotonic() + wait_seconds
    seen: _Seen | None = None
    while True:
        found = _look(cluster)
        if found is not None and found.holder.get("run") == holder["run"]:
            return Held(cluster, holder, found.place)
        if seen is None or found is None or found.place != seen.place:
            seen = found
        with suppress(_ConflictError):
            if seen is None or _is_gone(seen):
                body = holder | {"beat_at": time.time()}
                place = None if seen is None else seen.place
                return Held(cluster, holder, _ask(cluster, "PUT", body, place))
            error = _locked(cluster, seen.holder)
            is_silent = _is_silent(seen)
            if time.monotonic() >= until and not is_silent:
                raise error
            if on_wait is not None and not is_silent:
                on_wait(error)
                on_wait = None
        time.sleep(_POLL_SECONDS)


def _is_gone(seen: _Seen) -> bool:
    """Tell whether a holder is no more."""
    holder = seen.holder
    if holder.get("machine") == _machine():
        return _start_of(holder["pid"]) != holder.get("started")
    # Its clock may be wrong; that it said nothing while we listened is certain.
    listened = time.monotonic() - seen.since
    return _is_silent(seen) and listened > 2 * BEAT_SECONDS


def _is_silent(seen: _Seen) -> bool:
    """Tell whether a holder of another machine has not said for long that it lives."""
    if seen.holder.get("machine") == _machine():
        return False
    told = time.time() - seen.holder.get("beat_at", -math.inf)
    listened = time.monotonic() - seen.since
    return max(told, listened) > STALE_SECONDS


def _look(cluster: Cluster) -> _Seen | None:
    path = f"/{tables_index(cluster.settings.name)}/_doc/{_ID}"
    found = cluster.ask("GET", path, missing={})
    if not found.get("found"):
        return None
    place = (found["_seq_no"], found["_primary_term"])
    return _Seen(found["_source"]["holder"], place, time.monotonic())


def _ask(
    cluster: Cluster,
    method: str,
    holder: dict[str, Any] | None = None,
    place: Place | None = None,
) -> Place:
    """Write or delete the lock, if it is what it was at `place`; None: if it is not."""
    path = f"/{tables_index(cluster.settings.name)}/_doc/{_ID}"
    params: dict[str, object] = {"op_type": "create"}
    if place is not None:
        params = {"if_seq_no": place[0], "if_primary_term": place[1]}
    body = None if holder is None else {"holder": holder}
    try:
        answer = cluster.ask(method, path, body, **params)
    except ClusterAnswerError as error:
        if error.status == _CONFLICT:
            raise _ConflictError from error
        raise
    return answer["_seq_no"], answer["_primary_term"]


def _locked(cluster: Cluster, holder: dict[str, Any]) -> IndexLockedError:
    pid = holder.get("pid", "?")
    host = holder.get("host")
    return IndexLockedError(
        path=place_of(cluster.settings),
        pid=f"{pid} ({host})" if host else pid,
        since=holder.get("since", "?"),
    )


def _machine() -> str:
    """Name the running system that a process number is of: a container is another."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return platform.node()


def _start_of(pid: int) -> str:
    """Tell when a process was started, as numbers are used again; empty: it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        state, *after = fields.rpartition(")")[2].split()
        return "" if state in "ZX" else after[18]
    except (OSError, IndexError):
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        pass
    return "?"
