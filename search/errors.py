"""Errors of the search.

::

    TraCuuError
      QueryError                  strict parsing only: the query has a problem
      ArticleNotFoundError        no article has that id
      PersonNotFoundError         no article names such a person
        SeveralPersonsError         a name that stands for several
      TimeLimitError              the hits were not known in time
      (index.errors) IndexNotFoundError, IndexFormatError, IndexCorruptError,
      ClusterError

The web form never raises `QueryError`: it shows the problems and searches on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import (
    ClusterError,
    ClusterRefusedError,
    ClusterUntrustedError,
    IndexCorruptError,
    IndexFormatError,
    IndexNotFoundError,
    IndexStorageError,
    TraCuuError,
)
from index.messages import N_

if TYPE_CHECKING:
    from search.profiles import NameCount

__all__ = [
    "ArticleNotFoundError",
    "ClusterError",
    "ClusterRefusedError",
    "ClusterUntrustedError",
    "IndexCorruptError",
    "IndexFormatError",
    "IndexNotFoundError",
    "IndexStorageError",
    "PersonNotFoundError",
    "QueryError",
    "SeveralPersonsError",
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


class PersonNotFoundError(TraCuuError, LookupError):
    """A name that is no one person's.

    Parameters
    ----------
    name : str
        As it was looked for.
    candidates : tuple of NameCount
        Names that may be meant, the commonest first.
    """

    template = N_("no article names “%(name)s”")

    def __init__(self, name: str, candidates: tuple[NameCount, ...] = ()) -> None:
        super().__init__(name=name)
        self.candidates = candidates


class SeveralPersonsError(PersonNotFoundError):
    template = N_("“%(name)s” may be any of several names; say which one")


class TimeLimitError(TraCuuError):
    template = N_("the answer was not ready within %(seconds)s seconds")
