"""``tracuu status``: what the index holds."""

from __future__ import annotations

import json
from pathlib import Path

import click

from index.messages import N_
from tracuu.commands import Command, json_option
from tracuu.language import _, decimal, message, moment, ngettext
from tracuu.printing import failure_to_json
from tracuu.settings import setting_option

_SHOWN_FAILURES = 20


@click.command(
    cls=Command,
    help=N_("Tell what the index holds and which pages could not be read."),
    examples=(
        (N_("look"), "tracuu status"),
        (N_("watch it from a script"), "tracuu status --json"),
    ),
)
@setting_option("index")
@json_option()
def status(index: Path, as_json: bool) -> None:
    """Print the manifest of the live generation."""
    from index.duplicates.groups import read_groups
    from index.generations import open_current
    from index.ledger import read_failures

    generation = open_current(index)
    manifest = generation.manifest
    failures = read_failures(generation.path)
    n_copies = read_groups(generation.path).n_copies
    if as_json:
        values = {
            "index": str(index),
            "generation": manifest.generation,
            "created_at": manifest.created_at,
            "restored_from": manifest.restored_from,
            "articles": manifest.n_articles,
            "copies": n_copies,
            "failed": manifest.n_failed,
            "size_bytes": generation.size_bytes,
            "corpus": manifest.roots,
            "failures": [failure_to_json(f) for f in failures],
        }
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    rows = (
        (_("index"), str(index)),
        (_("generation"), str(manifest.generation)),
        (_("created"), moment(manifest.created_at)),
        (_("articles"), _count_articles(manifest.n_articles, n_copies)),
        (_("size"), f"{decimal(round(generation.size_bytes / 1e6, 1))} MB"),
        (_("folders"), ", ".join(manifest.roots.values())),
        (_("failed"), str(manifest.n_failed)),
    )
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
