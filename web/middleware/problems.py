"""What can go wrong in a request: one table, one JSON shape (RFC 9457), one page.

Each kind of problem has a section on the page ``/api``, which is where the
`type` of a problem document points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from search.errors import (
    N_,
    ArticleNotFoundError,
    ClusterError,
    ClusterRefusedError,
    ClusterUntrustedError,
    IndexCorruptError,
    IndexFormatError,
    IndexNotFoundError,
    IndexStorageError,
    PersonNotFoundError,
    QueryError,
    SeveralPersonsError,
    TimeLimitError,
    TraCuuError,
)
from web.cluster import cluster_to_json
from web.errors import (
    AccessDeniedError,
    BodyRefusedError,
    ClusterRedError,
    InvalidParameterError,
    RequestError,
    TooManyExportsError,
    TooManyRequestsError,
    UnknownParameterError,
)
from web.language.catalogue import translate, translate_error
from web.middleware.notes import current_note

RETRY_AFTER_SECONDS = 30
PROBLEM_TYPE = "application/problem+json"
_JSON_PATHS = (
    "/api/",
    "/livez",
    "/readyz",
    "/openapi.json",
    "/search.atom",
    "/opensearch.xml",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem.

    Attributes
    ----------
    slug : str
        Anchor on the page ``/api``.
    status : int
        HTTP status.
    title, about : str
        Message ids: a headline, and what to do about it.
    is_private : bool
        Whether the error's own message is for the log alone: it may name
        folders of the machine.
    """

    slug: str
    status: int
    title: str
    about: str
    is_private: bool = False


INTERNAL = Kind(
    "internal-error",
    500,
    N_("Something went wrong here"),
    N_("The fault is on this side and has been logged. Please try again later."),
    is_private=True,
)
NOT_FOUND = Kind(
    "not-found",
    404,
    N_("There is no such page"),
    N_("Check the address, or start from the search form."),
    is_private=True,
)
BAD_REQUEST = Kind(
    "bad-request",
    400,
    N_("The request cannot be answered"),
    N_("The request is malformed or not allowed here."),
    is_private=True,
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    N_("This address cannot be used that way"),
    N_("Everything here is read with GET; nothing can be sent or changed."),
    is_private=True,
)

PERSON_NOT_FOUND = Kind(
    "person-not-found",
    404,
    N_("That name does not lead to one person"),
    N_("Check the spelling, or choose one of the names offered (candidates)."),
)

CLUSTER_UNAVAILABLE = Kind(
    "cluster-unavailable",
    503,
    N_("The archive cannot be reached at the moment"),
    N_(
        "The machines that keep it do not answer, are too busy, or only some of them "
        "answer; a part is never shown for the whole. Please try again in a little "
        "while."
    ),
    is_private=True,
)
CLUSTER_REFUSED = Kind(
    "cluster-refused",
    503,
    N_("The service is not let in to the archive"),
    N_(
        "Whoever runs this service has to see to its credentials or to the "
        "certificates of the machines that keep the archive; its log says which."
    ),
    is_private=True,
)

KIND_OF_ERROR: dict[type[TraCuuError], Kind] = {
    QueryError: Kind(
        "invalid-query",
        400,
        N_("The query is not understood"),
        N_("The detail says why; offset is the place, counted from 0."),
    ),
    InvalidParameterError: Kind(
        "invalid-parameter",
        400,
        N_("A parameter has a value that cannot be used"),
        N_("Correct the parameter named, or leave it out."),
    ),
    UnknownParameterError: Kind(
        "unknown-parameter",
        400,
        N_("There is no such parameter"),
        N_("Check the spelling against the parameters listed on this page."),
    ),
    RequestError: BAD_REQUEST,
    AccessDeniedError: Kind(
        "access-denied",
        401,
        N_("This archive is not open to everybody"),
        N_(
            "Send the name and password, or the token, that whoever runs this "
            "service has given you."
        ),
        is_private=True,
    ),
    BodyRefusedError: Kind(
        "body-refused",
        413,
        N_("Nothing can be sent along with a request"),
        N_("Everything here is read with GET; put parameters into the address."),
        is_private=True,
    ),
    TooManyRequestsError: Kind(
        "too-many-requests",
        429,
        N_("Too many requests"),
        N_("Wait as many seconds as the header Retry-After says."),
    ),
    ArticleNotFoundError: Kind(
        "article-not-found",
        404,
        N_("There is no such article"),
        N_("It may have been removed from the archive. Search for its title."),
    ),
    PersonNotFoundError: PERSON_NOT_FOUND,
    SeveralPersonsError: PERSON_NOT_FOUND,
    TimeLimitError: Kind(
        "time-limit",
        503,
        N_("The answer took too long"),
        N_(
            "Either much was asked for at once, or the query is a hard one. Ask again "
            "in a moment, or with fewer words."
        ),
    ),
    TooManyExportsError: Kind(
        "too-many-exports",
        503,
        N_("Too many lists are being written"),
        N_("Lists of all hits take long. Ask again a little later."),
    ),
    IndexNotFoundError: Kind(
        "no-index",
        503,
        N_("Nothing has been indexed yet"),
        N_(
            "Whoever runs this service has to build the index first, with: "
            "tracuu reindex FOLDER"
        ),
        is_private=True,
    ),
    IndexFormatError: Kind(
        "index-format",
        503,
        N_("The index is of another version"),
        N_(
            "Whoever runs this service has to rebuild the index, with: "
            "tracuu reindex --full"
        ),
        is_private=True,
    ),
    IndexCorruptError: Kind(
        "index-damaged",
        503,
        N_("The index is damaged"),
        N_("Whoever runs this service finds the damaged file in its log."),
        is_private=True,
    ),
    IndexStorageError: Kind(
        "index-unavailable",
        503,
        N_("The index cannot be read at the moment"),
        N_("Please try again in a little while."),
        is_private=True,
    ),
    ClusterError: CLUSTER_UNAVAILABLE,
    ClusterRedError: CLUSTER_UNAVAILABLE,
    ClusterRefusedError: CLUSTER_REFUSED,
    ClusterUntrustedError: CLUSTER_REFUSED,
    TraCuuError: INTERNAL,
}

