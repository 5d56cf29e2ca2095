"""The manifest of a generation: what it is, and every file of it.

``manifest.json`` is one JSON object in UTF-8; docs/index-format.md describes
its keys.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import (
    IndexCorruptError,
    IndexFormatError,
    IndexUnreadableError,
)
from index.messages import N_

FORMAT = "tracuu-index"
FORMAT_VERSION = 5
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    Attributes
    ----------
    generation : int
        From 1, growing by 1 with each publication.
    created_at : str
        ISO 8601, UTC.
    reading_version : str
        Digest of the rules that read and analysed the pages; where it differs
        from the program's, every page is read again.
    n_articles, n_failed : int
        Articles in the index; pages that could not be read.
    roots : dict
        Name of each corpus folder or file → its absolute path.
    files : dict
        Name of each file → ``[size in bytes, BLAKE2b hexadecimal digest]``.
    """

    generation: int
    created_at: str
    reading_version: str
    n_articles: int
    n_failed: int
    roots: dict[str, str]
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: str = FORMAT
    version: int = FORMAT_VERSION


def read_manifest(path: Path) -> Manifest:
    """Read the manifest in a generation's folder.

    Raises
    ------
    IndexFormatError, IndexCorruptError, IndexUnreadableError
    """
    file = path / MANIFEST
    try:
        values = json.loads(file.read_text("utf-8"))
        if values["format"] != FORMAT or values["version"] != FORMAT_VERSION:
            raise IndexFormatError(
                path=str(path.parent.parent),
                found=f"{values['format']} {values['version']}",
                supported=f"{FORMAT} {FORMAT_VERSION}",
            )
        return Manifest(**values)
    except FileNotFoundError as exc:
        raise IndexCorruptError(
            path=str(file), reason=N_("the file is missing")
        ) from exc
    except OSError as exc:
        raise unreadable(file, exc) from exc
    except (ValueError, KeyError, TypeError) as exc:
        raise IndexCorruptError(path=str(file), reason=str(exc)) from exc


def unreadable(path: Path, exc: OSError) -> IndexUnreadableError:
    """Say of a file of an index that the operating system refuses it."""
    return IndexUnreadableError(path=str(path), reason=exc.strerror or str(exc))
