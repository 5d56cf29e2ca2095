"""``tracuu reindex``: bring the index up to date with folders of pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.messages import N_
from tracuu.access import refuse
from tracuu.commands import Command, Option, json_option
from tracuu.config import corpus_setting
from tracuu.engines import engine_options, place_of
from tracuu.language import ngettext
from tracuu.parameter_types import Place
from tracuu.progress import progress_bar
from tracuu.settings import setting_option
from tracuu.summaries import print_failures, print_summary, summary_to_json
from tracuu.waiting import tell_who_is_waited_for, wait_option

if TYPE_CHECKING:
    from index.locations import Location
    from index.opensearch.connection import ClusterSettings
    from index.summary import ReindexSummary


@click.command(
    cls=Command,
    help=N_(
        "Bring the index up to date with folders of pages. Unchanged pages are "
        "skipped, changed ones replaced, vanished ones removed. A page that cannot "
        "be read is named with its reason and does not stop the others.\n\n"
        "PATH: folders or files (.txt .html .docx .pdf, .jsonl also as .gz .xz .zst), "
        "or their URLs (s3://…, hdfs://…, whatever fsspec reads); without any, those "
        "of the last time."
    ),
    examples=(
        (N_("index a folder"), "tracuu reindex ~/bao-chi"),
        (N_("look for what has changed since"), "tracuu reindex"),
        (N_("wait for another reindex to end"), "tracuu reindex --wait"),
        (N_("read everything again"), "tracuu reindex --full ~/bao-chi"),
        (N_("count what was done, for a script"), "tracuu reindex --json"),
        (
            N_("index what is in an object store"),
            "tracuu reindex s3://luu-tru/bao-chi",
        ),
        (
            N_("let several machines share the work"),
            "tracuu reindex --engine opensearch --scheduler tcp://may-chu:8786",
        ),
        (
            N_("index into an OpenSearch cluster"),
            "tracuu reindex ~/bao-chi --engine opensearch --hosts https://kho-1:9200",
        ),
    ),
)
@click.argument("paths", metavar="[PATH ...]", nargs=-1, type=Place())
@setting_option("index")
@engine_options
@click.option(
    "--full",
    is_flag=True,
    cls=Option,
    help=N_("Read every page again, and keep only the folders named."),
)
@wait_option()
@setting_option("reindex_workers")
@setting_option("reindex_memory")
@setting_option("scheduler")
@json_option()
@click.pass_context
def reindex(
    ctx: click.Context,
    paths: tuple[Location, ...],
    index: Path,
    cluster: ClusterSettings | None,
    full: bool,
    wait_seconds: float,
    reindex_workers: int | None,
    reindex_memory: int,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Run a reindex and print its summary."""
    if cluster is not None:
        run, known = _at_cluster(cluster, scheduler)
    elif scheduler:
        # Of a folder all segments are written by processes of one machine.
        refuse("scheduler", N_("no value, unless the engine is opensearch"))
    else:
        run, known = _at_home(index, reindex_memory)
    wanted = list(paths)
    if not wanted and not known():
        wanted = corpus_setting(ctx.default_map or {})
    with progress_bar(_label, is_shown=not as_json) as progress:
        summary = run(
            wanted,
            is_full=full,
            n_workers=reindex_workers,
            progress=progress,
            wait_seconds=wait_seconds,
            on_wait=tell_who_is_waited_for,
        )
    place = None if cluster is None else place_of(cluster)
    if as_json:
        values = summary_to_json(summary)
        if place is not None:
            values["library"] = place
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    print_failures(summary.failures)
    print_summary(summary, place)


Run = Callable[..., "ReindexSummary"]
Known = Callable[[], "dict[str, Location]"]


def _at_home(index: Path, memory_mb: int) -> tuple[Run, Known]:
    # Whoosh and NumPy are wanted by this command only, not by its help.
    from index.generations import remembered_roots
    from index.reindex import reindex as run
    from search.searcher import check_generation

    def reindex_folder(paths: list[Location], **options: Any) -> ReindexSummary:
        return run(paths, index, memory_mb=memory_mb, check=check_generation, **options)

    return reindex_folder, partial(remembered_roots, index)


def _at_cluster(settings: ClusterSettings, scheduler: str | None) -> tuple[Run, Known]:
    from index.opensearch.connection import Cluster
    from index.opensearch.reindex import reindex as run
    from index.opensearch.storage import remembered_roots
    from search.searcher import check_candidate

    cluster = Cluster(settings)

    def reindex_library(paths: list[Location], **options: Any) -> ReindexSummary:
        return run(
            paths, cluster, check=check_candidate, scheduler=scheduler, **options
        )

    return reindex_library, partial(remembered_roots, cluster)


def _label(n: int) -> str:
    return ngettext("reading %(n)s file", "reading %(n)s files", n) % {"n": n}
