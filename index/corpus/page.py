"""A raw page: what the corpus hands to extraction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Kind = Literal["text", "html", "record"]


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as it was found, decoded and not yet understood.

    Attributes
    ----------
    kind : "text", "html" or "record"
        A page saved as text, or the text of a document; an HTML page; one line
        of a JSONL file.
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
    encoding : str
        How the bytes were decoded: ``UTF-8``, ``UTF-16``, ``Windows-1258``, …;
        of a document that says so itself, ``DOCX`` or ``PDF``.
    converted_from : str or None
        The legacy encoding that the text, or a line of it, was converted from:
        ``TCVN3``, ``VNI``, ``VISCII``, ``UTF-8 read as Windows-1252``.
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
    encoding: str = "UTF-8"
    converted_from: str | None = None


@dataclass(frozen=True, slots=True)
class SamePage:
    """A page that is byte for byte what it was when it was read last."""

    path: str


KnownHashes = Mapping[str, str]
"""Path of a page → its content hash when it was read last, by the same rules."""

NONE_KNOWN: KnownHashes = MappingProxyType({})
