"""``tracuu watch``: reindex on a timer, and when pages change."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.messages import N_
from tracuu.commands import Command, json_option
from tracuu.config import corpus_setting
from tracuu.engines import engine_options, remembered_roots_of
from tracuu.language import _, decimal, error_text
from tracuu.places import check_watch
from tracuu.settings import setting_option
from tracuu.summaries import print_failures, print_summary, summary_to_json

if TYPE_CHECKING:
    from index.ledger import Failure
    from index.locations import Location
    from index.opensearch.connection import ClusterSettings
    from index.summary import ReindexSummary
    from index.watching import Event, Watch

_LOOK_SECONDS = 5.0
_LOOK_EVERY_SECONDS = 30.0
"""How long, and how often, a cluster is asked which folders it remembers."""

_REASONS = {
    "start": N_("reindexing: the watch begins"),
    "changes": N_("reindexing: pages have changed"),
    "timer": N_("reindexing: it is time to"),
    "retry": N_("reindexing: another try"),
    "asked": N_("reindexing: it was asked for"),
    "returned": N_("reindexing: a folder is there again"),
}


@click.command(
    cls=Command,
    help=N_(
        "Reindex whenever pages change and once in a while besides, until "
        "interrupted. The folders are those of the last reindex. A reindex that "
        "fails is told and tried again, later and later; a signal HUP asks for one "
        "at once."
    ),
    examples=(
        (N_("keep the index up to date"), "tracuu watch"),
        (N_("on a network drive"), "tracuu watch --poll 5m --every 12h"),
        (N_("one JSON object a line, for a log"), "tracuu watch --json"),
    ),
)
@setting_option("index")
@engine_options
@setting_option("watch_every")
@setting_option("watch_poll")
@setting_option("reindex_workers")
@setting_option("reindex_memory")
@json_option()
@click.pass_context
def watch(
    ctx: click.Context,
    index: Path,
    cluster: ClusterSettings | None,
    watch_every: int,
    watch_poll: int,
    reindex_workers: int | None,
    reindex_memory: int,
    as_json: bool,
) -> None:
    """Watch, and print what happens."""
    from index.watching import Watch

    first_paths = corpus_setting(ctx.default_map or {})
    options: dict[str, Any] = {"every": watch_every, "poll_seconds": watch_poll}
    if cluster is None:
        check_watch(index, first_paths)
        run = partial(run_reindex, index, reindex_workers, reindex_memory)
        watching = Watch(index, first_paths, reindex=run, **options)
    else:
        watching = Watch(
            None,
            first_paths,
            reindex=partial(run_cluster_reindex, cluster, reindex_workers),
            # A cluster that says nothing must not keep the watch from ending.
            remembered=partial(remembered_roots_of, index, cluster, _LOOK_SECONDS),
            roots_every=_LOOK_EVERY_SECONDS,
            **options,
        )
    printer = _JsonPrinter() if as_json else _Printer()
    with _signals(watching):
        for event in watching.events():
            printer.print(event)
    printer.stopped()


def run_reindex(
    index: Path, n_workers: int | None, memory_mb: int, paths: list[Location]
) -> ReindexSummary:
    """Run a reindex as `tracuu reindex` does: what a watch starts in a process."""
    from index.reindex import reindex
    from search.searcher import check_generation

    return reindex(
        paths,
        index,
        n_workers=n_workers,
        memory_mb=memory_mb,
        check=check_generation,
    )


def run_cluster_reindex(
    settings: ClusterSettings, n_workers: int | None, paths: list[Location]
) -> ReindexSummary:
    """Do the same at a cluster."""
    from index.opensearch.connection import Cluster
    from index.opensearch.reindex import reindex
    from search.searcher import check_candidate

    return reindex(paths, Cluster(settings), n_workers=n_workers, check=check_candidate)


@contextmanager
def _signals(watching: Watch) -> Iterator[None]:
    """Let signals steer a watch."""
    handlers = {
        signal.SIGTERM: lambda *_: watching.stop(),
        signal.SIGINT: lambda *_: watching.stop(),
        signal.SIGHUP: lambda *_: watching.ask(),
    }
    before = {number: signal.signal(number, h) for number, h in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Printer:
    """Prints events for people. A failure that was told is not told again."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def print(self, event: Event) -> None:
        """Print one event."""
        from index.watching import Abandoned, Began, Failed, Reindexed

        match event:
            case Began(reason):
                click.echo(_(_REASONS[reason]))
            case Reindexed(summary):
                print_failures(self._untold(summary.failures))
                print_summary(summary)
            case Failed(error, seconds):
                click.echo(
                    _("%(error)s; trying again in %(seconds)s seconds")
                    % {"error": error_text(error), "seconds": decimal(seconds)},
                    err=True,
                )
            case Abandoned():
                click.echo(_("the reindex that ran was abandoned"), err=True)
            case _:
                self._print_places(event)

    def stopped(self) -> None:
        """Say that the watch has ended."""
        click.echo(_("the watch has ended"))

    def _untold(self, failures: list[Failure]) -> list[Failure]:
        untold = [f for f in failures if (f.place, f.reason) not in self._told]
        self._told = {(f.place, f.reason) for f in failures}
        return untold

    def _print_places(self, event: Event) -> None:
        there = [p for p in event.places if p not in event.missing]
        if there:
            click.echo(
                _("watching %(places)s") % {"places": ", ".join(map(str, there))}
            )
        for place in event.missing:
            click.echo(_("not there now: %(place)s") % {"place": place}, err=True)
        if event.problem:
            click.echo(
                _(
                    "changes are not seen, only the timer reindexes: %(reason)s; raise "
                    "the limit fs.inotify.max_user_watches or use --poll"
                )
                % {"reason": event.problem},
                err=True,
            )


class _JsonPrinter:
    """Prints one JSON object a line."""

    def print(self, event: Event) -> None:
        """Print one event."""
        from index.watching import Abandoned, Began, Failed, Reindexed

        match event:
            case Began(reason):
                self._line("began", reason=reason)
            case Reindexed(summary):
                self._line("reindexed", **summary_to_json(summary))
            case Failed(error, seconds):
                kind = type(error).__name__
                self._line("failed", error=str(error), type=kind, retry_seconds=seconds)
            case Abandoned():
                self._line("abandoned")
            case _:
                self._line(
                    "watching",
                    places=[str(p) for p in event.places],
                    missing=[str(p) for p in event.missing],
                    problem=event.problem or None,
                )

    def stopped(self) -> None:
        """Say that the watch has ended."""
        self._line("stopped")

    def _line(self, event: str, **values: object) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        click.echo(
            json.dumps({"event": event, "at": now, **values}, ensure_ascii=False)
        )
