"""``tracuu inspect``: what the indexer reads from a page."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.article import Article
from index.errors import (
    CorpusError,
    DuplicateIdError,
    IndexNotFoundError,
    IndexStorageError,
    ReadingStoppedError,
)
from index.ledger import at_line, split_place
from index.messages import N_
from search.errors import ArticleNotFoundError
from tracuu.commands import Command, json_option
from tracuu.decisions import (
    print_lines,
    print_persons,
    print_reasons,
)
from tracuu.engines import (
    open_searcher_of,
    reading_engine_options,
    remembered_roots_of,
)
from tracuu.language import _, error_text
from tracuu.settings import setting_option
from web.language.dates import format_published
from web.language.decisions import decisions_to_json

if TYPE_CHECKING:
    from index.corpus import RawPage
    from index.extract.decisions import Trace
    from index.opensearch.connection import ClusterSettings

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
        "text, each with the reason, and which rule left which line out: for whoever "
        "wonders why a page is not found or what it shows."
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
@reading_engine_options
@json_option()
def inspect(
    files: tuple[Path, ...],
    index: Path,
    cluster: ClusterSettings | None,
    as_json: bool,
) -> None:
    """Read files and print their articles, with every decision."""
    from index.corpus import read_file
    from index.extract.decisions import Trace
    from index.roots import page_path_of

    # Paths and ids depend on the folders that the index was built from.
    roots = remembered_roots_of(index, cluster)
    hash_of = _hashes_at_home(index) if cluster is None else _hashes_of(cluster)
    failed = False
    seen: dict[str, str] = {}
    for file in files:
        for page in read_file(file, page_path_of(file, roots)):
            trace = Trace()
            try:
                if isinstance(page, CorpusError):
                    raise page
                article, trace = _read_apart(page)
                if isinstance(article, CorpusError):
                    raise article
                if article.id in seen:
                    place, line = split_place(article.path)
                    raise DuplicateIdError(
                        place, line, id=article.id, other=seen[article.id]
                    )
            except CorpusError as error:
                failed = True
                click.echo(error_text(error), err=True)
                if not as_json and trace.about("line"):
                    # Why nothing was left of a page is told by its lines.
                    print_lines(trace)
                    click.echo()
                continue
            seen[article.id] = article.path
            if as_json:
                click.echo(json.dumps(_to_json(article, trace), ensure_ascii=False))
            else:
                _print(article, trace, _place_in_index(article, hash_of))
    if failed:
        sys.exit(1)


def _read_apart(page: RawPage) -> tuple[Article | CorpusError, Trace]:
    """Read a page as a reindex does: in a process that may die of it."""
    from index.apart import READER, StoppedError
    from index.extract.decisions import Trace

    try:
        read, trace = READER.call(_read_traced, page)
    except StoppedError as exc:
        read, trace = ReadingStoppedError(page.path, reason=str(exc)), Trace()
    return (at_line(read) if isinstance(read, CorpusError) else read), trace


def _read_traced(page: RawPage) -> tuple[Article | CorpusError, Trace]:
    from index.extract.decisions import Trace
    from index.reading import extract_page

    trace = Trace()
    return extract_page(page, trace), trace


def _to_json(article: Article, trace: Trace) -> dict[str, object]:
    return {
        "path": article.path,
        "id": article.id,
        "title": article.title,
        "published": article.published,
        "published_from": article.published_from,
        "converted_from": article.converted_from,
        "authors": list(article.authors),
        "persons": [{"name": p.name, "role": p.role} for p in article.persons],
        "source": article.source,
        "url": article.url,
        "body": article.body,
        "decisions": decisions_to_json(str, trace.decisions),
    }


HashOf = Callable[[str], str | None]
"""Gives the content hash of an article of the index; None: it is not there."""


def _hashes_at_home(index: Path) -> HashOf:
    from index.generations import open_current
    from index.ledger import read_ledger

    def hash_of(article_id: str) -> str | None:
        try:
            entry = read_ledger(open_current(index).path).get(article_id)
        except IndexStorageError as exc:
            raise IndexNotFoundError(path=str(index)) from exc
        return None if entry is None else entry.content_hash

    return hash_of


def _hashes_of(settings: ClusterSettings) -> HashOf:
    searcher = open_searcher_of(Path(), settings)

    def hash_of(article_id: str) -> str | None:
        try:
            return searcher.article(article_id).content_hash
        except ArticleNotFoundError:
            return None

    return hash_of


def _place_in_index(article: Article, hash_of: HashOf) -> str:
    """Tell whether a search can find what was just read."""
    try:
        found = hash_of(article.id)
    except IndexNotFoundError as error:
        return _("no: there is no index in %(path)s") % error.params
    if found is None:
        return _("no: tracuu reindex has not seen it")
    if found != article.content_hash:
        return _("another version: tracuu reindex will bring it up to date")
    return _("yes")


def _converted(article: Article) -> list[tuple[str, str, None]]:
    if article.converted_from is None:
        return []
    return [(_("converted from"), article.converted_from, None)]


def _print(article: Article, trace: Trace, place: str) -> None:
    published = _("unknown")
    if article.published and article.published_from:
        where = _(_FROM[article.published_from])
        published = f"{format_published(article.published)} ({where})"
    rows = (
        (_("path"), article.path, None),
        ("id", article.id, None),
        (_("title"), click.style(article.title, bold=True), "title"),
        (_("published"), published, "published"),
        (_("authors"), ", ".join(article.authors) or _("unknown"), "authors"),
        (_("source"), article.source or _("unknown"), None),
        *_converted(article),
        (_("in the index"), place, None),
        (_("persons"), str(len(article.persons)), None),
    )
    width = max(len(label) for label, _value, _part in rows)
    for label, value, part in rows:
        click.echo(f"{label.ljust(width)}  {value}")
        if part is not None:
            print_reasons(trace.about(part), indent=width + 2)
    print_persons(article.persons, trace.about("person"))
    click.echo()
    if trace.about("line"):
        print_lines(trace)
    else:
        click.echo(article.body)
    click.echo()
