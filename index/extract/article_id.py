"""A stable id for an article that brings none."""

from __future__ import annotations

from hashlib import blake2b

from index.corpus.page import RawPage


def make_article_id(path: str) -> str:
    """Make the id of the article at `path`: 16 hexadecimal digits.

    The id depends on the path alone, so an edited page keeps its address.

    Examples
    --------
    >>> make_article_id("corpus/a.txt") == make_article_id("corpus/a.txt")
    True
    """
    return blake2b(path.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def article_id_of(page: RawPage) -> str:
    """Give the id of the article that `page` holds: its own, or one of its path."""
    given = page.fields.get("id")
    return make_article_id(page.path) if given is None else str(given)
