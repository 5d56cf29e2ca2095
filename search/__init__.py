"""Queries, engines, ranking, facets and snippets.

This package knows no HTTP. Whoosh and NumPy stay inside `search.embedded`,
and are imported with `search.searcher`, so that what only speaks the types
below starts fast.
"""

from index.article import Article, Person
from search.errors import ArticleNotFoundError, IndexStorageError, QueryError
from search.types import SearchRequest, SearchResults

__all__ = [
    "Article",
    "ArticleNotFoundError",
    "IndexStorageError",
    "Person",
    "QueryError",
    "SearchRequest",
    "SearchResults",
]
