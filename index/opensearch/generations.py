"""Generations in a cluster: how a search never sees a half-loaded index.

A library ``name`` is::

    name                  alias: the live generation, the only one that is searched
    name-previous         alias: the one before, for `tracuu rollback`
    name-000007           index: the articles of generation 7; written to until it is
                            published, never again after that
    name-000007-loading   alias of an index that is being loaded
    name-tables           index: words, names, ledgers of all generations

A new generation is loaded into an index of its own, which begins as a clone of the
live one where that is carried on. Both aliases change by one action.

What is loaded is sent to ``…-loading`` and no other name: where an index is gone, a
request that comes late must not make one of that name.
"""

from __future__ import annotations

import re
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from index.errors import (
    ClusterAnswerError,
    ClusterIncompleteError,
    IndexCorruptError,
    IndexFormatError,
    IndexNotFoundError,
)
from index.messages import N_
from index.opensearch.connection import Body, Cluster, ClusterSettings
from index.opensearch.mapping import (
    FORMAT_VERSION,
    index_mapping,
    index_settings,
    published_settings,
)
from index.opensearch.patience import patiently
from index.opensearch.tables import tables_index

FORMAT = "tracuu-opensearch"

_META = "tracuu"

_STUCK_SECONDS = 60
"""So long no copy of a shard is on its way: then there is no room for it now."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What the index of a generation says of itself.

    Attributes
    ----------
    generation : int
        From 1, growing with each publication.
    created_at : str
        ISO 8601, UTC.
    reading_version : str
        Digest of the rules that read and analysed the pages.
    n_articles, n_failed, n_copies : int
        Articles; pages that could not be read; articles that are copies of another.
    roots : dict
        Name of each corpus folder or file → where it is.
    restored_from : int or None
        The generation that it is the same as, after a rollback.
    mean_title_length, mean_body_length : float
        Syllables, of the articles that have any there; 1.0 where none has.
    n_titles, n_bodies, title_syllables, body_syllables : int
        What they are the means of.
    base : int or None
        The generation that it carries on, with all but what has changed.
    is_published : bool
        Whether it is whole.
    """

    generation: int
    created_at: str
    reading_version: str
    n_articles: int = 0
    n_failed: int = 0
    n_copies: int = 0
    roots: dict[str, str] = field(default_factory=dict)
    restored_from: int | None = None
    mean_title_length: float = 1.0
    mean_body_length: float = 1.0
    n_titles: int = 0
    n_bodies: int = 0
    title_syllables: int = 0
    body_syllables: int = 0
    base: int | None = None
    is_published: bool = False
    format: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Found:
    """The generations of a library that a cluster has.

    Attributes
    ----------
    live, previous : int or None
        What the two aliases name.
    numbers : list of int
        All, ascending.
    has_tables : bool
    """

    live: int | None
    previous: int | None
    numbers: list[int]
    has_tables: bool

    @property
    def kept(self) -> list[int]:
        """Those that an alias names."""
        return [n for n in (self.live, self.previous) if n is not None]

    @property
    def next(self) -> int:
        """The number of the next one."""
        return max(self.numbers, default=0) + 1


def place_of(settings: ClusterSettings) -> str:
    """Name a library to people: where it is, and what it is called."""
    return f"{settings.hosts[0].rstrip('/')}/{settings.name}"


def index_of(name: str, number: int) -> str:
    """Give the index of a generation."""
    return f"{name}-{number:06d}"


def loading_alias(name: str, number: int) -> str:
    """Give the name under which a generation can be written to."""
    return f"{index_of(name, number)}-loading"


def previous_alias(name: str) -> str:
    """Give the alias of the generation before the live one."""
    return f"{name}-previous"


def find_generations(cluster: Cluster) -> Found:
    """Look which generations there are."""
    name = cluster.settings.name
    answer = cluster.ask("GET", f"/{name}-*/_alias", missing={})
    pattern = re.compile(re.escape(name) + r"-([0-9]{6})")
    numbers: list[int] = []
    by_alias: dict[str, int] = {}
    for index, about in answer.items():
        if found := pattern.fullmatch(index):
            numbers.append(int(found[1]))
            for alias in about["aliases"]:
                by_alias[alias] = int(found[1])
    return Found(
        by_alias.get(name),
        by_alias.get(previous_alias(name)),
        sorted(numbers),
        tables_index(name) in answer,
    )


