"""Where a cluster is, who we are there, and what its answers mean.

Every request goes through `Cluster`: it finds a node that lives, tries again where
that can help and loses nothing, and tells an answer of the whole cluster from one of
a part of it. No object of the client library leaves this module.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import ssl
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    ConnectionError as NoConnection,
)
from opensearchpy.exceptions import (
    ConnectionTimeout,
    OpenSearchException,
    SSLError,
    TransportError,
)
from urllib3 import Timeout

from index.errors import (
    ClusterAnswerError,
    ClusterIncompleteError,
    ClusterRefusedError,
    ClusterTimeoutError,
    ClusterUnreachableError,
    ClusterUntrustedError,
)
from index.opensearch.answers import (
    is_whole,
    reason_of,
    reason_of_certificate,
    shortened,
)

_BUSY = (429, 502, 503, 504)
"""Statuses of a node that may be able to answer in a moment, or another node is."""

_WAITS = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Seconds before each further attempt; a lost node is replaced within that time."""

_CONNECT_SECONDS = 5.0
"""So long one node may take to accept a connection before another one is asked."""

JSON_LINES = {"content-type": "application/x-ndjson"}

Body = dict[str, Any]

# What went wrong is said by our errors, and a 404 may be just what was expected.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How to reach a cluster, and which library of it is meant.

    Attributes
    ----------
    hosts : tuple of str
        Addresses of some of its nodes: ``https://kho-1.example:9200``.
    name : str
        Of the library: the alias that is searched, and what its indexes begin with.
    user, password : str
        For basic authentication; empty: none.
    api_key : str
        Sent in place of them; empty: none.
    ca_file : str
        Certificates of who signed the nodes'; empty: those of the system.
    timeout : float
        Seconds that one request may take.
    n_shards, n_replicas : int
        Of a new index.
    """

    hosts: tuple[str, ...]
    name: str = "tracuu"
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca_file: str = ""
    timeout: float = 30.0
    n_shards: int = 1
    n_replicas: int = 1


class Cluster:
    """Sends requests to a cluster; safe to use from several threads, and after a fork.

    Parameters
    ----------
    settings : ClusterSettings
    """

    def __init__(self, settings: ClusterSettings) -> None:
        self.settings = settings
        self._client: OpenSearch | None = None
        self._pid = 0

    def __reduce__(self) -> tuple:
        # Connections stay where they are; another process makes its own.
        return type(self), (self.settings,)

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
        """Send one request and give its answer.

        Parameters
        ----------
        method, path : str
        body : dict, str or bytes, optional
            JSON; text is lines of it.
        timeout : float, optional
            Seconds for all attempts together; by default those of the settings for
            each.
        is_tried_again : bool
            Whether to try again where a node is busy or gone. What is done twice
            must be as if it were done once.
        missing : object, optional
            Given where the answer is 404, which is an error otherwise.
        **params
            Of the address.

        Raises
        ------
        ClusterUnreachableError
            If no node answers, or all are too busy to.
        ClusterTimeoutError
        ClusterRefusedError
            If the cluster does not know us, or may not let us.
        ClusterUntrustedError
            If a node has a certificate that nobody vouches for.
        ClusterAnswerError
            If it cannot do what it was asked for.
        """
        ends = None if timeout is None else time.monotonic() + timeout
        waits = iter(_WAITS if is_tried_again else ())
        while True:
            left = self.settings.timeout
            if ends is not None:
                left = max(min(left, ends - time.monotonic()), 0.001)
            try:
                return self._send(method, path, body, left, params)
            except ClusterUnreachableError:
                wait = next(waits, None)
                if wait is None or (ends and time.monotonic() + wait > ends):
                    raise
                time.sleep(wait)
            except ClusterAnswerError as error:
                if error.status == 404 and missing is not None:
                    return missing
                raise

    def search(
        self, index: str, body: Body, *, timeout: float | None = None, **params: object
    ) -> Body:
        """Search, and give the answer of all shards or none.

        Raises
        ------
        ClusterIncompleteError
            If a shard did not answer, however often it was asked.
        ClusterTimeoutError, ClusterUnreachableError, ClusterRefusedError,
        ClusterAnswerError
            As `ask`.
        """
        (found,) = self.search_many(index, [body], timeout=timeout, **params)
        return found

    def search_many(
        self,
        index: str,
        bodies: Sequence[Body],
        *,
        timeout: float | None = None,
        **params: object,
    ) -> list[Body]:
        """Search for several things at once; each answer is of all shards."""
        ends = None if timeout is None else time.monotonic() + timeout
        found: list[Body | None] = [None] * len(bodies)
        for wait in (*_WAITS, None):
            open_ = [at for at, one in enumerate(found) if one is None]
            left = None if ends is None else max(ends - time.monotonic(), 0.001)
            answers = self._ask_for([bodies[at] for at in open_], index, left, params)
            problem: Body | None = None
            for at, answer in zip(open_, answers, strict=True):
                if is_whole(answer):
                    found[at] = answer
                else:
                    problem = answer
            if problem is None:
                return [one for one in found if one is not None]
            if wait is None or (ends and time.monotonic() + wait > ends):
                raise ClusterIncompleteError(reason=reason_of(problem))
            time.sleep(wait)
        raise AssertionError

    def _ask_for(
        self,
        bodies: Sequence[Body],
        index: str,
        timeout: float | None,
        params: dict[str, object],
    ) -> list[Body]:
        if len(bodies) == 1:
            path = f"/{index}/_search" if index else "/_search"
            return [self.ask("POST", path, bodies[0], timeout=timeout, **params)]
        lines = "".join(f"{{}}\n{write_json(body)}\n" for body in bodies)
        path = f"/{index}/_msearch"
        answer = self.ask("POST", path, lines, timeout=timeout, **params)
        for one in answer["responses"]:
            if one.get("status", 200) in (400, 404):
                raise ClusterAnswerError(reason=reason_of(one), status=one["status"])
        return answer["responses"]

    def scan(self, index: str, body: Body, n: int = 1000) -> Iterator[Body]:
        """Yield all hits of a search in the order of ``_doc``, as of one moment.

        Parameters
        ----------
        index : str
        body : dict
            Without size and order.
        n : int
            Hits a request.
        """
        point = self.ask(
            "POST",
            f"/{index}/_search/point_in_time",
            keep_alive="5m",
            # Otherwise a shard that is on no node would be left out for good.
            allow_partial_pit_creation="false",
        )
        pit = {"id": point["pit_id"], "keep_alive": "5m"}
        body = body | {"size": n, "pit": pit, "sort": [{"_shard_doc": "asc"}]}
        try:
            while True:
                # The point in time says which index; nobody else may wait in here.
                (answer,) = Cluster.search_many(self, "", [body])
                hits = answer["hits"]["hits"]
                yield from hits
                if len(hits) < n:
                    return
                body["search_after"] = hits[-1]["sort"]
        finally:
            self.ask(
                "DELETE",
                "/_search/point_in_time",
                {"pit_id": [point["pit_id"]]},
                missing={},
            )

    def _send(
        self,
        method: str,
        path: str,
        body: Body | str | bytes | None,
        timeout: float,
        params: dict[str, object],
    ) -> Any:
        try:
            return self._connected().transport.perform_request(
                method,
                path,
                params={**params, "request_timeout": _limit(timeout)},
                body=write_json(body) if isinstance(body, dict) else body,
                headers=JSON_LINES if isinstance(body, str | bytes) else None,
            )
        except ConnectionTimeout as exc:
            raise ClusterTimeoutError(
                seconds=round(timeout, 1), hosts=self._hosts()
            ) from exc
        except SSLError as exc:
            reason = str(exc.error)
            if "CERTIFICATE_VERIFY_FAILED" in reason:
                raise ClusterUntrustedError(
                    hosts=self._hosts(), reason=reason_of_certificate(reason)
                ) from exc
            raise ClusterUnreachableError(
                hosts=self._hosts(), reason=shortened(reason)
            ) from exc
        except NoConnection as exc:
            raise ClusterUnreachableError(
                hosts=self._hosts(), reason=shortened(exc.info or exc.error)
            ) from exc
        except TransportError as exc:
            raise self._meaning_of(exc) from exc
        except OpenSearchException as exc:
            raise ClusterAnswerError(reason=shortened(exc), status=0) from exc

    def _meaning_of(self, exc: TransportError) -> Exception:
        status = exc.status_code if isinstance(exc.status_code, int) else 0
        reason = shortened(reason_of(exc.info if isinstance(exc.info, dict) else {}))
        if status in (401, 403) and "blocked by" not in reason:
            return ClusterRefusedError(hosts=self._hosts(), status=status)
        if status in _BUSY:
            return ClusterUnreachableError(
                hosts=self._hosts(), reason=f"{status} {reason}".strip()
            )
        return ClusterAnswerError(reason=reason or str(exc.error), status=status)

    def _connected(self) -> OpenSearch:
        if self._client is None or self._pid != os.getpid():
            # Whoever was forked must not speak through its parent's connections.
            self._client, self._pid = _open(self.settings), os.getpid()
        return self._client

    def _hosts(self) -> str:
        return ", ".join(self.settings.hosts)


def write_json(value: object) -> str:
    """Write JSON as a cluster reads it, on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_lines(values: Iterable[object]) -> str:
    """Write JSON lines, the last one ended as well."""
    return "".join(f"{write_json(value)}\n" for value in values)


def _open(settings: ClusterSettings) -> OpenSearch:
    options: dict[str, Any] = {}
    if settings.api_key:
        options["headers"] = {"Authorization": f"ApiKey {settings.api_key}"}
    elif settings.user:
        # The client would write them in Latin-1, which has few Vietnamese letters.
        pair = f"{settings.user}:{settings.password}".encode()
        encoded = base64.b64encode(pair).decode("ascii")
        options["headers"] = {"Authorization": f"Basic {encoded}"}
    if any(host.startswith("https:") for host in settings.hosts):
        # Of the system where there is no file; the client would take certifi's.
        options["ssl_context"] = ssl.create_default_context(
            cafile=settings.ca_file or None
        )
    return OpenSearch(
        list(settings.hosts),
        # One attempt at every node; waiting in between is ours to do.
        max_retries=max(len(settings.hosts) - 1, 1),
        retry_on_status=(502, 503, 504),
        maxsize=16,
        timeout=settings.timeout,
        **options,
    )


def _limit(seconds: float) -> Timeout:
    return Timeout(total=seconds, connect=min(seconds, _CONNECT_SECONDS))
