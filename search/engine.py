"""The seam between search and its engines.

An `Engine` hands out a `Snapshot`: one generation of the index, which does not
change while it is held. Queries, requests and answers are this package's own
types; nothing of Whoosh, NumPy or a server leaves an engine. Title highlights,
snippets and the choice of date buckets are made above this seam, from the
stored text and the query tree, so that every engine shows the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.article import Article
from search.query.nodes import Query
from search.types import IndexStatus, PersonCount, SearchRequest


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Raw counts of both facets, each ignoring its own selection.

    Attributes
    ----------
    days : list of (date, int)
        Ascending days on which at least one match was published.
    unknown : int
        Matches without a date.
    persons : tuple of PersonCount
        By descending count, then by name: the number asked for, and the
        request's own persons, even at 0. A name typed without marks selects
        every name that it spells.
    """

    days: list[tuple[date, int]]
    unknown: int
    persons: tuple[PersonCount, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """What an engine found: the total, one page of articles, both facets."""

    total: int
    articles: list[tuple[Article, float]]
    facets: FacetCounts


class Snapshot(Protocol):
    """One generation of an index, as an engine sees it."""

    generation: int

    def search(self, query: Query, request: SearchRequest, n_persons: int) -> Matches:
        """Find one page of matches of `query` under the filters of `request`.

        The tree is the query; ``request.query`` is only the text it was made
        from. The total is exact. By date, articles without one come last, and
        equal dates are ordered by score. Whatever is still equal keeps one
        order within a generation, so that pages neither repeat nor skip.
        Where every score is 0 (nothing was asked for but exclusions),
        relevance means newest first.
        """
        ...

    def article(self, article_id: str) -> Article | None:
        """Fetch one article; None where no article has the id."""
        ...

    def spellings(self, folded: str) -> list[str]:
        """List the index's syllables that fold to `folded`, commonest first."""
        ...

    def doc_freq(self, syllable: str) -> int:
        """Count the articles whose title or body has a normalised syllable."""
        ...

    def status(self) -> IndexStatus:
        """Describe the generation."""
        ...


class Engine(Protocol):
    """Opens an index and keeps up with its newest generation."""

    def snapshot(self) -> Snapshot:
        """Give the newest generation.

        Raises
        ------
        IndexNotFoundError, IndexFormatError, IndexCorruptError
            Where there is none that can be read.
        """
        ...
