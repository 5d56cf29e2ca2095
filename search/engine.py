"""The seam between search and its engines.

An `Engine` hands out a `Snapshot`: one generation of the index, which does not
change while it is held. Queries, requests and answers are this package's own
types; nothing of Whoosh, NumPy or a server leaves an engine. Title highlights,
snippets and the choice of date buckets are made above this seam, from the
stored text and the query tree, so that every engine shows the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from index.article import Article
from search.deadline import Deadline
from search.facets import FacetName, PersonCount
from search.profiles import NameCount, PersonProfile
from search.query.nodes import Query
from search.suggestions import Suggestion
from search.types import (
    ClusterHealth,
    Copy,
    IndexStatus,
    Position,
    ScorePart,
    SearchRequest,
)


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How many matches were published on each day that has any.

    Attributes
    ----------
    days : list of date
        Ascending.
    counts : list of int
        As many, positive.
    """

    days: list[date]
    counts: list[int]

    @classmethod
    def of(cls, pairs: Iterable[tuple[date, int]]) -> DayCounts:
        """Make counts of pairs of a day and its count."""
        pairs = list(pairs)
        return cls([day for day, _ in pairs], [n for _, n in pairs])


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Raw counts of both facets, each ignoring its own selection.

    Copies of one article count once: in one day, as unknown, and for a person.

    Attributes
    ----------
    days : DayCounts
    unknown : int
        Matches without a date.
    persons : tuple of PersonCount
        By descending count, then by name, as Vietnamese is sorted: the number asked
        for, and the request's own persons, even at 0. A name typed without marks
        selects every name that it spells.
    spread : list of tuple of date
        For each article whose matching copies were published on several days,
        these days: it is counted in each of them, but once in a longer period.
    incomplete : tuple of str
        Facets for which there was no time: theirs is empty.
    """

    days: DayCounts
    unknown: int
    persons: tuple[PersonCount, ...]
    spread: list[tuple[date, ...]] = field(default_factory=list)
    incomplete: tuple[FacetName, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """What an engine found: totals, one page of articles, both facets.

    Attributes
    ----------
    total : int
        Articles found, partial matches included; copies of one article are one.
    complete : int
        Articles that hold every word; they come first.
    articles : list of (Article, float)
        One page, with the scores.
    facets : FacetCounts
        Of the articles that `total` counts.
    first : int
        Number of the first article of the page, from 1.
    next : Position or None
        Of the last article of the page, where others follow it.
    cut_prefixes : tuple of str
        As of `SearchResults`.
    """

    total: int
    complete: int
    articles: list[tuple[Article, float]]
    facets: FacetCounts
    first: int = 1
    next: Position | None = None
    cut_prefixes: tuple[str, ...] = ()


class Snapshot(Protocol):
    """One generation of an index, as an engine sees it.

    Every method but `suggestions`, `status` and `health` raises `TimeLimitError`
    where the deadline of `within` is over; so does one that waits for other threads.
    """

    generation: int

    def within(self, deadline: Deadline) -> Snapshot:
        """Give the same snapshot, whose answers have to be there by a deadline."""
        ...

    def search(
        self, query: Query, request: SearchRequest, n_persons: int | None
    ) -> Matches:
        """Find one page of matches of `query` under the filters of `request`.

        The tree is the query; ``request.query`` is only the text it was made
        from. Totals are exact. Where fewer than `search.types.FEW` articles
        hold every word, filters aside, articles that hold some of the words
        follow, if those weigh enough (docs/query-language.md); words between
        quotes, fields and exclusions stay required.

        By relevance, equal scores are ordered by date, newest first; by date,
        articles without one come last, and equal dates are ordered by score.
        Whatever is still equal is ordered by id. Where every score is 0
        (nothing was asked for but exclusions), relevance means newest first.

        Of the copies of one article that match, one is found: one that holds
        every word before one that does not, then the one with the highest
        score, then the first of them as `copies_of` lists them. Totals, facets
        and `FEW` count it once.

        ``request.after`` asks for the hits behind a place in this order; going on
        so from `Matches.next` to `Matches.next` gives each hit once. The place
        need not be that of a hit.

        Hits come first: a facet that cannot be counted by the deadline of extras
        (`Deadline.of_extras`) is left out and named. With None for `n_persons` both
        are, and nothing is remembered: hits alone, of a query that nobody typed.
        """
        ...

    def count(self, query: Query) -> int:
        """Count the articles that match all of a query, copies of one once."""
        ...

    def explain(
        self, query: Query, article_ids: Sequence[str]
    ) -> dict[str, list[ScorePart]]:
        """Tell what the scores of articles for a query are the sums of.

        Ids that no article has are left out.
        """
        ...

    def article(self, article_id: str) -> Article | None:
        """Fetch one article; None where no article has the id."""
        ...

    def copies_of(self, article_ids: Sequence[str]) -> dict[str, tuple[Copy, ...]]:
        """List the other copies of each article.

        Known date before unknown, the earliest first, then by id; an article
        without copies, or an id that no article has, is left out.
        """
        ...

    def suggestions(self, text: str, limit: int) -> list[Suggestion]:
        """Offer persons, words and titles that begin as what was typed so far.

        How typed text is read and what is chosen of each kind is said in
        `search.suggestions`; at most `limit`, none where nothing was typed.
        """
        ...

    def spellings(self, folded: str) -> list[str]:
        """List the index's syllables that fold to `folded`, commonest first."""
        ...

    def names_like(self, folded: tuple[str, ...], limit: int) -> list[tuple[str, int]]:
        """List the persons whose names hold all but at most one of some syllables.

        Parameters
        ----------
        folded : tuple of str
            Without marks; fewer than two are like no name.
        limit : int

        Returns
        -------
        list of (str, int)
            Names and how many articles have them; those that hold all first,
            and the commonest of them.
        """
        ...

    def persons_named(self, name: str) -> list[NameCount]:
        """List the names that a typed full name stands for, in no order.

        As a filter of persons does: the name itself where any article has it, else
        every one that is spelled so without marks. Names of deleted articles alone
        are left out.
        """
        ...

    def person(self, name: str) -> PersonProfile:
        """Tell what the articles say that name a person.

        The newest articles and the total are those of a search with the name as its
        filter. What cannot be counted or read by the deadline of extras
        (`Deadline.of_extras`) is left out and named: roles first, which are read from
        the newest article on.

        Parameters
        ----------
        name : str
            For which `persons_named` gives just one.
        """
        ...

    def doc_freq(self, syllable: str) -> int:
        """Count the articles whose title or body has a normalised syllable.

        Or a word of several, joined by `index.analysis.terms.WORD_JOINT`. An estimate
        will do.
        """
        ...

    def status(self) -> IndexStatus:
        """Describe the generation; it is asked for with every request."""
        ...

    def health(self) -> ClusterHealth | None:
        """Ask a cluster how it keeps the generation; None where there is none."""
        ...


class Engine(Protocol):
    """Opens an index and keeps up with its newest generation."""

    @property
    def damaged(self) -> str | None:
        """What is damaged, where another generation than the newest answers."""
        ...

    def is_damaged(self, snapshot: Snapshot) -> bool:
        """Tell whether a generation is damaged; the next `snapshot` is another then.

        To be asked where an answer failed with `IndexCorruptError`.

        Raises
        ------
        IndexUnreadableError
            Where that cannot be found out.
        """
        ...

    def check_whole(self) -> None:
        """Read all of the generation that answers; fall back where it is damaged.

        Raises
        ------
        IndexNotFoundError, IndexFormatError, IndexCorruptError
            As `snapshot`.
        IndexUnreadableError
            Where a file cannot be read.
        """
        ...

    def snapshot(self) -> Snapshot:
        """Give the newest generation that is whole.

        Raises
        ------
        IndexNotFoundError, IndexFormatError, IndexCorruptError
            Where there is none that can be read.
        """
        ...

    def prepare(self) -> None:
        """Open the newest generation, and what every search of it needs.

        Raises
        ------
        IndexNotFoundError, IndexFormatError, IndexCorruptError
            As `snapshot` does.
        """
        ...
