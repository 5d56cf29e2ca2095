"""``tracuu verify``: is the index whole, and if not, what of it can be mended?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import TraCuuError
from index.messages import N_
from tracuu.commands import Command, Option, json_option
from tracuu.engines import reading_engine_options
from tracuu.language import _, decimal, message, ngettext
from tracuu.settings import setting_option
from tracuu.verify_library import verify_library
from tracuu.waiting import tell_who_is_waited_for, wait_option

if TYPE_CHECKING:
    from index.opensearch.connection import ClusterSettings
    from index.repair import RepairSummary
    from index.verify import Finding, GenerationReport, Report


class NotInAClusterError(TraCuuError):
    template = N_(
        "%(option)s mends the files of a folder, and the index is in a cluster: go "
        "back with: tracuu rollback, or read all pages again with: tracuu reindex "
        "--full FOLDER"
    )


_DAMAGED = 1
_SHOWN = 20
"""Findings, and lost articles, that are printed; ``--json`` has all."""


@click.command(
    cls=Command,
    help=N_(
        "Read every byte of the index: the checksum of every file, every article, "
        "every count, and whether its files say the same. The service may run "
        "meanwhile, and so may a reindex. Exits with 1 if the live generation is "
        "damaged.\n\n"
        "--repair rebuilds a damaged index from the articles that are stored in it. "
        "What is lost is listed; the next reindex reads its pages again.\n\n"
        "Of an index in a cluster, whose disks the cluster looks after: whether every "
        "shard answers, every article and every table is there, and some searches "
        "find what they have to."
    ),
    examples=(
        (N_("see whether the index is whole"), "tracuu verify"),
        (N_("mend what is damaged"), "tracuu verify --repair"),
        (N_("watch it from a script"), "tracuu verify --json"),
    ),
)
@setting_option("index")
@reading_engine_options
@click.option(
    "--repair",
    "is_repair",
    is_flag=True,
    cls=Option,
    help=N_("Rebuild what is damaged from the stored articles."),
)
@wait_option()
@setting_option("reindex_workers")
@setting_option("reindex_memory")
@json_option()
def verify(
    index: Path,
    cluster: ClusterSettings | None,
    is_repair: bool,
    wait_seconds: float,
    reindex_workers: int | None,
    reindex_memory: int,
    as_json: bool,
) -> None:
    """Verify the index, repair it where that is asked for, and tell."""
    if cluster is not None:
        if is_repair:
            raise NotInAClusterError(option="--repair")
        if not verify_library(cluster, as_json=as_json):
            sys.exit(_DAMAGED)
        return
    # Whoosh and NumPy are wanted by this command only, not by its help.
    from index.repair import repair
    from index.verify import verify as run
    from search.searcher import check_generation

    repaired = None
    if is_repair:
        repaired = repair(
            index,
            n_workers=reindex_workers,
            memory_mb=reindex_memory,
            check=check_generation,
            wait_seconds=wait_seconds,
            on_wait=tell_who_is_waited_for,
        )
        report = repaired.report
    else:
        report = run(index, reindex_workers)
    if as_json:
        click.echo(json.dumps(_to_json(report, repaired), ensure_ascii=False))
    else:
        _print_report(report)
        if repaired is not None:
            _print_repair(repaired)
    if not report.is_whole and repaired is None:
        sys.exit(_DAMAGED)


def _print_report(report: Report) -> None:
    _print_findings(report.pointer)
    _print_generation(_("generation %(number)s"), report.live)
    if report.previous is not None:
        _print_generation(_("generation %(number)s, the one before"), report.previous)
        if not report.previous.is_whole:
            click.echo(
                _(
                    "Searches do not see it; there is no going back to it, and the "
                    "next publication removes it."
                )
            )
    if report.is_whole:
        verdict = click.style(_("The index is whole."), fg="green", bold=True)
    else:
        verdict = click.style(_("The index is damaged."), fg="red", bold=True)
    click.echo(f"{verdict} ({decimal(round(report.seconds, 1))} s)")


def _print_generation(title: str, report: GenerationReport) -> None:
    counts = (
        (_("files"), report.n_files),
        ("MB", round(report.n_bytes / 1e6, 1)),
        (_("segments"), report.n_segments),
        (_("articles"), report.n_articles),
        (_("terms"), report.n_terms),
    )
    told = ", ".join(f"{label} {decimal(number)}" for label, number in counts)
    title = click.style(title % {"number": report.number}, bold=True)
    click.echo(f"{title}: {told}")
    _print_findings(report.findings)


def _print_findings(findings: list[Finding]) -> None:
    for finding in findings[:_SHOWN]:
        place = click.style(finding.path, fg="yellow")
        click.echo(f"  {place}: {message(finding.template, finding.params)}")
    _print_rest(findings)


def _print_rest(items: list) -> None:
    if len(items) > _SHOWN:
        click.echo(f"  … {decimal(len(items) - _SHOWN)}")


def _print_repair(repaired: RepairSummary) -> None:
    if repaired.report.is_whole:
        click.echo(_("Nothing to repair."))
        return
    text = ngettext(
        "Repaired: generation %(number)s is live and has %(n)s article.",
        "Repaired: generation %(number)s is live and has %(n)s articles.",
        repaired.articles,
    )
    n_articles = decimal(repaired.articles)
    click.echo(text % {"number": repaired.generation, "n": n_articles})
    if repaired.from_earlier:
        text = ngettext(
            "%(n)s of them comes from an earlier generation.",
            "%(n)s of them come from an earlier generation.",
            repaired.from_earlier,
        )
        click.echo(text % {"n": decimal(repaired.from_earlier)})
    if repaired.lost:
        text = ngettext(
            "%(n)s article is lost; the next reindex reads its page again:",
            "%(n)s articles are lost; the next reindex reads their pages again:",
            len(repaired.lost),
        )
        click.echo(text % {"n": decimal(len(repaired.lost))})
    for lost in repaired.lost[:_SHOWN]:
        click.echo(f"  {lost.id}  {lost.path or ''}".rstrip())
    _print_rest(repaired.lost)


def _to_json(report: Report, repaired: RepairSummary | None) -> dict:
    values = {
        "is_whole": report.is_whole,
        "pointer": _findings_to_json(report.pointer),
        "live": _generation_to_json(report.live),
        "previous": report.previous and _generation_to_json(report.previous),
        "seconds": report.seconds,
        "repaired": None,
    }
    if repaired is not None and not report.is_whole:
        values["repaired"] = {
            "generation": repaired.generation,
            "articles": repaired.articles,
            "from_earlier": repaired.from_earlier,
            "lost": [{"id": lost.id, "path": lost.path} for lost in repaired.lost],
            "seconds": repaired.seconds,
        }
    return values


def _generation_to_json(report: GenerationReport) -> dict:
    return {
        "generation": report.number,
        "files": report.n_files,
        "size_bytes": report.n_bytes,
        "segments": report.n_segments,
        "articles": report.n_articles,
        "terms": report.n_terms,
        "findings": _findings_to_json(report.findings),
    }


def _findings_to_json(findings: list[Finding]) -> list[dict]:
    return [{"path": found.path, "reason": found.reason} for found in findings]
