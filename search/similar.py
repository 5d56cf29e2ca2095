"""Articles like one: a query of its most telling words, asked of the engine.

Above the seam, so that every engine has it. What weighs is a word's frequency in
the article times its rarity in the index; pairs of syllables are weighed where the
index knows them as one word. Names of persons are always asked for: who is in a
story tells it best (bench/similar.py).
"""

from __future__ import annotations

import math
from collections import Counter

from index.analysis.syllables import syllables
from index.analysis.terms import WORD_JOINT
from index.article import Article
from search.engine import Snapshot
from search.query.nodes import Or, Phrase, Query, Word
from search.types import SearchRequest, SimilarArticle

Term = tuple[str, ...]
"""Normalised syllables that follow each other."""

N_TERMS = 16
"""Terms of the query, names aside. With 25 in place of 12, 1 % more is found."""

N_NAMES = 5
"""Persons asked for: those named first."""

_READ = 5_000
"""Code points of the body that are read: what comes later tells little more."""

_LOOKED_UP = 120
"""Terms whose rarity is asked for: those that are most frequent in the article."""

_TITLE_WEIGHT = 3
"""How many times a word of the title counts."""

_WORD_WEIGHT = 1.2
"""How much more a word of two syllables tells than one of one syllable."""


def similar_articles(
    snapshot: Snapshot, article: Article, n: int
) -> tuple[SimilarArticle, ...]:
    """Find the articles most like one, without itself and its copies.

    Parameters
    ----------
    snapshot : Snapshot
        Bound to a deadline.
    article : Article
        Of the same generation.
    n : int
        How many at most.

    Raises
    ------
    TimeLimitError
        If they are not known by the deadline.
    """
    terms = telling_terms(snapshot, article)
    if not terms:
        return ()
    own = {copy.id for copy in snapshot.copies_of([article.id]).get(article.id, ())}
    own.add(article.id)
    # Copies of one article are one hit, so that one more is enough.
    request = SearchRequest(per_page=n + 1)
    found = snapshot.search(_query(terms), request, n_persons=None).articles
    return tuple(
        SimilarArticle(other.id, other.title, other.url, other.source, other.published)
        for other, _ in found
        if other.id not in own
    )[:n]


def telling_terms(snapshot: Snapshot, article: Article) -> list[Term]:
    """Give the terms by which an article is told from others, then its persons."""
    frequencies = _frequencies(article)
    n_articles = snapshot.status().n_articles
    weights: dict[Term, float] = {}
    for term, frequency in frequencies.most_common(_LOOKED_UP):
        doc_freq = snapshot.doc_freq(WORD_JOINT.join(term))
        # What no other article has finds none; so does a pair that is no word.
        if doc_freq > 1:
            rarity = math.log(1 + n_articles / doc_freq)
            of_length = _WORD_WEIGHT if len(term) > 1 else 1.0
            weights[term] = (1 + math.log(frequency)) * rarity * of_length
    heaviest = sorted(weights, key=lambda term: (-weights[term], term))[:N_TERMS]
    return list(dict.fromkeys([*heaviest, *_names(article)]))


def _frequencies(article: Article) -> Counter[Term]:
    """Count the syllables and the pairs of neighbours of title and body."""
    counts: Counter[Term] = Counter()
    for text, weight in (
        (article.title, _TITLE_WEIGHT),
        (article.body[:_READ], 1),
    ):
        found = syllables(text)
        for syllable in found:
            counts[syllable,] += weight
        for pair in zip(found, found[1:], strict=False):
            counts[pair] += weight
    return counts


def _names(article: Article) -> list[Term]:
    names = (tuple(syllables(person.name)) for person in article.persons[:N_NAMES])
    return [name for name in names if len(name) > 1]


def _query(terms: list[Term]) -> Query:
    return Or(tuple(map(_leaf, terms)))


def _leaf(term: Term) -> Word | Phrase:
    # Nobody typed these: without marks they are meant so.
    words = tuple(Word(syllable, 0, 0, is_exact=True) for syllable in term)
    return words[0] if len(words) == 1 else Phrase(words)
