"""``tracuu search``: hits, snippets and facets in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import click

from index.messages import N_
from search.types import MAX_RESULT_WINDOW, SORTS, SearchRequest, Sort
from tracuu.commands import Command, Option, json_option
from tracuu.language import _
from tracuu.printing import print_results
from tracuu.settings import setting_option
from web.dates import parse_period


class _Period(click.ParamType):
    """A day, a month or a year; gives its first and last day."""

    name = "date"

    def convert(self, value, param, ctx):
        if not isinstance(value, str):
            return value
        try:
            return parse_period(value)
        except ValueError:
            self.fail(
                _("expected a date such as 17/08/2020, 08/2020, 2020 or 2020-08-17")
            )


@click.command(
    cls=Command,
    help=N_(
        "Search the index. Several words need no quotes around them; every one of "
        "them must be in an article. Words typed without marks find all their "
        "spellings.\n\n"
        'QUERY: words, "phrases", -excluded, OR, (groups).'
    ),
    examples=(
        (N_("words, with or without marks"), "tracuu search ban to chuc trung uong"),
        (N_("a phrase"), "tracuu search '\"Nghị quyết số 18\"'"),
        (
            N_("who is named, and when"),
            "tracuu search hội nghị --person 'Lê Thị Hà' --from 2021 --to 06/2022",
        ),
        (N_("newest first, for a script"), "tracuu search lũ lụt --sort newest --json"),
    ),
)
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--person",
    "persons",
    multiple=True,
    metavar="NAME",
    cls=Option,
    help=N_("Only articles that name this person; may be repeated."),
)
@click.option(
    "--from",
    "date_from",
    type=_Period(),
    metavar="DATE",
    cls=Option,
    help=N_("Published on this day or later: 17/08/2020, 08/2020, 2020."),
)
@click.option(
    "--to",
    "date_to",
    type=_Period(),
    metavar="DATE",
    cls=Option,
    help=N_("Published on this day or earlier."),
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
    default=1,
    show_default=True,
    cls=Option,
    help=N_("Page of the hits."),
)
@setting_option("per_page")
@setting_option("index")
@json_option()
def search(
    query: tuple[str, ...],
    persons: tuple[str, ...],
    date_from: tuple | None,
    date_to: tuple | None,
    sort: Sort,
    page: int,
    per_page: int,
    index: Path,
    as_json: bool,
) -> None:
    """Search and print one page of hits."""
    from search.searcher import open_searcher

    if page * per_page > MAX_RESULT_WINDOW:
        raise click.BadParameter(
            _("only the first %(n)s hits can be paged through; narrow the search")
            % {"n": MAX_RESULT_WINDOW},
            param_hint="--page",
        )
    request = SearchRequest(
        query=" ".join(query),
        persons=persons,
        date_from=date_from[0] if date_from else None,
        date_to=date_to[1] if date_to else None,
        sort=sort,
        page=page,
        per_page=per_page,
    )
    results = open_searcher(index).search(request, strict=as_json)
    if as_json:
        from web.serialize import results_to_json

        click.echo(json.dumps(results_to_json(results), ensure_ascii=False))
    else:
        print_results(results)
