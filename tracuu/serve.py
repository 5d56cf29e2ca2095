"""``tracuu serve``: the web page and the JSON endpoint, under gunicorn."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from index.errors import TraCuuError
from index.messages import N_
from tracuu.commands import Command
from tracuu.config import SettingsError, default_map, load_config
from tracuu.engines import open_searcher_of, reading_engine_options
from tracuu.language import _, error_text
from tracuu.places import check_serve
from tracuu.settings import setting_option

if TYPE_CHECKING:
    from index.opensearch.connection import ClusterSettings
    from web.config import WebConfig

_RELOADED = (
    "site_name",
    "time_limit",
    "rate_limit",
    "proxies",
    "log_format",
    "log_requests",
    "log_queries",
    "log_clients",
    "slow_query_ms",
)
"""Settings, beside language, workers and access, that SIGHUP reads again."""


class SettingsUnusableError(TraCuuError):
    template = N_("a setting cannot be used: %(reason)s")


@click.command(
    cls=Command,
    help=N_(
        "Serve the search page and the JSON endpoint until interrupted. A new "
        "generation of the index is noticed without a restart."
    ),
    examples=(
        (N_("for this machine only"), "tracuu serve"),
        (
            N_("for everybody, behind a proxy"),
            "tracuu serve --workers 4 --proxies 1 --rate-limit 300",
        ),
    ),
)
@setting_option("index")
@reading_engine_options
@setting_option("host")
@setting_option("port")
@setting_option("serve_workers")
@setting_option("site_name")
@setting_option("time_limit")
@setting_option("rate_limit")
@setting_option("proxies")
@setting_option("log_format")
@setting_option("log_requests")
@setting_option("log_queries")
@setting_option("log_clients")
@setting_option("slow_query_ms")
@click.pass_context
def serve(
    ctx: click.Context,
    index: Path,
    cluster: ClusterSettings | None,
    host: str,
    port: int,
    **_kept: Any,
) -> None:
    """Start gunicorn."""
    from index.errors import IndexStorageError
    from web.serving.server import serve as run

    if cluster is None:
        check_serve(index)
    config = _web_config(ctx.obj["lang"], ctx.params, ctx.default_map or {})
    try:
        _look(index, cluster)
    except IndexStorageError as error:
        # The service can start first and the first reindex, or the cluster, come
        # later.
        click.echo(error_text(error), err=True)
    run(
        partial(open_searcher_of, index, cluster),
        config,
        # The address that is announced has brackets, and is copied from there.
        host=host.removeprefix("[").removesuffix("]"),
        port=port,
        workers=ctx.params["serve_workers"],
        announce=lambda url: click.echo(_("Tra Cứu is at %(url)s") % {"url": url}),
        read_settings=partial(_read_again, ctx),
    )


def _look(index: Path, cluster: ClusterSettings | None) -> None:
    """Open the index once, for what is to be said of it before anybody asks."""
    if cluster is None:
        from index.generations import open_current

        open_current(index)
    else:
        open_searcher_of(index, cluster).status()


def _web_config(lang: str, values: dict[str, Any], file: dict[str, Any]) -> WebConfig:
    from tracuu.access import read_access
    from web.config import WebConfig

    return WebConfig(
        language=lang,
        access=read_access(file),
        **{key: values[key] for key in _RELOADED},
    )


def _read_again(ctx: click.Context) -> tuple[WebConfig, int]:
    """Read the config file again: it counts where neither flag nor variable does.

    Raises
    ------
    TraCuuError
        If it cannot be used.
    """
    group = ctx.parent
    assert group is not None
    try:
        config = load_config(group.params["config"])
    except SettingsError as found:
        reasons = "; ".join(map(error_text, found.errors))
        raise SettingsUnusableError(reason=reasons) from found
    lang = ctx.obj["lang"]
    if group.get_parameter_source("lang") is ParameterSource.DEFAULT:
        lang = config.values.get("lang", group.params["lang"])
    ctx.default_map = default_map(config, ["serve"])["serve"]
    values = dict(ctx.params)
    for param in ctx.command.params:
        if ctx.get_parameter_source(param.name) is not ParameterSource.COMMANDLINE:
            try:
                # As Click does it, with no arguments given.
                value, _source = param.consume_value(ctx, {})
                values[param.name] = param.process_value(ctx, value)
            except click.UsageError as exc:
                reason = exc.format_message()
                raise SettingsUnusableError(reason=reason) from exc
    return _web_config(lang, values, ctx.default_map), values["serve_workers"]
