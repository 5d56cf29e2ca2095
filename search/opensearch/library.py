"""One generation of a library in a cluster: what is known of it without searching."""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from index.article import Article
from index.errors import (
    ClusterAnswerError,
    ClusterTimeoutError,
    IndexCorruptError,
)
from index.opensearch.connection import Cluster
from index.opensearch.documents import article_of, document_id, from_sendable
from index.opensearch.generations import Meta, index_of, live_meta
from index.opensearch.name_table import NameTable
from index.opensearch.tables import read_table
from index.opensearch.word_table import WordTable
from index.schema import BODY, TITLE
from index.suggestions import ENDING
from search.deadline import NEVER, Deadline
from search.names import NameColumn
from search.offered.files import Suggestions
from search.opensearch.copies import read_surplus, surplus_agg
from search.opensearch.matching import Filters
from search.opensearch.phrases import Dsl, all_of
from search.opensearch.scoring import Scoring
from search.opensearch.vocabulary import Vocabulary
from search.query.nodes import NameField
from search.types import Copy

_MAX_COUNTS = 50_000
"""Counts of parts of queries that are remembered."""

_MAX_AT_ONCE = 100

_STATS_SECONDS = 5.0

_MAX_GROUPS = 5_000
"""Articles of which it is remembered what they are copies of."""

_GONE = 404

_OF_A_COPY = ("title", "url", "source", "published")


