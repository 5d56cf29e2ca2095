"""Click commands whose help is looked up in the catalogue when it is printed."""

from __future__ import annotations

from typing import Any

import click

from index.messages import N_
from tracuu.language import _

EXAMPLES = N_("Examples")


def _translated(text: str | None) -> str:
    return _(text) if text else ""


class Option(click.Option):
    """An option with a translated help text."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give the two columns of the help."""
        english, self.help = self.help, _translated(self.help)
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = english


class Command(click.Command):
    """A command with a translated help text and examples.

    Parameters
    ----------
    examples : sequence of (str, str)
        What one wants, and the command line that does it.
    """

    def __init__(
        self, *args: Any, examples: tuple[tuple[str, str], ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give the line of the list of commands: the first sentence, whole."""
        first, stop, _rest = _translated(self.help).partition(". ")
        return first + stop.strip()

    def format_help_text(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the description."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_translated(self.help))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if not self.examples:
            return
        with formatter.section(_(EXAMPLES)):
            for purpose, command_line in self.examples:
                formatter.write_text(f"# {_(purpose)}")
                indent = " " * formatter.current_indent
                formatter.write(f"{indent}{command_line}\n")


class Group(click.Group):
    """A group of commands with a translated help text."""

    command_class = Command

    def format_help_text(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the description."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_translated(self.help))


def json_option() -> Any:
    """Make the option ``--json`` that most commands have."""
    return click.option(
        "--json", "as_json", is_flag=True, cls=Option, help=N_("Print JSON.")
    )
