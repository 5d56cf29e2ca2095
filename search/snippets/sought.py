"""What of a query is looked for in a text, and what each thing found answers.

The tree says what a query means; a text is searched for a flat list. Whoever
typed *ủy ban nhân dân* has typed four things, and *UBND* answers all four.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from index.analysis.normalise import fold
from index.analysis.numbers import NUMBER_JOINT
from search.query.nodes import (
    Also,
    And,
    DocumentNumber,
    InTitle,
    Leaf,
    Named,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Word,
    has_marks,
)
from search.snippets.candidates import prefix_needle, word_needle

_LONGEST_NAME = 6
"""Names of more words than this are looked for in the order typed only: there
are no such persons, and n words have n! orders."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing to look for.

    Attributes
    ----------
    words : tuple of Word or Prefix
        To stand at consecutive positions.
    number : str
        The whole document number that answers as well; empty for other leaves.
    in_any_order : bool
        Whether the words may stand in any order, as those of a name.
    answers : tuple of int
        The typed things it stands for, as indices of `Plan.sizes`.
    pairs : tuple of (int, int)
        The pairs of `Plan.pairs` that it stands for all by itself.
    """

    words: tuple[Word | Prefix, ...]
    number: str
    in_any_order: bool
    answers: tuple[int, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a query looks for.

    Attributes
    ----------
    sought : tuple of Sought
        Each different thing once, in the order typed.
    sizes : tuple of int
        The number of words of each different thing typed.
    pairs : frozenset of (int, int)
        Which typed things follow each other in the query.
    has_marks : bool
        Whether anything was typed with marks.
    beginnings : dict of str to tuple of int
        By a word's folded form: which of `sought` a syllable that folds to it
        may begin.
    prefixes : tuple of int
        Which of `sought` are prefixes: these begin more than can be listed.
    needles : tuple of bytes
        What to look for first, see `search.snippets.candidates`.
    """

    sought: tuple[Sought, ...]
    sizes: tuple[int, ...]
    pairs: frozenset[Pair]
    has_marks: bool
    beginnings: dict[str, tuple[int, ...]]
    prefixes: tuple[int, ...]
    needles: tuple[bytes, ...]


@lru_cache(maxsize=256)
def plan_of(query: Query, *, in_title: bool) -> Plan:
    """Make the list of what a query looks for in titles or in bodies.

    Ten hits of one page share it, so it is kept for the latest queries.
    """
    typed: dict[_Key, int] = {}
    stands_for: dict[_Key, dict[int, None]] = {}
    order: list[int] = []
    for readings in _typed(query, in_title):
        keys = [_key_of(leaf) for leaf in readings]
        n = typed.setdefault(keys[0], len(typed))
        order.append(n)
        for key in keys:
            stands_for.setdefault(key, {})[n] = None
    pairs = frozenset(zip(order, order[1:], strict=False))
    keys = list(stands_for)
    beginnings: dict[str, list[int]] = {}
    for n, key in enumerate(keys):
        for folded in _beginnings(key):
            beginnings.setdefault(folded, []).append(n)
    return Plan(
        sought=tuple(
            Sought(*key, tuple(answers), _inside(pairs, answers))
            for key, answers in stands_for.items()
        ),
        sizes=tuple(len(key.words) for key in typed),
        pairs=pairs,
        has_marks=has_marks(query),
        beginnings={folded: tuple(sought) for folded, sought in beginnings.items()},
        prefixes=tuple(
            n for n, key in enumerate(keys) if isinstance(key.words[0], Prefix)
        ),
        needles=tuple(sorted({needle for key in keys for needle in _needles(key)})),
    )


class _Name(NamedTuple):
    """The words of a person's name."""

    words: tuple[Word, ...]


class _Key(NamedTuple):
    """What makes two leaves the same thing to look for: not where they were typed."""

    words: tuple[Word | Prefix, ...]
    number: str
    in_any_order: bool


def _typed(query: Query, in_title: bool) -> Iterator[list[Leaf | _Name]]:
    """Yield each thing typed with its readings; see `nodes.wanted`."""
    match query:
        case Word() | Prefix() | Phrase() | DocumentNumber():
            yield [query]
        case Also(typed, readings):
            others = (reading.query for reading in readings)
            yield [typed, *(x for x in others if not isinstance(x, Published))]
        case And(children) | Or(children):
            for child in children:
                yield from _typed(child, in_title)
        case InTitle(child) if in_title:
            yield from _typed(child, in_title)
        case Named("person", words):
            yield [_Name(words)]


def _beginnings(key: _Key) -> set[str]:
    """What the first syllable of a word or a phrase is when folded."""
    words = key.words if key.in_any_order else key.words[:1]
    return {
        fold(form) for word in words if isinstance(word, Word) for form in word.forms
    }


def _needles(key: _Key) -> Iterator[bytes]:
    for word in key.words:
        if isinstance(word, Prefix):
            yield prefix_needle(word.syllable)
        else:
            yield from map(word_needle, word.forms)
    if key.number:
        # The other parts may be spelled otherwise, such as TƯ for TW.
        yield word_needle(key.number.split(NUMBER_JOINT)[0])


def _inside(pairs: frozenset[Pair], answers: dict[int, None]) -> tuple[Pair, ...]:
    """The pairs of two different things both of which one thing stands for."""
    return tuple(
        (a, b) for a, b in sorted(pairs) if a != b and a in answers and b in answers
    )


def _key_of(leaf: Leaf | _Name) -> _Key:
    if isinstance(leaf, Word):
        return _Key((_anywhere(leaf),), "", False)
    if isinstance(leaf, Prefix):
        return _Key((Prefix(leaf.syllable, 0, 0),), "", False)
    words = tuple(map(_anywhere, leaf.words))
    number = leaf.number if isinstance(leaf, DocumentNumber) else ""
    in_any_order = isinstance(leaf, _Name) and 1 < len(words) <= _LONGEST_NAME
    return _Key(words, number, in_any_order)


def _anywhere(word: Word) -> Word:
    """Forget where a word was typed, so that a repeated one is looked for once."""
    return replace(word, start=0, end=0)
