"""Headers that proxies add: believed of those in front of us, and of nobody else."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def register_proxies(app: Flask, n_proxies: int) -> None:
    """Take address, scheme, host and prefix from what the last proxies say.

    Parameters
    ----------
    app : Flask
    n_proxies : int
        As many values are believed, counted from the last; 0: none at all, as
        anybody may send such headers.
    """
    if n_proxies:
        app.wsgi_app = ProxyFix(
            app.wsgi_app,
            x_for=n_proxies,
            x_proto=n_proxies,
            x_host=n_proxies,
            x_prefix=n_proxies,
        )
