"""Settings: flags, then ``TRACUU_*`` variables, then the config file, then defaults.

`SETTINGS` is the one table of them all; docs/configuration.md prints it and a
test holds the two together. `tracuu.config` reads variables and file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from index.messages import N_
from search.types import DEFAULT_PER_PAGE, MAX_PER_PAGE
from tracuu.commands import Option
from tracuu.parameter_types import (
    Duration,
    Folder,
    Hosts,
    LibraryName,
    Scheduler,
)
from web.config import (
    LANGUAGES,
    LOG_FORMATS,
    LOGGED_CLIENTS,
    LOGGED_QUERIES,
    LOGGED_REQUESTS,
)

CONFIG_FILE = "tracuu.toml"

EMBEDDED, OPENSEARCH = "embedded", "opensearch"
"""Engines."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes
    ----------
    key : str
        Name in the config file, and of the parameter it becomes.
    flag : str
        On the command line; empty for an argument.
    type : click.ParamType or type
        What it is converted to.
    default : object
        None: see `help`.
    help : str
        English, from the catalogue.
    commands : tuple of str
        Commands that have it; empty: all.
    is_secret : bool
        Whether its value is never printed.
    """

    key: str
    flag: str
    type: Any
    default: Any
    help: str
    commands: tuple[str, ...] = ()
    is_secret: bool = False

    @property
    def envvar(self) -> str:
        """The environment variable."""
        return f"TRACUU_{self.key.upper()}"


_FOLDER = Folder()

_ENGINE_COMMANDS = (
    *("reindex", "watch", "search", "inspect", "status", "verify"),
    *("rollback", "serve"),
)
_CLUSTER_COMMANDS = (*_ENGINE_COMMANDS, "move")
_WRITING_COMMANDS = ("reindex", "watch", "rollback", "move")
"""Commands to which an index may be in either place; in a cluster; that make one."""

SETTINGS = (
    Setting(
        "lang",
        "--lang",
        click.Choice(LANGUAGES),
        "vi",
        N_(
            "Language of the messages, and of pages for browsers that wish for none "
            "of ours."
        ),
    ),
    Setting(
        "index",
        "--index",
        _FOLDER,
        "tracuu-index",
        N_("Folder of the index."),
        _CLUSTER_COMMANDS,
    ),
    Setting(
        "engine",
        "--engine",
        click.Choice((EMBEDDED, OPENSEARCH)),
        EMBEDDED,
        N_("What keeps the index: a folder, or an OpenSearch cluster."),
        _ENGINE_COMMANDS,
    ),
    Setting(
        "hosts",
        "--hosts",
        Hosts(),
        "http://127.0.0.1:9200",
        N_("Addresses of some nodes of the cluster, separated by commas."),
        _CLUSTER_COMMANDS,
    ),
    Setting(
        "opensearch_name",
        "--opensearch-name",
        LibraryName(),
        "tracuu",
        N_("Name of the library in the cluster: what its indexes begin with."),
        _CLUSTER_COMMANDS,
    ),
    Setting(
        "opensearch_shards",
        "--opensearch-shards",
        click.IntRange(1, 1024),
        1,
        N_("Shards of a new index in the cluster."),
        _WRITING_COMMANDS,
    ),
    Setting(
        "opensearch_replicas",
        "--opensearch-replicas",
        click.IntRange(0, 20),
        1,
        N_("Copies of each shard on other nodes."),
        _WRITING_COMMANDS,
    ),
    Setting(
        "opensearch_timeout",
        "--opensearch-timeout",
        click.IntRange(1, 3600),
        30,
        N_("Seconds that one request to the cluster may take."),
        _CLUSTER_COMMANDS,
    ),
    Setting(
        "opensearch_ca_file",
        "--opensearch-ca-file",
        _FOLDER,
        None,
        N_(
            "File with the certificates of who signed the nodes'. [default: those of "
            "the system]"
        ),
        _CLUSTER_COMMANDS,
    ),
    Setting(
        "scheduler",
        "--scheduler",
        Scheduler(),
        None,
        N_(
            "Dask scheduler whose workers read the pages and load them into the "
            "cluster. [default: none; processes of this machine do]"
        ),
        ("reindex",),
    ),
    Setting(
        "corpus",
        "",
        _FOLDER,
        "corpus",
        N_(
            "Folders or files of pages, where the command names none and the "
            "index remembers none."
        ),
        ("reindex", "watch"),
    ),
    Setting(
        "reindex_workers",
        "--workers",
        click.IntRange(1, 64),
        None,
        N_("Processes that read pages. [default: one a processor]"),
        ("reindex", "watch", "verify", "move"),
    ),
    Setting(
        "reindex_memory",
        "--memory",
        click.IntRange(300, 1_000_000),
        800,
        N_("Megabytes that a reindex may take, all of its processes together."),
        ("reindex", "watch", "verify", "move"),
    ),
    Setting(
        "watch_every",
        "--every",
        Duration(),
        "1h",
        N_("Time between reindexes where nothing is seen to change; 0: none."),
        ("watch",),
    ),
    Setting(
        "watch_poll",
        "--poll",
        Duration(),
        "0",
        N_(
            "Look through all files that often, where the system tells of no "
            "changes (network drives); 0: be told."
        ),
        ("watch",),
    ),
    Setting(
        "per_page",
        "--per-page",
        click.IntRange(1, MAX_PER_PAGE),
        DEFAULT_PER_PAGE,
        N_("Hits a page."),
        ("search",),
    ),
    Setting(
        "host", "--host", str, "127.0.0.1", N_("Address to listen at."), ("serve",)
    ),
    Setting(
        "port",
        "--port",
        click.IntRange(0, 65535),
        8000,
        N_("Port to listen at; 0 picks a free one."),
        ("serve",),
    ),
    Setting(
        "serve_workers",
        "--workers",
        click.IntRange(1, 64),
        2,
        N_("Processes that answer requests."),
        ("serve",),
    ),
    Setting(
        "site_name",
        "--site-name",
        str,
        "Tra Cứu",
        N_("Name in the masthead of the pages."),
        ("serve",),
    ),
    Setting(
        "time_limit",
        "--time-limit",
        click.IntRange(1, 3600),
        10,
        N_("Seconds that an answer may take."),
        ("serve",),
    ),
    Setting(
        "rate_limit",
        "--rate-limit",
        click.IntRange(0, 1_000_000),
        0,
        N_("Requests a minute that one client may make; 0: any number."),
        ("serve",),
    ),
    Setting(
        "proxies",
        "--proxies",
        click.IntRange(0, 10),
        0,
        N_("Proxies in front of the service whose X-Forwarded headers are believed."),
        ("serve",),
    ),
    Setting(
        "log_format",
        "--log-format",
        click.Choice(LOG_FORMATS),
        "json",
        N_("Form of the log."),
        ("serve",),
    ),
    Setting(
        "log_requests",
        "--log-requests",
        click.Choice(LOGGED_REQUESTS),
        "all",
        N_("Requests that are logged."),
        ("serve",),
    ),
    Setting(
        "log_queries",
        "--log-queries",
        click.Choice(LOGGED_QUERIES),
        "never",
        N_("Logged requests whose query is written down with them."),
        ("serve",),
    ),
    Setting(
        "log_clients",
        "--log-clients",
        click.Choice(LOGGED_CLIENTS),
        "whole",
        N_("How much of a client's address is logged."),
        ("serve",),
    ),
    Setting(
        "slow_query_ms",
        "--slow-query-ms",
        click.IntRange(0, 3_600_000),
        500,
        N_("Milliseconds from which on a request is logged as slow."),
        ("serve",),
    ),
    Setting(
        "opensearch_user",
        "",
        str,
        None,
        N_("Name that we give to the cluster. [default: none]"),
        _CLUSTER_COMMANDS,
        is_secret=True,
    ),
    Setting(
        "opensearch_password",
        "",
        str,
        None,
        N_("Password that we give to the cluster. [default: none]"),
        _CLUSTER_COMMANDS,
        is_secret=True,
    ),
    Setting(
        "opensearch_api_key",
        "",
        str,
        None,
        N_("API key that we give to the cluster. [default: none]"),
        _CLUSTER_COMMANDS,
        is_secret=True,
    ),
    Setting(
        "access_token",
        "",
        str,
        None,
        N_("Token that programs have to show. [default: none is asked for]"),
        ("serve",),
        is_secret=True,
    ),
    Setting(
        "access_user",
        "",
        str,
        None,
        N_("Name that readers have to give. [default: none is asked for]"),
        ("serve",),
        is_secret=True,
    ),
    Setting(
        "access_password",
        "",
        str,
        None,
        N_("Password that readers have to give. [default: none is asked for]"),
        ("serve",),
        is_secret=True,
    ),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}


def setting_option(key: str) -> Callable:
    """Make the Click option of a setting."""
    setting = BY_KEY[key]
    return click.option(
        setting.flag,
        setting.key,
        type=setting.type,
        default=setting.default,
        envvar=setting.envvar,
        show_default=setting.default is not None,
        # That says enough; Click would print "INTEGER RANGE" and the bounds.
        metavar=_metavar(setting.type),
        help=setting.help,
        cls=Option,
    )


def _metavar(type_: Any) -> str | None:
    if isinstance(type_, click.IntRange):
        return "N"
    if isinstance(type_, Hosts):
        return "URL,…"
    if isinstance(type_, Scheduler):
        return "URL"
    return "TIME" if isinstance(type_, Duration) else None
