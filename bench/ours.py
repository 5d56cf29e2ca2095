"""Tra Cứu's embedded engine, measured as the peers are.

It does more than they: it looks for words in title and body apart, adds scores
for neighbours that stand together, counts copies of one article once, counts
days and not months, and fetches whole articles and not their numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

from measuring import Spent, Stopwatch, indexed_articles, indexed_ids
from peers.base import N_HITS, N_PERSONS
from queries import BenchQuery

from index.analysis.article import analyse_articles
from index.writer import DEFAULT_MEMORY_MB, ArticleWriter, article_budget
from search.embedded import EmbeddedEngine
from search.engine import Matches
from search.query.nodes import Query
from search.types import SearchRequest

_CHUNK = 250
_REMEMBERED = ("postings", "remembered", "pair_counts")


class Ours:
    """One generation, opened anew.

    Parameters
    ----------
    index_dir : Path
    as_typed : bool
        Whether queries are read as people's are, other spellings and readings
        included; otherwise they are what the peers are asked.
    forgets : bool
        Whether nothing of a query may help the next one.
    """

    title = "Tra Cứu"
    is_slow = False

    def __init__(self, index_dir: Path, as_typed: bool, forgets: bool) -> None:
        self._snapshot = EmbeddedEngine(index_dir).snapshot()
        self._as_typed = as_typed
        self._forgets = forgets

    @property
    def can_search_plainly(self) -> bool:
        """Whether this version has a search without facets and neighbours."""
        return hasattr(self._snapshot, "top")

    def prepare(self, query: BenchQuery) -> tuple[Query, SearchRequest]:
        """Make the query tree, outside the clock."""
        if self._forgets:
            self._forget()
        tree = query.typed_tree if self._as_typed else query.tree
        return tree, SearchRequest(query=query.text)

    def top(self, prepared: tuple[Query, SearchRequest]) -> tuple[int, list]:
        """Find the best ten by their words alone, and the exact total."""
        return self._snapshot.top(prepared[0], N_HITS)

    def faceted(self, prepared: tuple[Query, SearchRequest]) -> Matches:
        """Search as the pages do: neighbours, both facets, whole articles."""
        return self._snapshot.search(*prepared, N_PERSONS)

    def _forget(self) -> None:
        opened = self._snapshot._opened
        for name in _REMEMBERED:
            if not hasattr(type(opened), name):
                raise AttributeError(f"--forget knows of no {name!r} any more")
            # Cached properties are made again when they are next asked for.
            opened.__dict__.pop(name, None)


def total_of(found: object) -> int:
    """Give how many match all of a query, whatever kind of answer holds it."""
    if isinstance(found, tuple):
        return found[0]
    return found.complete if isinstance(found, Matches) else found.total


def write_segments(
    index_dir: Path, folder: Path, progress: Callable[[int], None]
) -> Spent:
    """Write the articles of an index once more, in this process.

    Only writing is timed: the articles are analysed before, as the peers get
    tokens that are ready.
    """
    ids = indexed_ids(index_dir)
    articles = indexed_articles(index_dir, ids)
    budget = article_budget(DEFAULT_MEMORY_MB, 1)
    writer = ArticleWriter(folder, is_new=True, budget_bytes=budget)
    wall = processor = 0.0
    n_done = 0
    while chunk := list(islice(articles, _CHUNK)):
        analysed = analyse_articles(chunk)
        stopwatch = Stopwatch()
        for article in analysed:
            writer.add(article)
        spent = stopwatch.spent()
        wall += spent.wall
        processor += spent.processor
        n_done += len(chunk)
        progress(n_done)
    stopwatch = Stopwatch()
    writer.commit()
    spent = stopwatch.spent()
    return Spent(wall + spent.wall, processor + spent.processor)
