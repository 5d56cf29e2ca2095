"""Who may read a private archive: whoever knows its token, or name and password."""

from __future__ import annotations

import hmac
from hashlib import sha256

from flask import Flask, Response, request
from werkzeug.datastructures import Authorization

from web.config import Access, WebConfig
from web.errors import AccessDeniedError
from web.middleware.limits import refuse_if_waiting
from web.middleware.rate_limit import client_of
from web.shared import Shared

FAILURES_PER_MINUTE = 10
"""Wrong credentials that one client may send before it is not listened to."""

_OPEN = ("health.livez", "health.readyz")
_CHALLENGES = {"token": 'Bearer realm="tracuu"', "password": 'Basic realm="tracuu"'}


def register_access(app: Flask, config: WebConfig, shared: Shared) -> None:
    """Let nobody in who does not show what `config.access` asks for."""
    access = config.access
    if not access.is_restricted:
        return
    challenges = [text for name, text in _CHALLENGES.items() if getattr(access, name)]

    @app.before_request
    def check() -> None:
        if request.endpoint in _OPEN:
            return
        shown = request.authorization
        client = client_of(request.remote_addr)
        # Before they are looked at, or else a guess would be told from a hit.
        refuse_if_waiting(shared, shared.failures.wait(client, FAILURES_PER_MINUTE))
        if shown is None or not is_right(access, shown):
            # Browsers ask without credentials first; that is no guess.
            if "HTTP_AUTHORIZATION" in request.environ:
                shared.failures.take(client, FAILURES_PER_MINUTE)
            raise AccessDeniedError

    @app.after_request
    def add_headers(response: Response) -> Response:
        if response.status_code == 401:
            for challenge in challenges:
                response.headers.add("WWW-Authenticate", challenge)
        return response


def is_right(access: Access, shown: Authorization) -> bool:
    """Compare credentials with those asked for, in a time that tells nothing.

    Both ways may be open. Of a name and a password both are compared whatever
    the name is.
    """
    if shown.type == "bearer":
        return bool(access.token) and _is_same(shown.token, access.token)
    if shown.type == "basic" and access.password:
        is_user = _is_same(shown.username, access.user)
        return _is_same(shown.password, access.password) and is_user
    return False


def _is_same(shown: str | None, expected: str) -> bool:
    digests = (
        sha256(text.encode("utf-8", "surrogatepass")).digest()
        for text in (shown or "", expected)
    )
    return hmac.compare_digest(*digests)
