"""Which engine keeps the index, and how its cluster is reached: options, settings."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.messages import N_
from tracuu.access import read_secret, refuse
from tracuu.settings import OPENSEARCH, setting_option

if TYPE_CHECKING:
    from index.locations import Location
    from index.opensearch.connection import ClusterSettings
    from search.searcher import Searcher

# What may stand in a header: a line break would begin another one.
_API_KEY = re.compile(r"[!-~](?:[ -~]*[!-~])?")

_OF_INDEXES = ("opensearch_shards", "opensearch_replicas")

_OPTIONS = (
    "engine",
    "hosts",
    "opensearch_name",
    *_OF_INDEXES,
    "opensearch_timeout",
    "opensearch_ca_file",
)


def engine_options(command: Callable) -> Callable:
    """Give a command the options of the engine, and what they say as `cluster`.

    That is `ClusterSettings`, or None where the index is in a folder.
    """
    return _with_options(command, _OPTIONS)


def reading_engine_options(command: Callable) -> Callable:
    """Do the same for a command that makes no index."""
    return _with_options(command, [key for key in _OPTIONS if key not in _OF_INDEXES])


def cluster_options(command: Callable) -> Callable:
    """Do the same for a command that has to do with a cluster whatever the engine."""
    return _with_options(command, [key for key in _OPTIONS if key != "engine"])


def _with_options(command: Callable, keys: Sequence[str]) -> Callable:
    @wraps(command)
    def with_cluster(*args: Any, **kwargs: Any) -> Any:
        values = {key: kwargs.pop(key) for key in keys}
        config = click.get_current_context().default_map or {}
        return command(*args, cluster=cluster_settings(values, config), **kwargs)

    for key in reversed(keys):
        with_cluster = setting_option(key)(with_cluster)
    return with_cluster


def cluster_settings(
    values: Mapping[str, Any], config: Mapping[str, Any]
) -> ClusterSettings | None:
    """Put together how a cluster is reached; None: the engine is the embedded one.

    Parameters
    ----------
    values : mapping
        Of the options.
    config : mapping
        Values of the config file, where the secrets may be.

    Raises
    ------
    AccessSettingsError
        If only one of user and password is set, or an API key beside them; if one
        cannot be sent, or the file of certificates not be read.
    """
    if values.get("engine", OPENSEARCH) != OPENSEARCH:
        return None
    # The embedded engine does without the client library.
    from index.opensearch.connection import ClusterSettings

    user = read_secret("opensearch_user", config)
    password = read_secret("opensearch_password", config)
    api_key = read_secret("opensearch_api_key", config)
    if bool(user) != bool(password):
        missing = "opensearch_password" if user else "opensearch_user"
        refuse(missing, N_("a value, as the other of user and password has one"))
    if api_key and user:
        refuse("opensearch_api_key", N_("no value where there is a user"))
    if ":" in user:
        refuse("opensearch_user", N_("a name without a colon"))
    if api_key and not _API_KEY.fullmatch(api_key):
        refuse("opensearch_api_key", N_("the key as the cluster gave it, in one line"))
    ca_file = values["opensearch_ca_file"]
    if ca_file is not None and not _has_certificates(ca_file):
        expected = N_("a file of certificates in PEM that can be read")
        refuse("opensearch_ca_file", expected)
    return ClusterSettings(
        hosts=tuple(values["hosts"]),
        name=values["opensearch_name"],
        user=user,
        password=password,
        api_key=api_key,
        ca_file="" if ca_file is None else str(ca_file),
        timeout=float(values["opensearch_timeout"]),
        **{
            name: values[key]
            for key, name in zip(_OF_INDEXES, ("n_shards", "n_replicas"), strict=True)
            if key in values
        },
    )


def _has_certificates(file: Path) -> bool:
    try:
        ssl.create_default_context(cafile=str(file))
    except OSError:
        return False
    return True


def open_searcher_of(index: Path, settings: ClusterSettings | None) -> Searcher:
    """Make the searcher over a library of a cluster, or else over a folder."""
    from search import searcher

    if settings is None:
        return searcher.open_searcher(index)
    return searcher.open_cluster_searcher(settings)


def remembered_roots_of(
    index: Path, settings: ClusterSettings | None, timeout: float | None = None
) -> dict[str, Location]:
    """Give the corpus folders that an index remembers, by the names it gives them.

    Raises
    ------
    ClusterError
    """
    if settings is None:
        from index import generations

        return generations.remembered_roots(index)
    from index.opensearch.connection import Cluster
    from index.opensearch.storage import remembered_roots

    return remembered_roots(Cluster(settings), timeout)


def place_of(settings: ClusterSettings) -> str:
    """Name a library: where it is, and what it is called."""
    from index.opensearch.generations import place_of as name_of

    return name_of(settings)
