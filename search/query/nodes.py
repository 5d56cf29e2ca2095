"""The query tree: what a query means, without any engine.

Nodes are plain values without behaviour; `search.query.parser` makes them,
engines and highlights read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis.normalise import fold, other_i_or_y


@dataclass(frozen=True, slots=True)
class Word:
    """One syllable to be found in the title or the body.

    Attributes
    ----------
    syllable : str
        Normalised.
    start, end : int
        Where it stands in the query string, in code points.
    """

    syllable: str
    start: int
    end: int

    @property
    def has_marks(self) -> bool:
        """Whether it was typed with marks, and so asks for itself only."""
        return fold(self.syllable) != self.syllable

    @property
    def forms(self) -> tuple[str, ...]:
        """The syllable, then the same with i for y or y for i, where that is usual."""
        other = other_i_or_y(self.syllable)
        return (self.syllable,) if other is None else (self.syllable, other)

    def matches(self, syllable: str) -> bool:
        """Tell whether a normalised syllable of a text answers this word."""
        forms = self.forms
        return syllable in forms or (not self.has_marks and fold(syllable) in forms)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Syllables to be found at consecutive positions of one field."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All of the children; at least one child."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the children; at least one child."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Every article that the child does not match."""

    child: Query


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article: the empty query."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article: a query that has text and not one word in it."""


Query = Word | Phrase | And | Or | Not | Everything | Nothing


def wanted(query: Query) -> Iterator[Word | Phrase]:
    """Yield the words and phrases that a match may hold, in query order.

    What stands under a `Not` is left out: it is never in a match.
    """
    match query:
        case Word() | Phrase():
            yield query
        case And(children) | Or(children):
            for child in children:
                yield from wanted(child)


def words_of(query: Query) -> Iterator[Word]:
    """Yield the single words of `wanted`, those inside phrases included."""
    for leaf in wanted(query):
        if isinstance(leaf, Word):
            yield leaf
        else:
            yield from leaf.words
