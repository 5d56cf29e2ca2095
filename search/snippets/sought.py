"""What of a query is looked for in a text, and what each thing found answers.

The tree says what a query means; a text is searched for a flat list. Whoever
typed *ủy ban nhân dân* has typed four things, and *UBND* answers all four.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from index.analysis.normalise import fold, normalise_syllable
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
from search.snippets.candidates import UNUSUAL, Needle, prefix_needle, word_needle
from search.snippets.compiled import Looker

_LONGEST_NAME = 6
"""Names of more words than this are looked for in the order typed only: there
are no such persons, and n words have n! orders."""

_MAX_SYLLABLES_KEPT = 2_000
"""Different syllables that a plan remembers what they begin."""

Pair = tuple[int, int]
Feature = int | Pair
"""Something typed, or two of them that follow each other: what passages are for."""


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
    has_runs : bool
        Whether any of `sought` has more than one word.
    numbers : dict of str to int
        Which of `sought` a whole document number is.
    needles : tuple of Needle
        What to look for first, see `search.snippets.candidates`.
    begun : dict of str to Begun
        By a syllable, as a text has it: what it may be or begin.
    beside : dict of (int, int) to tuple of (int, int)
        By two of `sought` side by side: the pairs that they answer.
    looker : Looker
        Looks through bodies by compiled loops.
    """

    sought: tuple[Sought, ...]
    sizes: tuple[int, ...]
    pairs: frozenset[Pair]
    has_marks: bool
    has_runs: bool
    numbers: dict[str, int]
    needles: tuple[Needle, ...]
    begun: dict[str, Begun]
    beside: dict[Pair, tuple[Pair, ...]]
    looker: Looker

    def size_of(self, feature: Feature) -> float:
        """Give the size of a feature, in words: see `passages.weights_of`."""
        if isinstance(feature, tuple):
            return 0.5
        return (3 * self.sizes[feature] - 1) / 2


@lru_cache(maxsize=64)
def plan_of(query: Query, *, in_title: bool) -> Plan:
    """Make the list of what a query looks for in titles or in bodies.

    Ten hits of one page share it, so it is kept for the latest queries.
    """
    if not in_title and not _has_title_words(query):
        # Then there is no difference, and no reason to work it out twice.
        return plan_of(query, in_title=True)
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
    sought = tuple(
        Sought(*key, tuple(answers), _inside(pairs, answers))
        for key, answers in stands_for.items()
    )
    return Plan(
        sought=sought,
        sizes=tuple(len(key.words) for key in typed),
        pairs=pairs,
        has_marks=has_marks(query),
        has_runs=any(len(one.words) > 1 for one in sought),
        numbers={one.number: n for n, one in enumerate(sought) if one.number},
        needles=tuple({needle: None for one in sought for needle in _needles(one)}),
        begun=_BegunBySyllable(sought),
        beside=_Beside(sought, pairs),
        looker=Looker(),
    )


class Begun(NamedTuple):
    """What a syllable of a text may be.

    Attributes
    ----------
    normalised : str
    words : tuple of (int, bool)
        Which of the sought single words it is, and whether it is spelled as that
        was typed.
    runs : tuple of int
        Which of the sought phrases and names it may begin.
    """

    normalised: str
    words: tuple[tuple[int, bool], ...]
    runs: tuple[int, ...]


class _BegunBySyllable(dict[str, Begun]):
    """Works out what a syllable begins when it is first met in any text."""

    def __init__(self, sought: tuple[Sought, ...]) -> None:
        super().__init__()
        self._sought = sought
        self._by_folded: dict[str, list[int]] = {}
        for n, one in enumerate(sought):
            for folded in _beginnings(one):
                self._by_folded.setdefault(folded, []).append(n)
        # These begin more than can be listed.
        self._prefixes = [
            n for n, one in enumerate(sought) if isinstance(one.words[0], Prefix)
        ]

    def __missing__(self, written: str) -> Begun:
        syllable = normalise_syllable(written)
        words: list[tuple[int, bool]] = []
        runs: list[int] = []
        for n in (*self._by_folded.get(fold(syllable), ()), *self._prefixes):
            one = self._sought[n]
            if len(one.words) > 1:
                first = one.words if one.in_any_order else one.words[:1]
                if any(word.matches(syllable) for word in first):
                    runs.append(n)
            elif one.words[0].matches(syllable):
                words.append((n, _is_as_typed(one.words[0], syllable)))
        begun = Begun(syllable, tuple(words), tuple(runs))
        if len(self) < _MAX_SYLLABLES_KEPT:
            self[written] = begun
        return begun


class _Beside(dict[Pair, tuple[Pair, ...]]):
    """Works out what two sought things answer when they first stand side by side."""

    def __init__(self, sought: tuple[Sought, ...], pairs: frozenset[Pair]) -> None:
        super().__init__()
        self._sought = sought
        self._pairs = pairs

    def __missing__(self, beside: Pair) -> tuple[Pair, ...]:
        left, right = (self._sought[n].answers for n in beside)
        both = ((a, b) for a in left for b in right)
        self[beside] = answered = tuple(pair for pair in both if pair in self._pairs)
        return answered


def _is_as_typed(word: Word | Prefix, syllable: str) -> bool:
    if isinstance(word, Prefix):
        return syllable.startswith(word.syllable)
    return syllable in word.forms


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


def _has_title_words(query: Query) -> bool:
    match query:
        case InTitle():
            return True
        case And(children) | Or(children):
            return any(map(_has_title_words, children))
    return False


def _beginnings(sought: Sought) -> set[str]:
    """What the first syllable of a word or a phrase is when folded."""
    words = sought.words if sought.in_any_order else sought.words[:1]
    return {
        fold(form) for word in words if isinstance(word, Word) for form in word.forms
    }


def _needles(sought: Sought) -> Iterator[Needle]:
    needles: list[Needle] = []
    for word in sought.words:
        if isinstance(word, Prefix):
            needles.append(prefix_needle(word.syllable))
        else:
            needles += map(word_needle, word.forms)
    if sought.number:
        # The other parts may be spelled otherwise, such as TƯ for TW.
        needles.append(word_needle(sought.number.split(NUMBER_JOINT)[0]))
    # An unusual word stands where the unusual characters are.
    return (needle for needle in needles if UNUSUAL not in needle.folded)


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
