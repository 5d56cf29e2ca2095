"""An HTML page: metadata first, trafilatura for the text, then the text rules.

JSON-LD comes before OpenGraph, OpenGraph before ``<time>``; what the head does
not say is read from the text as on a text page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.analysis.normalise import normalise_text
from index.extract.dates.datelines import find_dates, local_time
from index.extract.pages.bylines import is_outlet, read_byline
from index.extract.pages.lines import split_lines
from index.extract.pages.text_page import ReadPage, clean_paragraphs, read_text_page

_ARTICLE_TYPES = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting",
                  "WebPage", "Report", "VideoObject")  # fmt: skip
_SITE_SUFFIX = re.compile(r"\s+[|–—»]\s+[^|–—»]{2,60}$|\s+-\s+[^-]{2,60}$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the markup says of the article; None or empty where it does not."""

    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    source: str | None = None
    url: str | None = None


def read_html_page(text: str) -> tuple[ReadPage, Metadata]:
    """Read an HTML page.

    Returns
    -------
    page : ReadPage
        Title, body, date and authors, the markup's word first.
    metadata : Metadata
        What the markup says, for source and address.
    """
    # Loading trafilatura takes longer than reading a hundred text pages.
    import trafilatura
    from lxml import html as lxml_html

    try:
        tree = lxml_html.fromstring(text.encode("utf-8", "replace"), parser=_parser())
    except Exception:  # lxml raises several unrelated classes for broken markup
        return ReadPage("", "", None, None, ()), Metadata()
    metadata = _metadata(tree)
    try:
        main = trafilatura.extract(
            text, include_comments=False, include_tables=False, favor_recall=True
        )
    except Exception:  # as above: trafilatura lets lxml's errors through
        main = None
    main = normalise_text(main or "")
    if metadata.title is None:
        read = read_text_page(main)
        title, body, authors = read.title, read.body, read.authors
        told = read.published, read.published_from
    else:
        title = metadata.title
        lines = [line for line in split_lines(main) if line.text != title]
        paragraphs, byline = clean_paragraphs(lines, title)
        body, authors = "\n\n".join(paragraphs), tuple(byline)
        again = read_text_page(f"{title}\n\n{main}")
        told = again.published, again.published_from
    published, published_from = told
    if metadata.published is not None:
        published, published_from = metadata.published, "metadata"
    authors = authors or metadata.authors
    return ReadPage(title, body, published, published_from, authors), metadata


def _parser():
    from lxml import html as lxml_html

    return lxml_html.HTMLParser(encoding="utf-8", huge_tree=False)


def _metadata(tree) -> Metadata:
    linked = list(_json_ld(tree))
    meta: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop")
        content = node.get("content")
        if name and content and name.lower() not in meta:
            meta[name.lower()] = " ".join(content.split())
    title = _first(
        *(one.get("headline") for one in linked),
        meta.get("og:title"),
        meta.get("twitter:title"),
    )
    if title is None:
        title = _title_in_markup(tree)
    stamps = [one.get("datePublished") for one in linked]
    stamps += [one.get("dateCreated") for one in linked]
    stamps += [
        meta.get(name)
        for name in (
            "article:published_time", "og:published_time", "datepublished", "pubdate",
            "publishdate", "dc.date.issued", "dc.date", "date", "its_publication",
        )
    ]  # fmt: skip
    stamps += [
        node.get("datetime") or node.text_content() for node in tree.iter("time")
    ]
    published = next(
        (
            found
            for stamp in stamps
            if isinstance(stamp, str) and (found := _stamp(stamp))
        ),
        None,
    )
    names = [name for one in linked for name in _names(one.get("author"))]
    names += [meta[key] for key in ("author", "article:author") if key in meta]
    site = meta.get("og:site_name")
    authors = tuple(
        dict.fromkeys(
            read[0]
            for name in names
            if name != site and not is_outlet(name) and (read := read_byline(name))
        )
    )
    canonical = next(
        (n.get("href") for n in tree.iter("link") if n.get("rel") == "canonical"), None
    )
    return Metadata(
        title=normalise_text(title) if title else None,
        published=published,
        authors=authors,
        source=_first(
            *(name for one in linked for name in _names(one.get("publisher"))), site
        ),
        url=_first(canonical, meta.get("og:url")),
    )


def _json_ld(tree) -> Iterator[Mapping[str, object]]:
    """Give the JSON-LD objects that describe an article, articles first."""
    found: list[tuple[int, Mapping[str, object]]] = []
    for node in tree.iter("script"):
        if (node.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            value = json.loads(node.text_content(), strict=False)
        except (ValueError, RecursionError):
            continue
        queue = [value]
        while queue:
            one = queue.pop(0)
            if isinstance(one, list):
                queue.extend(one)
            elif isinstance(one, Mapping):
                graph = one.get("@graph")
                if isinstance(graph, list):
                    queue.extend(graph)
                types = one.get("@type")
                types = types if isinstance(types, list) else [types]
                ranks = [_ARTICLE_TYPES.index(t) for t in types if t in _ARTICLE_TYPES]
                if ranks:
                    found.append((min(ranks), one))
    found.sort(key=lambda pair: pair[0])
    return (one for _, one in found)


def _names(value: object) -> Iterator[str]:
    values = value if isinstance(value, list) else [value]
    for one in values:
        if isinstance(one, Mapping):
            one = one.get("name")
        if isinstance(one, str) and one.strip():
            yield " ".join(one.split())


def _first(*values: object) -> str | None:
    for value in values:
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return None


def _title_in_markup(tree) -> str | None:
    headings = [" ".join(node.text_content().split()) for node in tree.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    node = tree.find(".//title")
    if node is None or not (node.text or "").strip():
        return None
    title = " ".join(node.text.split())
    shorter = _SITE_SUFFIX.sub("", title)
    return shorter or title


def _stamp(stamp: str) -> str | None:
    return local_time(stamp) if find_dates(stamp) else None
