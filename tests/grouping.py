"""Articles → signatures → groups, as a generation does it, for tests."""

from __future__ import annotations

from collections.abc import Iterable

from index.analysis.article import analyse_article
from index.article import Article, published_minute
from index.duplicates.grouping import find_groups
from index.duplicates.table import Row, SignatureTable

DAY = "2021-03-31"


def row(article: Article) -> Row:
    published = article.published
    minute = None if published is None else published_minute(published)
    return Row(article.id, minute, analyse_article(article).signature)


def groups_of(articles: Iterable[Article]) -> list[list[str]]:
    table = SignatureTable.of(row(article) for article in articles)
    return [[table.ids[member] for member in group] for group in find_groups(table)]
