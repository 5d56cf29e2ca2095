"""The manifest of a generation: what it is, and every file of it.

``manifest.json`` is one JSON object in UTF-8; docs/index-format.md describes
its keys. It begins with its own checksum: the BLAKE2b-128 of its bytes with
zeros in place of the checksum.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from index.errors import (
    IndexCorruptError,
    IndexFormatError,
    refused,
)
from index.messages import N_

FORMAT = "tracuu-index"
FORMAT_VERSION = 7
MANIFEST = "manifest.json"
DIGEST_BYTES = 16

WRONG_CHECKSUM = N_("its checksum is wrong")

_HEAD = b'{"checksum": "'
_NO_CHECKSUM = "0" * (2 * DIGEST_BYTES)
_PLACE = slice(len(_HEAD), len(_HEAD) + len(_NO_CHECKSUM))


class FileRecord(NamedTuple):
    """What a manifest says of a file.

    Attributes
    ----------
    size : int
        Bytes.
    digest : str
        BLAKE2b-128, hexadecimal.
    modified : int
        Seconds since 1970, of its last modification.
    """

    size: int
    digest: str
    modified: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    Attributes
    ----------
    generation : int
        From 1, growing with each publication.
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
        Name of each file → its `FileRecord`.
    restored_from : int or None
        The generation that it is the same as, after a rollback.
    checksum : str
        Of the manifest itself; empty before it is written.
    """

    generation: int
    created_at: str
    reading_version: str
    n_articles: int
    n_failed: int
    roots: dict[str, str]
    files: dict[str, FileRecord] = field(default_factory=dict)
    restored_from: int | None = None
    format: str = FORMAT
    version: int = FORMAT_VERSION
    checksum: str = ""


def manifest_bytes(manifest: Manifest) -> bytes:
    """Write a manifest with its checksum, whatever checksum it has."""
    values = {"checksum": _NO_CHECKSUM} | asdict(manifest)
    values["checksum"] = _NO_CHECKSUM
    data = json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return data[: _PLACE.start] + _checksum(data).encode() + data[_PLACE.stop :]


def read_manifest(path: Path) -> Manifest:
    """Read the manifest in a generation's folder.

    Raises
    ------
    IndexFormatError, IndexCorruptError, IndexUnreadableError
    """
    file = path / MANIFEST
    try:
        data = file.read_bytes()
        values = json.loads(data.decode("utf-8", "surrogatepass"))
        if values["format"] != FORMAT or values["version"] != FORMAT_VERSION:
            raise IndexFormatError(
                path=str(path.parent.parent),
                found=f"{values['format']} {values['version']}",
                supported=f"{FORMAT} {FORMAT_VERSION}",
            )
        if data[: _PLACE.start] != _HEAD or values["checksum"] != _checksum(data):
            raise ValueError(WRONG_CHECKSUM)
        records = {name: FileRecord(*row) for name, row in values["files"].items()}
        return Manifest(**{**values, "files": records})
    except OSError as exc:
        raise refused(file, exc) from exc
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise IndexCorruptError(path=str(file), reason=str(exc)) from exc


def _checksum(data: bytes) -> str:
    blank = data[: _PLACE.start] + _NO_CHECKSUM.encode() + data[_PLACE.stop :]
    return hashlib.blake2b(blank, digest_size=DIGEST_BYTES).hexdigest()
