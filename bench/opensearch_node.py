"""An OpenSearch node as the benches use one: requests, loading, sizes."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from opensearch_designs import Design, bulk_of, index_settings

from index.article import Article

_ARTICLES_IN_A_BULK = 500


class Node:
    """One connection to a node, kept.

    Parameters
    ----------
    address : str
        As ``http://127.0.0.1:9330``.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        parts = urlsplit(address)
        if parts.scheme != "http" or parts.hostname is None:
            raise SystemExit(f"{address!r} is no address as http://127.0.0.1:9330")
        self._connection = http.client.HTTPConnection(
            parts.hostname, parts.port or 80, timeout=600
        )

    def another(self) -> Node:
        """Make a second connection to the same node."""
        return Node(self._address)

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Send a body that is ready; give status and answer."""
        return self._send("POST", path, body)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Send a request and read its answer as JSON.

        Raises
        ------
        RuntimeError
            If the node refuses, with what it says.
        """
        sent = None if body is None else json.dumps(body).encode()
        status, answer = self._send(method, path, sent)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {answer[:500]!r}")
        return json.loads(answer)

    def _send(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        headers = {} if body is None else {"Content-Type": "application/json"}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading took, bodies of the requests made before the clock started."""

    n_docs: int
    wall: float


def load(node: Node, name: str, design: Design, articles: Iterator[Article]) -> Loaded:
    """Make an index anew and send it articles, over two connections at a time.

    Raises
    ------
    RuntimeError
        If the node refuses anything.
    """
    if node.post(f"/{name}/_refresh", b"")[0] == 200:
        node.ask("DELETE", f"/{name}")
    node.ask("PUT", f"/{name}", index_settings(design))
    connections = [node, node.another()]
    n_docs, wall = 0, 0.0
    with ThreadPoolExecutor(len(connections)) as threads:
        while chunks := [
            chunk
            for _ in connections
            if (chunk := list(islice(articles, _ARTICLES_IN_A_BULK)))
        ]:
            bodies = [bulk_of(chunk, design) for chunk in chunks]
            started = time.perf_counter()
            sent = threads.map(
                lambda connection, body: connection.post(f"/{name}/_bulk", body),
                connections,
                bodies,
            )
            for status, answer in sent:
                if status != 200 or json.loads(answer)["errors"]:
                    raise RuntimeError(f"bulk: {status} {answer[:500]!r}")
            wall += time.perf_counter() - started
            n_docs += sum(map(len, chunks))
    started = time.perf_counter()
    node.ask("POST", f"/{name}/_refresh")
    node.ask("POST", f"/{name}/_flush")
    return Loaded(n_docs, wall + time.perf_counter() - started)


def merge(node: Node, name: str, n_segments: int) -> None:
    """Merge an index into so many segments, and see to it that it is done."""
    node.ask("POST", f"/{name}/_forcemerge?max_num_segments={n_segments}")
    node.ask("POST", f"/{name}/_refresh")
    # Files of segments that were merged go with the flush.
    node.ask("POST", f"/{name}/_flush?force=true")


def size_of(node: Node, name: str) -> tuple[int, int, int]:
    """Give an index's articles, segments and bytes on disk."""
    found = node.ask("GET", f"/{name}/_stats/docs,store,segments")["_all"]["primaries"]
    return (
        found["docs"]["count"],
        found["segments"]["count"],
        found["store"]["size_in_bytes"],
    )


def process_of(node: Node) -> tuple[int, str]:
    """Give the node's process id, and its versions as text."""
    (found,) = node.ask("GET", "/_nodes/process,jvm")["nodes"].values()
    heap = found["jvm"]["mem"]["heap_max_in_bytes"] / 2**30
    text = (
        f"OpenSearch {found['version']}, JVM {found['jvm']['version']}, "
        f"heap {heap:.0f} GiB"
    )
    return found["process"]["id"], text
