"""``tracuu move``: a library from a folder into a cluster, or back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.messages import N_
from tracuu.commands import Command, Option, json_option
from tracuu.engines import cluster_options, place_of
from tracuu.language import decimal, ngettext
from tracuu.progress import progress_bar
from tracuu.settings import EMBEDDED, OPENSEARCH, setting_option
from tracuu.waiting import tell_who_is_waited_for, wait_option

if TYPE_CHECKING:
    from index.moving import MoveSummary
    from index.opensearch.connection import ClusterSettings


@click.command(
    cls=Command,
    help=N_(
        "Copy the library between the folder of --index and the cluster of --hosts: "
        "all articles, from which pages they are, and what failed, as a new "
        "generation where it goes, so that a reindex there goes on from it. Articles "
        "are analysed again; pages are not read. The new generation is counted and "
        "searched before anybody sees it; where it came from nothing changes.\n\n"
        "Stop what reindexes by itself first. What was there before can be gone back "
        "to with: tracuu rollback"
    ),
    examples=(
        (
            N_("from the folder into the cluster"),
            "tracuu move --to opensearch --index ./kho --hosts https://kho-1:9200",
        ),
        (
            N_("from the cluster into a folder"),
            "tracuu move --to embedded --hosts https://kho-1:9200 --index ./kho",
        ),
    ),
)
@click.option(
    "--to",
    "target",
    type=click.Choice((EMBEDDED, OPENSEARCH)),
    required=True,
    cls=Option,
    help=N_("Where the library goes; it comes from the other one."),
)
@setting_option("index")
@cluster_options
@wait_option()
@setting_option("reindex_workers")
@setting_option("reindex_memory")
@json_option()
def move(
    target: str,
    index: Path,
    cluster: ClusterSettings,
    wait_seconds: float,
    reindex_workers: int | None,
    reindex_memory: int,
    as_json: bool,
) -> None:
    """Move a library and print what was moved."""
    places = (str(index), place_of(cluster))
    source, goal = places if target == OPENSEARCH else reversed(places)
    options: dict[str, Any] = {
        "n_workers": reindex_workers,
        "wait_seconds": wait_seconds,
        "on_wait": tell_who_is_waited_for,
    }
    with progress_bar(_label, is_shown=not as_json) as progress:
        options["progress"] = progress
        if target == OPENSEARCH:
            summary = _to_cluster(index, cluster, options)
        else:
            summary = _to_folder(cluster, index, reindex_memory, options)
    if as_json:
        values = {
            "from": source,
            "to": goal,
            "generation": summary.generation,
            "articles": summary.articles,
            "copies": summary.copies,
            "failed": summary.failed,
            "seconds": summary.seconds,
        }
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    text = ngettext(
        "%(n)s article went from %(source)s to %(goal)s, where generation "
        "%(generation)s is live (%(seconds)s s)",
        "%(n)s articles went from %(source)s to %(goal)s, where generation "
        "%(generation)s is live (%(seconds)s s)",
        summary.articles,
    )
    values = {
        "n": decimal(summary.articles),
        "source": source,
        "goal": goal,
        "generation": summary.generation,
        "seconds": decimal(round(summary.seconds, 1)),
    }
    click.echo(text % values)


def _to_cluster(
    index: Path, settings: ClusterSettings, options: dict[str, Any]
) -> MoveSummary:
    from index.opensearch.connection import Cluster
    from index.opensearch.moving import move_to_cluster
    from search.searcher import check_candidate

    return move_to_cluster(index, Cluster(settings), check=check_candidate, **options)


def _to_folder(
    settings: ClusterSettings, index: Path, memory_mb: int, options: dict[str, Any]
) -> MoveSummary:
    from index.opensearch.connection import Cluster
    from index.opensearch.moving import move_to_folder
    from search.searcher import check_generation

    return move_to_folder(
        Cluster(settings),
        index,
        memory_mb=memory_mb,
        check=check_generation,
        **options,
    )


def _label(n: int) -> str:
    return ngettext("moving %(n)s article", "moving %(n)s articles", n) % {"n": n}
