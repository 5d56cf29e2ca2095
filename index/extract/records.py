"""A record of a JSONL file: what it gives is taken, the rest is read.

The body stays as it was given, byline and all; only what the record leaves
out (authors, persons, the date) is read from it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from index.article import Article
from index.corpus.page import RawPage
from index.extract.article_id import article_id_of
from index.extract.dates.told_dates import date_from_text
from index.extract.pages.lines import split_lines
from index.extract.pages.text_page import clean_paragraphs
from index.extract.persons.finding import find_persons

_TITLE_LENGTH = 80


def read_record(page: RawPage) -> Article:
    """Make an article of a record's fields.

    Parameters
    ----------
    page : RawPage
        Of kind ``record``.

    Returns
    -------
    Article
        With an empty body where the record's is blank. A record with a blank
        title is called by its first words.
    """
    fields: Mapping[str, Any] = page.fields
    title = " ".join(fields["title"].split()) or _opening(fields["body"])
    body_lines = split_lines(fields["body"])
    paragraphs, byline = clean_paragraphs(body_lines, title)
    authors = fields.get("authors", tuple(byline))
    persons = fields.get("persons")
    if persons is None:
        persons = find_persons(title, "\n\n".join(paragraphs), authors)
    published = fields.get("published")
    published_from = None if published is None else "metadata"
    if published is None:
        told = date_from_text(paragraphs)
        if told is not None:
            published, published_from = told.isoformat(), "text"
    return Article(
        id=article_id_of(page),
        title=title,
        body="\n\n".join(line.text for line in body_lines),
        path=page.path,
        content_hash=page.content_hash,
        published=published,
        published_from=published_from,
        authors=authors,
        persons=persons,
        source=fields.get("source", page.source),
        url=fields.get("url"),
    )


def _opening(body: str) -> str:
    """Give the first words of a text, as many as a title has room for."""
    return textwrap.shorten(body, _TITLE_LENGTH, placeholder=" …")
