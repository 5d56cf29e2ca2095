"""One generation of the embedded index: match, score, filter, count."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import TypeVar

import numpy as np

from index.article import Article
from index.generations import Generation
from index.schema import UNKNOWN_MINUTE
from search.deadline import NEVER, Deadline
from search.embedded import kernels
from search.embedded.explaining import explain
from search.embedded.filters import dated, naming, published
from search.embedded.leaves import LeafReader
from search.embedded.matched import Matched
from search.embedded.matching import Matcher, is_covered
from search.embedded.opened import OpenGeneration
from search.embedded.profiles import make_profile, persons_named
from search.embedded.ranking import Scores
from search.embedded.reading import Reading
from search.embedded.topk import Found, page_of
from search.embedded.whole_ranking import WholeRanking
from search.embedded.whoosh_path import WhooshMatcher
from search.engine import DayCounts, FacetCounts, Matches
from search.formula import UNIT
from search.profiles import N_NEWEST, NameCount, PersonProfile
from search.query.nodes import Everything, Query, has_marks, prefixes_of
from search.query.parts import parts_of
from search.suggestions import Suggestion
from search.types import (
    Copy,
    IndexStatus,
    Position,
    ScorePart,
    SearchRequest,
)

_log = logging.getLogger(__name__)

_REMEMBERED_ANSWERS = 128
"""Pages of answers that are kept: people go back, and ask what others ask."""

_REMEMBERED_HITS = 20
"""Of a page that is kept: each is a whole article."""

_REMEMBERED_COUNTS = 16
"""Counts of facets that are kept for the next pages of a search: fewer, for they may
hold every day of an archive."""

_REMEMBERED_PROFILES = 32
"""Persons whose profiles are kept: some kilobytes each."""

_REMEMBERED_ARTICLE_COUNTS = 4_096
"""Queries whose articles are counted: mostly two words side by side, which other
queries that find little have as well."""

Key = TypeVar("Key")
Kept = TypeVar("Kept")


class EmbeddedSnapshot:
    """A generation opened for searching; see `search.engine.Snapshot`.

    Parameters
    ----------
    generation : Generation
    by_whoosh : bool
        Whether every query is left to Whoosh's matchers: the oracle of the tests.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
        If the generation cannot be opened.
    """

    def __init__(self, generation: Generation, *, by_whoosh: bool = False) -> None:
        self._by_whoosh = by_whoosh
        self.generation = generation.manifest.generation
        self._manifest = generation.manifest
        self._path = generation.path
        self._size_bytes = generation.size_bytes
        # What is remembered is not guarded, so one thread at a time may search.
        self._answers: OrderedDict[tuple, Matches] = OrderedDict()
        self._counts: OrderedDict[tuple, FacetCounts] = OrderedDict()
        self._profiles: OrderedDict[str, PersonProfile] = OrderedDict()
        self._article_counts: OrderedDict[Query, int] = OrderedDict()
        self._deadline = NEVER
        self._reading = Reading(self.generation, self._path, Lock(), NEVER)
        self._opened = OpenGeneration(generation)

    def within(self, deadline: Deadline) -> EmbeddedSnapshot:
        """Give the same snapshot, whose answers have to be there by a deadline."""
        # `copy.copy` takes ten times as long, twice a search.
        bound = object.__new__(EmbeddedSnapshot)
        bound.__dict__.update(self.__dict__)
        bound._deadline = deadline
        bound._reading = self._reading.within(deadline)
        return bound

    def prepare(self) -> None:
        """Make what every search needs before the first one asks for it."""
        with self._reading:
            self._opened.prepare()

    def search(
        self, query: Query, request: SearchRequest, n_persons: int | None
    ) -> Matches:
        """Find one page of matches and count both facets."""
        key = query, request, n_persons
        with self._reading:
            found = self._answers.get(key)
            if found is None:
                found = self._search(query, request, n_persons)
                # Whoever goes through all hits does not come back to any, and what
                # was cut short would stay so.
                is_whole = request.after is None and not found.facets.incomplete
                if is_whole and len(found.articles) <= _REMEMBERED_HITS:
                    _keep(self._answers, key, found, _REMEMBERED_ANSWERS)
            return found

    def _search(
        self, query: Query, request: SearchRequest, n_persons: int | None
    ) -> Matches:
        opened = self._opened
        matched = Matched(
            self._matcher(query),
            opened.copies,
            lambda: dated(opened, request),
            lambda: naming(opened, request),
        )
        if request.after is None:
            first = (request.page - 1) * request.per_page
            page = opened.ranker.page(
                self._scores(matched.matcher),
                matched.is_found,
                matched.is_complete,
                request,
            )
            total, n_complete = matched.total, matched.n_complete
        else:
            ranking = self._whole_ranking(query, request, matched)
            first = ranking.place_behind(
                request.after, request.sort, opened.minutes, opened.article_id
            )
            page = ranking.page(first, request.per_page)
            total, n_complete = len(ranking.docs), ranking.n_complete
        articles = [self._stored(doc) for doc in page.docs.tolist()]
        scores = (units / UNIT for units in page.units.tolist())
        last = first + len(articles)
        following = None
        if articles and last < total:
            minute = int(opened.minutes[page.docs[-1]])
            following = Position(
                last <= n_complete,
                int(page.units[-1]),
                None if minute == UNKNOWN_MINUTE else minute,
                articles[-1].id,
            )
        return Matches(
            total=total,
            complete=n_complete,
            articles=list(zip(articles, scores, strict=True)),
            facets=self._facets(query, request, matched, n_persons),
            first=first + 1,
            next=following,
            cut_prefixes=self._cut_prefixes(query),
        )

    def _scores(self, matcher: Matcher) -> Scores:
        opened = self._opened
        return Scores(matcher.parts(), opened.scorer, opened.n_docs, self._deadline)

    def _whole_ranking(
        self, query: Query, request: SearchRequest, matched: Matched
    ) -> WholeRanking:
        return self._opened.whole_rankings.get(
            (query, request.filters, request.sort),
            lambda: self._opened.ranker.whole(
                self._scores(matched.matcher),
                matched.is_found,
                matched.is_complete,
                request.sort,
            ),
        )

    def _stored(self, doc: int) -> Article:
        self._deadline.check()
        return self._opened.stored(doc)

    def _facets(
        self,
        query: Query,
        request: SearchRequest,
        matched: Matched,
        n_persons: int | None,
    ) -> FacetCounts:
        """Count both facets as far as there is time; remember them once whole."""
        none = FacetCounts(DayCounts([], []), 0, (), [], ("published", "persons"))
        if n_persons is None:
            return none
        key = query, request.filters, request.find_person, n_persons
        counts = self._counts.get(key)
        if counts is not None:
            return counts
        deadline = self._deadline.of_extras()
        if deadline.is_over():
            return none
        days = self._opened.day_counter.count(matched.to_count_by_day)
        counts = FacetCounts(days[0], days[1], (), days[2], ("persons",))
        if deadline.is_over():
            return counts
        persons = self._opened.person_counter.most(
            matched.to_count_by_person, request, n_persons
        )
        counts = replace(counts, persons=persons, incomplete=())
        _keep(self._counts, key, counts, _REMEMBERED_COUNTS)
        return counts

    def _cut_prefixes(self, query: Query) -> tuple[str, ...]:
        cut = dict.fromkeys(
            f"{prefix.syllable}*"
            for prefix in prefixes_of(query)
            if self._opened.vocabulary.is_cut(prefix)
        )
        return tuple(cut)

    def top(self, query: Query, n: int) -> tuple[int, list[tuple[str, float]]]:
        """Find the best articles by their words alone, without anything else.

        No facets, no copies put together, no nearness of words, no partial
        matches: what other engines do for a plain query.

        Returns
        -------
        int, list of (str, float)
            How many match; ids and scores of the best `n`.
        """
        with self._reading:
            opened = self._opened
            matcher = self._matcher(query)
            is_match = matcher.matching(query)
            leaves = [p for p in parts_of(query) if p.leaf is not None]
            parts = [matcher.score_part(part) for part in leaves]
            scores = Scores(parts, opened.scorer, opened.n_docs, self._deadline)
            n_found = int(np.count_nonzero(is_match))
            best = scores.best_known(is_match, n)
            if best is None:
                docs = kernels.docs_of(is_match)
                best = docs, scores.known(docs)
            docs, units = best
            if len(docs) > n:
                # What ties with the last one stays, for the order to decide.
                last = np.partition(units, len(units) - n)[len(units) - n]
                kept = kernels.docs_of(units >= last)
                docs, units = docs.take(kept), units.take(kept)
            is_complete = np.ones(len(docs), bool)
            found = Found(docs, units, opened.minutes.take(docs), is_complete)
            page = page_of(
                found, SearchRequest(per_page=n), lambda: opened.id_ranks
            ).tolist()
            ids = (opened.article_id(doc) for doc in docs.take(page).tolist())
            scored = (score / UNIT for score in units.take(page).tolist())
            return n_found, list(zip(ids, scored, strict=True))

    def count(self, query: Query) -> int:
        """Count the articles that match all of a query, copies of one once."""
        with self._reading:
            found = self._article_counts.get(query)
            if found is None:
                is_match = self._matcher(query).matching(query)
                found = self._opened.copies.count(is_match)
                _keep(self._article_counts, query, found, _REMEMBERED_ARTICLE_COUNTS)
            return found

    def explain(
        self, query: Query, article_ids: Sequence[str]
    ) -> dict[str, list[ScorePart]]:
        """Tell what the scores of articles for a query are the sums of."""
        with self._reading:
            docs = {
                id_: doc
                for id_ in article_ids
                if (doc := self._opened.find(id_)) is not None
            }
            leaves = self._leaf_reader(query)
            matcher = self._matcher(query, leaves)
            parts = explain(query, list(docs.values()), matcher, leaves)
            return dict(zip(docs, parts, strict=True))

    def article(self, article_id: str) -> Article | None:
        """Fetch one article; None where no article has the id."""
        with self._reading:
            doc = self._opened.find(article_id)
            return None if doc is None else self._opened.stored(doc)

    def copies_of(self, article_ids: Sequence[str]) -> dict[str, tuple[Copy, ...]]:
        """List the other copies of each article that has any."""
        with self._reading:
            return {
                id_: tuple(self._copy(other) for other in group if other != id_)
                for id_ in article_ids
                if (group := self._opened.groups.get(id_)) is not None
            }

    def suggestions(self, text: str, limit: int) -> list[Suggestion]:
        """Offer persons, words and titles that begin as what was typed so far."""
        # No lock: nothing is remembered here.
        return self._opened.suggestions.first(text, limit)

    def spellings(self, folded: str) -> list[str]:
        """List the index's syllables that fold to `folded`, commonest first."""
        # Asked hundreds of times where little is found.
        self._deadline.check()
        known = self._opened.vocabulary.peek(folded)
        if known is not None:
            return list(known)
        with self._reading:
            return list(self._opened.vocabulary.spellings(folded))

    def names_like(self, folded: tuple[str, ...], limit: int) -> list[tuple[str, int]]:
        """List the persons whose names hold all but one of some syllables."""
        with self._reading:
            return self._opened.names("person").like(folded, limit)

    def persons_named(self, name: str) -> list[NameCount]:
        """List the names that a typed full name stands for."""
        with self._reading:
            return persons_named(self._opened, name)

    def person(self, name: str) -> PersonProfile:
        """Tell what the articles say that name a person."""
        with self._reading:
            [found] = persons_named(self._opened, name)
            profile = self._profiles.get(found.name)
        if profile is None:
            # Each part reads for itself, and lets others in between.
            request = SearchRequest(
                persons=(found.name,), sort="newest", per_page=N_NEWEST
            )
            matches = self.search(Everything(), request, 0)
            profile = make_profile(
                self._opened, self._reading, self._deadline, found.name, matches
            )
            if not profile.incomplete:
                with self._reading:
                    _keep(self._profiles, found.name, profile, _REMEMBERED_PROFILES)
        return profile

    def doc_freq(self, syllable: str) -> int:
        """Count the articles that have a normalised syllable."""
        self._deadline.check()
        known = self._opened.vocabulary.peek_doc_freq(syllable)
        if known is not None:
            return known
        with self._reading:
            return self._opened.vocabulary.doc_freq(syllable)

    def status(self) -> IndexStatus:
        """Describe the generation."""
        manifest = self._manifest
        return IndexStatus(
            generation=manifest.generation,
            created_at=manifest.created_at,
            n_articles=manifest.n_articles,
            n_failed=manifest.n_failed,
            size_bytes=self._size_bytes,
            engine="embedded",
        )

    def health(self) -> None:
        """Give None: there is no cluster."""

    def _leaf_reader(self, query: Query) -> LeafReader:
        return LeafReader(
            self._opened.segments,
            self._opened.vocabulary,
            self._opened.known_lists,
            lambda asked: np.flatnonzero(published(self._opened, asked)),
            has_marks(query),
            self._opened.is_live,
        )

    def _matcher(self, query: Query, leaves: LeafReader | None = None) -> Matcher:
        if self._by_whoosh or not is_covered(query):
            # Logged, because it takes a hundred times as long.
            _log.info("a query of %s is left to Whoosh", type(query).__name__)
            return WhooshMatcher(
                query,
                self._opened.whoosh_reader,
                self._opened.vocabulary,
                self._opened.scorer,
                has_marks(query),
                self._deadline,
            )
        return Matcher(
            query,
            leaves or self._leaf_reader(query),
            self._opened.scorer,
            self._opened.names,
            self._opened.is_live,
            lambda asked: published(self._opened, asked),
            self._opened.remembered,
            self._opened.pair_counts,
            self._deadline,
        )

    def _copy(self, article_id: str) -> Copy:
        found = self._opened.stored(self._opened.find(article_id))
        return Copy(found.id, found.title, found.url, found.source, found.published)


def _keep(remembered: OrderedDict[Key, Kept], key: Key, value: Kept, most: int) -> None:
    remembered[key] = value
    if len(remembered) > most:
        remembered.popitem(last=False)
