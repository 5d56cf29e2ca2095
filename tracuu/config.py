"""The config file and the ``TRACUU_*`` variables: read, and checked all at once.

Whoever starts a service wants to know everything that is wrong with its settings,
not the first of it. Whatever can be checked without the command line is: unknown
settings, values of the wrong kind or out of their range, of the file and of the
variables, of all commands.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from index.errors import TraCuuError
from index.locations import Location, location_of
from index.messages import N_
from tracuu.parameter_types import Duration, Hosts, LibraryName, Scheduler
from tracuu.settings import BY_KEY, CONFIG_FILE, SETTINGS, Setting
from web.config import LANGUAGES
from web.errors import shorten
from web.language.catalogue import Text

_PREFIX = "TRACUU_"
_ALIKE = 0.6
_NEARLY_THE_SAME = 0.85
"""How like a setting's a variable's name is that was meant to be it. Others are not
complained about: a cluster makes some of its own, such as TRACUU_SERVICE_HOST."""

HIDDEN = "•••"
"""Printed in place of a secret."""

_KINDS: tuple[tuple[type, type | tuple[type, ...]], ...] = (
    (Duration, (int, str)),
    (Hosts, (str, list)),
    (click.types.BoolParamType, bool),
    (click.types.IntParamType, int),
    (click.types.FloatParamType, (int, float)),
)
"""What values of a type are in the file; those of others are texts."""


class SettingError(TraCuuError):
    """Something is wrong with one setting."""


class ConfigFileError(SettingError):
    template = N_("the config file %(place)s cannot be used: %(reason)s")


class UnknownSettingError(SettingError):
    template = N_("%(place)s: unknown setting “%(key)s”; known are: %(known)s")


class MisspeltSettingError(SettingError):
    template = N_("%(place)s: unknown setting “%(key)s”; did you mean “%(meant)s”?")


class SettingValueError(SettingError):
    template = N_("%(place)s: “%(key)s” cannot be %(found)s: expected %(expected)s")


class SettingsError(TraCuuError):
    """All that is wrong with the settings.

    Parameters
    ----------
    errors : list of TraCuuError
        At least one.
    """

    template = N_("%(n)s settings cannot be used")

    def __init__(self, errors: list[TraCuuError]) -> None:
        self.errors = errors
        super().__init__(n=len(errors))


@dataclass(slots=True)
class Config:
    """What a config file says.

    Attributes
    ----------
    file : str
        Its path; empty where there is none.
    values : dict
        Setting → value as the file gives it, of those that can be used.
    lines : dict
        Setting → line of the file, where it was found.
    errors : list of SettingError
        What is wrong with the file.
    """

    file: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    errors: list[TraCuuError] = field(default_factory=list)

    def place_of(self, key: str) -> str:
        """Give file and line of a setting."""
        line = self.lines.get(key)
        return self.file if line is None else f"{self.file}:{line}"


def read_config(path: Path | None) -> Config:
    """Read the config file; what is wrong with it is in the `errors`.

    Parameters
    ----------
    path : Path or None
        None: `CONFIG_FILE` in the working directory, if it is there.
    """
    file = Path(CONFIG_FILE) if path is None else path
    if path is None and not file.exists():
        return Config()
    config = Config(str(file))
    try:
        text = file.read_text("utf-8")
        values = tomllib.loads(text)
    except OSError as exc:
        reason = exc.strerror or str(exc)
        config.errors.append(ConfigFileError(place=str(file), reason=reason))
        return config
    except ValueError as exc:
        config.errors.append(ConfigFileError(place=str(file), reason=str(exc)))
        return config
    config.lines = _lines_of_keys(text)
    for key, value in values.items():
        place = config.place_of(key)
        if key not in BY_KEY:
            config.errors.append(_unknown(place, key))
        elif (error := _error_in_file(BY_KEY[key], value, place)) is not None:
            config.errors.append(error)
        else:
            config.values[key] = value
    return config


def load_config(path: Path | None) -> Config:
    """Read the config file, and check it and the variables.

    Raises
    ------
    SettingsError
        With everything that is wrong with either.
    """
    config = read_config(path)
    errors = config.errors + variable_errors(os.environ)
    if errors:
        raise SettingsError(errors)
    return config


def variable_errors(environment: Mapping[str, str]) -> list[TraCuuError]:
    """List what is wrong with the variables of settings."""
    errors: list[TraCuuError] = []
    by_variable = {setting.envvar: setting for setting in SETTINGS}
    known = [*by_variable, f"{_PREFIX}CONFIG"]
    for name, value in sorted(environment.items()):
        if not name.startswith(_PREFIX) or not value:
            continue
        setting = by_variable.get(name)
        if setting is not None and setting.key != "corpus":
            reason = _wrong(setting, value)
            if reason is not None:
                errors.append(_value_error(setting, value, name, reason))
        elif name not in known:
            meant = difflib.get_close_matches(name, known, 1, _NEARLY_THE_SAME)
            if meant:
                where = Text(N_("environment"))
                errors.append(
                    MisspeltSettingError(place=where, key=name, meant=meant[0])
                )
    return errors


def default_map(config: Config, commands: list[str]) -> dict[str, Any]:
    """Arrange a config file's values as Click wants its defaults: by command."""
    return {
        command: {
            key: value
            for key, value in config.values.items()
            if not BY_KEY[key].commands or command in BY_KEY[key].commands
        }
        for command in commands
    }