def live_meta(cluster: Cluster) -> Meta:
    """Read what the live generation says of itself.

    Raises
    ------
    IndexNotFoundError
        If nothing was published yet.
    IndexFormatError, IndexCorruptError
        If it was made by another version, or not by Tra Cứu.
    ClusterError
    """
    return _read(cluster, cluster.settings.name)


def meta_of(cluster: Cluster, number: int) -> Meta:
    """Read what a generation says of itself; errors as `live_meta`."""
    return _read(cluster, index_of(cluster.settings.name, number))


def _read(cluster: Cluster, index: str) -> Meta:
    answer = cluster.ask("GET", f"/{index}/_mapping", missing={})
    if not answer:
        raise IndexNotFoundError(path=place_of(cluster.settings))
    if len(answer) > 1:
        reason = N_("its name stands for several indexes")
        raise IndexCorruptError(path=place_of(cluster.settings), reason=reason)
    (about,) = answer.values()
    values = about["mappings"].get("_meta", {}).get(_META)
    return _meta_of(values, place_of(cluster.settings))


def _meta_of(values: Any, place: str) -> Meta:
    if not isinstance(values, dict) or "format" not in values:
        reason = N_("it was not made by Tra Cứu")
        raise IndexCorruptError(path=place, reason=reason)
    if values["format"] != FORMAT_VERSION:
        raise IndexFormatError(
            path=place,
            found=f"{FORMAT} {values['format']}",
            supported=f"{FORMAT} {FORMAT_VERSION}",
        )
    try:
        return Meta(**values)
    except TypeError as exc:
        raise IndexCorruptError(path=place, reason=str(exc)) from exc


def roots_of(cluster: Cluster, timeout: float | None = None) -> dict[str, str]:
    """Read which folders the live generation was made of, of whatever format it is."""
    path = f"/{cluster.settings.name}/_mapping"
    answer = cluster.ask("GET", path, missing={}, timeout=timeout)
    for about in answer.values():
        try:
            roots = about["mappings"]["_meta"][_META]["roots"]
            return {str(name): str(path) for name, path in roots.items()}
        except (KeyError, TypeError, AttributeError):
            continue
    return {}


def unfinished_meta(cluster: Cluster, number: int) -> Meta | None:
    """Read what an index that nobody searches was going to be; None: nothing of use."""
    try:
        meta = meta_of(cluster, number)
    except (IndexNotFoundError, IndexFormatError, IndexCorruptError):
        return None
    # A clone says that it is its source until it is told what it is.
    is_loaded = meta.generation == number and meta.restored_from is None
    return meta if is_loaded else None


def write_meta(cluster: Cluster, meta: Meta) -> None:
    """Let the index of a generation say what it is."""
    index = index_of(cluster.settings.name, meta.generation)
    cluster.ask("PUT", f"/{index}/_mapping", {"_meta": {_META: asdict(meta)}})


def create(cluster: Cluster, meta: Meta) -> None:
    """Make the empty index of a generation that is going to be loaded."""
    settings = cluster.settings
    mapping = index_mapping() | {"_meta": {_META: asdict(meta)}}
    body = {
        "settings": index_settings(settings.n_shards, settings.n_replicas),
        "mappings": mapping,
        "aliases": {loading_alias(settings.name, meta.generation): {}},
    }
    _make(cluster, "PUT", f"/{index_of(settings.name, meta.generation)}", body)


def clone(cluster: Cluster, source: int, meta: Meta) -> None:
    """Make the index of a generation with all that another one has.

    The files are linked where the source's lie, so it takes no room and no time.
    """
    name = cluster.settings.name
    origin = index_of(name, source)
    # It is set when an index is published; a cluster clones none without it.
    cluster.ask("PUT", f"/{origin}/_settings", {"index.blocks.write": True})
    body = {
        "settings": _loading_settings(cluster.settings),
        "aliases": {loading_alias(name, meta.generation): {}},
    }
    target = index_of(name, meta.generation)
    _make(cluster, "POST", f"/{origin}/_clone/{target}", body)
    # Until this is done it says that it is another one, and is nobody's.
    write_meta(cluster, meta)


