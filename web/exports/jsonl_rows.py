"""Hits as JSON, an object a line: for programs, piece by piece, complete or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from search.types import Hit
from web.api.serialize import hit_to_json, write_json
from web.encoding import encoded

BROKEN_OFF = "broken_off"
"""The one key of the last line of a list that is not complete; no hit has it."""


def write_jsonl(pieces: Iterable[Iterable[Hit]], broken_off: str) -> Iterator[str]:
    """Write hits as lines of JSON, a piece of text for each piece of them.

    Parameters
    ----------
    pieces : iterable of iterable of Hit
    broken_off : str
        What the last line says where an error comes in between; the error is raised
        then, so that the server breaks the connection off, too.
    """
    try:
        for piece in pieces:
            yield "".join(_line(hit_to_json(hit)) for hit in piece)
    except Exception:
        yield _line({BROKEN_OFF: broken_off})
        raise


def _line(values: dict[str, Any]) -> str:
    # An index may hold lone surrogates, which no answer can be encoded with.
    return encoded(write_json(values)).decode("utf-8") + "\n"
