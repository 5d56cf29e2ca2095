"""One generation of a library in a cluster, as `search.engine.Snapshot` says."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from index.article import Article
from search.deadline import NEVER, Deadline
from search.engine import Matches
from search.opensearch.explaining import explain
from search.opensearch.finding import Finding
from search.opensearch.library import Library
from search.opensearch.profiles import make_profile, persons_named
from search.profiles import NameCount, PersonProfile
from search.query.nodes import Query
from search.suggestions import Suggestion
from search.types import (
    ClusterHealth,
    Copy,
    IndexStatus,
    ScorePart,
    SearchRequest,
)

_REMEMBERED_ANSWERS = 128
"""Answers that are kept: people go back, and ask what others ask."""

_REMEMBERED_PROFILES = 32

_HEALTH_SECONDS = 5.0
"""Whoever watches the service asks every few seconds, and waits no longer."""

Made = TypeVar("Made")


class ClusterSnapshot:
    """A generation in a cluster, opened for searching.

    Safe to use from several threads.

    Parameters
    ----------
    library : Library
    """

    def __init__(self, library: Library) -> None:
        self.generation = library.generation
        self._library = library
        self._deadline = NEVER
        self._answers = Kept(_REMEMBERED_ANSWERS)
        self._profiles = Kept(_REMEMBERED_PROFILES)

    @property
    def index(self) -> str:
        """The name of its index in the cluster."""
        return self._library.index

    def within(self, deadline: Deadline) -> ClusterSnapshot:
        """Give the same snapshot, whose answers have to be there by a deadline."""
        bound = object.__new__(ClusterSnapshot)
        bound.__dict__.update(self.__dict__)
        bound._deadline = deadline
        return bound

    def prepare(self) -> None:
        """Read what every search needs before the first one asks for it."""
        self._library.prepare()

    @property
    def _in_time(self) -> Library:
        """The generation, as long as there is time to ask it anything."""
        self._deadline.check()
        return self._library

    def forget(self) -> None:
        """Forget all answers and counts, as a process that has just begun."""
        self._answers.clear()
        self._profiles.clear()
        self._library.forget()

    def search(
        self, query: Query, request: SearchRequest, n_persons: int | None
    ) -> Matches:
        """Find one page of matches and count both facets."""

        library = self._in_time

        def find() -> Matches:
            finding = Finding(library, query, request, n_persons, self._deadline)
            return finding.matches()

        if request.after is not None or n_persons is None:
            # Whoever goes through all hits does not come back to any, and what nobody
            # typed must not drive out what somebody did.
            return find()
        # What was cut short would stay so.
        key = query, request, n_persons
        return self._answers.get(key, find, lambda made: not made.facets.incomplete)

    def count(self, query: Query) -> int:
        """Count the articles that match all of a query, copies of one once."""
        library = self._in_time

        def count() -> int:
            match = library.filters.matching(query)
            (found,) = library.count_articles([match], self._deadline)
            return found

        return self._answers.get(("count", query), count)

    def explain(
        self, query: Query, article_ids: Sequence[str]
    ) -> dict[str, list[ScorePart]]:
        """Tell what the scores of articles for a query are the sums of."""
        return explain(self._in_time, query, article_ids, self._deadline)

    def article(self, article_id: str) -> Article | None:
        """Fetch one article; None where no article has the id."""
        return self._in_time.articles([article_id], self._deadline).get(article_id)

    def copies_of(self, article_ids: Sequence[str]) -> dict[str, tuple[Copy, ...]]:
        """List the other copies of each article that has any."""
        return self._in_time.copies_of(article_ids, self._deadline)

    def suggestions(self, text: str, limit: int) -> list[Suggestion]:
        """Offer persons, words and titles that begin as what was typed so far."""
        return self._library.suggestions.first(text, limit)

    def spellings(self, folded: str) -> list[str]:
        """List the index's syllables that fold to `folded`, commonest first."""
        return list(self._in_time.vocabulary.spellings(folded))

    def names_like(self, folded: tuple[str, ...], limit: int) -> list[tuple[str, int]]:
        """List the persons whose names hold all but one of some syllables."""
        return self._in_time.names("person").like(folded, limit)

    def persons_named(self, name: str) -> list[NameCount]:
        """List the names that a typed full name stands for."""
        return persons_named(self._in_time, name, self._deadline)

    def person(self, name: str) -> PersonProfile:
        """Tell what the articles say that name a person."""
        (found,) = self.persons_named(name)

        def make() -> PersonProfile:
            return make_profile(self._library, found.name, self.search, self._deadline)

        return self._profiles.get(found.name, make, lambda one: not one.incomplete)

    def doc_freq(self, syllable: str) -> int:
        """Count the articles that have a normalised syllable."""
        return self._in_time.vocabulary.doc_freq(syllable)

    def status(self) -> IndexStatus:
        """Describe the generation."""
        meta = self._library.meta
        return IndexStatus(
            generation=self.generation,
            created_at=meta.created_at,
            n_articles=meta.n_articles,
            n_failed=meta.n_failed,
            size_bytes=self._library.size_bytes,
            engine="opensearch",
        )

    def health(self) -> ClusterHealth:
        """Ask the cluster how it keeps the generation."""
        answer = self._library.cluster.ask(
            "GET",
            f"/_cluster/health/{self.index}",
            timeout=_HEALTH_SECONDS,
            is_tried_again=False,
        )
        return ClusterHealth(
            status=answer["status"],
            nodes=answer["number_of_nodes"],
            shards=answer["active_shards"],
            unassigned_shards=answer["unassigned_shards"],
        )


class Kept:
    """The last answers; the oldest gives way. Safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()

    def get(
        self,
        key: Hashable,
        make: Callable[[], Made],
        is_whole: Callable[[Made], bool] = lambda _: True,
    ) -> Made:
        """Give what is kept under a key; make it, and keep it if it is whole."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        made = make()
        if is_whole(made):
            with self._lock:
                self._kept[key] = made
                while len(self._kept) > self._limit:
                    self._kept.popitem(last=False)
        return made
