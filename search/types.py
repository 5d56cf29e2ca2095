"""What is asked of the search and what it answers: plain values, no engine objects.

Every front end (web, JSON, command line) and every engine speaks these types,
so that an engine can be exchanged without anybody noticing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.article import Person

Sort = Literal["relevance", "newest", "oldest"]
Interval = Literal["year", "month", "day"]
Range = tuple[int, int]
"""A half-open range ``[start, end)`` of code points in the text beside it."""

SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
DEFAULT_PER_PAGE = 10
MAX_PER_PAGE = 100
MAX_QUERY_LENGTH = 1000
MAX_RESULT_WINDOW = 10_000


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search.

    Attributes
    ----------
    query : str
        In the language of docs/query-language.md. Empty: every article.
    persons : tuple of str
        Full names; an article must name all of them.
    date_from, date_to : date or None
        First and last day, both included; an article of unknown date is in
        no range.
    sort : "relevance", "newest" or "oldest"
        An empty query has no relevance and is sorted newest first. Articles
        of unknown date come last in both date orders.
    page : int
        From 1.
    per_page : int
        Hits a page, 1 to `MAX_PER_PAGE`.
    """

    query: str = ""
    persons: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = DEFAULT_PER_PAGE


@dataclass(frozen=True, slots=True)
class Snippet:
    """The passage of the body that answers best, and the found words in it."""

    text: str
    highlights: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An article shown in answer to a query.

    `published` is as in `index.article.Article`; `score` is comparable only
    within one answer, and 0.0 where the query was empty.
    """

    id: str
    title: str
    title_highlights: tuple[Range, ...]
    url: str | None
    source: str | None
    published: str | None
    authors: tuple[str, ...]
    persons: tuple[Person, ...]
    score: float
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class DateBucket:
    """How many matches were published from `first` to `last`, both included."""

    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class DateFacet:
    """Matches by time: consecutive buckets, those without a match included.

    The counts ignore the request's own date range, apart from what the buckets
    span. `unknown` counts the matches without a date.
    """

    interval: Interval
    buckets: tuple[DateBucket, ...]
    unknown: int


@dataclass(frozen=True, slots=True)
class PersonCount:
    """How many matches name a person, the request's own persons ignored."""

    name: str
    count: int
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """Both facets of an answer."""

    published: DateFacet
    persons: tuple[PersonCount, ...]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of answers.

    Attributes
    ----------
    total : int
        Exact number of matches, on all pages.
    took_ms : float
        Time spent in the search, snippets included.
    generation : int
        Number of the index generation that answered.
    suggestion : str or None
        Another query that finds more, where this one finds nothing.
    problems : tuple of QueryProblem
        What in the query was not understood; the search ran without it.
    """

    query: str
    total: int
    took_ms: float
    page: int
    per_page: int
    generation: int
    suggestion: str | None
    hits: tuple[Hit, ...]
    facets: Facets
    problems: tuple[QueryProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """Something in a query that could not be used as it was typed.

    Attributes
    ----------
    template : str
        English message, a ``%``-style template of the translation catalogue.
    params : dict
        Values for the template.
    offset : int
        Code point of the query where the problem begins.
    """

    template: str
    params: dict[str, object]
    offset: int

    @property
    def message(self) -> str:
        """The message in English."""
        return self.template % self.params


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What `tracuu status` and `/readyz` tell about the index being served."""

    generation: int
    created_at: str
    n_articles: int
    n_failed: int
    size_bytes: int
    engine: str
