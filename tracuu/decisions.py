"""What ``tracuu inspect`` prints of decisions and their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from index.article import Person
from index.messages import N_
from tracuu.language import _, message

if TYPE_CHECKING:
    from index.extract.decisions import Decision, Trace

_LINE = N_("line %(line)s")


def decisions_to_json(trace: Trace) -> list[dict[str, object]]:
    """Give every decision, reasons in English, in the order they were made."""
    return [
        {
            "about": one.part,
            "line": one.line,
            "text": one.text,
            "taken": one.taken,
            "reasons": [str(reason) for reason in one.reasons],
        }
        for one in trace.decisions
    ]


def _reasons(one: Decision) -> str:
    return "; ".join(message(reason.template, reason.params) for reason in one.reasons)


def print_reasons(decisions: Iterable[Decision], indent: int) -> None:
    """Print why a title, a date or a byline was taken or turned down."""
    for one in decisions:
        text = _reasons(one)
        if one.line is not None:
            text = f"{_(_LINE) % {'line': one.line}}: {text}"
        if not one.taken and one.text:
            text = _("not %(value)s: %(why)s") % {"value": one.text, "why": text}
        click.secho(f"{' ' * indent}{text}", dim=True)


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
