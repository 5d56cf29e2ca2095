"""Queries as people may type them, drawn from the articles of an index.

Every syllable is as the article has it, with its marks. The same seed gives
the same queries for the same articles.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.analysis.syllables import syllables
from index.article import Article
from search.query import parse
from search.query.nodes import And, Or, Phrase, Query, Word

Kind = Literal["AND", "OR", "phrase", "rare word", "common word"]
KINDS: tuple[Kind, ...] = ("AND", "OR", "phrase", "rare word", "common word")

_SENTENCE_END = re.compile(r"[.!?…:;]\s+|\n+")

# 3.3 syllables in the mean, as people type.
_LENGTHS, _LENGTH_WEIGHTS = (2, 3, 4, 5), (25, 35, 25, 15)
_PHRASE_LENGTHS = (2, 3, 4)

RARE = range(5, 51)
"""Articles that have a rare word."""

N_COMMON = 100
"""The common words are so many of those that most articles have."""


@dataclass(frozen=True, slots=True)
class BenchQuery:
    """One query, the same for every engine.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    syllables : tuple of str
        Normalised, in order, none twice.
    """

    kind: Kind
    syllables: tuple[str, ...]

    @property
    def text(self) -> str:
        """The query string in Tra Cứu's language."""
        if self.kind == "OR":
            return " OR ".join(self.syllables)
        joined = " ".join(self.syllables)
        return f'"{joined}"' if self.kind == "phrase" else joined

    @property
    def tree(self) -> Query:
        """The query tree of exactly these syllables.

        `search.query.parse` would also look for other spellings of what has no
        marks and for readings of abbreviations, which no peer does.
        """
        joint = " OR " if self.kind == "OR" else " "
        at = 1 if self.kind == "phrase" else 0
        words = []
        for syllable in self.syllables:
            end = at + len(syllable)
            words.append(Word(syllable, at, end, is_exact=True))
            at = end + len(joint)
        if len(words) == 1:
            return words[0]
        kind = {"AND": And, "OR": Or, "phrase": Phrase}[self.kind]
        return kind(tuple(words))

    @property
    def typed_tree(self) -> Query:
        """The query tree that people get who type `text`."""
        return parse(self.text)[0]


def draw_neighbours(
    kind: Kind, articles: Sequence[Article], n: int, seed: int
) -> list[BenchQuery]:
    """Draw `n` different queries of neighbouring syllables.

    A phrase is taken from a sentence of a body, the others from a title or from
    such a sentence. Fewer where the articles have no more.
    """
    rng = random.Random(f"{kind} {seed}")
    found: dict[BenchQuery, None] = {}
    for _ in range(50 * n):
        if len(found) == n:
            break
        length = (
            rng.choice(_PHRASE_LENGTHS)
            if kind == "phrase"
            else rng.choices(_LENGTHS, _LENGTH_WEIGHTS)[0]
        )
        article = rng.choice(articles)
        texts = [article.title]
        if kind == "phrase" or rng.random() < 0.5:
            texts = [*sentences(article.body)]
        words = syllables(rng.choice(texts)) if texts else []
        if len(words) < length:
            continue
        first = rng.randrange(len(words) - length + 1)
        chosen = tuple(words[first : first + length])
        # A letter alone is what a list or an initial leaves, and nobody's query.
        if len(set(chosen)) == length and all(len(word) > 1 for word in chosen):
            found[BenchQuery(kind, chosen)] = None
    return list(found)


def draw_words(
    kind: Kind, doc_freqs: dict[str, int], n: int, seed: int
) -> list[BenchQuery]:
    """Draw `n` different words, rare or common; fewer where there are no more."""
    if kind == "rare word":
        pool = sorted(word for word, freq in doc_freqs.items() if freq in RARE)
    else:
        by_freq = sorted(doc_freqs, key=lambda word: (-doc_freqs[word], word))
        pool = by_freq[:N_COMMON]
    drawn = random.Random(f"{kind} {seed}").sample(pool, min(n, len(pool)))
    return [BenchQuery(kind, (word,)) for word in drawn]


def sentences(text: str) -> Iterator[str]:
    """Split a text where sentences end, roughly."""
    return (part for part in _SENTENCE_END.split(text) if part.strip())
