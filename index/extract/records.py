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
from index.extract.dates.told_dates import ToldDate, date_from_text
from index.extract.decisions import Trace
from index.extract.pages.bylines import read_byline
from index.extract.pages.lines import split_lines
from index.extract.pages.text_page import clean_paragraphs
from index.extract.persons.finding import find_persons
from index.messages import N_

_TITLE_LENGTH = 80
GIVEN = N_("the record gives it")
FIRST_WORDS = N_("the record's title is blank: the first words of the text")
NOT_GIVEN = N_("the record gives none, and the text tells none beyond doubt")


def read_record(page: RawPage, trace: Trace | None = None) -> Article:
    """Make an article of a record's fields.

    Parameters
    ----------
    page : RawPage
        Of kind ``record``.
    trace : Trace, optional
        Collects every decision with its reason.

    Returns
    -------
    Article
        With an empty body where the record's is blank. A record with a blank
        title is called by its first words.
    """
    fields: Mapping[str, Any] = page.fields
    title = " ".join(fields["title"].split()) or _opening(fields["body"])
    body_lines = split_lines(fields["body"])
    body = "\n\n".join([line.text for line in body_lines])
    # The body stays as given, so what the rules about lines leave out is not
    # left out here; only the byline they find counts.
    reading = None if trace is None else Trace(has_lines=False)
    paragraphs, byline = clean_paragraphs(body_lines, title, reading)
    authors = fields.get("authors", tuple(byline))
    persons = fields.get("persons")
    if persons is None:
        # All of the body is shown, so all of it is looked through for persons;
        # names in the byline alone are its authors'.
        kept = set(paragraphs)
        texts = [
            line.text
            for line in body_lines
            if line.text in kept or not read_byline(line.text)
        ]
        text = body if len(texts) == len(body_lines) else "\n\n".join(texts)
        persons = find_persons(title, text, authors, trace)
    published = fields.get("published")
    published_from = None if published is None else "metadata"
    told = None
    if published is None:
        told = date_from_text(paragraphs)
        if told is not None:
            published, published_from = told.day.isoformat(), "text"
    if trace is not None and reading is not None:
        _note_fields(trace, fields, title, told)
        if "authors" not in fields:
            trace.decisions += [d for d in reading.decisions if d.part == "authors"]
    return Article(
        id=article_id_of(page),
        title=title,
        body=body,
        path=page.path,
        content_hash=page.content_hash,
        published=published,
        published_from=published_from,
        authors=authors,
        persons=persons,
        source=fields.get("source", page.source),
        url=fields.get("url"),
        converted_from=page.converted_from,
    )


def _note_fields(
    trace: Trace, fields: Mapping[str, Any], title: str, told: ToldDate | None
) -> None:
    is_given = bool(fields["title"].strip())
    trace.note("title", title, GIVEN if is_given else FIRST_WORDS)
    if "published" in fields:
        trace.note("published", fields["published"], GIVEN)
    elif told is not None:
        trace.note("published", told.day.isoformat(), told.reason)
    else:
        trace.note("published", "", NOT_GIVEN, taken=False)
    if "authors" in fields:
        trace.note("authors", ", ".join(fields["authors"]), GIVEN)
    for person in fields.get("persons", ()):
        trace.note("person", person.name, GIVEN)


def _opening(body: str) -> str:
    """Give the first words of a text, as many as a title has room for."""
    return textwrap.shorten(body, _TITLE_LENGTH, placeholder=" …")
