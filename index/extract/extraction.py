"""From a raw page to an article."""

from __future__ import annotations

from index.article import Article
from index.corpus.page import RawPage
from index.errors import EmptyPageError
from index.extract.article_id import make_article_id
from index.extract.pages.html_page import read_html_page
from index.extract.pages.text_page import read_text_page
from index.extract.persons.finding import find_persons
from index.extract.records import read_record


def extract_article(page: RawPage) -> Article:
    """Read the article that a page holds.

    Parameters
    ----------
    page : RawPage
        One page, decoded.

    Returns
    -------
    Article

    Raises
    ------
    EmptyPageError
        If the page has no title or no text.
    """
    article = read_record(page) if page.kind == "record" else _read_page(page)
    if not article.title or not article.body:
        raise EmptyPageError(page.path)
    return article


def _read_page(page: RawPage) -> Article:
    source, url = page.source, None
    if page.kind == "html":
        read, metadata = read_html_page(page.text)
        source, url = metadata.source or page.source, metadata.url
    else:
        read = read_text_page(page.text)
    return Article(
        id=make_article_id(page.path),
        title=read.title,
        body=read.body,
        path=page.path,
        content_hash=page.content_hash,
        published=read.published,
        published_from=read.published_from,
        authors=read.authors,
        persons=find_persons(read.title, read.body, read.authors),
        source=source,
        url=url,
    )
