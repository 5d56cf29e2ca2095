"""Settings: flags, then ``TRACUU_*`` variables, then the config file, then defaults.

`SETTINGS` is the one table of them all; docs/configuration.md prints it and a
test holds the two together.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from index.errors import TraCuuError
from index.messages import N_
from search.types import DEFAULT_PER_PAGE, MAX_PER_PAGE
from tracuu.commands import Option
from tracuu.language import LANGUAGES

CONFIG_FILE = "tracuu.toml"


class ConfigError(TraCuuError):
    template = N_("the config file %(path)s cannot be used: %(reason)s")


class UnknownSettingError(TraCuuError):
    template = N_(
        "the config file %(path)s has an unknown setting “%(key)s”; known are: "
        "%(known)s"
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes
    ----------
    key : str
        Name in the config file, and of the parameter it becomes.
    flag : str
        On the command line; empty for an argument.
    type : click.ParamType or type
        What it is converted to.
    default : object
        None: see `help`.
    help : str
        English, from the catalogue.
    commands : tuple of str
        Commands that have it; empty: all.
    """

    key: str
    flag: str
    type: Any
    default: Any
    help: str
    commands: tuple[str, ...] = ()

    @property
    def envvar(self) -> str:
        """The environment variable."""
        return f"TRACUU_{self.key.upper()}"


_FOLDER = click.Path(path_type=Path)

SETTINGS = (
    Setting(
        "lang",
        "--lang",
        click.Choice(LANGUAGES),
        "vi",
        N_("Language of the messages and, by default, of the pages."),
    ),
    Setting(
        "index",
        "--index",
        _FOLDER,
        "tracuu-index",
        N_("Folder of the index."),
        ("reindex", "search", "inspect", "status", "serve"),
    ),
    Setting(
        "corpus",
        "",
        _FOLDER,
        "corpus",
        N_(
            "Folders or files of pages, where the command names none and the "
            "index remembers none."
        ),
        ("reindex",),
    ),
    Setting(
        "reindex_workers",
        "--workers",
        click.IntRange(1, 64),
        None,
        N_("Processes that read pages. [default: one a processor]"),
        ("reindex",),
    ),
    Setting(
        "per_page",
        "--per-page",
        click.IntRange(1, MAX_PER_PAGE),
        DEFAULT_PER_PAGE,
        N_("Hits a page."),
        ("search",),
    ),
    Setting(
        "host", "--host", str, "127.0.0.1", N_("Address to listen at."), ("serve",)
    ),
    Setting(
        "port",
        "--port",
        click.IntRange(0, 65535),
        8000,
        N_("Port to listen at; 0 picks a free one."),
        ("serve",),
    ),
    Setting(
        "serve_workers",
        "--workers",
        click.IntRange(1, 64),
        2,
        N_("Processes that answer requests."),
        ("serve",),
    ),
    Setting(
        "site_name",
        "--site-name",
        str,
        "Tra Cứu",
        N_("Name in the masthead of the pages."),
        ("serve",),
    ),
)

_BY_KEY = {setting.key: setting for setting in SETTINGS}


def setting_option(key: str) -> Callable:
    """Make the Click option of a setting."""
    setting = _BY_KEY[key]
    return click.option(
        setting.flag,
        setting.key,
        type=setting.type,
        default=setting.default,
        envvar=setting.envvar,
        show_default=setting.default is not None,
        # "N" says enough; Click would print "INTEGER RANGE" and the bounds.
        metavar="N" if isinstance(setting.type, click.IntRange) else None,
        help=setting.help,
        cls=Option,
    )


def setting_default(key: str) -> Any:
    """Give a setting's default value."""
    return _BY_KEY[key].default


def load_config(path: Path | None) -> dict[str, Any]:
    """Read the config file.

    Parameters
    ----------
    path : Path or None
        None: `CONFIG_FILE` in the working directory, if it is there.

    Returns
    -------
    dict
        Setting → value, as the file gives them.

    Raises
    ------
    ConfigError, UnknownSettingError
    """
    file = Path(CONFIG_FILE) if path is None else path
    if path is None and not file.exists():
        return {}
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as exc:
        raise ConfigError(path=str(file), reason=str(exc)) from exc
    for key in values:
        if key not in _BY_KEY:
            known = ", ".join(_BY_KEY)
            raise UnknownSettingError(path=str(file), key=key, known=known)
    return values


def default_map(config: dict[str, Any], commands: list[str]) -> dict[str, Any]:
    """Arrange a config file's values as Click wants its defaults: by command."""
    return {
        command: {
            key: value
            for key, value in config.items()
            if not _BY_KEY[key].commands or command in _BY_KEY[key].commands
        }
        for command in commands
    }


def early_language(arguments: list[str]) -> str:
    """Find out the language before Click does, for its help and its errors.

    An unusable value is left for Click to complain about, in Vietnamese.
    """
    wanted = os.environ.get("TRACUU_LANG", "")
    for at, argument in enumerate(arguments):
        if argument == "--lang" and at + 1 < len(arguments):
            wanted = arguments[at + 1]
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
    return wanted if wanted in LANGUAGES else ""
