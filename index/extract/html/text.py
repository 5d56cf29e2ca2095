"""The lines of an HTML page as a reader sees them, and where they stand.

`visible_blocks` gives the page's lines in document order, as copying the whole
page in a browser would: an element that is a block begins a line, what is
hidden is left out. `is_around` and `Place` tell the article from what a site
puts round it, by the markup alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.analysis.normalise import normalise_text
from index.extract.pages.lines import Line, split_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MARGINS = frozenset(
    "article blockquote dl figure h1 h2 h3 h4 h5 h6 hr ol p pre section table "
    "ul".split()
)
"""Blocks with empty lines round them when they are copied."""

BLOCKS = MARGINS | frozenset(
    "address aside body caption center dd details dialog div dt fieldset figcaption "
    "footer form header html legend li main nav summary tbody td tfoot th thead "
    "tr amp-sidebar".split()
)
"""Elements that begin a line. Cells do, too: old pages are laid out in tables."""

_UNSEEN = frozenset(
    "audio button canvas datalist head iframe math noscript object script select style "
    "svg template textarea title video".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HIDDEN_CLASSES = frozenset("hidden hide d-none sr-only screen-reader-text "
                            "visually-hidden ms-accessible".split())  # fmt: skip

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_AROUND = re.compile(
    r"(?<!-post)(?<!-entry)(?<!-article)(?<!-detail)(?<!-news)-foot(?:er)?-"
    r"|-(?:nav-|navbar|navigation|menu|sidebar|aside-|widget|breadcrumb|"
    r"relat|recommend|suggest|comment|cmt|reply-|respond-|feedback|popular|trending|"
    r"most-|mostview|hot-(?:news|list)|latest|ticker|newsletter|subscri|poll-|vote-|survey|tham-?do|social|share-|"
    r"sharing|tags?-|keywords?-|banner|advert|ads-|qc-|pager|pagination|"
    r"list-news|news-list|other-|others-|same-?cate|read-?more|prev-|next-|"
    r"(?:tin-?)?lien-?quan|cung-?(?:chuyen|muc|chu-?de)|(?:tin|bai)-?(?:khac|moi|lq-)|"
    r"(?:xem|doc)-?(?:nhieu|them)|(?<!-fa)(?<!-icon)(?<!-ico)clock-(?!o-)|time-?now|current-?(?:date|time)|"
    r"binh-?luan|y-?kien|phan-?hoi|quang-?cao|tu-?khoa)"
)
_AROUND_TYPE = re.compile(
    r"/(?:Comment|UserComments|ListItem|ItemList|WPSideBar|WPFooter|Review|"
    r"SiteNavigationElement|BreadcrumbList)$"
)
_AROUND_TAGS = frozenset(("nav", "aside"))
_EDGE_TAGS = frozenset(("header", "footer", "article"))
_AROUND_ROLES = frozenset(("navigation", "complementary", "contentinfo", "search"))


@dataclass(frozen=True, slots=True)
class Block:
    """One visible line of a page.

    Attributes
    ----------
    text : str
        NFC, its white space collapsed; never empty.
    node : HtmlElement
        The innermost block that holds the line.
    is_apart : bool
        Whether an empty line stands above it.
    """

    text: str
    node: HtmlElement
    is_apart: bool


def words_of(node: HtmlElement) -> str:
    """Give the words of an element's class and id, in small letters.

    Examples
    --------
    >>> from lxml.html import fromstring
    >>> words_of(fromstring('<p class="news_Title" id="lblDate">x</p>'))
    '-news-title-lbl-date-'
    """
    named = f"{node.get('class') or ''} {node.get('id') or ''}"
    return f"-{'-'.join(_WORD.findall(named)).lower()}-"


def is_hidden(node: HtmlElement) -> bool:
    """Say whether an element is on the page without being shown."""
    if node.tag in _UNSEEN or node.get("hidden") is not None:
        return True
    if _HIDDEN_STYLE.search(node.get("style") or "") is not None:
        return True
    return not _HIDDEN_CLASSES.isdisjoint((node.get("class") or "").lower().split())


def is_around(node: HtmlElement) -> bool:
    """Say whether an element, by its name, is no part of an article.

    Examples
    --------
    >>> from lxml.html import fromstring
    >>> [is_around(fromstring(f'<div class="{name}">x</div>'))
    ...  for name in ("box-TinLienQuan", "article-body", "related-news")]
    [True, False, True]
    """
    if node.tag in _AROUND_TAGS or (node.get("role") or "") in _AROUND_ROLES:
        return True
    if _AROUND_TYPE.search(node.get("itemtype") or "") is not None:
        return True
    return _AROUND.search(words_of(node)) is not None


def visible_blocks(tree: HtmlElement) -> list[Block]:
    """Give the visible lines of a page, in document order."""
    from lxml import etree

    blocks: list[Block] = []
    pieces: list[str] = []
    is_apart = True

    def end_line(node: HtmlElement) -> None:
        nonlocal is_apart
        text = " ".join(normalise_text("".join(pieces)).split())
        pieces.clear()
        if text:
            blocks.append(Block(text, node, is_apart))
            is_apart = False

    inside: list[HtmlElement] = [tree]
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, node in walk:
        tag = node.tag if isinstance(node.tag, str) else ""
        is_block = tag in BLOCKS
        if event == "start":
            if not tag or is_hidden(node):
                walk.skip_subtree()
                continue
            if is_block:
                end_line(inside[-1])
                is_apart = is_apart or tag in MARGINS
                inside.append(node)
            elif tag == "br":
                end_line(inside[-1])
            pieces.append(node.text or "")
        else:
            if is_block and inside[-1] is node:
                end_line(node)
                is_apart = is_apart or tag in MARGINS
                inside.pop()
            if node is not tree:
                pieces.append(node.tail or "")
    end_line(tree)
    return blocks


def lines_of(node: HtmlElement) -> list[str]:
    """Give the visible lines inside one element."""
    return [block.text for block in visible_blocks(node)]


def text_of(node: HtmlElement) -> str:
    """Give all that an element holds as one line, hidden or not."""
    return " ".join(normalise_text(node.text_content()).split())


def as_lines(blocks: Iterable[Block]) -> list[Line]:
    """Give blocks to the rules about lines, empty lines between them included."""
    rows: list[str] = []
    for block in blocks:
        if block.is_apart and rows:
            rows.append("")
        rows.append(block.text)
    return split_lines("\n".join(rows))


class Place:
    """Where on a page the article is.

    Parameters
    ----------
    nodes : iterable of HtmlElement
        Elements that belong to the article: its title, its first paragraph.
    """

    def __init__(self, nodes: Iterable[HtmlElement]) -> None:
        self._inside: set[HtmlElement] = set()
        for node in nodes:
            self._inside.add(node)
            self._inside.update(node.iterancestors())
        self._in_article = any(node.tag == "article" for node in self._inside)

    def holds(self, node: HtmlElement) -> bool:
        """Say whether an element is part of the article and not beside it.

        It is beside it if a menu, another article, comments or the like lie
        between it and the nearest element that holds both.
        """
        for one in _upwards(node):
            if one in self._inside:
                return True
            if is_around(one) or is_hidden(one):
                return False
            if one.tag in _EDGE_TAGS and not self._is_edge_of_article(one):
                return False
        return True

    def _is_edge_of_article(self, node: HtmlElement) -> bool:
        """Say whether a header or footer is the article's and not the page's."""
        if node.tag == "article" or not self._in_article:
            return node.tag != "article" and not self._inside
        return any(
            one.tag == "article" and one in self._inside for one in node.iterancestors()
        )


def _upwards(node: HtmlElement) -> Iterator[HtmlElement]:
    yield node
    yield from node.iterancestors()
