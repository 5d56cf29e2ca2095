"""``tracuu config``: the settings in force, and where each one comes from."""

from __future__ import annotations

import json
import os

import click

from index.messages import N_
from tracuu.commands import Command, json_option
from tracuu.config import HIDDEN, Config
from tracuu.language import _
from tracuu.settings import SETTINGS, Setting

_SOURCES = {
    "flag": N_("flag"),
    "variable": N_("variable"),
    "file": N_("file"),
    "default": N_("default"),
}


@click.command(
    "config",
    cls=Command,
    help=N_(
        "Check the config file and the variables, and print every setting with "
        "where it comes from."
    ),
    examples=(
        (N_("look"), "tracuu config"),
        (N_("check a file before it is used"), "tracuu --config new.toml config"),
    ),
)
@json_option()
@click.pass_context
def show_settings(ctx: click.Context, as_json: bool) -> None:
    """Print the settings; by now they have been checked."""
    rows = [(setting, *_origin(setting, ctx)) for setting in SETTINGS]
    if as_json:
        values = {
            setting.key: {"value": value, "from": source, "place": place or None}
            for setting, value, source, place in rows
        }
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    shown = [_text(value) for _setting, value, _source, _place in rows]
    key_width = max(len(setting.key) for setting in SETTINGS)
    width = max(map(len, shown))
    for (setting, _value, source, place), text in zip(rows, shown, strict=True):
        key = click.style(setting.key.ljust(key_width), bold=True)
        origin = f"{_(_SOURCES[source])} {place}".strip()
        click.echo(f"{key}  {text.ljust(width)}  {origin}")


def _origin(setting: Setting, ctx: click.Context) -> tuple[object, str, str]:
    """Give a setting's value, what it comes from, and where that stands."""
    config: Config = ctx.obj["config"]
    # The other flags are those of the commands.
    given = ctx.parent.get_parameter_source(setting.key) if ctx.parent else None
    if given is click.core.ParameterSource.COMMANDLINE:
        value, source, place = ctx.obj[setting.key], "flag", setting.flag
    elif os.environ.get(setting.envvar):
        value, source, place = os.environ[setting.envvar], "variable", setting.envvar
    elif setting.key in config.values:
        value, source = config.values[setting.key], "file"
        place = config.place_of(setting.key)
    else:
        value, source, place = setting.default, "default", ""
    if setting.is_secret and value:
        value = HIDDEN
    return value, source, place


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
