"""What a reindex did, printed: for people, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from index.ledger import Failure
from index.messages import N_
from tracuu.language import _, decimal, message
from tracuu.printing import failure_to_json

if TYPE_CHECKING:
    from index.summary import ReindexSummary

_COUNTS = (
    "added",
    "updated",
    "removed",
    "unchanged",
    "failed",
    "articles",
    "copies",
    "seconds",
)
_LABELS = {
    "added": N_("added"),
    "updated": N_("updated"),
    "removed": N_("removed"),
    "unchanged": N_("unchanged"),
    "failed": N_("failed"),
    "articles": N_("articles"),
    "copies": N_("of them copies"),
    "seconds": N_("seconds"),
}


def summary_to_json(summary: ReindexSummary) -> dict[str, object]:
    """Give what a reindex did, its counts first."""
    return {
        **{name: getattr(summary, name) for name in _COUNTS},
        "generation": summary.generation,
        "failures": [failure_to_json(f) for f in summary.failures],
        "ignored": summary.ignored,
    }


def print_failures(failures: Iterable[Failure]) -> None:
    """Name the pages that could not be read, each with its reason."""
    for failure in failures:
        reason = message(failure.template, failure.params)
        place = click.style(failure.place, fg="yellow")
        click.echo(f"{place}: {reason}", err=True)


def print_summary(summary: ReindexSummary, library: str | None = None) -> None:
    """Print what was left out, and the counts in one line.

    Parameters
    ----------
    summary : ReindexSummary
    library : str, optional
        The library of a cluster, which is named first.
    """
    if summary.ignored:
        endings = ", ".join(f"{end} ×{n}" for end, n in sorted(summary.ignored.items()))
        click.echo(
            _("left out, of a kind that is not read: %(endings)s")
            % {"endings": endings},
            err=True,
        )
    parts = [
        f"{_(_LABELS[name])} {decimal(getattr(summary, name))}" for name in _COUNTS[:-1]
    ]
    seconds = f"{decimal(summary.seconds)} {_(_LABELS['seconds'])}"
    named = "" if library is None else f"{library}: "
    click.echo(named + ", ".join([*parts, seconds]))
