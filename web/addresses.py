"""Addresses of articles: the one an archive gives, and those that pages name."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import url_for


def permanent_link(article_id: str) -> str:
    """Give the address of an article's page without anything of a search."""
    return url_for("articles.article", article_id=article_id, _external=True)


def web_address(url: str | None) -> str | None:
    """Give an address that may be linked to: http or https, nothing else.

    Addresses come from the pages; ``javascript:`` and ``data:`` would run in
    the reader's browser.
    """
    try:
        is_web = url is not None and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        is_web = False
    return url if is_web else None
