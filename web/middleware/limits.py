"""What is refused before anything is looked up: bodies, and requests too many."""

from __future__ import annotations

from math import ceil

from flask import Flask, request

from web.config import WebConfig
from web.errors import BodyRefusedError, TooManyRequestsError
from web.middleware.rate_limit import client_of
from web.shared import Shared

_UNLIMITED = ("static", "health.livez", "health.readyz")
"""Endpoints: a page needs its style, and whoever watches must never be put off."""


def register_limits(app: Flask, config: WebConfig, shared: Shared) -> None:
    """Refuse bodies, and what one client asks too often."""

    @app.before_request
    def limit() -> None:
        environ = request.environ
        # A method that is not for here is told so, whatever it brought along.
        if request.routing_exception is None and (
            environ.get("CONTENT_LENGTH", "0").strip() not in ("", "0")
            or "HTTP_TRANSFER_ENCODING" in environ
        ):
            raise BodyRefusedError
        if config.rate_limit and request.endpoint not in _UNLIMITED:
            client = client_of(request.remote_addr)
            refuse_if_waiting(shared, shared.requests.take(client, config.rate_limit))


def refuse_if_waiting(shared: Shared, seconds: float) -> None:
    """Refuse a request whose sender has to wait, and count that.

    Raises
    ------
    TooManyRequestsError
    """
    if seconds:
        shared.metrics.rate_limited.inc()
        raise TooManyRequestsError(ceil(seconds))
