"""The file of suggestions: its name, its version and the names of its sections."""

from __future__ import annotations

import struct
from pathlib import Path

from index.segments.sections import PREAMBLE

ENDING = ".suggestions"
MAGIC = b"TRACUUSG"
VERSION = 2
"""Of the file and of the rules that fill it; files of another one are rewritten."""

KINDS = ("person", "words", "title")
"""In the order of their tables in the file."""


def section_name(kind: str, name: str) -> str:
    """Give the name of a table's section."""
    return f"{kind}.{name}"


def is_current(file: Path) -> bool:
    """Tell whether a file is there and was written by the rules of today."""
    try:
        with open(file, "rb") as opened:
            magic, version, *_ = PREAMBLE.unpack(opened.read(PREAMBLE.size))
    except (OSError, struct.error):
        return False
    return magic == MAGIC and version == VERSION
