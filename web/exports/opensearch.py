"""The description by which a browser offers a search (OpenSearch 1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from web.exports.atom import MIMETYPE as ATOM
from web.exports.xml import add, write

NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
MIMETYPE = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"

MAX_SHORT_NAME, MAX_DESCRIPTION = 16, 1024
"""Code points that the specification allows."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a browser is told: whole addresses, without what is searched for.

    Attributes
    ----------
    name, about, language : str
    search_url, feed_url, suggest_url, self_url, icon_url : str
    """

    name: str
    about: str
    language: str
    search_url: str
    feed_url: str
    suggest_url: str
    self_url: str
    icon_url: str


def write_description(told: Description) -> bytes:
    """Write a description as XML in UTF-8."""
    root = Element("OpenSearchDescription", {"xmlns": NAMESPACE})
    add(root, "ShortName", told.name[:MAX_SHORT_NAME].strip())
    add(root, "Description", told.about[:MAX_DESCRIPTION])
    add(root, "Image", told.icon_url, type="image/svg+xml", width="16", height="16")
    for kind, url in (
        ("text/html", told.search_url),
        (SUGGESTIONS, told.suggest_url),
        (ATOM, told.feed_url),
    ):
        add(root, "Url", type=kind, template=_template(url))
    add(root, "Url", type=MIMETYPE, rel="self", template=told.self_url)
    add(root, "Language", told.language)
    add(root, "InputEncoding", "UTF-8")
    add(root, "OutputEncoding", "UTF-8")
    return write(root)


def _template(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}q={{searchTerms}}"
