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
from web.config import LANGUAGES

CONFIG_FILE = "tracuu.toml"


class ConfigError(TraCuuError):
    template = N_("the config file %(path)s cannot be used: %(reason)s")


class UnknownSettingError(TraCuuError):
    template = N_(
        "the config file %(path)s has an unknown setting “%(key)s”; known are: "
        "%(known)s"
    )


class SettingValueError(TraCuuError):
    template = N_(
        "the config file %(path)s gives “%(key)s” a value that cannot be used: "
        "expected %(expected)s"
    )


class _Folder(click.Path):
    """A path whose ``~`` is the home folder, as it is in a shell."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        return super().convert(os.path.expanduser(value), param, ctx)


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


_FOLDER = _Folder()

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
        ("reindex", "search", "inspect", "status", "verify", "rollback", "serve"),
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
        ("reindex", "verify"),
    ),
    Setting(
        "reindex_memory",
        "--memory",
        click.IntRange(300, 1_000_000),
        800,
        N_("Megabytes that a reindex may take, all of its processes together."),
        ("reindex", "verify"),
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
    except OSError as exc:
        raise ConfigError(path=str(file), reason=exc.strerror or str(exc)) from exc
    except ValueError as exc:
        raise ConfigError(path=str(file), reason=str(exc)) from exc
    for key, value in values.items():
        if key not in _BY_KEY:
            known = ", ".join(_BY_KEY)
            raise UnknownSettingError(path=str(file), key=key, known=known)
        expected = _expected_in_file(_BY_KEY[key], value)
        if expected is not None:
            raise SettingValueError(path=str(file), key=key, expected=expected)
    return values


def _expected_in_file(setting: Setting, value: object) -> str | None:
    """Say what a value of the config file should have been; None: it is right."""
    if isinstance(setting.type, click.Choice):
        choices = setting.type.choices
        return None if value in choices else " | ".join(map(repr, choices))
    if isinstance(setting.type, click.IntRange):
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return None if is_number else N_("a whole number")
    if setting.key == "corpus" and isinstance(value, list) and value:
        is_right = all(isinstance(one, str) and one for one in value)
        return None if is_right else N_("text or a list of texts")
    return None if isinstance(value, str) and value else N_("text")


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


def corpus_setting(config: dict[str, Any]) -> list[Path]:
    """Give the corpus of ``TRACUU_CORPUS``, the config file or the default.

    The default counts only where it is there: nobody has named it.
    """
    variable = os.environ.get("TRACUU_CORPUS", "")
    given = [part for part in variable.split(os.pathsep) if part]
    if not given and "corpus" in config:
        given = (
            [config["corpus"]]
            if isinstance(config["corpus"], str)
            else config["corpus"]
        )
    default = str(_BY_KEY["corpus"].default)
    if not given and Path(default).exists():
        given = [default]
    return [Path(part).expanduser() for part in given]


def early_language(arguments: list[str]) -> str:
    """Find out the language before Click does, for its help and its errors.

    An unusable value is left for Click, or for the reading of the config
    file, to complain about: in Vietnamese.
    """
    wanted = os.environ.get("TRACUU_LANG") or None
    config = os.environ.get("TRACUU_CONFIG")
    for at, argument in enumerate(arguments):
        name, is_joined, value = argument.partition("=")
        if not is_joined:
            value = arguments[at + 1] if at + 1 < len(arguments) else ""
        if name == "--lang":
            wanted = value
        elif name == "--config":
            config = value
    if wanted is None:
        try:
            wanted = load_config(Path(config) if config else None).get("lang")
        except TraCuuError:
            wanted = None
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
