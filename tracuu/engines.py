"""Which engine keeps the index, and how its cluster is reached: options, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from index.messages import N_
from tracuu.access import read_secret, refuse
from tracuu.settings import OPENSEARCH, setting_option

if TYPE_CHECKING:
    from index.opensearch.connection import ClusterSettings

_OPTIONS = (
    "engine",
    "hosts",
    "opensearch_name",
    "opensearch_shards",
    "opensearch_replicas",
    "opensearch_timeout",
    "opensearch_ca_file",
)


def engine_options(command: Callable) -> Callable:
    """Give a command the options of the engine, and what they say as `cluster`.

    That is `ClusterSettings`, or None where the index is in a folder.
    """

    @wraps(command)
    def with_cluster(*args: Any, **kwargs: Any) -> Any:
        values = {key: kwargs.pop(key) for key in _OPTIONS}
        config = click.get_current_context().default_map or {}
        return command(*args, cluster=cluster_settings(values, config), **kwargs)

    for key in reversed(_OPTIONS):
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
        If only one of user and password is set, or an API key beside them.
    """
    if values["engine"] != OPENSEARCH:
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
    ca_file = values["opensearch_ca_file"]
    return ClusterSettings(
        hosts=tuple(values["hosts"]),
        name=values["opensearch_name"],
        user=user,
        password=password,
        api_key=api_key,
        ca_file="" if ca_file is None else str(ca_file),
        timeout=float(values["opensearch_timeout"]),
        n_shards=values["opensearch_shards"],
        n_replicas=values["opensearch_replicas"],
    )


def place_of(settings: ClusterSettings) -> str:
    """Name a library: where it is, and what it is called."""
    from index.opensearch.generations import place_of as name_of

    return name_of(settings)
