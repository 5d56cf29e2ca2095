"""From what matches to the page that was asked for.

The best of a hundred thousand matches are found without scoring them all:
where there are words only, those that can still reach the page are, and pairs of
common words are looked for only in matches that they can lift onto it. The result
is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from search.deadline import Deadline
from search.embedded import kernels
from search.embedded.collapsing import Copies
from search.embedded.pairs import Deferred
from search.embedded.scored import Scored
from search.embedded.scoring import MAX_WORDS, Scorer
from search.embedded.topk import Found, Page, candidates_of, page_of
from search.embedded.whole_ranking import WholeRanking, rank_all
from search.embedded.words import WordScore
from search.types import SearchRequest, Sort

_SEEDS = 40
"""Matches beyond the page whose pairs are looked for first: the better the
bound that they give, the fewer others have to be looked at."""

_SPARE = 40
"""Matches beyond the page that are kept because some may be copies of others."""

_MANY = 1_000
"""Up to so many matches it costs less to look in all than to choose some."""

_LIFT = np.int64(1) << 32
"""More than any score, in units."""

_MAX_LISTS = 64
"""Posting lists that are looked through for each document by itself."""

_FEW_DOCS = 16
"""Of fewer than one document in so many the scores are gathered one by one."""


class Scores:
    """The scores of one query, computed for the documents that are asked for.

    Parameters
    ----------
    parts : sequence of Scored, WordScore or Deferred
    scorer : Scorer
    n_docs : int
    deadline : Deadline
    """

    def __init__(
        self,
        parts: Sequence[Scored | WordScore | Deferred],
        scorer: Scorer,
        n_docs: int,
        deadline: Deadline,
    ) -> None:
        self._scorer = scorer
        self._deadline = deadline
        self._words = [part for part in parts if isinstance(part, WordScore)]
        self._others = [part for part in parts if isinstance(part, Scored)]
        self._deferred = [part for part in parts if isinstance(part, Deferred)]
        self._n_docs = n_docs

    @property
    def n_deferred(self) -> int:
        """Pairs that have to be looked for yet."""
        return len(self._deferred)

    def known(self, docs: np.ndarray) -> np.ndarray:
        """Add up all but what is deferred: (n,) int32 ndarray.

        Parameters
        ----------
        docs : (n,) int64 ndarray
            Strictly ascending.
        """
        words, others = self._words, self._others
        lists, idfs = [word.lists for word in words], [word.idf for word in words]
        units = self._scorer.words(lists, idfs, docs)
        if len(docs) * _FEW_DOCS < self._n_docs:
            for part in others:
                units += part.at(docs)
        elif others:
            every = np.zeros(self._n_docs, np.int32)
            for part in others:
                part.add_to(every)
            units += every.take(docs)
        return units

    def best_known(
        self, is_match: np.ndarray, n_wanted: int
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Give the matches that can be among the best, without scoring all.

        None where that does not pay: few matches, or more in the query than some
        words.

        Parameters
        ----------
        is_match : (n_docs,) bool ndarray
        n_wanted : int

        Returns
        -------
        (n,) int64 ndarray, (n,) int32 ndarray
            As of `Scorer.best_words`.
        """
        words = self._words
        n_lists = sum(len(word.lists.lists) for word in words)
        is_all_words = not self._others and not self._deferred
        if not is_all_words or not 1 < len(words) <= MAX_WORDS or n_lists > _MAX_LISTS:
            return None
        n_found = np.count_nonzero(is_match)
        if n_found <= _MANY:
            return None
        masks = [word.mask(self._n_docs) for word in words]
        if n_found == np.count_nonzero(np.logical_and.reduce(masks)):
            # All matches have all words, so these tell nothing.
            return None
        return self._scorer.best_words(
            [word.lists for word in words],
            [word.idf for word in words],
            masks,
            is_match,
            n_wanted,
        )

    def add_first(self, docs: np.ndarray, units: np.ndarray) -> None:
        """Look for the pair that gives most, in place; it is deferred no more."""
        self._deadline.check()
        first = max(self._deferred, key=lambda pair: pair.bound)
        units += first.units(docs)
        self._deferred = [pair for pair in self._deferred if pair is not first]

    def bounds(self, docs: np.ndarray, units: np.ndarray) -> np.ndarray:
        """Give what documents score at the most, from what is known of them."""
        bounds = units.copy()
        for pair in self._deferred:
            first, second = (is_there.take(docs) for is_there in pair.are_there)
            bounds += (first & second) * np.int32(pair.bound)
        return bounds

    def whole(self, docs: np.ndarray, units: np.ndarray) -> np.ndarray:
        """Add what is deferred to what is known of documents."""
        units = units.copy()
        for pair in self._deferred:
            self._deadline.check()
            units += pair.units(docs)
        return units


