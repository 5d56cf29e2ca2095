"""The JSON interface explained: ``/openapi.json``, and ``/api`` to try it.

The page is made from the document, so that neither can forget an operation,
and needs no script: each operation is a plain form.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from web.api.openapi import build_document
from web.language.i18n import asked_language
from web.middleware.problems import KINDS
from web.params import check_known, parse_language
from web.state import current_config

explain_pages = Blueprint("explain", __name__)


@explain_pages.get("/openapi.json")
def openapi() -> Response:
    """Serve the OpenAPI document in the reader's language."""
    check_known(request.args, ("lang",))
    parse_language(request.args)
    return jsonify(build_document(gettext, current_config()))


@explain_pages.get("/api")
def explain() -> str:
    """Show every operation with a form to try it, and every kind of problem."""
    document = build_document(gettext, current_config())
    return render_template(
        "api.html",
        document=document,
        operations=[
            (path, methods["get"]) for path, methods in document["paths"].items()
        ],
        kinds=KINDS,
        lang=asked_language(),
    )


@explain_pages.get("/api/try/<operation_id>")
def try_operation(operation_id: str) -> Response:
    """Lead a form to an operation whose path holds a parameter.

    A form without script can only fill in what follows the question mark.
    """
    document = build_document(gettext, current_config())
    for path, methods in document["paths"].items():
        if methods["get"]["operationId"] == operation_id:
            return redirect(request.script_root + _fill_in(path, methods["get"]))
    raise NotFound


def _fill_in(path: str, operation: dict) -> str:
    args = {name: values for name, values in request.args.lists() if any(values)}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            name = parameter["name"]
            value = args.pop(name, [""])[0]
            path = path.replace("{" + name + "}", quote(value))
    return f"{path}?{urlencode(args, doseq=True)}" if args else path
