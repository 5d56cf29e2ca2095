"""``tracuu rollback``: back to the generation before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.messages import N_
from tracuu.commands import Command, json_option
from tracuu.engines import engine_options
from tracuu.language import _
from tracuu.settings import setting_option
from tracuu.waiting import tell_who_is_waited_for, wait_option

if TYPE_CHECKING:
    from index.generations import Manifest
    from index.opensearch.connection import ClusterSettings
    from index.opensearch.generations import Meta


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
@engine_options
@wait_option()
@json_option()
def rollback(
    index: Path, cluster: ClusterSettings | None, wait_seconds: float, as_json: bool
) -> None:
    """Publish the generation before once more."""
    options = {"wait_seconds": wait_seconds, "on_wait": tell_who_is_waited_for}
    manifest = (
        _at_home(index, options) if cluster is None else _at_cluster(cluster, options)
    )
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


def _at_home(index: Path, options: dict[str, Any]) -> Manifest:
    from index.generations.rollback import rollback as run
    from search.searcher import check_generation

    return run(index, check=check_generation, **options).manifest


def _at_cluster(settings: ClusterSettings, options: dict[str, Any]) -> Meta:
    from index.opensearch.connection import Cluster
    from index.opensearch.rollback import rollback as run
    from search.searcher import check_candidate

    return run(Cluster(settings), check=check_candidate, **options)
