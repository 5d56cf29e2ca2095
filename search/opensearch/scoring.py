"""Query tree → the clauses that score it: BM25F over title and body, and neighbours.

The formula is `search.embedded.scoring`'s, worked out by scripts in the cluster
(`search.opensearch.slots`), so that both engines give the same points. What the formula
needs of the whole library comes before: in how many articles each part of the query
is, which is asked once a generation and remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.formula import FIELDS, LEAF, Worth, idf_of, worth_of_pair
from search.opensearch.frequencies import Frequencies
from search.opensearch.matching import Filters
from search.opensearch.phrases import Dsl
from search.opensearch.slots import Means, Packed
from search.opensearch.vocabulary import Vocabulary
from search.query.nodes import Also, Leaf, Phrase, Query, bare, has_marks
from search.query.parts import Part, parts_of, typed_word

CountAll = Callable[[Sequence[tuple[tuple, Dsl]]], list[int]]
"""Gives for queries, with what they are remembered by, how many documents match."""

MAX_CLAUSES = 900
"""A cluster takes 1,024 in a query. Where a query has more, neighbours are the first
not to be scored, then the last of its words."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a query, or a share of one, ready to be scored.

    Attributes
    ----------
    part : Part
    packed : Packed
    idf : float
    worth : Worth
    """

    part: Part
    packed: Packed
    idf: float
    worth: Worth

    def query(self, means: Means) -> Dsl:
        """Make the query that scores it."""
        return self.packed.scored(self.worth, self.idf, means)


class Scoring:
    """Makes the clauses of queries over one generation.

    Parameters
    ----------
    vocabulary : Vocabulary
    filters : Filters
    count : callable
    n_articles : int
    means : mapping of str to float
        Mean lengths of the fields.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        filters: Filters,
        count: CountAll,
        n_articles: int,
        means: Means,
    ) -> None:
        self._filters = filters
        self._frequencies = Frequencies(vocabulary, filters)
        self._count = count
        self._n_articles = n_articles
        self.means = means

    def clauses(self, query: Query) -> list[Clause]:
        """Make the clauses of what adds to the score, where any article has it."""
        parts = parts_of(query)
        n_found = self._count([self._asked(part) for part in parts])
        marked = has_marks(query)
        found: list[Clause] = []
        n_clauses = 0
        # Leaves first: without its neighbours a word still tells what it tells.
        order = sorted(
            zip(parts, n_found, strict=True), key=lambda p: p[0].leaf is None
        )
        for part, n in order:
            if not n:
                continue
            every = self._frequencies.packed(leaf_of(part), part.fields, marked)
            n_clauses += sum(1 + _n_queries(packed) for packed in every)
            if n_clauses > MAX_CLAUSES:
                break
            worth = LEAF if part.leaf is not None else worth_of_pair(marked)
            idf = idf_of(n, self._n_articles)
            found += [Clause(part, packed, idf, worth) for packed in every]
        return found

    def idfs(self, leaves: Sequence[Leaf | Also]) -> list[float]:
        """Give the inverse document frequencies of leaves, in either field."""
        parts = [Part(leaf, None, FIELDS) for leaf in leaves]
        counts = self._count([self._asked(part) for part in parts])
        return [idf_of(n, self._n_articles) for n in counts]

    def query(self, clauses: Sequence[Clause]) -> list[Dsl]:
        """Make the queries whose scores add up to that of a document."""
        return [clause.query(self.means) for clause in clauses]

    def _asked(self, part: Part) -> tuple[tuple, Dsl]:
        leaf = leaf_of(part)
        key = bare(leaf), part.fields
        return key, self._filters.matching(leaf, part.fields)


def leaf_of(part: Part) -> Leaf | Also:
    """Give the leaf of a part; of two neighbours, the phrase that they are."""
    if part.leaf is not None:
        return part.leaf
    assert part.neighbours is not None
    return Phrase(tuple(typed_word(word) for word in part.neighbours))


def _n_queries(packed: Packed) -> int:
    return sum(len(slot.queries) for slot in packed.slots)
