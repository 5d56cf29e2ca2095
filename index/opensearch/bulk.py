"""Many documents into a cluster: some requests at a time, each until it is done.

A cluster that has enough to do says so (429), a node may be lost, an answer may be
late: then the same is sent again, after waits that grow. Ids are idempotent, so what
got through twice is there once. What was sent comes out when all of it is safe.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from index.errors import (
    ClusterAnswerError,
    ClusterTimeoutError,
    ClusterUnreachableError,
)
from index.opensearch.connection import Cluster, write_json

MAX_BYTES = 5_000_000
MAX_DOCUMENTS = 500
"""Of one request; it goes off when it has either."""

IN_FLIGHT = 2
"""Requests of a process that wait for their answers; more waits to be sent."""

PATIENCE = 180.0
"""Seconds of trouble, without any document getting through, before it is given up."""

_FIRST_WAIT = 0.2
_LONGEST_WAIT = 10.0
_GROWTH = 2.0

_BUSY = frozenset((429, 502, 503, 504))
_NOT_TO_BE_KEPT = frozenset((400, 413))
"""Statuses of a document that the cluster can do nothing with, whenever it comes."""

Ask = Callable[[str], dict[str, Any]]
"""Sends the lines of a request and gives the answer, or raises a `ClusterError`."""


@dataclass(slots=True)
class Action:
    """One line or two of a request, and what it is about.

    Attributes
    ----------
    lines : str
    about : object
        Comes out again.
    """

    lines: str
    about: Any


@dataclass(slots=True)
class Sent:
    """What became of the actions of one request.

    Attributes
    ----------
    done : list
        What those were about that are safe.
    refused : list of (object, str)
        What the others were about, and why the cluster cannot keep them.
    """

    done: list[Any] = field(default_factory=list)
    refused: list[tuple[Any, str]] = field(default_factory=list)


def index_action(id_: str, document: dict[str, Any], about: Any = None) -> Action:
    """Add a document, or put it in the place of the one that has its id."""
    action = write_json({"index": {"_id": id_}})
    return Action(f"{action}\n{write_json(document)}\n", about)


def delete_action(id_: str, about: Any = None) -> Action:
    """Remove a document; one that is not there is removed already."""
    return Action(write_json({"delete": {"_id": id_}}) + "\n", about)


class Bulk:
    """Collects actions into requests, and sends some at a time.

    Parameters
    ----------
    cluster : Cluster
    alias : str
        What is written to; where no index has it, none is made.
    n_in_flight : int
    """

    def __init__(
        self, cluster: Cluster, alias: str, n_in_flight: int = IN_FLIGHT
    ) -> None:
        self._cluster = cluster
        self._path = f"/{alias}/_bulk"
        self._hosts = ", ".join(cluster.settings.hosts)
        self._n_in_flight = n_in_flight
        self._waiting: list[Action] = []
        self._size = 0
        self._flying: deque[Future[Sent]] = deque()
        self._threads: ThreadPoolExecutor | None = None

    def add(self, action: Action) -> None:
        """Take an action; waits where enough is on its way already.

        Raises
        ------
        ClusterError
            As `send_until_done`, for an earlier request.
        """
        self._waiting.append(action)
        self._size += len(action.lines)
        if self._size >= MAX_BYTES or len(self._waiting) >= MAX_DOCUMENTS:
            self._send()

    def done(self) -> list[Sent]:
        """Give what has got through since this was called last."""
        found = []
        while self._flying and self._flying[0].done():
            found.append(self._flying.popleft().result())
        return found

    def finish(self) -> list[Sent]:
        """Send what is left, and wait for all; this may be used again then."""
        if self._waiting:
            self._send()
        found = [future.result() for future in self._flying]
        self._flying.clear()
        return found

    def close(self) -> None:
        """End the threads; what is on its way is given up."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None

    def _send(self) -> None:
        if self._threads is None:
            # Not before: threads do not come along into a process that is forked.
            self._threads = ThreadPoolExecutor(self._n_in_flight)
        flying = [future for future in self._flying if not future.done()]
        if len(flying) >= self._n_in_flight:
            # What is behind it stays in memory: nothing more is taken for now.
            flying[0].result()
        actions, self._waiting, self._size = self._waiting, [], 0
        self._flying.append(
            self._threads.submit(send_until_done, self._ask, actions, self._hosts)
        )

    def _ask(self, lines: str) -> dict[str, Any]:
        # `send_until_done` waits longer, and sends less again.
        return self._cluster.ask(
            "POST", self._path, lines, is_tried_again=False, require_alias="true"
        )


