"""The query tree: what a query means, without any engine.

Nodes are plain values; `search.query.parser` makes them, engines, highlights
and snippets read them. `Word`, `Prefix`, `Phrase` and `DocumentNumber` are the
leaves that are looked for in texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.analysis.normalise import fold, other_i_or_y
from index.analysis.tones import split_tone

NameField = Literal["person", "author", "source"]


@dataclass(frozen=True, slots=True)
class Word:
    """One syllable to be found in the title or the body.

    Attributes
    ----------
    syllable : str
        Normalised.
    start, end : int
        Where it stands in the query string, in code points.
    is_exact : bool
        Whether it asks for itself only although it has no marks: the *long* of
        a reading *Long An* is not *lòng*.
    """

    syllable: str
    start: int
    end: int
    is_exact: bool = False

    @property
    def has_marks(self) -> bool:
        """Whether it was typed with marks, or as good as, and asks for itself only."""
        return self.is_exact or fold(self.syllable) != self.syllable

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
class Prefix:
    """Every syllable with a beginning: ``ngh*``. Attributes as of `Word`."""

    syllable: str
    start: int
    end: int

    @property
    def has_marks(self) -> bool:
        """Whether it was typed with marks, and so asks for itself only."""
        return fold(self.syllable) != self.syllable

    def matches(self, syllable: str) -> bool:
        """Tell whether a normalised syllable of a text answers this prefix.

        The tone moves as a syllable grows (hòa, hoàng), so it is compared apart
        from the letters, and only where one was typed.
        """
        if not self.has_marks:
            return fold(syllable).startswith(self.syllable)
        beginning, tone = split_tone(self.syllable)
        letters, other_tone = split_tone(syllable)
        return letters.startswith(beginning) and tone in ("", other_tone)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Syllables to be found at consecutive positions of one field.

    `is_quoted` tells a phrase that somebody put between quotes, which every hit
    has to hold, from one that only its signs join, such as TP.HCM.
    """

    words: tuple[Word, ...]
    is_quoted: bool = True


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The number of an official document: ``18-NQ/TW``, ``100/2019/NĐ-CP``.

    Found as the whole token, whatever stands for Đ in it, or as its parts at
    consecutive positions.

    Attributes
    ----------
    number : str
        As `index.analysis.numbers.document_numbers` gives it: folded.
    words : tuple of Word
        Its parts.
    """

    number: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class InTitle:
    """The child, looked for in the title alone."""

    child: Query


@dataclass(frozen=True, slots=True)
class Named:
    """Articles with a person, an author or a source of that name.

    Every word has to be in one name, in any order: half a name is enough.
    """

    field: NameField
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """Articles published from `first` to `last`, both included; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Another way to say what was typed.

    Attributes
    ----------
    query : Word, Phrase or Published
    weight : float
        How much an occurrence counts beside one of what was typed, in (0, 1].
    shown : str
        The reading for people to see; empty where there is nothing to tell.
    """

    query: Word | Phrase | Published
    weight: float
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Also:
    """What was typed, or one of its readings.

    *ủy ban nhân dân* is four of these side by side, each of which *UBND*
    answers as well.
    """

    typed: Word | Phrase
    readings: tuple[Reading, ...]


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


Leaf = Word | Prefix | Phrase | DocumentNumber
Query = (
    Leaf | InTitle | Named | Published | Also | And | Or | Not | Everything | Nothing
)


def bare(leaf: Leaf | Also) -> tuple:
    """Forget where a leaf was typed: what is left is equal for a repeated one."""
    match leaf:
        case Word(syllable, is_exact=is_exact):
            return ("word", syllable, is_exact)
        case Prefix(syllable):
            return ("prefix", syllable)
        case Phrase(words):
            return ("phrase", *map(bare, words))
        case DocumentNumber(number, words):
            return ("number", number, *map(bare, words))
        case Also(typed, readings):
            others = (
                (r.weight, r.query if isinstance(r.query, Published) else bare(r.query))
                for r in readings
            )
            return ("also", bare(typed), *others)


def wanted(query: Query) -> Iterator[Leaf]:
    """Yield the leaves that a match may hold, in query order.

    What stands under a `Not` is left out: it is never in a match. Readings
    follow what they are a reading of. The name of a `Named` person is a phrase.
    """
    match query:
        case Word() | Prefix() | Phrase() | DocumentNumber():
            yield query
        case Also(typed, readings):
            yield typed
            for reading in readings:
                if not isinstance(reading.query, Published):
                    yield reading.query
        case And(children) | Or(children):
            for child in children:
                yield from wanted(child)
        case InTitle(child):
            yield from wanted(child)
        case Named("person", words):
            yield words[0] if len(words) == 1 else Phrase(words)


def has_marks(query: Query) -> bool:
    """Tell whether anything that was typed to be found has marks."""
    prefixes = (leaf for leaf in wanted(query) if isinstance(leaf, Prefix))
    return any(typed.has_marks for typed in (*words_of(query), *prefixes))


def prefixes_of(query: Query) -> Iterator[Prefix]:
    """Yield every prefix, those that are excluded included."""
    match query:
        case Prefix():
            yield query
        case And(children) | Or(children):
            for child in children:
                yield from prefixes_of(child)
        case Not(child) | InTitle(child):
            yield from prefixes_of(child)


def words_of(query: Query) -> Iterator[Word]:
    """Yield the single words that were typed, those inside phrases included.

    Neither readings nor names nor what is excluded.
    """
    match query:
        case Word():
            yield query
        case Phrase(words) | DocumentNumber(_, words):
            yield from words
        case Also(typed):
            yield from words_of(typed)
        case And(children) | Or(children):
            for child in children:
                yield from words_of(child)
        case InTitle(child):
            yield from words_of(child)
