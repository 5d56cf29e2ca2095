"""A cluster that is asked until it answers: for work that may take hours.

Who searches is told at once that a node is gone. Who loads waits until another has
taken its place, or it is back: everything that is asked for here may be done twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from index.errors import (
    ClusterAnswerError,
    ClusterIncompleteError,
    ClusterTimeoutError,
    ClusterUnreachableError,
)
from index.opensearch.bulk import PATIENCE
from index.opensearch.connection import Body, Cluster

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 10.0
_GONE = 404

_T = TypeVar("_T")


class PatientCluster(Cluster):
    """A `Cluster` that waits out some minutes of trouble."""

    def ask(
        self,
        method: str,
        path: str,
        body: Body | str | bytes | None = None,
        *,
        timeout: float | None = None,
        is_tried_again: bool = True,
        missing: Any = None,
        **params: object,
    ) -> Any:
        """Send one request and give its answer; see `Cluster.ask`."""

        def once() -> Any:
            return Cluster.ask(
                self,
                method,
                path,
                body,
                timeout=timeout,
                is_tried_again=is_tried_again,
                missing=missing,
                **params,
            )

        return patiently(once) if is_tried_again else once()

    def search_many(
        self,
        index: str,
        bodies: Sequence[Body],
        *,
        timeout: float | None = None,
        **params: object,
    ) -> list[Body]:
        """Search for several things at once; each answer is of all shards."""
        search = Cluster.search_many
        return patiently(lambda: search(self, index, bodies, timeout=timeout, **params))

    def scan(self, index: str, body: Body, n: int = 1000) -> Iterator[Body]:
        """Give all hits of a search; from the start again where it is broken off."""

        def scan() -> list[Body]:
            try:
                return list(Cluster.scan(self, index, dict(body), n))
            except ClusterAnswerError as error:
                if error.status != _GONE:
                    raise
                # The moment that was searched was kept by a node that is gone.
                raise ClusterIncompleteError(reason=str(error)) from error

        return iter(patiently(scan))


def patiently(
    do: Callable[[], _T],
    patience: float = PATIENCE,
    sleep: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> _T:
    """Do something until no trouble that may pass hinders it, for some minutes.

    Parameters
    ----------
    do : callable
        What is as if done once where it is done twice.
    patience : float
        Seconds.
    sleep, clock : callable
        Of `time`.

    Raises
    ------
    ClusterError
        The last one, if it lasts longer; at once what does not pass.
    """
    since = clock()
    wait = _FIRST_WAIT
    while True:
        try:
            return do()
        except (ClusterUnreachableError, ClusterTimeoutError, ClusterIncompleteError):
            if clock() - since >= patience:
                raise
        sleep(wait)
        wait = min(wait * 2, _LONGEST_WAIT)
