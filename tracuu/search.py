"""``tracuu search``: hits, snippets and facets in the terminal."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.messages import N_
from search.types import SORTS, SearchRequest
from tracuu.commands import Command, Option, json_option
from tracuu.engines import open_searcher_of, reading_engine_options
from tracuu.language import _, error_text
from tracuu.printing import print_results
from tracuu.settings import setting_option
from web.errors import InvalidParameterError
from web.params import PERSON_MATCHES, parse_strict

if TYPE_CHECKING:
    from index.opensearch.connection import ClusterSettings


@click.command(
    cls=Command,
    help=N_(
        "Search the index. Several words need no quotes around them. Articles "
        "that hold every one of them come first; where those are few, articles "
        "that hold some follow. Words typed without marks find all their "
        "spellings.\n\n"
        'QUERY: words, "phrases", -excluded, OR, (groups), beginn*, title:…, '
        "person:…, author:…, source:…, from:…, to:…"
    ),
    # A word to exclude looks like an option, and -h like the word "h" excluded.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    examples=(
        (N_("words, with or without marks"), "tracuu search ban to chuc trung uong"),
        (N_("a phrase"), "tracuu search '\"Nghị quyết số 18\"'"),
        (N_("without a word"), "tracuu search lũ -lụt"),
        (
            N_("who is named, and when"),
            "tracuu search hội nghị --person 'Lê Thị Hà' --from 2021 --to 06/2022",
        ),
        (N_("everything about a person"), "tracuu search --person 'Lê Thị Hà'"),
        (N_("newest first, for a script"), "tracuu search lũ lụt --sort newest --json"),
    ),
)
@click.argument("query", metavar="[QUERY ...]", nargs=-1)
@click.option(
    "--person",
    multiple=True,
    metavar="NAME",
    cls=Option,
    help=N_("Only articles that name this person; may be repeated."),
)
@click.option(
    "--person-match",
    type=click.Choice(PERSON_MATCHES),
    default="all",
    show_default=True,
    cls=Option,
    help=N_("Whether articles must name all of these persons, or any of them."),
)
@click.option(
    "--not-person",
    multiple=True,
    metavar="NAME",
    cls=Option,
    help=N_("Only articles that do not name this person; may be repeated."),
)
@click.option(
    "--from",
    metavar="DATE",
    cls=Option,
    help=N_("Published on this day or later: 17/08/2020, 08/2020, 2020."),
)
@click.option(
    "--to",
    metavar="DATE",
    cls=Option,
    help=N_("Published on this day or earlier."),
)
@click.option(
    "--date",
    type=click.Choice(["unknown"]),
    cls=Option,
    help=N_("Only articles whose date is unknown."),
)
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="relevance",
    show_default=True,
    cls=Option,
    help=N_("Order of the hits."),
)
@click.option(
    "--page",
    type=click.IntRange(1),
    metavar="N",
    cls=Option,
    help=N_("Page of the hits. [default: 1]"),
)
@click.option(
    "--cursor",
    metavar="TEXT",
    cls=Option,
    help=N_("Go on behind the hits of an answer: its “next” in JSON."),
)
@click.option(
    "--explain",
    is_flag=True,
    cls=Option,
    help=N_(
        "Show how each hit got its score: the words, how rare they are, and how "
        "often they are in the title and in the text."
    ),
)
@setting_option("per_page")
@setting_option("index")
@reading_engine_options
@json_option()
def search(
    query: tuple[str, ...],
    index: Path,
    cluster: ClusterSettings | None,
    as_json: bool,
    **options: object,
) -> None:
    """Search and print one page of hits."""
    for word in query:
        if word.startswith("--"):
            # Otherwise a misspelt option would be searched for.
            raise click.NoSuchOption(word)
    filters = ("person", "not_person", "from", "to", "date")
    if not query and not any(options[name] for name in filters):
        raise click.MissingParameter(param_hint="QUERY", param_type="argument")
    request = _read_request(" ".join(query), options)
    # What the engine would log is said below, in words for people.
    logging.getLogger("search.embedded.engine").setLevel(logging.CRITICAL)
    searcher = open_searcher_of(index, cluster)
    results = searcher.search(request, strict=as_json)
    if damaged := searcher.status().damaged:
        text = _("%(damaged)s is damaged; generation %(generation)s answers")
        values = {"damaged": damaged, "generation": results.generation}
        click.echo(text % values, err=True)
    if as_json:
        from web.api.serialize import results_to_json

        click.echo(json.dumps(results_to_json(results, request), ensure_ascii=False))
    else:
        print_results(results)


class _Arguments(dict[str, list[str]]):
    """The options as the endpoint's parameters, so that both read them alike."""

    def getlist(self, key: str) -> list[str]:
        return self.get(key, [])


def _as_parameter(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read_request(query: str, options: dict[str, object]) -> SearchRequest:
    arguments = _Arguments(q=[query])
    for name, value in options.items():
        if value is not None:
            values = value if isinstance(value, tuple) else (value,)
            arguments[name] = [_as_parameter(one) for one in values]
    try:
        return parse_strict(arguments)
    except InvalidParameterError as error:
        hint = "QUERY" if error.name == "q" else f"--{error.name}".replace("_", "-")
        raise click.BadParameter(error_text(error), param_hint=hint) from error
