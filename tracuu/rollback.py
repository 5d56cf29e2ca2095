"""``tracuu rollback``: back to the generation before."""

from __future__ import annotations

import json
from pathlib import Path

import click

from index.messages import N_
from tracuu.commands import Command, json_option
from tracuu.language import _
from tracuu.settings import setting_option
from tracuu.waiting import tell_who_is_waited_for, wait_option


@click.command(
    cls=Command,
    help=N_(
        "Go back to the generation of the index before the live one. It is checked "
        "byte by byte and published under a new number; a second rollback takes it "
        "back. Stop what reindexes by itself first: the next reindex brings the index "
        "up to date again."
    ),
    examples=((N_("go back"), "tracuu rollback"),),
)
@setting_option("index")
@wait_option()
@json_option()
def rollback(index: Path, wait_seconds: float, as_json: bool) -> None:
    """Publish the generation before once more."""
    from index.generations.rollback import rollback as run
    from search.searcher import check_generation

    manifest = run(
        index,
        check=check_generation,
        wait_seconds=wait_seconds,
        on_wait=tell_who_is_waited_for,
    ).manifest
    values = {
        "generation": manifest.generation,
        "restored_from": manifest.restored_from,
        "articles": manifest.n_articles,
    }
    if as_json:
        click.echo(json.dumps(values))
        return
    text = _(
        "generation %(generation)s is live: the same as generation %(restored_from)s, "
        "with %(articles)s articles"
    )
    click.echo(text % values)
