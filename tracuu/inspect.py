"""``tracuu inspect``: what the indexer reads from a page."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from index.article import Article
from index.errors import CorpusError, IndexStorageError
from index.messages import N_
from tracuu.commands import Command, json_option
from tracuu.language import _, error_text
from tracuu.settings import setting_option
from web.dates import format_published

_FROM = {
    "page": N_("the page's dateline"),
    "text": N_("deduced from the text"),
    "metadata": N_("the page's metadata"),
    "file": N_("the file's name"),
}


@click.command(
    cls=Command,
    help=N_(
        "Show what the indexer reads from pages: title, date, byline, persons and "
        "text, for whoever wonders why a page is not found."
    ),
    examples=(
        (N_("look at a page"), "tracuu inspect corpus/bao-song-lam/*.txt"),
        (N_("one JSON object an article and line"), "tracuu inspect --json tin.jsonl"),
    ),
)
@click.argument(
    "files",
    metavar="FILE ...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@setting_option("index")
@json_option()
def inspect(files: tuple[Path, ...], index: Path, as_json: bool) -> None:
    """Read files and print their articles."""
    from index.corpus import read_file
    from index.extract import extract_article
    from index.generations import remembered_roots
    from index.roots import page_path_of

    # Paths and ids depend on the folders that the index was built from.
    roots = remembered_roots(index)
    failed = False
    for file in files:
        for page in read_file(file, page_path_of(file, roots)):
            try:
                if isinstance(page, CorpusError):
                    raise page
                article = extract_article(page)
            except CorpusError as error:
                failed = True
                click.echo(error_text(error), err=True)
                continue
            if as_json:
                click.echo(json.dumps(_to_json(article), ensure_ascii=False))
            else:
                _print(article, _place_in_index(article, index))
    if failed:
        sys.exit(1)


def _to_json(article: Article) -> dict[str, object]:
    return {
        "path": article.path,
        "id": article.id,
        "title": article.title,
        "published": article.published,
        "published_from": article.published_from,
        "authors": list(article.authors),
        "persons": [{"name": p.name, "role": p.role} for p in article.persons],
        "body": article.body,
    }


def _place_in_index(article: Article, index: Path) -> str:
    """Tell whether a search can find what was just read."""
    from index.generations import open_current
    from index.ledger import read_ledger

    try:
        ledger = read_ledger(open_current(index).path)
    except IndexStorageError:
        return _("no: there is no index in %(path)s") % {"path": index}
    entry = ledger.get(article.id)
    if entry is None:
        return _("no: tracuu reindex has not seen it")
    if entry.content_hash != article.content_hash:
        return _("another version: tracuu reindex will bring it up to date")
    return _("yes")


def _print(article: Article, place: str) -> None:
    published = _("unknown")
    if article.published and article.published_from:
        where = _(_FROM[article.published_from])
        published = f"{format_published(article.published)} ({where})"
    rows = (
        (_("path"), article.path),
        ("id", article.id),
        (_("title"), click.style(article.title, bold=True)),
        (_("published"), published),
        (_("authors"), ", ".join(article.authors) or _("unknown")),
        (_("source"), article.source or _("unknown")),
        (_("in the index"), place),
        (_("persons"), str(len(article.persons))),
    )
    width = max(len(label) for label, _value in rows)
    for label, value in rows:
        click.echo(f"{label.ljust(width)}  {value}")
    for person in article.persons:
        role = f" — {person.role}" if person.role else ""
        click.echo(f"  • {click.style(person.name, fg='cyan')}{role}")
    click.echo()
    click.echo(article.body)
    click.echo()