class Library:
    """A generation, its tables and what was counted of it.

    Safe to use from several threads.

    Parameters
    ----------
    cluster : Cluster
    meta : Meta
        What the index says of itself.
    """

    def __init__(self, cluster: Cluster, meta: Meta) -> None:
        self.cluster = cluster
        # Its own name, never the alias: that may move on.
        self.index = index_of(cluster.settings.name, meta.generation)
        self.meta = meta
        self.generation = meta.generation
        self.n_articles = meta.n_articles
        self.has_copies = meta.n_copies > 0
        self.means = {TITLE: meta.mean_title_length, BODY: meta.mean_body_length}
        self.names = cache(self._read_names)
        self._counts: OrderedDict[tuple, int] = OrderedDict()
        self._groups: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._lock = threading.Lock()
        self._size: int | None = None

    def prepare(self) -> None:
        """Read the tables that every search needs."""
        _ = self.filters, self.names("person"), self.suggestions

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The spellings of its syllables."""
        return Vocabulary(self._table("words", WordTable.from_bytes))

    @cached_property
    def filters(self) -> Filters:
        """What makes queries of query trees."""
        return Filters(self.vocabulary, self.names)

    @cached_property
    def suggestions(self) -> Suggestions:
        """What is offered to somebody who types."""
        content = read_table(self.cluster, self.generation, "suggestions")
        # It is read where it lies; what is mapped stays when its name is gone.
        with tempfile.TemporaryDirectory(prefix="tracuu-") as folder:
            (Path(folder) / f"all{ENDING}").write_bytes(content)
            return Suggestions(Path(folder), [("all", None)])

    def scoring(self, deadline: Deadline) -> Scoring:
        """Give what scores queries, its counts known by a deadline."""
        return Scoring(
            self.vocabulary,
            self.filters,
            lambda asked: self.count_all(asked, deadline),
            self.n_articles,
            self.means,
        )

    def ask(self, body: dict[str, Any], deadline: Deadline = NEVER) -> dict[str, Any]:
        """Search; the answer is of all shards.

        Raises
        ------
        TimeLimitError
            If it is not there by the deadline.
        """
        (answer,) = self.ask_all([body], deadline)
        return answer

    def ask_all(
        self, bodies: Sequence[dict[str, Any]], deadline: Deadline = NEVER
    ) -> list[dict[str, Any]]:
        """Search for several things at once."""
        # Nobody waits for ever: then each request has the time of the settings.
        left = None if deadline is NEVER else deadline.left()
        if left == 0:
            raise deadline.error()
        try:
            return self.cluster.search_many(self.index, bodies, timeout=left)
        except ClusterTimeoutError:
            deadline.check()
            raise
        except ClusterAnswerError as exc:
            if exc.status == _GONE:
                # A newer generation took its place: whoever asks looks for that.
                raise IndexCorruptError(path=self.index, reason=str(exc)) from exc
            raise

    def articles(
        self, article_ids: Sequence[str], deadline: Deadline = NEVER
    ) -> dict[str, Article]:
        """Fetch articles by their ids; those that there are."""
        found = (
            article_of(source["article"])
            for source in self._sources(article_ids, ["article"], deadline)
        )
        # What only has the same `_id` is another article.
        wanted = set(article_ids)
        return {article.id: article for article in found if article.id in wanted}

    def copies_of(
        self, article_ids: Sequence[str], deadline: Deadline = NEVER
    ) -> dict[str, tuple[Copy, ...]]:
        """List the other copies of each article that has any, in their order."""
        if not self.has_copies or not article_ids:
            return {}
        with self._lock:
            known = {id_: self._groups.get(id_) for id_ in article_ids}
        missing = [id_ for id_, group in known.items() if group is None]
        sources = self._sources(missing, ["article.id", "copies"], deadline)
        known |= self.remember_groups(sources)
        groups = {id_: group for id_, group in known.items() if group}
        every = dict.fromkeys(id_ for group in groups.values() for id_ in group)
        shown = [f"article.{name}" for name in ("id", *_OF_A_COPY)]
        lines = {
            found["id"]: Copy(**found)
            for source in self._sources(list(every), shown, deadline)
            for found in [_line_of(source["article"])]
        }
        return {
            id_: tuple(lines[other] for other in group if other != id_)
            for id_, group in groups.items()
        }

    def remember_groups(
        self, sources: Sequence[dict[str, Any]]
    ) -> dict[str, tuple[str, ...]]:
        """Take note of which articles are copies of which; none: of no other.

        Parameters
        ----------
        sources : sequence of dict
            What was fetched of articles, ``article.id`` and ``copies`` with it.
        """
        found = {
            from_sendable(source["article"]["id"]): tuple(
                map(from_sendable, source.get("copies", {}).get("ids", ()))
            )
            for source in sources
        }
        with self._lock:
            self._groups |= found
            while len(self._groups) > _MAX_GROUPS:
                self._groups.popitem(last=False)
        return found

    def _sources(
        self, article_ids: Sequence[str], fields: list[str], deadline: Deadline
    ) -> list[dict[str, Any]]:
        ids = [document_id(id_) for id_ in article_ids]
        if not ids:
            return []
        body = {"query": {"ids": {"values": ids}}, "size": len(ids), "_source": fields}
        return [hit["_source"] for hit in self.ask(body, deadline)["hits"]["hits"]]

    def count_all(
        self, asked: Sequence[tuple[tuple, Dsl]], deadline: Deadline = NEVER
    ) -> list[int]:
        """Count the documents that match queries; remembered by their keys."""
        with self._lock:
            known = {key: self._counts[key] for key, _ in asked if key in self._counts}
        missing = {key: query for key, query in asked if key not in known}
        keys = list(missing)
        for start in range(0, len(keys), _MAX_AT_ONCE):
            some = keys[start : start + _MAX_AT_ONCE]
            bodies = [
                {"query": missing[key], "size": 0, "track_total_hits": True}
                for key in some
            ]
            for key, answer in zip(some, self.ask_all(bodies, deadline), strict=True):
                known[key] = answer["hits"]["total"]["value"]
        with self._lock:
            self._counts |= {key: known[key] for key in keys}
            while len(self._counts) > _MAX_COUNTS:
                self._counts.popitem(last=False)
        return [known[key] for key, _ in asked]

    def count_articles(
        self, queries: Sequence[Dsl], deadline: Deadline = NEVER
    ) -> list[int]:
        """Count the articles that match each query, copies of one once."""
        if not queries:
            return []
        body = {
            "size": 0,
            "track_total_hits": True,
            "aggs": surplus_agg() if self.has_copies else {},
        }
        bodies = [body | {"query": all_of([query])} for query in queries]
        return [
            answer["hits"]["total"]["value"]
            - read_surplus(answer.get("aggregations", {})).total
            for answer in self.ask_all(bodies, deadline)
        ]

    def forget(self) -> None:
        """Forget what was counted and which articles are copies."""
        with self._lock:
            self._counts.clear()
            self._groups.clear()

    @property
    def size_bytes(self) -> int:
        """Bytes of its primary shards; of those that are anywhere."""
        if self._size is None:
            path = f"/{self.index}/_stats/store"
            stats = self.cluster.ask("GET", path, timeout=_STATS_SECONDS)
            store = stats["_all"]["primaries"].get("store")
            if store is None:
                return 0  # All shards are on no node at the moment.
            self._size = store["size_in_bytes"]
        return self._size

    def _read_names(self, field: NameField) -> NameColumn:
        table = self._table(f"names.{field}", NameTable.from_bytes)
        return NameColumn.without_docs(table.keys, table.shown, table.counts)

    def _table(self, name: str, read: Any) -> Any:
        content = read_table(self.cluster, self.generation, name)
        try:
            return read(content)
        except ValueError as exc:
            path = f"{self.index}: {name}"
            raise IndexCorruptError(path=path, reason=str(exc)) from exc


def _line_of(stored: dict[str, Any]) -> dict[str, str | None]:
    article = article_of(stored)
    return {name: getattr(article, name) for name in ("id", *_OF_A_COPY)}


def open_library(cluster: Cluster) -> Library:
    """Open the generation that the alias of a library names.

    Raises
    ------
    IndexNotFoundError
        If nothing was published under it.
    IndexFormatError, IndexCorruptError, ClusterError
        As `index.opensearch.generations.live_meta`.
    """
    return Library(cluster, live_meta(cluster))


def live_index(
    cluster: Cluster, timeout: float | None = None, *, is_tried_again: bool = True
) -> str | None:
    """Name the index that a library's alias stands for; None: it stands for none."""
    path = f"/_alias/{cluster.settings.name}"
    options: dict[str, Any] = {"timeout": timeout, "is_tried_again": is_tried_again}
    found = cluster.ask("GET", path, missing={}, **options)
    return next(iter(found), None)