def reopen(cluster: Cluster, meta: Meta) -> None:
    """Let an index that was never published be written to again."""
    name = cluster.settings.name
    index = index_of(name, meta.generation)
    cluster.ask("PUT", f"/{index}/_settings", _loading_settings(cluster.settings))
    alias = {"index": index, "alias": loading_alias(name, meta.generation)}
    cluster.ask("POST", "/_aliases", {"actions": [{"add": alias}]})
    refresh(cluster, meta.generation)


def refresh(cluster: Cluster, number: int) -> None:
    """Let all that was written to an index be found.

    Raises
    ------
    ClusterIncompleteError
        If a part of it could not be refreshed, however often that was tried.
    """
    index = index_of(cluster.settings.name, number)

    def refresh_all() -> None:
        answer = cluster.ask("POST", f"/{index}/_refresh")
        if answer["_shards"]["failed"]:
            raise ClusterIncompleteError(reason=f"{index}: {answer['_shards']}")

    patiently(refresh_all)


def count_articles(cluster: Cluster, number: int) -> int:
    """Count what is found in an index, in all parts of it."""
    index = index_of(cluster.settings.name, number)
    body: Body = {"size": 0, "track_total_hits": True}
    return cluster.search(index, body)["hits"]["total"]["value"]


def is_lost(cluster: Cluster, number: int) -> bool:
    """Tell whether a part of an index is on no node that lives."""
    index = index_of(cluster.settings.name, number)
    return cluster.ask("GET", f"/_cluster/health/{index}")["status"] == "red"


def _loading_settings(settings: ClusterSettings) -> Body:
    """Make the settings that an index has while it is loaded, whatever it had."""
    fresh = index_settings(settings.n_shards, settings.n_replicas)["index"]
    names = ("number_of_replicas", "refresh_interval")
    return {"index": {name: fresh[name] for name in names} | {"blocks.write": None}}


def _make(cluster: Cluster, method: str, path: str, body: Body) -> None:
    try:
        cluster.ask(method, path, body, wait_for_active_shards=1)
    except ClusterAnswerError as error:
        # The name was free, and nobody else may take it: the first of two attempts.
        if "already exists" not in str(error):
            raise


def seal(cluster: Cluster, number: int) -> None:
    """Let a loaded index be copied to other nodes, and be written to no more.

    Raises
    ------
    ClusterIncompleteError
        If a part of it is nowhere.
    """
    name, n_replicas = cluster.settings.name, cluster.settings.n_replicas
    index = index_of(name, number)
    settings = published_settings(n_replicas)["index"] | {"blocks": {"write": True}}
    cluster.ask("PUT", f"/{index}/_settings", {"index": settings})
    wait = 0.01
    stuck_since = time.monotonic()
    while True:
        health = cluster.ask("GET", f"/_cluster/health/{index}")
        if health["status"] == "green":
            return
        is_short = health["number_of_data_nodes"] <= n_replicas
        if health["status"] == "yellow" and is_short:
            return
        if health["initializing_shards"]:
            stuck_since = time.monotonic()
        elif time.monotonic() > stuck_since + _STUCK_SECONDS:
            if health["status"] == "yellow":
                return
            raise ClusterIncompleteError(reason=f"{index}: {health['status']}")
        time.sleep(wait)
        wait = min(wait * 2, 1.0)


def publish(cluster: Cluster, number: int, kept: int | None) -> None:
    """Let a generation be searched in place of all others, by one action.

    Parameters
    ----------
    cluster : Cluster
    number : int
    kept : int or None
        The one to go back to.
    """
    name = cluster.settings.name
    index = index_of(name, number)
    actions: list[Body] = [
        # Whatever has the two aliases loses them in the same moment.
        {"remove": {"index": f"{name}-*", "alias": alias, "must_exist": False}}
        for alias in (name, previous_alias(name))
    ]
    actions += [
        {"add": {"index": index, "alias": name}},
        {
            "remove": {
                "index": index,
                "alias": loading_alias(name, number),
                "must_exist": False,
            }
        },
    ]
    if kept is not None:
        actions.append(
            {"add": {"index": index_of(name, kept), "alias": previous_alias(name)}}
        )
    cluster.ask("POST", "/_aliases", {"actions": actions})


def delete(cluster: Cluster, numbers: list[int]) -> None:
    """Remove the indexes of generations; those that are gone are passed over."""
    if numbers:
        names = ",".join(index_of(cluster.settings.name, n) for n in numbers)
        cluster.ask("DELETE", f"/{names}", missing={}, ignore_unavailable="true")
