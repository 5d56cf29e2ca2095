"""Answers with all hits of a search, whatever they are written as."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from flask import Response, request
from flask_babel import gettext

from search.types import Hit
from web.errors import TooManyExportsError
from web.middleware.notes import current_note
from web.params import EXPORT_PARAMETERS, parse_strict
from web.state import MAX_EXPORTS, current_config, current_exports, current_searcher

Writer = Callable[[Iterable[Iterable[Hit]], str], Iterator[str]]
"""Writes pieces of hits; the text is for the end of a list that breaks off."""


def answer_with_all_hits(write: Writer, mimetype: str, ending: str) -> Response:
    """Answer the request under way with all of its hits, piece by piece.

    Parameters
    ----------
    write : callable
    mimetype : str
    ending : str
        Of the name of the file that a browser makes of them.

    Raises
    ------
    TooManyExportsError
        Where as many lists are being written as may be.
    """
    searched = parse_strict(request.args, EXPORT_PARAMETERS)
    current_note().search = searched
    pieces = current_searcher().all_hits(
        searched, strict=True, time_limit=current_config().time_limit
    )
    exports = current_exports()
    if not exports.acquire(blocking=False):
        raise TooManyExportsError(n=MAX_EXPORTS)
    try:
        # The first hits are found before the answer begins: until then, an error
        # is answered as everywhere.
        first = next(pieces, ())
        broken_off = gettext("The list breaks off here. Ask again.")
        rows = write(chain([first], pieces), broken_off)
        headers = {"Content-Disposition": f'attachment; filename="tra-cuu.{ending}"'}
        response = Response(rows, mimetype=mimetype, headers=headers)
    except BaseException:
        exports.release()
        raise
    response.call_on_close(exports.release)
    return response
