"""What a setting or an argument may be, where Click has no type for it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import click

from index.locations import Location, location_of
from index.messages import N_
from tracuu.language import _

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_YEAR_SECONDS = 365 * 86_400

_HOST = re.compile(r"https?://[^\s/,@]+(?:/[^\s,@]*)?")
_SCHEDULER = re.compile(r"(?:tcp|tls)://[^\s/,@]+:[0-9]{1,5}")
# No name and password in an address: a command line is read by everybody.
_LIBRARY = re.compile(
    r"(?!.*-(?:tables|previous|loading|[0-9]{6})$)[a-z0-9][a-z0-9_-]{0,99}"
)


class Folder(click.Path):
    """A path whose ``~`` is the home folder, as it is in a shell."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        return super().convert(os.path.expanduser(value), param, ctx)


class Duration(click.ParamType):
    """A time such as ``30s``, ``5m``, ``1h`` or ``2d``, as seconds; 0: never."""

    name = "duration"
    expected = N_("a time such as 30s, 5m, 1h or 2d, up to a year; 0 for never")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Give the seconds; a number alone is of seconds."""
        written = re.fullmatch(r"([0-9]{1,9})([smhd]?)", str(value).strip())
        seconds = int(written[1]) * _UNITS[written[2]] if written else -1
        if not 0 <= seconds <= _YEAR_SECONDS:
            self.fail(_("expected %(expected)s") % {"expected": _(self.expected)})
        return seconds


class Hosts(click.ParamType):
    """Addresses of nodes, separated by commas, or a list of them in the config file."""

    name = "hosts"
    expected = N_("addresses such as https://kho-1.example:9200, separated by commas")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Give the addresses, without a slash at their ends."""
        parts = value.split(",") if isinstance(value, str) else value
        hosts = tuple(part.strip().rstrip("/") for part in map(str, parts))
        if not hosts or not all(map(_HOST.fullmatch, hosts)):
            self.fail(_("expected %(expected)s") % {"expected": _(self.expected)})
        return hosts


class Place(click.ParamType):
    """A folder or file of this machine, or a URL of one elsewhere."""

    name = "path"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Location:
        """Tell one from the other."""
        return location_of(os.fsdecode(value)) if isinstance(value, str) else value


class Scheduler(click.ParamType):
    """Where a Dask scheduler listens."""

    name = "address"
    expected = N_("an address such as tcp://may-chu:8786 or tls://may-chu:8786")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Give the address as it is."""
        if not _SCHEDULER.fullmatch(str(value)):
            self.fail(_("expected %(expected)s") % {"expected": _(self.expected)})
        return str(value)


class LibraryName(click.ParamType):
    """What names of indexes can begin with, and no index of ours is called."""

    name = "name"
    expected = N_(
        "small letters, digits, - and _, a letter or digit first, and none of our "
        "own endings (-tables, -previous, -000001)"
    )

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Give the name as it is."""
        if not _LIBRARY.fullmatch(str(value)):
            self.fail(_("expected %(expected)s") % {"expected": _(self.expected)})
        return str(value)
