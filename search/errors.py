"""Errors of the search.

::

    TraCuuError
      QueryError                  strict parsing only: the query has a problem
      ArticleNotFoundError        no article has that id
      TimeLimitError              the hits were not known in time
      (index.errors) IndexNotFoundError, IndexFormatError, IndexCorruptError

The web form never raises `QueryError`: it shows the problems and searches on.
"""

from __future__ import annotations

from index.errors import (
    IndexCorruptError,
    IndexFormatError,
    IndexNotFoundError,
    IndexStorageError,
    TraCuuError,
)
from index.messages import N_

__all__ = [
    "ArticleNotFoundError",
    "IndexCorruptError",
    "IndexFormatError",
    "IndexNotFoundError",
    "IndexStorageError",
    "QueryError",
    "TimeLimitError",
    "TraCuuError",
]


class QueryError(TraCuuError, ValueError):
    """A query that is not in the query language.

    Parameters
    ----------
    template : str
        Message template, in English.
    offset : int
        Code point of the query where the problem begins.
    **params
        Values for the template.
    """

    def __init__(self, template: str, offset: int, **params: object) -> None:
        super().__init__(**params)
        self.template = template
        self.offset = offset


class ArticleNotFoundError(TraCuuError, LookupError):
    template = N_("no article has the id “%(id)s”")


class TimeLimitError(TraCuuError):
    template = N_("the answer was not ready within %(seconds)s seconds")
