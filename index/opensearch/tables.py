"""What a library keeps beside its articles: the files of its generations, in chunks.

One index, ``<name>-tables``, holds those of all generations. A file is cut into
chunks that a cluster takes in one request; each says of how many it is one, and the
checksum of the whole file, so that half a file is never taken for one.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from index.errors import (
    ClusterAnswerError,
    ClusterIncompleteError,
    IndexCorruptError,
)
from index.messages import N_
from index.opensearch.bulk import (
    Action,
    delete_action,
    index_action,
    send_until_done,
)
from index.opensearch.connection import Body, Cluster

WORDS = "words"
NAMES = "names."
"""Before the name field of a query."""
SUGGESTIONS = "suggestions"

_CHUNK = 4_000_000
"""Bytes; a third more as text."""

_AT_ONCE = 4
"""Chunks that are read by one request."""

_DELETED_AT_ONCE = 1_000

_REQUEST = 5_000_000
"""Bytes of text from which on a request takes no further chunk."""


def tables_index(name: str) -> str:
    """Give the index of the tables of a library."""
    return f"{name}-tables"


def create_tables_index(cluster: Cluster) -> None:
    """Make the index, unless it is there."""
    settings = cluster.settings
    whole = {"type": "integer"}
    aside = {"index": False}
    body = {
        "settings": {
            "number_of_shards": 1,
            "number_of_replicas": settings.n_replicas,
            "refresh_interval": "60s",
        },
        "mappings": {
            "dynamic": False,
            "properties": {
                "generation": whole,
                "file": {"type": "keyword"},
                "chunk": whole | aside,
                "n_chunks": whole | aside,
                "crc": {"type": "long"} | aside,
                "data": {"type": "binary"},
            },
        },
    }
    try:
        cluster.ask("PUT", f"/{tables_index(settings.name)}", body)
    except ClusterAnswerError as error:
        # Somebody else was faster, or the first of two attempts got through.
        if "already exists" not in str(error):
            raise


def write_table(cluster: Cluster, generation: int, file: str, data: bytes) -> None:
    """Keep a file of a generation; see `write_tables`."""
    write_tables(cluster, generation, {file: data})


def write_tables(cluster: Cluster, generation: int, files: Mapping[str, bytes]) -> None:
    """Keep files of a generation, in as few requests as they fit into.

    Raises
    ------
    ClusterError
        If any of them could not be kept.
    """
    actions: list[Action] = []
    size = 0
    for file, data in files.items():
        for action in _chunks_of(generation, file, data):
            actions.append(action)
            size += len(action.lines)
            if size >= _REQUEST:
                _send(cluster, actions)
                actions, size = [], 0
    if actions:
        _send(cluster, actions)


def read_table(cluster: Cluster, generation: int, file: str) -> bytes:
    """Read a file of a generation.

    Raises
    ------
    IndexCorruptError
        If it is not there, not whole, or not what was written.
    """
    return read_tables(cluster, generation, [file])[file]


def read_tables(
    cluster: Cluster, generation: int, files: Collection[str]
) -> dict[str, bytes]:
    """Read several files at once; errors as `read_table`."""
    firsts = _get(cluster, [_chunk_id(generation, file, 0) for file in files])
    found = {}
    for file, first in zip(files, firsts, strict=True):
        place = f"{tables_index(cluster.settings.name)}/{generation:06d}/{file}"
        if first is None:
            _fail(place, N_("the file is missing"))
        ids = [_chunk_id(generation, file, at) for at in range(1, first["n_chunks"])]
        chunks = [first]
        for start in range(0, len(ids), _AT_ONCE):
            chunks += _get(cluster, ids[start : start + _AT_ONCE])
        if None in chunks:
            _fail(place, N_("a part of the file is missing"))
        data = b"".join(base64.b64decode(chunk["data"]) for chunk in chunks)
        if zlib.crc32(data) != first["crc"]:
            _fail(place, N_("its checksum is wrong"))
        found[file] = data
    return found


def copy_tables(cluster: Cluster, source: int, target: int) -> None:
    """Keep all files of a generation for another one as well."""
    for file in list_tables(cluster, source):
        write_table(cluster, target, file, read_table(cluster, source, file))


def list_tables(cluster: Cluster, generation: int) -> list[str]:
    """List the files of a generation."""
    index = tables_index(cluster.settings.name)
    cluster.ask("POST", f"/{index}/_refresh")
    body: Body = {
        "query": {"term": {"generation": generation}},
        "size": 0,
        "aggs": {"files": {"terms": {"field": "file", "size": 1000}}},
    }
    answer = cluster.search(index, body)
    return [one["key"] for one in answer["aggregations"]["files"]["buckets"]]


def delete_tables(cluster: Cluster, generations: Iterable[int]) -> None:
    """Remove all files of some generations."""
    _delete(cluster, {"terms": {"generation": list(generations)}})


def keep_tables(cluster: Cluster, generations: Iterable[int]) -> None:
    """Remove all files of all other generations."""
    kept = {"terms": {"generation": list(generations)}}
    every = {"exists": {"field": "generation"}}
    _delete(cluster, {"bool": {"filter": every, "must_not": kept}})


def _delete(cluster: Cluster, query: Body) -> None:
    index = tables_index(cluster.settings.name)
    # What was written just now is found only after a refresh.
    cluster.ask("POST", f"/{index}/_refresh")
    hits = cluster.scan(index, {"query": query, "_source": False})
    ids = [hit["_id"] for hit in hits]
    for start in range(0, len(ids), _DELETED_AT_ONCE):
        batch = ids[start : start + _DELETED_AT_ONCE]
        _send(cluster, list(map(delete_action, batch)))


def _chunks_of(generation: int, file: str, data: bytes) -> Iterator[Action]:
    n_chunks = max(-(-len(data) // _CHUNK), 1)
    crc = zlib.crc32(data)
    for at in range(n_chunks):
        part = data[at * _CHUNK : (at + 1) * _CHUNK]
        row = {
            "generation": generation,
            "file": file,
            "chunk": at,
            "n_chunks": n_chunks,
            "crc": crc,
            "data": base64.b64encode(part).decode("ascii"),
        }
        yield index_action(_chunk_id(generation, file, at), row)


def _send(cluster: Cluster, actions: list[Action]) -> None:
    path = f"/{tables_index(cluster.settings.name)}/_bulk"

    def ask(lines: str) -> dict[str, Any]:
        return cluster.ask("POST", path, lines, is_tried_again=False)

    hosts = ", ".join(cluster.settings.hosts)
    for _, reason in send_until_done(ask, actions, hosts).refused:
        raise ClusterAnswerError(reason=reason, status=400)


def _get(cluster: Cluster, ids: list[str]) -> list[dict[str, Any] | None]:
    """Get documents by their ids, as they are at this moment; None: there is none."""
    if not ids:
        return []
    path = f"/{tables_index(cluster.settings.name)}/_mget"
    answer = cluster.ask("POST", path, {"ids": ids}, missing={"docs": []})
    if not answer["docs"]:
        return [None] * len(ids)
    for one in answer["docs"]:
        problem = one.get("error", {})
        if problem and problem.get("type") != "index_not_found_exception":
            # That a shard does not answer does not mean that nothing is there.
            raise ClusterIncompleteError(reason=str(problem.get("reason")))
    return [one["_source"] if one.get("found") else None for one in answer["docs"]]


def _chunk_id(generation: int, file: str, chunk: int) -> str:
    return f"{generation:06d}/{file}/{chunk}"


def _fail(place: str, reason: str) -> None:
    raise IndexCorruptError(path=place, reason=reason)
