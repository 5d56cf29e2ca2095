"""Where the markup of a page names who wrote its article, as a table of sources.

Vocabularies as in `metadata`; classes and ids as sites name them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.extract.html.markup import Found, Markup, Source, meta_source, one_line
from index.extract.html.text import is_hidden, lines_of, text_of, words_of
from index.messages import N_


def _author_property(markup: Markup) -> Iterator[Found]:
    for node in markup.properties("author"):
        if "Organization" in (node.get("itemtype") or ""):
            continue
        named = [
            one for one in node.iter() if "name" in (one.get("itemprop") or "").split()
        ]
        for one in named or [node]:
            content = one_line(one.get("content"))
            if content:
                yield Found(content, None if one.getparent().tag == "head" else one)
            else:
                yield from (Found(line, one) for line in lines_of(one))


def _rel_author(markup: Markup) -> Iterator[Found]:
    for node in markup.tree.iter("a"):
        if "author" in (node.get("rel") or "").lower().split():
            yield Found(text_of(node), node)


_AUTHOR_NAME = re.compile(
    r"-(?:authors?|tac-?gia|by-?line|writers?|created-?by|nguoi-?viet|but-?danh|"
    r"by-?author|reporters?|ky-?ten)-"
)
_NOT_AUTHOR_NAME = re.compile(r"-(?:avatar|count|follow|social|bio|desc\w*)-")


def _named_author(markup: Markup) -> Iterator[Found]:
    for node in markup.elements:
        names = words_of(node)
        if _AUTHOR_NAME.search(names) is None or node.tag in ("body", "article"):
            continue
        if _NOT_AUTHOR_NAME.search(names) is not None or is_hidden(node):
            continue
        lines = lines_of(node)
        if len(lines) <= MOST_LINES_OF_AUTHORS:
            yield from (Found(line, node) for line in lines)


MOST_LINES_OF_AUTHORS = 12
"""A longer element is the article, named after its author."""

_RIGHT = re.compile(r"text-align\s*:\s*right", re.I)


def _right_aligned(markup: Markup) -> Iterator[Found]:
    for node in markup.elements:
        if (node.get("align") or "").lower() == "right" or (
            _RIGHT.search(node.get("style") or "") is not None
        ):
            yield from (Found(line, node) for line in lines_of(node))


AUTHORS = (
    Source(
        N_("JSON-LD author"),
        lambda markup: map(Found, markup.linked.names("author", people=True)),
        (
            '<script type="application/ld+json">{"@type": "Article", '
            '"author": [{"@type": "Person", "name": "Hà Miên"}]}</script>',
            "Hà Miên",
        ),
    ),
    Source(
        N_("itemprop author"),
        _author_property,
        (
            '<p itemprop="author">Viết bởi <b itemprop="name">Hà Miên</b></p>',
            "Hà Miên",
        ),
    ),
    Source(
        N_("an element whose class says that it names the author"),
        _named_author,
        ('<div class="box-tacgia"><b>Hà Miên</b></div>', "Hà Miên"),
    ),
    Source(
        N_("a line that is set on the right"),
        _right_aligned,
        ('<p style="text-align: right"><b>Hà Miên</b></p>', "Hà Miên"),
        is_below_text=True,
    ),
    Source(
        N_("a link to the author (rel=author)"),
        _rel_author,
        ('<a rel="author" href="/tac-gia/7">Hà Miên</a>', "Hà Miên"),
    ),
    Source(
        N_("meta author"),
        meta_source("author", "article:author", "dc.creator", "dcterms.creator", "byl",
              "parsely-author", "sailthru.author", "its_author"),
        ('<meta name="author" content="Hà Miên">', "Hà Miên"),
    ),
)  # fmt: skip
"""Where markup names who wrote the article."""
