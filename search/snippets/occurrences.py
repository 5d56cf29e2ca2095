"""Where what a query looks for stands in a text.

Made from the text and the query tree alone: no engine, no stored offsets and
no word segmentation, so every engine finds the same words in the same places.

A text is looked through twice: quickly for the places where something may
stand (`search.snippets.candidates`), and exactly there. Where a look at the letters
is not enough, the piece between two spaces that a place is in is read: no
syllable contains a space, and none is read differently for what stands beyond.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.analysis.numbers import document_numbers
from index.analysis.syllables import syllable_spans
from search.query.nodes import Prefix, Query, Word
from search.snippets.candidates import candidates, fold_text
from search.snippets.sought import Pair, Plan, Sought, plan_of
from search.types import Range


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


_Syllable = tuple[str, int, int]
"""One syllable: normalised, and its range in the text."""


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
    return occurrences_of(plan_of(query, in_title=in_title), text)


def occurrences_of(plan: Plan, text: str) -> list[Occurrence]:
    """Find in a text what a plan looks for; see `find_occurrences`."""
    found = find_all(plan, text)
    return _likely(plan, found) if plan.has_marks else found


def find_all(plan: Plan, text: str) -> list[Occurrence]:
    """Find whatever answers a plan, with whatever marks; ascending as above."""
    folded = b" " + fold_text(text) + b" "
    begun, has_runs, numbers = plan.begun, plan.has_runs, plan.numbers
    found: list[Occurrence] = []
    syllables: dict[int, _Syllable] = {}
    beginnings: list[tuple[int, int]] = []
    spaced = ""
    # Of what was read so far: its end, and the number of the next syllable.
    reached = position = 0
    for at, end in candidates(folded, plan.needles):
        if at < reached:
            continue
        if end and not numbers:
            words = begun[text[at:end]].words
            if not words and not has_runs:
                continue
            start, spans = 0, ((at, end),)
            is_next = folded[reached + 1 : at + 1].isspace()
        else:
            spaced = spaced or text.replace("\n", " ")
            start = spaced.rfind(" ", 0, at) + 1
            end = spaced.find(" ", at)
            if end < 0:
                end = len(text)
            spans = _read(text[start:end])
            if start < reached:
                # Whole words of this piece were found before, by themselves.
                n_read = sum(first < reached - start for first, _ in spans)
                is_next = spans[n_read - 1][1] == reached - start
                spans = spans[n_read:]
            else:
                is_next = folded[reached + 1 : start + 1].isspace()
        # Here are no unusual characters: whatever is no space is a syllable.
        if not is_next:
            position += 1
        reached = end
        if numbers and len(spans) > 1:
            found += _find_numbers(plan, text[start:end], spans, start, position)
        for first, last in spans:
            first, last = start + first, start + last
            normalised, words, runs = begun[text[first:last]]
            for n, is_exact in words:
                found.append(Occurrence(first, last, position, position, n, is_exact))
            if has_runs:
                syllables[position] = normalised, first, last
                beginnings += [(position, n) for n in runs]
            position += 1
    if beginnings:
        found += _find_runs(plan, syllables, beginnings)
    # A number that is spelled as its parts are typed was found twice.
    return sorted(set(found)) if numbers else sorted(found)


def _read(piece: str) -> tuple[Range, ...]:
    # Longer ones are no words but whole lines without a space, and the memory
    # that pieces are remembered in is to be bounded in bytes as well.
    return _read_kept(piece) if len(piece) <= 32 else _read_kept.__wrapped__(piece)


@lru_cache(maxsize=8_192)
def _read_kept(piece: str) -> tuple[Range, ...]:
    """List the syllables of what stands between two spaces."""
    return tuple(syllable_spans(piece))


def _find_runs(
    plan: Plan, syllables: dict[int, _Syllable], beginnings: list[tuple[int, int]]
) -> Iterator[Occurrence]:
    """Yield the phrases and names that stand where one may begin."""
    for position, n in beginnings:
        last = position + len(plan.sought[n].words) - 1
        run = [syllables[p] for p in range(position, last + 1) if p in syllables]
        if _answers(plan.sought[n], run):
            # A phrase is sure as a whole, whatever marks it lacks.
            yield Occurrence(run[0][1], run[-1][2], position, last, n, True)


def _answers(sought: Sought, run: Sequence[_Syllable]) -> bool:
    if len(run) < len(sought.words):
        return False
    syllables = [normalised for normalised, _, _ in run]
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
    plan: Plan, piece: str, spans: Sequence[Range], offset: int, position: int
) -> Iterator[Occurrence]:
    """Yield whole numbers, as ranges of the syllables that they are made of."""
    for start, end, number in document_numbers(piece):
        inside = [k for k, (s, e) in enumerate(spans) if s < end and start < e]
        if number in plan.numbers and inside:
            first, last = inside[0], inside[-1]
            yield Occurrence(
                offset + spans[first][0],
                offset + spans[last][1],
                position + first,
                position + last,
                plan.numbers[number],
                True,
            )


def _likely(plan: Plan, found: list[Occurrence]) -> list[Occurrence]:
    """Leave out what has other marks than were typed and nothing to speak for it."""
    unsure = [o for o in found if not o.is_exact]
    if not unsure:
        return found
    beside = {p for o in found if o.is_exact for p in (o.first - 1, o.last + 1)}
    likely = {o for o in unsure if o.first in beside or o.last in beside}
    for a, b, _ in neighbours(plan, found):
        likely.update((a, b))
    sure = {o.sought for o in found if o.is_exact}.union(o.sought for o in likely)
    answered = {n for one in sure for n in plan.sought[one].answers}
    return [
        o
        for o in found
        if o.is_exact
        or o in likely
        or answered.isdisjoint(plan.sought[o.sought].answers)
    ]


def neighbours(
    plan: Plan, found: Sequence[Occurrence]
) -> Iterator[tuple[Occurrence, Occurrence, tuple[Pair, ...]]]:
    """Yield the occurrences side by side that answer neighbours in the query.

    With them come the pairs of the query that they answer.
    """
    if not plan.pairs:
        return
    beginning: dict[int, list[Occurrence]] = {}
    for occurrence in found:
        beginning.setdefault(occurrence.first, []).append(occurrence)
    if len(beginning) < 2:
        return
    for a in found:
        for b in beginning.get(a.last + 1, ()):
            if answered := plan.beside[a.sought, b.sought]:
                yield a, b, answered
