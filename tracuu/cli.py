"""The command ``tracuu``: its commands, its language, its errors."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from index.errors import TraCuuError
from index.messages import N_
from tracuu.commands import Group, Option
from tracuu.completion import completion
from tracuu.config import (
    SettingsError,
    default_map,
    early_language,
    load_config,
)
from tracuu.inspect import inspect
from tracuu.language import _, error_text, set_language
from tracuu.move import move
from tracuu.reindex import reindex
from tracuu.rollback import rollback
from tracuu.search import search
from tracuu.segment import segment
from tracuu.serve import serve
from tracuu.settings import setting_option
from tracuu.show_settings import show_settings
from tracuu.status import status
from tracuu.verify import verify
from tracuu.watch import watch

EXIT_ERROR = 1

_COMMANDS = (
    *(reindex, watch, search, inspect, status, verify, rollback, move, serve),
    *(segment, show_settings, completion),
)


@click.group(
    cls=Group,
    help=N_(
        "Full-text search for archives of Vietnamese news and official reports: "
        "point it at a folder of pages, get ranked answers by people and time."
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="TRACUU_CONFIG",
    cls=Option,
    help=N_("Config file. [default: tracuu.toml, if there is one]"),
)
@setting_option("lang")
@click.version_option(
    package_name="tracuu",
    prog_name="tracuu",
    cls=Option,
    help=N_("Show the version and exit."),
)
@click.pass_context
def cli(ctx: click.Context, config: Path | None, lang: str) -> None:
    """Read the config file, then run a command."""
    settings = load_config(config)
    source = ctx.get_parameter_source("lang")
    if source is click.core.ParameterSource.DEFAULT and "lang" in settings.values:
        lang = settings.values["lang"]
    ctx.obj = {"lang": lang, "config": settings}
    ctx.default_map = default_map(settings, list(cli.commands))


for _command in _COMMANDS:
    cli.add_command(_command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit.

    Exits with 0, with 1 after an error of Tra Cứu's, with 2 after a wrong
    command line.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    set_language(early_language(arguments))
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows its code, not a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        # https://no-color.org: any value but the empty one.
        color = False if os.environ.get("NO_COLOR") else None
        cli.main(args=arguments, prog_name="tracuu", color=color)
    except SettingsError as found:
        _exit_with(*map(error_text, found.errors))
    except TraCuuError as error:
        _exit_with(error_text(error))
    except OSError as exc:
        # What the operating system refuses outside the index and the corpus,
        # such as writing the output.
        _exit_with(exc.strerror or str(exc))


def _exit_with(*reasons: str) -> NoReturn:
    label = click.style(_("Error"), fg="red", bold=True)
    for reason in reasons:
        click.echo(f"{label}: {reason}", err=True)
    sys.exit(EXIT_ERROR)