def corpus_setting(config: Mapping[str, Any]) -> list[Location]:
    """Give the corpus of ``TRACUU_CORPUS``, the config file or the default.

    The default counts only where it is there: nobody has named it.
    """
    variable = os.environ.get("TRACUU_CORPUS", "")
    # A colon before two slashes is a URL's.
    given = [part for part in re.split(rf"{os.pathsep}(?!//)", variable) if part]
    if not given and "corpus" in config:
        given = (
            [config["corpus"]]
            if isinstance(config["corpus"], str)
            else config["corpus"]
        )
    default = str(BY_KEY["corpus"].default)
    if not given and Path(default).exists():
        given = [default]
    return [location_of(os.path.expanduser(part)) for part in given]


def early_language(arguments: list[str]) -> str:
    """Find out the language before Click does, for its help and its errors.

    An unusable value is left for Click, or for the check of the settings, to
    complain about: in Vietnamese.
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
        wanted = read_config(Path(config) if config else None).values.get("lang")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def _lines_of_keys(text: str) -> dict[str, int]:
    """Find the lines of the settings: those before the first table."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if table := re.match(r"\s*\[\s*([\w-]+)\s*\]", line):
            lines.setdefault(table[1], number)
        elif key := re.match(r"""\s*["']?([\w-]+)["']?\s*=""", line):
            lines.setdefault(key[1], number)
    return lines


def _unknown(place: str, key: str) -> SettingError:
    meant = difflib.get_close_matches(key, BY_KEY, 1, _ALIKE)
    if meant:
        return MisspeltSettingError(place=place, key=shorten(key), meant=meant[0])
    known = ", ".join(BY_KEY)
    return UnknownSettingError(place=place, key=shorten(key), known=known)


def _error_in_file(
    setting: Setting, value: object, place: str
) -> SettingValueError | None:
    if setting.key == "corpus" and isinstance(value, list) and value:
        is_right = all(isinstance(one, str) and one for one in value)
        reason = None if is_right else Text(N_("text or a list of texts"))
    elif not _is_of_kind(setting, value):
        reason = expected_of(setting)
    else:
        reason = _wrong(setting, value)
    return None if reason is None else _value_error(setting, value, place, reason)


def _is_of_kind(setting: Setting, value: object) -> bool:
    type_ = click.types.convert_type(setting.type)
    kinds = [kind for click_type, kind in _KINDS if isinstance(type_, click_type)]
    kind = kinds[0] if kinds else str
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind) and (value != "" or setting.default == "")


def _wrong(setting: Setting, value: object) -> Text | None:
    """Say what a value should have been; None: it can be used."""
    try:
        click.types.convert_type(setting.type)(value)
    except click.BadParameter:
        return expected_of(setting)
    return None


def expected_of(setting: Setting) -> Text:
    """Say what a setting's value has to be."""
    type_ = click.types.convert_type(setting.type)
    low, high = getattr(type_, "min", None), getattr(type_, "max", None)
    has_range = low is not None and high is not None
    match type_:
        case Duration() | Hosts() | LibraryName() | Scheduler():
            return Text(type_.expected)
        case click.Choice():
            return Text("%(choices)s", {"choices": " | ".join(type_.choices)})
        case click.types.BoolParamType():
            return Text(N_("true or false"))
        case click.types.IntParamType() if has_range:
            return Text(
                N_("a whole number from %(low)s to %(high)s"),
                {"low": low, "high": high},
            )
        case click.types.IntParamType():
            return Text(N_("a whole number"))
        case click.types.FloatParamType():
            return Text(N_("a number"))
    return Text(
        N_("text or a list of texts") if setting.key == "corpus" else N_("text")
    )


def _value_error(
    setting: Setting, value: object, place: str, expected: Text
) -> SettingValueError:
    found = HIDDEN if setting.is_secret else shorten(repr(value))
    return SettingValueError(
        place=place, key=setting.key, found=found, expected=expected
    )
