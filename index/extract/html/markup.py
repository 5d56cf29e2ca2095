"""An HTML page's markup, read once, for the tables of `metadata` to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from index.analysis.normalise import normalise_text
from index.extract.html.json_ld import LinkedData, read_json_ld

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class Found:
    """What a source says, and the element where that is not the page's head."""

    text: str
    node: HtmlElement | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One row of a table.

    Attributes
    ----------
    name : str
        The source, as a reason to be shown.
    read : callable
        Gives from a page's `Markup` all that the source says, in page order.
    example : tuple of str
        A piece of a page, and what the source reads there.
    is_below_text : bool
        Whether it counts below the article's first paragraph only.
    """

    name: str
    read: Callable[[Markup], Iterable[Found]]
    example: tuple[str, str]
    is_below_text: bool = False


class Markup:
    """A page's markup, read once.

    Attributes
    ----------
    tree : HtmlElement
        The page.
    meta : dict of str to list of str
        ``meta`` elements by property, name or itemprop in small letters, each
        with what it says, in page order.
    addresses : tuple of str
        The page's own addresses, the canonical one first.
    linked : LinkedData
        What JSON-LD says.
    """

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.meta: dict[str, list[str]] = {}
        for node in tree.iter("meta"):
            content = one_line(node.get("content"))
            for key in ("property", "name", "itemprop"):
                if content and node.get(key):
                    said = self.meta.setdefault(node.get(key).strip().lower(), [])
                    said.append(content)
        links = (
            node.get("href")
            for node in tree.iter("link")
            if (node.get("rel") or "").lower() == "canonical"
        )
        given = [*links, *self.meta.get("og:url", [])]
        self.addresses = tuple(dict.fromkeys(one for one in given if one))
        self.linked: LinkedData = read_json_ld(tree, self.addresses)

    def metas(self, *names: str) -> Iterator[Found]:
        """Give what ``meta`` elements of these names say."""
        return (Found(said) for name in names for said in self.meta.get(name, ()))

    def properties(self, name: str) -> Iterator[HtmlElement]:
        """Give the elements with an ``itemprop``."""
        for node in self._properties:
            if name in node.get("itemprop").split():
                yield node

    @cached_property
    def _properties(self) -> list[HtmlElement]:
        return [node for node in self.elements if node.get("itemprop")]

    @cached_property
    def elements(self) -> list[HtmlElement]:
        """Every element, in document order."""
        return [node for node in self.tree.iter() if isinstance(node.tag, str)]

    @cached_property
    def _numbers(self) -> dict[HtmlElement, int]:
        return {node: at for at, node in enumerate(self.elements)}

    def number_of(self, node: HtmlElement) -> int:
        """Give the place of an element among `elements`."""
        return self._numbers[node]

    @cached_property
    def site_names(self) -> frozenset[str]:
        """Names of the site and its publisher, in small letters."""
        names = self.linked.names("publisher")
        for key in ("og:site_name", "application-name", "source", "copyright"):
            names.extend(found.text for found in self.metas(key))
        return frozenset(name.lower() for name in names)


def one_line(text: str | None) -> str:
    """Give an attribute's text in NFC, its white space collapsed."""
    return " ".join(normalise_text(text or "").split())


def meta_source(*names: str) -> Callable[[Markup], Iterable[Found]]:
    """Make the reader of a `Source` that ``meta`` elements of these names are."""
    return lambda markup: markup.metas(*names)
