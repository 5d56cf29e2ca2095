"""What is asked of the search and what it answers: plain values, no engine objects.

Every front end (web, JSON, command line) and every engine speaks these types,
so that an engine can be exchanged without anybody noticing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.article import Person
from search.facets import Facets

Sort = Literal["relevance", "newest", "oldest"]
Range = tuple[int, int]
"""A half-open range ``[start, end)`` of code points in the text beside it."""

SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
DEFAULT_PER_PAGE = 10
N_SIMILAR = 6
"""Articles like one that are shown beside it."""
MAX_PER_PAGE = 100
MAX_QUERY_LENGTH = 1000
MAX_RESULT_WINDOW = 10_000

FEW = 10
"""Where fewer articles than these hold every word, partial matches follow and
another query may be suggested. Not the page's size, so that the total does not
change with it."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a hit stands among all hits of a search, whatever their number.

    Attributes
    ----------
    is_complete : bool
        Whether it holds every word of the query; those that do come first.
    score : int
        In the engine's own smallest units.
    minute : int or None
        Of publication, since 1970 in Vietnam's time; None: unknown.
    id : str
        The article's.
    """

    is_complete: bool
    score: int
    minute: int | None
    id: str


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
    explain : bool
        Whether each hit is to tell how it came by its score.
    after : Position or None
        Gives the hits behind this one, and `page` does not count.
    any_person : bool
        Whether it is enough to name one of `persons`.
    without : tuple of str
        Full names; an article must name none of them.
    undated : bool
        Whether only articles of unknown date are asked for; there is no range then.
    find_person : str
        Beginnings of syllables; the facet lists only the persons whose names have
        them all. Hits do not depend on it.
    """

    query: str = ""
    persons: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = DEFAULT_PER_PAGE
    explain: bool = False
    after: Position | None = None
    any_person: bool = False
    without: tuple[str, ...] = ()
    undated: bool = False
    find_person: str = ""

    @property
    def filters(self) -> tuple[object, ...]:
        """Everything that narrows the query, as a key."""
        persons = self.persons, self.any_person, self.without
        return *persons, self.date_from, self.date_to, self.undated


@dataclass(frozen=True, slots=True)
class Snippet:
    """The passage of the body that answers best, and the found words in it."""

    text: str
    highlights: tuple[Range, ...] = ()


ScorePartKind = Literal["word", "prefix", "phrase", "number", "pair"]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one word of the query, or two neighbours, add to a hit's score.

    Attributes
    ----------
    kind : str
        ``pair``: two words that follow each other in the query and the text.
    text : str
        Normalised syllables.
    score : float
        The parts' scores add up to the hit's.
    idf : float
        Inverse document frequency: how rare it is.
    title_freq, body_freq : float
        How often it is there; another spelling or reading counts less than 1.
    """

    kind: ScorePartKind
    text: str
    score: float
    idf: float
    title_freq: float
    body_freq: float


@dataclass(frozen=True, slots=True)
class Widening:
    """Something in the query that was looked for in other words as well.

    ``UBND`` finds ``Ủy ban nhân dân``; a province finds those merged into it.
    """

    typed: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """Another copy of an article: from another site, or saved once more.

    It is an article of its own, with its own page; `published` is as in
    `index.article.Article`.
    """

    id: str
    title: str
    url: str | None
    source: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """An article that is like another one; `published` is as in `Article`."""

    id: str
    title: str
    url: str | None
    source: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """An article shown in answer to a query.

    `published` is as in `index.article.Article`; `score` is comparable only
    within one answer, and 0.0 where the query was empty. `also_in` are all
    other copies of the article, whether they match or not: known date before
    unknown, the earliest first, then by id. `explanation` is None unless it
    was asked for.
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
    also_in: tuple[Copy, ...] = ()
    explanation: tuple[ScorePart, ...] | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of answers.

    Attributes
    ----------
    total : int
        Exact number of hits on all pages, partial matches included; copies of
        one article are one hit.
    complete : int
        How many of them hold every word of the query; they come first.
    took_ms : float
        Time spent in the search, snippets included.
    generation : int
        Number of the index generation that answered.
    suggestion : str or None
        Another query that finds more, where this one finds little.
    searched_instead : str or None
        The query that was answered, where it is not the one that was typed:
        raw Telex or VNI, decoded.
    widened : tuple of Widening
        What was looked for in other words as well.
    problems : tuple of QueryProblem
        What in the query was not understood; the search ran without it.
    cut_prefixes : tuple of str
        Prefixes that more words of the index begin with than are looked for.
    first : int
        Number of the first hit of the page among all hits, from 1.
    next : Position or None
        Of the last hit of the page, where others follow it.
    """

    query: str
    total: int
    complete: int
    took_ms: float
    page: int
    per_page: int
    generation: int
    suggestion: str | None
    hits: tuple[Hit, ...]
    facets: Facets
    searched_instead: str | None = None
    widened: tuple[Widening, ...] = ()
    problems: tuple[QueryProblem, ...] = ()
    cut_prefixes: tuple[str, ...] = ()
    first: int = 1
    next: Position | None = None


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


ClusterColour = Literal["green", "yellow", "red"]


@dataclass(frozen=True, slots=True)
class ClusterHealth:
    """How a cluster keeps the index of a generation.

    Attributes
    ----------
    status : "green", "yellow" or "red"
        Every copy of every shard is there; every shard is, but not every copy; a
        shard is nowhere, so that nothing can be answered.
    nodes : int
        Of the whole cluster.
    shards, unassigned_shards : int
        Copies of shards that are there, and those that are not.
    """

    status: ClusterColour
    nodes: int
    shards: int
    unassigned_shards: int

    @property
    def can_answer(self) -> bool:
        """Whether every shard is there."""
        return self.status != "red"


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What `/readyz` tells about the index being served.

    `damaged` names what cannot be served although it is newer: a generation, or the
    pointer to it. `cluster` is None where there is none, or it was not asked.
    """

    generation: int
    created_at: str
    n_articles: int
    n_failed: int
    size_bytes: int
    engine: str
    damaged: str | None = None
    cluster: ClusterHealth | None = None
