"""JSON-LD: which of the objects in a page's head is its article.

The vocabulary is https://schema.org/Article; ``@graph`` and references by
``@id`` are those of JSON-LD 1.1.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.analysis.normalise import normalise_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?://\s*\]\]>|\]\]>|-->|;)\s*$"
)
_PAGES = ("WebPage", "ItemPage", "VideoObject")
_MEMBERS = ("@graph", "mainEntity", "mainEntityOfPage")
_SURROGATE = re.compile("[\ud800-\udfff]")
MOST_OBJECTS = 2000
"""Objects of one page that are looked at."""


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What JSON-LD says of the page's article.

    Attributes
    ----------
    article, page : mapping
        The object of the article, and of the page that holds it; empty where
        there is none.
    by_id : mapping
        Every object with an ``@id``, for references.
    n_broken : int
        Blocks that are no JSON. Nothing of them is believed: what made them
        invalid may as well have cut a value short.
    """

    article: Mapping[str, object] = field(default_factory=dict)
    page: Mapping[str, object] = field(default_factory=dict)
    by_id: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    n_broken: int = 0

    def text(self, name: str, of_page: bool = False) -> list[str]:
        """Give what a property of the article, or of its page, says as text."""
        return list(_texts((self.page if of_page else self.article).get(name)))

    def names(self, name: str, *, people: bool = False) -> list[str]:
        """Give the names in a property: texts, objects, lists, references.

        Parameters
        ----------
        name : str
            The property, such as ``author``.
        people : bool
            Leave out what says that it is an organisation.
        """
        found: list[str] = []
        for one in _each(self.article.get(name)):
            if isinstance(one, Mapping) and "name" not in one:
                one = self.by_id.get(str(one.get("@id")), {})
            if isinstance(one, Mapping):
                if people and "Organization" in "".join(_types(one)):
                    continue
                one = one.get("name")
            found.extend(_texts(one))
        return found


def read_json_ld(tree: HtmlElement, addresses: tuple[str, ...] = ()) -> LinkedData:
    """Read the JSON-LD of a page.

    Parameters
    ----------
    tree : HtmlElement
        The page.
    addresses : tuple of str
        The page's own addresses: of several articles, the one that names one
        of them is the page's; else the first.
    """
    objects: list[Mapping[str, object]] = []
    n_broken = 0
    for node in tree.iter("script"):
        kind = (node.get("type") or "").partition(";")[0].strip().lower()
        if kind != "application/ld+json" or not (node.text or "").strip():
            continue
        try:
            value = json.loads(_WRAPPING.sub("", node.text), strict=False)
        except (ValueError, RecursionError):
            n_broken += 1
            continue
        objects.extend(_objects(value))
    articles = [one for one in objects if _is_article(one)]
    own = [one for one in articles if not addresses or _says(one, addresses)]
    pages = [one for one in objects if not set(_types(one)).isdisjoint(_PAGES)]
    return LinkedData(
        article=next(iter(own or articles), {}),
        page=next(iter(pages), {}),
        by_id={
            str(one["@id"]): one for one in objects if "name" in one and "@id" in one
        },
        n_broken=n_broken,
    )


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    queue, n_seen = [value], 0
    while queue and n_seen < MOST_OBJECTS:
        one = queue.pop(0)
        n_seen += 1
        if isinstance(one, list):
            queue[:0] = one
        elif isinstance(one, Mapping):
            yield one
            # An article's author has an @id of their own, too.
            queue.extend(one[name] for name in _MEMBERS if name in one)
            queue.extend(_each(one.get("author")))


def _types(one: Mapping[str, object]) -> list[str]:
    """Give an object's types without the vocabulary's address."""
    types = _each(one.get("@type"))
    return [re.split(r"[/:#]", kind)[-1] for kind in types if isinstance(kind, str)]


def _is_article(one: Mapping[str, object]) -> bool:
    return any(
        kind.endswith(("Article", "Posting", "Report")) or kind == "NewsArticle"
        for kind in _types(one)
    )


def _says(one: Mapping[str, object], addresses: tuple[str, ...]) -> bool:
    said = json.dumps([one.get(key) for key in ("@id", "url", "mainEntityOfPage")])
    return any(address in said for address in addresses)


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _texts(value: object) -> Iterator[str]:
    for one in _each(value):
        if isinstance(one, str) and one.strip():
            # JSON can spell half of a surrogate pair; no answer can hold it.
            whole = _SURROGATE.sub("\ufffd", html.unescape(one))
            yield " ".join(normalise_text(whole).split())