def send_all(cluster: Cluster, alias: str, actions: Iterable[Action]) -> None:
    """Send actions of which none may be refused.

    Raises
    ------
    ClusterAnswerError
        If one is.
    ClusterError
    """
    bulk = Bulk(cluster, alias)
    try:
        for action in actions:
            bulk.add(action)
            _raise_refused(bulk.done())
        _raise_refused(bulk.finish())
    finally:
        bulk.close()


def send_until_done(
    ask: Ask,
    actions: Sequence[Action],
    hosts: str,
    patience: float = PATIENCE,
    sleep: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Sent:
    """Send actions until each of them is done or refused for what it is.

    Parameters
    ----------
    ask : callable
    actions : sequence of Action
    hosts : str
        Where they are sent to, for the error.
    patience : float
        Seconds of trouble, without any action being done, after which it is given up.
    sleep, clock : callable
        Of `time`.

    Raises
    ------
    ClusterUnreachableError, ClusterTimeoutError
        If the trouble lasts longer.
    ClusterRefusedError, ClusterAnswerError
        If the cluster does not let us write, or the index is gone.
    """
    sent = Sent()
    left = list(actions)
    wait = _FIRST_WAIT
    trouble_since = clock()
    while left:
        problem: Exception
        try:
            answer = ask("".join(action.lines for action in left))
        except (ClusterUnreachableError, ClusterTimeoutError) as error:
            problem = error
        except ClusterAnswerError as error:
            if error.status not in _NOT_TO_BE_KEPT:
                raise
            # Of a request that cannot be read at all, the parts may be.
            if len(left) == 1:
                sent.refused.append((left[0].about, str(error)))
                return sent
            middle = len(left) // 2
            for half in (left[:middle], left[middle:]):
                part = send_until_done(ask, half, hosts, patience, sleep, clock)
                sent.done += part.done
                sent.refused += part.refused
            return sent
        else:
            busy = _sort_out(answer, left, sent)
            if len(busy) < len(left):
                wait, trouble_since = _FIRST_WAIT, clock()
            if not busy:
                return sent
            left = [action for action, _ in busy]
            problem = ClusterUnreachableError(
                hosts=hosts, reason=f"{len(busy)} × {busy[0][1]}"
            )
        if clock() - trouble_since >= patience:
            raise problem
        sleep(wait)
        wait = min(wait * _GROWTH, _LONGEST_WAIT)
    return sent


def _sort_out(
    answer: dict[str, Any], actions: list[Action], sent: Sent
) -> list[tuple[Action, str]]:
    """Note what is done and what is refused; give what is to be sent again, and why."""
    busy = []
    for action, item in zip(actions, answer["items"], strict=True):
        ((kind, result),) = item.items()
        status = result["status"]
        if status < 300 or (kind == "delete" and result.get("result") == "not_found"):
            sent.done.append(action.about)
            continue
        error = result.get("error")
        reason = error.get("reason") if isinstance(error, dict) else str(error)
        if isinstance(error, dict) and error.get("caused_by"):
            reason = f"{reason}: {error['caused_by'].get('reason')}"
        if status in _BUSY:
            busy.append((action, f"{status} {reason}"))
        elif status in _NOT_TO_BE_KEPT:
            sent.refused.append((action.about, _shortened(reason)))
        else:
            raise ClusterAnswerError(reason=_shortened(reason), status=status)
    return busy


def _raise_refused(found: list[Sent]) -> None:
    for sent in found:
        for about, reason in sent.refused:
            raise ClusterAnswerError(
                reason=f"{json.dumps(about)}: {reason}", status=400
            )


def _shortened(reason: object) -> str:
    text = " ".join(str(reason).split())
    return text if len(text) <= 300 else f"{text[:299]}…"
