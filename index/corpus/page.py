"""A raw page: what the corpus hands to extraction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "html", "record"]


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as it was found, decoded and not yet understood.

    Attributes
    ----------
    kind : "text", "html" or "record"
        A page saved as text; an HTML page; one line of a JSONL file.
    path : str
        The corpus folder's name, then the path inside it, with forward
        slashes; of a record, followed by ``#`` and its line number.
    content_hash : str
        Hexadecimal BLAKE2b digest (16 bytes) of the raw bytes.
    text : str
        The decoded page, NFC, line ends as ``\\n``. Empty for a record.
    fields : mapping
        What a record gave, checked and in NFC: ``title`` and ``body``, and any
        of ``id``, ``published`` (as in `Article`), ``url``, ``source`` as text,
        ``authors`` (tuple of str), ``persons`` (tuple of `Person`). Empty for
        the other kinds.
    source : str or None
        Name of the first folder below the corpus folder: pages of one site
        are usually kept together. Used where the page names no source.
    """

    kind: Kind
    path: str
    content_hash: str
    text: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    source: str | None = None
