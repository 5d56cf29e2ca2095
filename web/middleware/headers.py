"""Headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request

from web.assets import KEPT, is_for_good
from web.config import WebConfig
from web.language.i18n import asked_language, select_language

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    # The same as frame-ancestors, for browsers and scanners that know no better.
    ("X-Frame-Options", "DENY"),
    # The address of a page holds the query; the linked source need not see it.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), "
        "usb=()",
    ),
)
"""The same in every answer: name and value."""

_TRANSPORT_SECURITY = f"max-age={365 * 24 * 3600}"


def register_headers(app: Flask, config: WebConfig) -> None:
    """Add the security headers to everything an app answers, errors included."""
    is_restricted = config.access.is_restricted

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.extend(HEADERS)
        if request.is_secure:
            # Sent over plain HTTP it would mean nothing; that it was TLS only a
            # trusted proxy can have said.
            headers["Strict-Transport-Security"] = _TRANSPORT_SECURITY
        if is_for_good() and response.status_code in (200, 206, 304):
            whose = "private" if is_restricted else "public"
            headers["Cache-Control"] = f"{whose}, {KEPT}"
        elif is_restricted:
            # What few may read stays in no cache, save the style of the pages.
            kept = "no-cache" if request.endpoint == "static" else "no-store"
            headers["Cache-Control"] = f"private, {kept}"
        else:
            headers.setdefault("Cache-Control", "no-cache")
        if request.endpoint != "static":
            _tell_language(response)
        return response


def _tell_language(response: Response) -> None:
    # Not Babel's locale: to make one for every JSON answer takes its time.
    response.headers.setdefault("Content-Language", select_language())
    if asked_language() is None:
        response.vary.add("Accept-Language")
