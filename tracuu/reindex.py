"""``tracuu reindex``: bring the index up to date with folders of pages."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from index.messages import N_
from tracuu.commands import Command, Option, json_option
from tracuu.config import corpus_setting
from tracuu.language import ngettext
from tracuu.settings import setting_option
from tracuu.summaries import print_failures, print_summary, summary_to_json
from tracuu.waiting import tell_who_is_waited_for, wait_option


@click.command(
    cls=Command,
    help=N_(
        "Bring the index up to date with folders of pages. Unchanged pages are "
        "skipped, changed ones replaced, vanished ones removed. A page that cannot "
        "be read is named with its reason and does not stop the others.\n\n"
        "PATH: folders or files (.txt .html .docx .pdf, .jsonl also as .gz .xz .zst); "
        "without any, those of the last time."
    ),
    examples=(
        (N_("index a folder"), "tracuu reindex ~/bao-chi"),
        (N_("look for what has changed since"), "tracuu reindex"),
        (N_("wait for another reindex to end"), "tracuu reindex --wait"),
        (N_("read everything again"), "tracuu reindex --full ~/bao-chi"),
        (N_("count what was done, for a script"), "tracuu reindex --json"),
    ),
)
@click.argument(
    "paths", metavar="[PATH ...]", nargs=-1, type=click.Path(path_type=Path)
)
@setting_option("index")
@click.option(
    "--full",
    is_flag=True,
    cls=Option,
    help=N_("Read every page again, and keep only the folders named."),
)
@wait_option()
@setting_option("reindex_workers")
@setting_option("reindex_memory")
@json_option()
@click.pass_context
def reindex(
    ctx: click.Context,
    paths: tuple[Path, ...],
    index: Path,
    full: bool,
    wait_seconds: float,
    reindex_workers: int | None,
    reindex_memory: int,
    as_json: bool,
) -> None:
    """Run a reindex and print its summary."""
    # Whoosh and NumPy are wanted by this command only, not by its help.
    from index.generations import remembered_roots
    from index.reindex import reindex as run
    from search.searcher import check_generation

    wanted = list(paths)
    if not wanted and not remembered_roots(index):
        wanted = corpus_setting(ctx.default_map or {})
    with _progress(is_shown=not as_json and sys.stderr.isatty()) as progress:
        summary = run(
            wanted,
            index,
            is_full=full,
            n_workers=reindex_workers,
            progress=progress,
            memory_mb=reindex_memory,
            check=check_generation,
            wait_seconds=wait_seconds,
            on_wait=tell_who_is_waited_for,
        )
    if as_json:
        click.echo(json.dumps(summary_to_json(summary), ensure_ascii=False))
        return
    print_failures(summary.failures)
    print_summary(summary)


def _progress(*, is_shown: bool):
    """Make the context of a progress bar: a callable (done, all), or None."""
    if not is_shown:
        return nullcontext(None)
    return _ProgressBar()


class _ProgressBar:
    def __enter__(self):
        self._bar = None
        return self._show

    def __exit__(self, *exc_info: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*exc_info)

    def _show(self, n_done: int, n_files: int) -> None:
        if self._bar is None:
            label = ngettext("reading %(n)s file", "reading %(n)s files", n_files)
            self._bar = click.progressbar(
                length=n_files, label=label % {"n": n_files}, file=sys.stderr
            )
            self._bar.__enter__()
        self._bar.update(n_done - self._bar.pos)