class Ranker:
    """Orders the matches of a query.

    Parameters
    ----------
    copies : Copies
    minutes : (n_docs,) int64 ndarray
        Of publication.
    id_ranks : callable
        Gives the (n_docs,) int64 order of all ids.
    """

    def __init__(
        self, copies: Copies, minutes: np.ndarray, id_ranks: Callable[[], np.ndarray]
    ) -> None:
        self._copies = copies
        self._minutes = minutes
        self._id_ranks = id_ranks

    def page(
        self,
        scores: Scores,
        is_found: np.ndarray,
        is_complete: np.ndarray,
        request: SearchRequest,
    ) -> Page:
        """Give one page of matches, of the copies of one article only one.

        Parameters
        ----------
        scores : Scores
        is_found : (n_docs,) bool ndarray
            All matches.
        is_complete : (n_docs,) bool ndarray
            Whether each holds every word; those that do come first.
        request : SearchRequest
            Its `sort`, `page` and `per_page` count.
        """
        is_by_date = request.sort != "relevance"
        end = request.page * request.per_page
        best = None
        is_all_complete = is_found is is_complete or not (is_found > is_complete).any()
        if not is_by_date and is_all_complete:
            best = scores.best_known(is_found, end + _SPARE)
            # Of a group of copies only one is shown, so there may be too few.
            if best is not None and self._least(*best, end) is None:
                best = None
        if best is None:
            docs = kernels.docs_of(is_found)
            units = scores.known(docs)
        else:
            docs, units = best
        is_complete = is_complete.take(docs)
        if scores.n_deferred and is_by_date:
            # Which copy is shown depends on the scores, so these are needed.
            self._complete(scores, docs, units, self._copies.among(docs))
        elif not is_by_date:
            while len(docs) > _MANY:
                chosen = self._worth_it(scores, docs, units, is_complete, request)
                if chosen is not None:
                    docs, is_complete = docs.take(chosen), is_complete.take(chosen)
                    units = units.take(chosen)
                if scores.n_deferred < 2 or len(docs) <= _MANY:
                    break
                # Once those that have it are known, most others drop out.
                scores.add_first(docs, units)
            units = scores.whole(docs, units)
        is_shown = self._copies.shown(docs, units, is_complete)
        if is_shown is not None:
            docs, units = docs[is_shown], units[is_shown]
            is_complete = is_complete[is_shown]
        found = Found(docs, units, self._minutes.take(docs), is_complete)
        if is_by_date and scores.n_deferred:
            self._complete(scores, docs, units, candidates_of(found, request))
        page = page_of(found, request, self._id_ranks)
        return Page(docs[page], units[page])

    def whole(
        self,
        scores: Scores,
        is_found: np.ndarray,
        is_complete: np.ndarray,
        sort: Sort,
    ) -> WholeRanking:
        """Order all matches, of the copies of one article only one.

        Parameters
        ----------
        scores, is_found, is_complete
            As of `page`.
        sort : "relevance", "newest" or "oldest"
        """
        docs = kernels.docs_of(is_found)
        units = scores.whole(docs, scores.known(docs))
        is_complete = is_complete.take(docs)
        is_shown = self._copies.shown(docs, units, is_complete)
        if is_shown is not None:
            docs, units = docs[is_shown], units[is_shown]
            is_complete = is_complete[is_shown]
        found = Found(docs, units, self._minutes.take(docs), is_complete)
        return rank_all(found, sort, self._id_ranks())

    def _complete(
        self, scores: Scores, docs: np.ndarray, units: np.ndarray, at: np.ndarray
    ) -> None:
        """Put whole scores in place of known ones; twice does no harm."""
        at = np.sort(at)
        units[at] = scores.whole(docs[at], scores.known(docs[at]))

    def _worth_it(
        self,
        scores: Scores,
        docs: np.ndarray,
        units: np.ndarray,
        is_complete: np.ndarray,
        request: SearchRequest,
    ) -> np.ndarray | None:
        """Choose the matches that can be on the page: ascending indices.

        None where all of them can, or nothing tells them apart.
        """
        end = request.page * request.per_page
        if len(docs) <= 2 * (end + _SEEDS) or not units.any():
            return None
        lifted = units
        if not is_complete.all():
            # Complete matches come first: they are lifted above all others.
            lifted = units + is_complete * _LIFT
        # Of a group of copies only one is shown, so more are needed.
        n_seeds = end + _SEEDS
        cut = np.partition(lifted, len(lifted) - n_seeds)[-n_seeds]
        seeds = kernels.docs_of(lifted >= cut)
        if len(seeds) > _MANY + n_seeds:
            return None
        whole = scores.whole(docs.take(seeds), units.take(seeds)).astype(np.int64)
        whole += is_complete.take(seeds) * _LIFT
        least = self._least(docs.take(seeds), whole, end)
        if least is None:
            return None
        if not scores.n_deferred and lifted is units:
            return kernels.docs_of(units >= np.int32(least - _LIFT))
        bounds = scores.bounds(docs, units) + is_complete * _LIFT
        return kernels.docs_of(bounds >= least)

    def _least(self, docs: np.ndarray, units: np.ndarray, end: int) -> int | None:
        """Give what the last of the best `end` articles has, and one more.

        One more than the page shows, so that a tie across its end is seen. None
        where the documents are not so many articles.
        """
        best = units[_first_of_groups(units, self._copies.group_of.take(docs))]
        if len(best) <= end:
            return None
        return int(np.partition(best, len(best) - end - 1)[-end - 1])


def _first_of_groups(whole: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Choose the best of each group, and what is in none: indices."""
    order = np.argsort(-whole, kind="stable")
    ordered = groups[order]
    alone = order[ordered < 0]
    in_groups = order[ordered >= 0]
    _, first = np.unique(groups[in_groups], return_index=True)
    return np.concatenate((alone, in_groups[first]))