KINDS: tuple[Kind, ...] = tuple(
    sorted(
        {*KIND_OF_ERROR.values(), NOT_FOUND, METHOD_NOT_ALLOWED},
        key=lambda kind: (kind.status, kind.slug),
    )
)


def find_kind(error: Exception) -> Kind:
    """Give the kind of an error: its own, or that of the nearest base class."""
    for base in type(error).__mro__:
        if base in KIND_OF_ERROR:
            return KIND_OF_ERROR[base]
    if isinstance(error, HTTPException):
        if error.code in (404, 405):
            return NOT_FOUND if error.code == 404 else METHOD_NOT_ALLOWED
        if 400 <= (error.code or 500) < 500:
            return BAD_REQUEST
    return INTERNAL


def build_problem(error: Exception) -> dict[str, Any]:
    """Describe an error as a problem document (RFC 9457) in the reader's language."""
    kind = find_kind(error)
    problem: dict[str, Any] = {
        "type": url_for("explain.explain", _anchor=kind.slug),
        "title": gettext(kind.title),
        "status": _status(error, kind),
        "detail": _detail(error, kind),
        "request_id": current_note().request_id,
    }
    if isinstance(error, QueryError):
        problem |= {"parameter": "q", "offset": error.offset}
    elif isinstance(error, InvalidParameterError):
        expected = error.expected
        problem["parameter"] = error.name
        problem["expected"] = translate(gettext, expected.template, expected.params)
    elif isinstance(error, UnknownParameterError):
        problem["parameter"] = error.params["name"]
        problem["expected"] = ", ".join(error.known)
    elif isinstance(error, PersonNotFoundError):
        problem["candidates"] = [
            {"name": other.name, "count": other.count} for other in error.candidates
        ]
    elif isinstance(error, ClusterRedError):
        problem["cluster"] = cluster_to_json(error.health)
    return problem


def register_problems(app: Flask) -> None:
    """Answer every error of an app with a problem document or a page."""
    app.register_error_handler(Exception, _answer_error)


def _answer_error(error: Exception) -> Response:
    if isinstance(error, HTTPException) and (error.code or 500) < 400:
        return error.get_response()  # a redirect is no error
    problem = build_problem(error)
    if problem["status"] >= 500 and request.path != "/readyz":
        # Whoever asks /readyz asks every few seconds, and is told.
        # Neither address nor query: what people look for stays out of the log.
        known = isinstance(error, TraCuuError)
        current_app.logger.error("%s", error, exc_info=None if known else error)
    if is_json_path(request.path):
        response = current_app.json.response(problem)
        response.content_type = PROBLEM_TYPE
    else:
        response = Response(render_template("error.html", problem=problem))
    response.status_code = problem["status"]
    if isinstance(error, HTTPException):
        # Allow on 405 comes from here, among others.
        for name, value in error.get_headers():
            if name.lower() != "content-type":
                response.headers[name] = value
    if response.status_code == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    elif isinstance(error, TooManyRequestsError):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def is_json_path(path: str) -> bool:
    """Tell whether whoever asks for a path expects JSON."""
    return path.startswith(_JSON_PATHS)


def _status(error: Exception, kind: Kind) -> int:
    if isinstance(error, HTTPException) and error.code:
        return error.code
    return kind.status


def _detail(error: Exception, kind: Kind) -> str:
    if kind.is_private or not isinstance(error, TraCuuError):
        return gettext(kind.about)
    return translate_error(gettext, error)
