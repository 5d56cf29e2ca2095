"""Where pages are: on this machine, or in a file system that fsspec reads.

A place of this machine is a `Path`, one elsewhere a `Url`. What is known of them here
needs no fsspec: `index.remote` reads them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import UnreadablePathError
from index.messages import N_
from index.stamps import Stamp

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_PASSWORD = re.compile(r"[^/@]*:[^/@]*@")


@dataclass(frozen=True, slots=True)
class Url:
    """A folder or file elsewhere, as it was named; without a slash at its end.

    Attributes
    ----------
    text : str
        ``s3://kho/bao``.
    """

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def parts(self) -> tuple[str, ...]:
        """Its protocol, and what stands between its slashes."""
        protocol, _, rest = self.text.partition("://")
        return (protocol, *rest.split("/"))

    @property
    def name(self) -> str:
        """Its last part; of a whole file system without a name, nothing."""
        return self.parts[-1]


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file elsewhere, as it was listed.

    Attributes
    ----------
    place : Url
        The place that was looked through.
    below : str
        The way from there, with slashes; empty: it is the place itself.
    size : int or None
        Bytes; None where the file system does not say.
    stamp : tuple of int, optional
        See `index.stamps`: None where nothing tells whether it was written to.
    """

    place: Url
    below: str = ""
    size: int | None = None
    stamp: Stamp | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Its name without the folders."""
        return self.below.rpartition("/")[2] or self.place.name


Location = Path | Url
File = Path | RemoteFile


def location_of(text: str) -> Location:
    """Tell a URL from a path of this machine; ``file://`` is one, too.

    Raises
    ------
    UnreadablePathError
        If it is no URL that can be a corpus folder's.
    """
    found = _URL.fullmatch(text)
    if found is None:
        return Path(text)
    protocol, rest = found[1].lower(), found[2]
    if protocol == "file":
        if not rest.startswith("/"):
            reason = N_("expected a URL such as file:///srv/bao")
            raise UnreadablePathError(path=text, reason=reason)
        return Path(rest)
    if _PASSWORD.match(rest):
        # It would stand in the index and in lists of processes. Shown without it.
        shown = f"{protocol}://…@{rest.partition('@')[2]}"
        reason = N_("expected no password in a URL: it is for fsspec's configuration")
        raise UnreadablePathError(path=shown, reason=reason)
    if "::" in rest:
        reason = N_("a URL of several file systems in each other is not read")
        raise UnreadablePathError(path=text, reason=reason)
    return Url(f"{protocol}://{rest.rstrip('/')}")


def absolute(location: Location) -> Location:
    """Make a path of this machine one that means the same in every folder."""
    return location if isinstance(location, Url) else Path(os.path.abspath(location))


def parts_below(location: Location, root: Location) -> tuple[str, ...] | None:
    """Give the parts of the way from a place to one in it; None: it is not in it."""
    if type(location) is not type(root):
        return None
    parts, outer = location.parts, root.parts
    if isinstance(root, Url) and outer[-1] == "":
        outer = outer[:-1]  # ``memory://`` holds ``memory://kho``.
    return parts[len(outer) :] if parts[: len(outer)] == outer else None
