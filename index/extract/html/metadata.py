"""What the markup of a page says of its article, as tables of sources.

A source is one place where markup states something: a property of JSON-LD, a
``meta`` element, an attribute. The tables give them in the order in which they
are believed; `signatures` has one more, of the authors. What is done with
what they say stands in `title`, `published` and `authors`.

Vocabularies: https://schema.org/Article (JSON-LD and microdata),
https://ogp.me/#type_article, Dublin Core, hAtom 0.1 and h-entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from index.extract.dates.datelines import is_dateline
from index.extract.html.markup import Found, Markup, Source, meta_source, one_line
from index.extract.html.text import is_hidden, lines_of, text_of, words_of
from index.messages import N_

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def _linked(name: str, of_page: bool = False) -> Callable[[Markup], Iterable[Found]]:
    return lambda markup: map(Found, markup.linked.text(name, of_page))


def _title_element(markup: Markup) -> Iterator[Found]:
    for node in markup.tree.iter("title"):
        if node.getparent() is not None and node.getparent().tag != "svg":
            yield Found(text_of(node))
            return


def _headline(markup: Markup) -> Iterator[Found]:
    for node in markup.properties("headline"):
        if node.tag != "meta":
            yield Found(text_of(node), node)


TITLES = (
    Source(
        N_("JSON-LD headline"),
        _linked("headline"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", '
            '"headline": "Mùa gặt sớm ở bản Sậy"}</script>',
            "Mùa gặt sớm ở bản Sậy",
        ),
    ),
    Source(
        N_("meta og:title"),
        meta_source("og:title"),
        ('<meta property="og:title" content="Mùa gặt sớm">', "Mùa gặt sớm"),
    ),
    Source(
        N_("itemprop headline"),
        _headline,
        ('<h2 itemprop="headline">Mùa gặt sớm</h2>', "Mùa gặt sớm"),
    ),
    Source(
        N_("meta title of another vocabulary"),
        meta_source("twitter:title", "headline", "dc.title", "dcterms.title", "title"),
        ('<meta name="twitter:title" content="Mùa gặt sớm">', "Mùa gặt sớm"),
    ),
    Source(
        N_("the page's <title>"),
        _title_element,
        ("<title>Mùa gặt sớm - Báo Mẫu</title>", "Mùa gặt sớm - Báo Mẫu"),
    ),
)
"""Where markup states the title."""


def _value(node: HtmlElement) -> str:
    for name in ("content", "datetime", "title"):
        if one_line(node.get(name)):
            return one_line(node.get(name))
    return text_of(node)


def _says_updated(node: HtmlElement) -> bool:
    names = f"{words_of(node)}{(node.get('itemprop') or '').lower()}-"
    parent = node.getparent()
    if parent is not None and parent.tag in ("dd", "span", "li"):
        names += words_of(parent)
    return re.search(r"modif|updat|cap-?nhat", names) is not None and (
        "publish" not in names
    )


def _published_property(markup: Markup) -> Iterator[Found]:
    for node in markup.properties("datePublished"):
        yield Found(_value(node), None if node.getparent().tag == "head" else node)


def _microformat(markup: Markup) -> Iterator[Found]:
    for node in markup.elements:
        classes = (node.get("class") or "").split()
        stated = node.get("datetime") or node.get("title")
        if stated and not {"published", "dt-published"}.isdisjoint(classes):
            yield Found(one_line(stated), node)


def _time(markup: Markup) -> Iterator[Found]:
    times = [
        node
        for node in markup.tree.iter("time")
        if not is_hidden(node) and not _says_updated(node)
    ]
    times.sort(key=lambda node: node.get("pubdate") is None)
    for node in times:
        yield Found(one_line(node.get("datetime")) or text_of(node), node)


_DATE_NAME = re.compile(
    r"-(?:date|time|datetime|timestamp|ngay|ngay-?(?:dang|gio|viet|xuat-?ban)|"
    r"thoi-?gian|publish\w*|posted|post-?date|pub-?date|pdate|created)-"
)
_NOT_DATE_NAME = re.compile(
    r"-(?:now|current\w*|clock|today|server|visitor|modif\w*|updated?|event|picker|"
    r"print|expire\w*|start|end|deadline|hom-?nay)-"
)


def _named_date(markup: Markup) -> Iterator[Found]:
    for node in markup.elements:
        names = words_of(node)
        if node.tag == "time" or _DATE_NAME.search(names) is None:
            continue
        if _NOT_DATE_NAME.search(names) is not None or is_hidden(node):
            continue
        for line in lines_of(node):
            if is_dateline(line):
                yield Found(line, node)
                break


DATES = (
    Source(
        N_("JSON-LD datePublished"),
        _linked("datePublished"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", '
            '"dateModified": "2020-06-07", '
            '"datePublished": "2020-06-05T02:30:00Z"}</script>',
            "2020-06-05T02:30:00Z",
        ),
    ),
    Source(
        N_("meta article:published_time or one of its kind"),
        meta_source(
            "article:published_time", "article:published", "og:published_time",
            "og:article:published_time", "datepublished", "pubdate", "publishdate",
            "publish-date", "publish_date", "publication_date", "published_date",
            "published_time", "dc.date.issued", "dcterms.issued", "dcterms.date",
            "dc.date.published", "citation_publication_date", "sailthru.date",
            "parsely-pub-date", "article.published", "its_publication",
        ),
        (
            '<meta property="article:published_time" content="05/06/2020 09:30">',
            "05/06/2020 09:30",
        ),
    ),
    Source(
        N_("itemprop datePublished"),
        _published_property,
        (
            '<span itemprop="datePublished" content="2020-06-05">hôm qua</span>',
            "2020-06-05",
        ),
    ),
    Source(
        N_("an element of the class “published”, which states a time stamp"),
        _microformat,
        (
            '<abbr class="published" title="2020-06-05T09:30:00+07:00">09:30</abbr>',
            "2020-06-05T09:30:00+07:00",
        ),
    ),
    Source(
        N_("the <time> nearest the title"),
        _time,
        ('<time datetime="2020-06-05T09:30">thứ sáu</time>', "2020-06-05T09:30"),
    ),
    Source(
        N_("JSON-LD datePublished of the page that holds the article"),
        _linked("datePublished", of_page=True),
        (
            '<script type="application/ld+json">{"@type": "WebPage", '
            '"datePublished": "2020-06-05"}</script>',
            "2020-06-05",
        ),
    ),
    Source(
        N_("meta date"),
        meta_source("date", "dc.date", "dc.date.created", "dcterms.created", "created"),
        ('<meta name="DC.date" content="2020-06-05">', "2020-06-05"),
    ),
    Source(
        N_("JSON-LD dateCreated or uploadDate"),
        lambda markup: [
            *_linked("dateCreated")(markup),
            *_linked("uploadDate", of_page=True)(markup),
        ],
        (
            '<script type="application/ld+json">{"@type": "Article", '
            '"dateCreated": "2020-06-05"}</script>',
            "2020-06-05",
        ),
    ),
)  # fmt: skip
"""Where markup states when the article was published."""

NAMED_DATE = Source(
    N_("an element near the title whose class says that it holds the date"),
    _named_date,
    ('<p class="news_date">12/07/2012 09:35 AM</p>', "12/07/2012 09:35 AM"),
)
"""Shown on the page like any dateline, so that it comes after the markup's word."""
