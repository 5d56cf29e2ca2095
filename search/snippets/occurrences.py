"""Where what a query looks for stands in a text.

Made from the text and the query tree alone: no engine, no stored offsets and
no word segmentation, so every engine finds the same words in the same places.

A text is looked through twice: quickly for the places where something may
stand (`search.snippets.candidates`), and exactly in the pieces between two spaces that
these places are in. No syllable contains a space, and none is read differently
for what stands beyond one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from index.analysis.normalise import fold, normalise_syllable
from index.analysis.numbers import document_numbers
from index.analysis.syllables import syllable_spans
from search.query.nodes import Prefix, Query, Word
from search.snippets.candidates import candidates, fold_text
from search.snippets.sought import Plan, Sought, plan_of


class Occurrence(NamedTuple):
    """One found word, phrase or number.

    Attributes
    ----------
    start, end : int
        Its range in the text, in code points.
    first, last : int
        Numbers of its first and last syllable. What stands side by side has
        consecutive numbers and what does not has not; they are no positions, for
        syllables that cannot be found are not counted one by one.
    sought : int
        What it is, as an index of `Plan.sought`.
    is_exact : bool
        Whether it is spelled as it was typed.
    """

    start: int
    end: int
    first: int
    last: int
    sought: int
    is_exact: bool


class _Piece(NamedTuple):
    """What stands between two spaces: where its syllables are, and what they are."""

    spans: tuple[tuple[int, int], ...]
    syllables: tuple[str, ...]


class _Syllable(NamedTuple):
    """One syllable of a text that may answer some word of the query."""

    normalised: str
    start: int
    end: int


def find_occurrences(
    query: Query, text: str, *, in_title: bool = True
) -> list[Occurrence]:
    """Find the query's words, phrases and numbers in a text.

    Somebody who types marks means *ban* by “ban” more often than *bàn*. In a
    query with marks, a word that was typed without any is found

    * as it was typed;
    * with marks beside anything found as typed, as *Thị* in *Trương Thị Mai*
      for “Trương thi Mai”, or beside its neighbour in the query, as *hội nghị*
      for “Trung ương hoi nghi”;
    * with any marks where the text has neither: then *biển* is what made an
      article an answer to “Đà Nẵng bien”.

    Parameters
    ----------
    in_title : bool
        Whether the text is a title; what is under `InTitle` is found in titles
        only.

    Returns
    -------
    list of Occurrence
        Ascending by start, then end. A phrase is one occurrence, from its first
        to its last syllable; a word inside a phrase only is not found by
        itself. Indices of `sought` are those of ``plan_of(query, …)``.
    """
    plan = plan_of(query, in_title=in_title)
    found = find_all(plan, text)
    return _likely(plan, found) if plan.has_marks else found


def find_all(plan: Plan, text: str) -> list[Occurrence]:
    """Find whatever answers a plan, with whatever marks; ascending as above."""
    folded = b" " + fold_text(text) + b" "
    places = candidates(folded, plan.needles)
    if not places:
        return []
    spaced = text.replace("\n", " ")
    numbers = {sought.number: n for n, sought in enumerate(plan.sought)}
    numbers.pop("", None)
    syllables: dict[int, _Syllable] = {}
    found: list[Occurrence] = []
    position = end = 0
    for at in places:
        if at < end:
            continue
        before, start = end, spaced.rfind(" ", 0, at) + 1
        end = spaced.find(" ", at)
        end = end if end >= 0 else len(text)
        # Here are no unusual characters: whatever is no space is a syllable.
        if not folded[before + 1 : start + 1].isspace():
            position += 1
        piece = _read(text[start:end])
        if numbers and len(piece.syllables) > 1:
            found += _find_numbers(text[start:end], piece, start, position, numbers)
        for (first, last), syllable in zip(piece.spans, piece.syllables, strict=True):
            syllables[position] = _Syllable(syllable, start + first, start + last)
            position += 1
    found += _find_runs(plan, syllables)
    # A number that is spelled as its parts are typed was found twice.
    return sorted(set(found)) if numbers else sorted(found)


def _read(piece: str) -> _Piece:
    # Longer ones are no words but whole lines without a space, and the memory
    # that pieces are remembered in is to be bounded in bytes as well.
    return _read_kept(piece) if len(piece) <= 32 else _read_kept.__wrapped__(piece)


@lru_cache(maxsize=8_192)
def _read_kept(piece: str) -> _Piece:
    spans = tuple(syllable_spans(piece))
    return _Piece(spans, tuple([normalise_syllable(piece[s:e]) for s, e in spans]))


def _find_runs(plan: Plan, syllables: dict[int, _Syllable]) -> Iterator[Occurrence]:
    """Yield words and phrases, by ascending position."""
    answered: dict[str, list[int]] = {}
    sought = plan.sought
    for position, (normalised, start, end) in syllables.items():
        begun = answered.get(normalised)
        if begun is None:
            possible = plan.beginnings.get(fold(normalised), ()) + plan.prefixes
            begun = [n for n in possible if _may_begin(sought[n], normalised)]
            answered[normalised] = begun
        for n in begun:
            words = sought[n].words
            if len(words) == 1:
                is_exact = _is_as_typed(words[0], normalised)
                yield Occurrence(start, end, position, position, n, is_exact)
                continue
            last = position + len(words) - 1
            run = [syllables.get(p) for p in range(position, last + 1)]
            if _answers(sought[n], run):
                # A phrase is sure as a whole, whatever marks it lacks.
                yield Occurrence(start, syllables[last].end, position, last, n, True)


def _may_begin(sought: Sought, syllable: str) -> bool:
    words = sought.words if sought.in_any_order else sought.words[:1]
    return any(word.matches(syllable) for word in words)


def _is_as_typed(word: Word | Prefix, syllable: str) -> bool:
    if isinstance(word, Prefix):
        return syllable.startswith(word.syllable)
    return syllable in word.forms


def _answers(sought: Sought, run: list[_Syllable | None]) -> bool:
    syllables = [syllable.normalised for syllable in run if syllable is not None]
    if len(syllables) < len(run):
        return False
    if sought.in_any_order:
        return _is_rearranged(sought.words, syllables)
    return all(map(_matches, sought.words, syllables))


def _matches(word: Word | Prefix, syllable: str) -> bool:
    return word.matches(syllable)


def _is_rearranged(words: tuple[Word | Prefix, ...], syllables: list[str]) -> bool:
    """Tell whether each word answers another one of the syllables."""
    if not words:
        return True
    return any(
        words[0].matches(syllable)
        and _is_rearranged(words[1:], syllables[:k] + syllables[k + 1 :])
        for k, syllable in enumerate(syllables)
    )


def _find_numbers(
    text: str, piece: _Piece, offset: int, position: int, numbers: dict[str, int]
) -> Iterator[Occurrence]:
    """Yield whole numbers, as ranges of the syllables that they are made of."""
    for start, end, number in document_numbers(text):
        inside = [k for k, (s, e) in enumerate(piece.spans) if s < end and start < e]
        if number in numbers and inside:
            first, last = inside[0], inside[-1]
            yield Occurrence(
                offset + piece.spans[first][0],
                offset + piece.spans[last][1],
                position + first,
                position + last,
                numbers[number],
                True,
            )


def _likely(plan: Plan, found: list[Occurrence]) -> list[Occurrence]:
    """Leave out what has other marks than were typed and nothing to speak for it."""
    if all(map(attrgetter("is_exact"), found)):
        return found
    beside = {p for o in found if o.is_exact for p in (o.first - 1, o.last + 1)}
    likely = {o for o in found if o.is_exact or o.first in beside or o.last in beside}
    likely.update(o for pair in neighbours(plan, found) for o in pair)
    answered = {n for o in likely for n in plan.sought[o.sought].answers}
    return [
        o
        for o in found
        if o in likely or answered.isdisjoint(plan.sought[o.sought].answers)
    ]


def neighbours(
    plan: Plan, found: Iterable[Occurrence]
) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Yield the occurrences side by side that answer neighbours in the query."""
    if not plan.pairs:
        return
    found = list(found)
    beginning: dict[int, list[Occurrence]] = {}
    for occurrence in found:
        beginning.setdefault(occurrence.first, []).append(occurrence)
    for a in found:
        for b in beginning.get(a.last + 1, ()):
            if pairs_between(plan, a, b):
                yield a, b


def pairs_between(plan: Plan, a: Occurrence, b: Occurrence) -> list[tuple[int, int]]:
    """Give the pairs of the query that two occurrences side by side answer."""
    return [
        pair
        for left in plan.sought[a.sought].answers
        for right in plan.sought[b.sought].answers
        if (pair := (left, right)) in plan.pairs
    ]
