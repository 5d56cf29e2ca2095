"""What ``tracuu inspect`` prints of decisions and their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from index.article import Person
from tracuu.language import _
from web.language.decisions import decision_text, reason_texts

if TYPE_CHECKING:
    from index.extract.decisions import Decision, Trace


def _reasons(one: Decision) -> str:
    return "; ".join(reason_texts(_, one))


def print_reasons(decisions: Iterable[Decision], indent: int) -> None:
    """Print why a title, a date or a byline was taken or turned down."""
    for one in decisions:
        click.secho(f"{' ' * indent}{decision_text(_, one)}", dim=True)


def print_persons(persons: Sequence[Person], weighed: Sequence[Decision]) -> None:
    """Print each person with what speaks for it, then the names turned down."""
    why = {one.text: _reasons(one) for one in weighed if one.taken}
    for person in persons:
        role = f" — {person.role}" if person.role else ""
        click.echo(f"  • {click.style(person.name, fg='cyan')}{role}")
        if why.get(person.name):
            click.secho(f"      {why[person.name]}", dim=True)
    turned_down = [one for one in weighed if not one.taken]
    if turned_down:
        click.echo(_("not taken for persons"))
    for one in turned_down:
        click.echo(f"  × {one.text}  {click.style(_reasons(one), dim=True)}")


def print_lines(trace: Trace) -> None:
    """Print the page line by line.

    ``+`` is kept, ``-`` left out, ``=`` the title's. HTML has no lines of its
    own; they are those of its text.
    """
    titles = [one for one in trace.about("title") if one.taken and one.line]
    lines = sorted([*titles, *trace.about("line")], key=lambda one: one.line or 0)
    width = max(len(str(one.line or "")) for one in lines)
    for one in lines:
        number = str(one.line or "").rjust(width)
        if one.part == "title":
            click.echo(f"{number} = {click.style(one.text, bold=True)}")
        elif one.taken:
            click.echo(f"{number} + {one.text}")
        else:
            reason = click.style(f"  ({_reasons(one)})", fg="yellow")
            click.echo(f"{number} - {click.style(one.text, dim=True)}{reason}")
