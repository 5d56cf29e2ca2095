"""The files that pages are made of: each has an address that tells what is in it.

So a browser may keep such a file for good; another content has another address.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from flask import Flask, current_app, request, url_for

_KEY = "tracuu.assets"

KEPT = "max-age=31536000, immutable"
"""A year is what caches take for good (RFC 9111 names no number, RFC 2616 did)."""


def register_assets(app: Flask) -> None:
    """Read the files of an app once, and give its templates their addresses."""
    folder = Path(app.static_folder or "")
    app.extensions[_KEY] = {
        file.name: blake2b(file.read_bytes(), digest_size=6).hexdigest()
        for file in sorted(folder.iterdir())
        if file.is_file()
    }
    app.template_global()(asset)


def asset(name: str, **values: object) -> str:
    """Give the address of a file; `values` are those of `url_for`."""
    version = current_app.extensions[_KEY].get(name)
    return url_for("static", filename=name, v=version, **values)


def is_for_good() -> bool:
    """Tell whether the address under way has the file that it tells of.

    Not so where a page of another version asks, while the service is being upgraded.
    """
    if request.endpoint != "static":
        return False
    name = (request.view_args or {}).get("filename")
    asked = request.args.get("v")
    return asked is not None and asked == current_app.extensions[_KEY].get(name)
