"""An Atom feed (RFC 4287): what a feed reader shows of a search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from web.exports.xml import add, write

NAMESPACE = "http://www.w3.org/2005/Atom"
MIMETYPE = "application/atom+xml"

UNDATED = "1970-01-01T00:00:00Z"
"""Of entries whose article has no date, for Atom has no unknown one. The time of the
index would put all of them on top again with each reindex; this one leaves them at
the end, and a reader still sees which of them are new by their ids."""

_VIETNAM = "+07:00"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article.

    Attributes
    ----------
    id, url : str
        Its permanent address, and that which is opened.
    source_url : str or None
        Of the page it was read from.
    title, summary : str
        Plain text.
    published : str or None
        As in `index.article.Article`.
    authors, persons : tuple of str
        Names: whose it is, and who is named in it.
    """

    id: str
    url: str
    source_url: str | None
    title: str
    summary: str
    published: str | None
    authors: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A search.

    Attributes
    ----------
    id : str
        Its permanent address.
    self_url, page_url : str
        Of the feed, and of the same search as a page.
    title, language : str
        The title, and the language that it is in.
    author : str
        Who answers for entries without an author.
    icon_url : str
    updated : str
        ISO 8601; in UTC where it has no offset.
    """

    id: str
    self_url: str
    page_url: str
    title: str
    language: str
    author: str
    icon_url: str
    updated: str


def write_feed(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """Write a feed as XML in UTF-8."""
    # Of the entries: most of the text is theirs.
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": "vi"})
    add(root, "id", feed.id)
    add(root, "title", feed.title).set("xml:lang", feed.language)
    add(root, "updated", _instant(feed.updated))
    add(add(root, "author"), "name", feed.author)
    add(root, "icon", feed.icon_url)
    add(root, "link", rel="self", type=MIMETYPE, href=feed.self_url)
    add(root, "link", rel="alternate", type="text/html", href=feed.page_url)
    for entry in entries:
        _add_entry(root, entry)
    return write(root)


def _add_entry(root: Element, entry: Entry) -> None:
    element = add(root, "entry")
    add(element, "id", entry.id)
    add(element, "title", entry.title)
    if entry.published is None:
        add(element, "updated", UNDATED)
    else:
        add(element, "updated", published_instant(entry.published))
        add(element, "published", published_instant(entry.published))
    for name in entry.authors:
        add(add(element, "author"), "name", name)
    add(element, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.source_url is not None:
        add(element, "link", rel="via", href=entry.source_url)
    for name in entry.persons:
        add(element, "category", term=name)
    add(element, "summary", entry.summary)


def published_instant(published: str) -> str:
    """Write a day, or a day and time, of Vietnam as RFC 3339.

    Examples
    --------
    >>> published_instant("2020-08-17"), published_instant("2020-08-17T09:30")
    ('2020-08-17T00:00:00+07:00', '2020-08-17T09:30:00+07:00')
    """
    return datetime.fromisoformat(published).isoformat(timespec="seconds") + _VIETNAM


def _instant(text: str) -> str:
    moment = datetime.fromisoformat(text)
    in_utc = moment.replace(tzinfo=moment.tzinfo or UTC)
    return in_utc.isoformat(timespec="seconds")
