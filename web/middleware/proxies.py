"""Headers that proxies add: believed of those in front of us, and of nobody else.

So is the name of the host, as far as it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wsgi import get_host

_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")


def register_proxies(app: Flask, n_proxies: int) -> None:
    """Take address, scheme, host and prefix from what the last proxies say.

    Parameters
    ----------
    app : Flask
    n_proxies : int
        As many values are believed, counted from the last; 0: none at all, as
        anybody may send such headers.
    """
    app.wsgi_app = _HostCheck(app.wsgi_app)
    if n_proxies:
        app.wsgi_app = _PrefixCheck(app.wsgi_app)
        app.wsgi_app = ProxyFix(
            app.wsgi_app,
            x_for=n_proxies,
            x_proto=n_proxies,
            x_host=n_proxies,
            x_prefix=n_proxies,
        )


class _PrefixCheck:
    """Leaves out a prefix that would lead elsewhere: ``//host`` is another host.

    A proxy that sets no prefix of its own hands on what its client sends.
    """

    def __init__(self, wsgi_app: Any) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not _PREFIX.fullmatch(environ.get("SCRIPT_NAME", "")):
            environ["SCRIPT_NAME"] = ""
        return self._wsgi_app(environ, start_response)


class _HostCheck:
    """Leaves out a host that none can have, whoever names it.

    Whole addresses, as of feeds, then name the one that the service listens at;
    without one they would lead nowhere.
    """

    def __init__(self, wsgi_app: Any) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not _is_host(environ):
            environ.pop("HTTP_HOST", None)
            # The proxies' host has taken the place of the server's own.
            before = environ.get("werkzeug.proxy_fix.orig", {})
            kept = ("SERVER_NAME", "SERVER_PORT")
            environ.update({name: before[name] for name in kept if name in before})
        return self._wsgi_app(environ, start_response)


def _is_host(environ: dict[str, Any]) -> bool:
    host = get_host(environ)
    try:
        # Routing does the same: a label of more than 63 letters is none, nor is xn--.
        host.partition(":")[0].encode("idna").decode("idna")
    except UnicodeError:
        return False
    return host != ""
