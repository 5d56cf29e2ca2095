"""Hits as CSV, for spreadsheet programs: piece by piece, harmless, complete or not.

A cell that begins as a formula would be run by whoever opens the file, and titles
and names come from pages that nobody vouches for. Such a cell gets an apostrophe
in front, which spreadsheets take for "this is text".
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from io import StringIO

from search.types import Hit

COLUMNS = (
    "id",
    "title",
    "published",
    "source",
    "authors",
    "persons",
    "url",
    "snippet",
)
BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for the code page of the machine, and Vietnamese
letters come out wrong."""

_FORMULA_SIGNS = frozenset("=+-@")
_CONTROLS = ("\t", "\r", "\n")


def neutralise(cell: str) -> str:
    """Make a cell text, whatever it begins with.

    So is what follows a semicolon, where programs of many countries divide cells.

    Examples
    --------
    >>> [neutralise(cell) for cell in ("lũ lụt", "=1+1", "  ＠SUM(A1)", "5-3")]
    ['lũ lụt', "'=1+1", "'  ＠SUM(A1)", '5-3']
    >>> neutralise("lũ lụt;=1+1")
    "lũ lụt;'=1+1"
    """
    return ";".join(map(_neutralised, cell.split(";")))


def _neutralised(cell: str) -> str:
    if cell.startswith(_CONTROLS):
        return "'" + cell
    for character in cell:
        if character.isspace() or unicodedata.category(character)[0] == "C":
            continue  # Programs skip spaces, and what cannot be seen.
        # Full-width and small forms are read as the plain signs.
        is_formula = unicodedata.normalize("NFKC", character)[0] in _FORMULA_SIGNS
        return "'" + cell if is_formula else cell
    return cell


def write_csv(pieces: Iterable[Iterable[Hit]], broken_off: str) -> Iterator[str]:
    """Write hits as CSV, a piece of text for each piece of them.

    Parameters
    ----------
    pieces : iterable of iterable of Hit
    broken_off : str
        Written in the last row where an error comes in between; the error is
        raised then, so that the server breaks the connection off, too.
    """
    yield BYTE_ORDER_MARK + _write([COLUMNS])
    try:
        for piece in pieces:
            yield _write(_row(hit) for hit in piece)
    except Exception:
        yield _write([("", broken_off, *[""] * (len(COLUMNS) - 2))])
        raise


def _row(hit: Hit) -> tuple[str, ...]:
    return (
        hit.id,
        hit.title,
        hit.published or "",
        hit.source or "",
        "; ".join(hit.authors),
        "; ".join(person.name for person in hit.persons),
        hit.url or "",
        hit.snippet.text,
    )


def _write(rows: Iterable[Iterable[str]]) -> str:
    text = StringIO()
    csv.writer(text).writerows([neutralise(cell) for cell in row] for row in rows)
    # Ids may hold lone surrogates, which no answer can be encoded with.
    return text.getvalue().encode("utf-8", "replace").decode("utf-8")
