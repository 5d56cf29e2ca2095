"""``tracuu serve``: the web page and the JSON endpoint, under gunicorn."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from index.messages import N_
from tracuu.commands import Command
from tracuu.language import _
from tracuu.places import check_serve
from tracuu.settings import setting_option


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
            "tracuu serve --host 0.0.0.0 --workers 4",
        ),
    ),
)
@setting_option("index")
@setting_option("host")
@setting_option("port")
@setting_option("serve_workers")
@setting_option("site_name")
@setting_option("time_limit")
@click.pass_context
def serve(
    ctx: click.Context,
    index: Path,
    host: str,
    port: int,
    serve_workers: int,
    site_name: str,
    time_limit: int,
) -> None:
    """Start gunicorn."""
    from index.errors import IndexStorageError
    from index.generations import open_current
    from search.searcher import open_searcher
    from tracuu.language import error_text
    from web.config import WebConfig
    from web.server import serve as run

    check_serve(index)
    try:
        open_current(index)
    except IndexStorageError as error:
        # The service can start first and the first reindex come later.
        click.echo(error_text(error), err=True)
    run(
        partial(open_searcher, index),
        WebConfig(language=ctx.obj["lang"], site_name=site_name, time_limit=time_limit),
        # The address that is announced has brackets, and is copied from there.
        host=host.removeprefix("[").removesuffix("]"),
        port=port,
        workers=serve_workers,
        announce=lambda url: click.echo(_("Tra Cứu is at %(url)s") % {"url": url}),
    )
