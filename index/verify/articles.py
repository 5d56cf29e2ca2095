"""Can every article of a segment be read, and is it what its columns say?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.article import Article, published_minute
from index.decisions import parse_decisions
from index.messages import N_
from index.schema import UNKNOWN_MINUTE, split_name_term, stored_article
from index.segments import documents, stored
from index.segments.building import names_of
from index.segments.documents import Documents, open_documents
from index.segments.sections import check_sections
from index.segments.stored import StoredArticles
from index.verify.bounds import check_bounds
from index.verify.findings import Finding, differs, of_error


class Read(NamedTuple):
    """What the whole of a generation is compared with: of a document of a segment.

    Attributes
    ----------
    id, path, content_hash : str
        Of the article; of one that cannot be read, the last two are empty.
    """

    id: str
    path: str = ""
    content_hash: str = ""


def check_frames(folder: Path, name: str, n_docs: int) -> Iterator[Finding]:
    """Check where a segment's stored articles are; arguments as `check_columns`."""
    file = name + stored.ENDING
    check_sections(folder / file)
    articles = StoredArticles(folder / file)
    n_bytes = len(articles.frames)
    yield from check_bounds(file, "offsets", articles.offsets, n_docs, n_bytes)


def ids_of(columns: Documents) -> list[str]:
    """List the ids of all documents."""
    return [id_.decode("utf-8", "surrogatepass") for id_ in columns.all_ids()]


def check_articles(
    folder: Path, name: str, first: int, last: int
) -> tuple[list[Finding], list[Read]]:
    """Read the articles ``first`` to ``last - 1`` of a segment.

    Its `check_columns` and `check_frames` must have found nothing.
    """
    file = name + stored.ENDING
    articles = StoredArticles(folder / file)
    columns = open_documents(folder / (name + documents.ENDING))
    ids, names = ids_of(columns), _Names(columns)
    findings: list[Finding] = []
    read: list[Read] = []
    for doc in range(first, last):
        article_id = ids[doc]
        try:
            article = stored_article(articles.fields(doc))
            findings += _check_article(file, article, article_id, doc, columns, names)
            read.append(Read(article_id, article.path, article.content_hash))
        except Exception as exc:
            reason = of_error(file, exc).params["reason"]
            template = N_("article %(id)s (document %(doc)d): %(reason)s")
            params = {"id": article_id, "doc": doc, "reason": reason}
            findings.append(Finding(file, template, params))
            read.append(Read(article_id))
    return findings, read


def _check_article(
    file: str,
    article: Article,
    article_id: str,
    doc: int,
    columns: Documents,
    names: _Names,
) -> Iterator[Finding]:
    if article.id != article_id:
        yield differs(file, f"id ({doc})", article_id, article.id)
    texts = (article.title, article.body, article.path, article.content_hash)
    if not all(isinstance(text, str) for text in texts):
        yield differs(file, article_id, N_("text"), [type(t).__name__ for t in texts])
    try:
        parse_decisions(article.decisions)
    except ValueError as exc:
        yield differs(file, f"decisions ({article_id})", N_("text"), str(exc))
    minute = UNKNOWN_MINUTE
    if article.published is not None:
        minute = published_minute(article.published)
    if minute != int(columns.minutes[doc]):
        yield differs(file, f"published ({article_id})", columns.minutes[doc], minute)
    for field, of_article in names_of(article).items():
        found, expected = sorted(set(of_article)), sorted(names.of(field, doc))
        if found != expected:
            yield differs(file, f"{field} ({article_id})", expected, found)


class _Names:
    """The names of documents, as their articles spell them."""

    def __init__(self, columns: Documents) -> None:
        self._rows = {
            field: (
                [
                    split_name_term(t.decode("utf-8", "surrogatepass"))[1]
                    for t in rows.terms
                ],
                np.asarray(rows.offsets),
                np.asarray(rows.values),
            )
            for field, rows in columns.names.items()
        }

    def of(self, field: str, doc: int) -> set[str]:
        """Give the names of a document in one field."""
        spellings, offsets, values = self._rows[field]
        numbers = values[offsets[doc] : offsets[doc + 1]].tolist()
        return {spellings[number] for number in numbers}
