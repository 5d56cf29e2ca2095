"""``tracuu verify`` of a library in a cluster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.messages import N_
from tracuu.cluster_health import health_text
from tracuu.engines import open_searcher_of, place_of
from tracuu.language import _, decimal, error_text
from web.cluster import cluster_to_json

if TYPE_CHECKING:
    from index.opensearch.connection import ClusterSettings
    from index.opensearch.verify import ClusterReport, LibraryReport
    from search.types import ClusterHealth

_TITLES = (
    N_("generation %(number)s"),
    N_("generation %(number)s, the one before"),
)


def verify_library(settings: ClusterSettings, *, as_json: bool) -> bool:
    """Verify a library and print what was found; tell whether it is whole."""
    from index.opensearch.connection import Cluster
    from index.opensearch.verify import verify
    from search.searcher import check_candidate

    searcher = open_searcher_of(Path(), settings)
    health = searcher.status(with_health=True).cluster
    assert health is not None
    report = verify(Cluster(settings), check_candidate)
    is_whole = report.is_whole and health.can_answer
    if as_json:
        values = _to_json(report, health, is_whole=is_whole)
        click.echo(json.dumps(values, ensure_ascii=False))
        return is_whole
    click.echo(f"{place_of(settings)}: {health_text(health)}")
    for title, one in zip(_TITLES, (report.live, report.previous), strict=True):
        if one is not None:
            _print(_(title) % {"number": one.number}, one)
    if is_whole:
        verdict = click.style(_("The index is whole."), fg="green", bold=True)
    else:
        verdict = click.style(_("The index is damaged."), fg="red", bold=True)
    click.echo(f"{verdict} ({decimal(round(report.seconds, 1))} s)")
    return is_whole


def _print(title: str, report: ClusterReport) -> None:
    counts = ((_("articles"), report.n_articles), (_("tables"), report.n_tables))
    told = ", ".join(f"{label} {decimal(number)}" for label, number in counts)
    click.echo(f"{click.style(title, bold=True)}: {told}")
    for finding in report.findings:
        click.echo(f"  {error_text(finding)}")


def _to_json(
    report: LibraryReport, health: ClusterHealth, *, is_whole: bool
) -> dict[str, object]:
    return {
        "is_whole": is_whole,
        "cluster": cluster_to_json(health),
        "live": _report_to_json(report.live),
        "previous": report.previous and _report_to_json(report.previous),
        "seconds": report.seconds,
    }


def _report_to_json(report: ClusterReport) -> dict[str, object]:
    return {
        "generation": report.number,
        "articles": report.n_articles,
        "tables": report.n_tables,
        "findings": list(map(str, report.findings)),
    }
