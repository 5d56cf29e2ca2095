"""Headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response

from web.i18n import select_language

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def register_headers(app: Flask) -> None:
    """Add the security headers to everything an app answers, errors included."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    # The address of a page holds the query; the linked source need not see it.
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cache-Control", "no-cache")
    # Not Babel's locale: to make one for every JSON answer takes its time.
    headers.setdefault("Content-Language", select_language())
    return response
