"""From a raw page to an article."""

from __future__ import annotations

from index.article import Article, Person
from index.corpus.page import RawPage
from index.errors import EmptyPageError, TooLargeError
from index.extract.article_id import make_article_id
from index.extract.dates.file_names import date_in_path
from index.extract.decisions import Trace
from index.extract.html.page import read_html_page
from index.extract.pages.text_page import read_text_page
from index.extract.persons.finding import find_persons
from index.extract.records import read_record
from index.limits import (
    MAX_ADDRESS,
    MAX_CHARACTERS,
    MAX_NAME,
    MAX_NAMES,
    MAX_TAGS,
    MAX_TITLE,
)
from index.messages import N_

IN_TEXT = N_("characters in the text")
IN_NAME = N_("characters in a name, a role or the source")
IN_FILE_NAME = N_("the name of the file or of its folders")


def extract_article(page: RawPage, trace: Trace | None = None) -> Article:
    """Read the article that a page holds.

    Parameters
    ----------
    page : RawPage
        One page, decoded.
    trace : Trace, optional
        Collects every decision with its reason.

    Returns
    -------
    Article

    Raises
    ------
    EmptyPageError
        If the page has no title or no text.
    TooLargeError
        If it has more of anything than `index.limits` allows.
    """
    _check_size(page)
    read = read_record if page.kind == "record" else _read_page
    article = read(page, trace)
    if not article.title or not article.body:
        raise EmptyPageError(page.path)
    _check_fields(article)
    return article


def _check_size(page: RawPage) -> None:
    """Refuse what would take too long to be read."""
    if page.kind == "html":
        if page.text.count("<") > MAX_TAGS:
            raise TooLargeError(page.path, most=MAX_TAGS, what=N_("HTML tags"))
        return
    text = page.fields["body"] if page.kind == "record" else page.text
    if len(text) > MAX_CHARACTERS:
        raise TooLargeError(page.path, most=MAX_CHARACTERS, what=IN_TEXT)


def _check_fields(article: Article) -> None:
    """Refuse what neither the index nor a page of hits has room for."""
    names = [*article.authors, *(person.name for person in article.persons)]
    roles = [person.role or "" for person in article.persons]
    for text, most, what in (
        (article.title, MAX_TITLE, N_("characters in the title")),
        (article.body, MAX_CHARACTERS, IN_TEXT),
        (article.url or "", MAX_ADDRESS, N_("characters in the address")),
        (names, MAX_NAMES, N_("authors and persons")),
        (max([article.source or "", *names, *roles], key=len), MAX_NAME, IN_NAME),
    ):
        if len(text) > most:
            raise TooLargeError(article.path, most=most, what=what)


def _read_page(page: RawPage, trace: Trace | None) -> Article:
    source, url = page.source, None
    if page.kind == "html":
        read, metadata = read_html_page(page.text, trace)
        source, url = metadata.source or page.source, metadata.url
    else:
        read = read_text_page(page.text, trace)
        source = read.source or page.source
    persons = find_persons(read.title, read.body, read.authors, trace)
    persons = _with_signers(persons, read.signers)
    published, published_from = read.published, read.published_from
    if published is None:
        day = date_in_path(page.path, read.body.split("\n\n"))
        if day is not None:
            published, published_from = day.isoformat(), "file"
            if trace is not None:
                trace.forget("published")
                trace.note("published", published, IN_FILE_NAME)
    return Article(
        id=make_article_id(page.path),
        title=read.title,
        body=read.body,
        path=page.path,
        content_hash=page.content_hash,
        published=published,
        published_from=published_from,
        authors=read.authors,
        persons=persons,
        source=source,
        url=url,
        converted_from=page.converted_from,
    )


def _with_signers(
    persons: tuple[Person, ...], signers: tuple[Person, ...]
) -> tuple[Person, ...]:
    """Add who signed; the office above the name is a role the text may not state."""
    offices = {signer.name: signer.role for signer in signers}
    known = {person.name for person in persons}
    return (
        *(Person(one.name, one.role or offices.get(one.name)) for one in persons),
        *(signer for signer in signers if signer.name not in known),
    )
