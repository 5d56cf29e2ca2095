"""``tracuu status``: what the index holds."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import IndexStorageError
from index.messages import N_
from search.types import ClusterHealth
from tracuu.cluster_health import health_text
from tracuu.commands import Command, json_option
from tracuu.engines import open_searcher_of, place_of, reading_engine_options
from tracuu.language import _, decimal, message, moment, ngettext
from tracuu.printing import failure_to_json
from tracuu.settings import EMBEDDED, OPENSEARCH, setting_option
from web.cluster import cluster_to_json

if TYPE_CHECKING:
    from index.ledger import Failure
    from index.opensearch.connection import ClusterSettings

_SHOWN_FAILURES = 20
_CANNOT_ANSWER = 1


@click.command(
    cls=Command,
    help=N_(
        "Tell what the index holds and which pages could not be read; of an index in "
        "a cluster also how that is. Exits with 1 where it cannot be searched."
    ),
    examples=(
        (N_("look"), "tracuu status"),
        (N_("watch it from a script"), "tracuu status --json"),
    ),
)
@setting_option("index")
@reading_engine_options
@json_option()
def status(index: Path, cluster: ClusterSettings | None, as_json: bool) -> None:
    """Print what the live generation says of itself."""
    health: ClusterHealth | None = None
    error: IndexStorageError | None = None
    if cluster is None:
        values, failures = _at_home(index)
    else:
        health, values, failures, error = _at_cluster(cluster)
    if as_json:
        values["failures"] = (
            None if failures is None else [failure_to_json(f) for f in failures]
        )
        values["cluster"] = None if health is None else cluster_to_json(health)
        click.echo(json.dumps(values, ensure_ascii=False))
    else:
        _print(values, failures or [], health)
    if error is not None:
        raise error
    if health is not None and not health.can_answer:
        sys.exit(_CANNOT_ANSWER)


Found = tuple[dict[str, Any], "list[Failure]"]


def _at_home(index: Path) -> Found:
    from index.duplicates.groups import read_groups
    from index.generations import open_current
    from index.ledger import read_failures

    generation = open_current(index)
    manifest = generation.manifest
    values = {
        "index": str(index),
        "engine": EMBEDDED,
        "generation": manifest.generation,
        "created_at": manifest.created_at,
        "restored_from": manifest.restored_from,
        "articles": manifest.n_articles,
        "copies": read_groups(generation.path).n_copies,
        "failed": manifest.n_failed,
        "size_bytes": generation.size_bytes,
        "corpus": manifest.roots,
    }
    return values, read_failures(generation.path)


def _at_cluster(
    settings: ClusterSettings,
) -> tuple[
    ClusterHealth | None,
    dict[str, Any],
    list[Failure] | None,
    IndexStorageError | None,
]:
    from index.opensearch.connection import Cluster
    from index.opensearch.library import live_generation

    found = open_searcher_of(Path(), settings).status(with_health=True)
    generation = live_generation(Cluster(settings))
    meta = generation.meta
    values = {
        "index": place_of(settings),
        "engine": OPENSEARCH,
        "generation": meta.generation,
        "created_at": meta.created_at,
        "restored_from": meta.restored_from,
        "articles": meta.n_articles,
        "copies": meta.n_copies,
        "failed": meta.n_failed,
        "size_bytes": found.size_bytes,
        "corpus": meta.roots,
    }
    try:
        return found.cluster, values, generation.failures(), None
    except IndexStorageError as error:
        # All else is worth telling.
        return found.cluster, values, None, error


def _print(
    values: dict[str, Any], failures: list[Failure], health: ClusterHealth | None
) -> None:
    rows = [
        (_("index"), values["index"]),
        (_("generation"), str(values["generation"])),
        (_("created"), moment(values["created_at"])),
        (_("articles"), _count_articles(values["articles"], values["copies"])),
        (_("size"), f"{decimal(round(values['size_bytes'] / 1e6, 1))} MB"),
        (_("folders"), ", ".join(values["corpus"].values())),
        (_("failed"), str(values["failed"])),
    ]
    if health is not None:
        rows.append((_("cluster"), health_text(health)))
    width = max(len(label) for label, _value in rows)
    for label, value in rows:
        click.echo(f"{click.style(label.ljust(width), bold=True)}  {value}")
    for failure in failures[:_SHOWN_FAILURES]:
        click.echo(f"  {failure.place}: {message(failure.template, failure.params)}")
    if len(failures) > _SHOWN_FAILURES:
        click.echo(f"  … {len(failures) - _SHOWN_FAILURES}")


def _count_articles(n_articles: int, n_copies: int) -> str:
    if not n_copies:
        return decimal(n_articles)
    text = ngettext(
        "%(all)s, of which %(n)s is a copy of another",
        "%(all)s, of which %(n)s are copies of another",
        n_copies,
    )
    return text % {"all": decimal(n_articles), "n": decimal(n_copies)}
