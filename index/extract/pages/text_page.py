"""A page saved as text: title, date, byline and body."""

from __future__ import annotations

from dataclasses import dataclass

from index.extract.dates.datelines import is_dateline
from index.extract.pages.bylines import read_byline, take_byline
from index.extract.pages.furniture import body_lines, unglue
from index.extract.pages.lines import Line, split_lines
from index.extract.pages.published import published
from index.extract.pages.title import drop_below_title, find_heading, head_authors


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What the rules about lines read from a page.

    Attributes
    ----------
    title, body : str
        Possibly empty.
    published, published_from : str or None
        As `index.article.Article` has them.
    authors : tuple of str
        Names of the byline, in order.
    """

    title: str
    body: str
    published: str | None
    published_from: str | None
    authors: tuple[str, ...]


def read_text_page(text: str) -> ReadPage:
    """Read a text page by the rules about lines and their neighbours."""
    lines = split_lines("\n".join(p for raw in text.split("\n") for p in unglue(raw)))
    heading = find_heading(lines)
    rest: list[Line] = lines
    title = ""
    if heading is not None:
        title = heading.title
        rest = lines[heading.number + 1 :]
        rest = [line for line in rest if line.number >= heading.first_body]
    paragraphs, authors = clean_paragraphs(rest, title)
    day, day_from = published(lines, heading, paragraphs)
    return ReadPage(title, "\n\n".join(paragraphs), day, day_from, tuple(authors))


def clean_paragraphs(lines: list[Line], title: str) -> tuple[list[str], list[str]]:
    """Take furniture and byline off the lines below the title.

    Returns
    -------
    paragraphs, authors : list of str
    """
    kept = body_lines(drop_below_title(lines))
    texts = [line.text for line in kept if line.text != title]
    while len(texts) > 1 and is_dateline(texts[-1]):
        texts.pop()
    first_author: list[str] = []
    if len(texts) > 1 and not kept[0].is_prose:
        # A byline may stand between the title and the lead.
        first_author = read_byline(texts[0]) or []
        if first_author:
            texts = texts[1:]
    paragraphs, authors = take_byline(texts)
    return paragraphs, authors or first_author or head_authors(lines)
