"""Where the words of a query stand in a text.

Made from the text and the query tree alone: no engine, no stored offsets and
no word segmentation, so every engine marks the same words.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllable_spans
from search.query.nodes import Phrase, Query, Word, wanted, words_of
from search.types import Range


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One found word or phrase.

    Attributes
    ----------
    start, end : int
        Its range in the text, in code points.
    first, last : int
        Positions of its first and last syllable.
    leaf : int
        Which word or phrase of the query it is.
    is_exact : bool
        Whether it is spelled as it was typed.
    """

    start: int
    end: int
    first: int
    last: int
    leaf: int
    is_exact: bool


def find_occurrences(query: Query, text: str) -> list[Occurrence]:
    """Find the occurrences of the query's words and phrases in a text.

    Somebody who types marks means *ban* by “ban” more often than *bàn*: in a
    query with marks, a word that was typed without any and stands in the text
    with some is found only beside another found word, as *Thị* is in
    *Trương Thị Mai* for “Trương thi Mai”.

    Returns
    -------
    list of Occurrence
        By ascending start. A phrase is one occurrence, from its first to its
        last syllable; a word inside a phrase only is not found by itself.
    """
    found = _find_all(query, text)
    if not any(word.has_marks for word in words_of(query)):
        return found
    sure = {
        position
        for occurrence in found
        if occurrence.is_exact
        for position in (occurrence.first - 1, occurrence.last + 1)
    }
    return [o for o in found if o.is_exact or o.first in sure or o.last in sure]


def _find_all(query: Query, text: str) -> list[Occurrence]:
    leaves = list(dict.fromkeys(_plain(leaf) for leaf in wanted(query)))
    spans = list(syllable_spans(text))
    syllables = [normalise_syllable(text[start:end]) for start, end in spans]
    # A text has few different syllables and many repeated ones, so each is
    # compared with the query once.
    firsts = {
        syllable: [n for n, words in enumerate(leaves) if words[0].matches(syllable)]
        for syllable in set(syllables)
    }
    found: list[Occurrence] = []
    for position, syllable in enumerate(syllables):
        for leaf in firsts[syllable]:
            words = leaves[leaf]
            run = syllables[position : position + len(words)]
            if len(run) == len(words) and all(
                word.matches(other) for word, other in zip(words, run, strict=True)
            ):
                last = position + len(words) - 1
                typed = [word.syllable for word in words]
                # A phrase is sure as a whole, whatever marks it lacks.
                is_exact = len(words) > 1 or run == typed
                start, end = spans[position][0], spans[last][1]
                found.append(Occurrence(start, end, position, last, leaf, is_exact))
    return found


def find_highlights(query: Query, text: str) -> tuple[Range, ...]:
    """Give the ranges of a text to be marked for a query.

    Ranges that overlap or that only spaces separate are joined, so that a
    found ``Tổ chức`` is one mark.

    Returns
    -------
    tuple of (int, int)
        Ascending ``[start, end)`` in code points, not overlapping.
    """
    ranges: list[Range] = []
    for occurrence in find_occurrences(query, text):
        if ranges:
            start, end = ranges[-1]
            if occurrence.start <= end or text[end : occurrence.start].isspace():
                ranges[-1] = (start, max(end, occurrence.end))
                continue
        ranges.append((occurrence.start, occurrence.end))
    return tuple(ranges)


def _plain(leaf: Word | Phrase) -> tuple[Word, ...]:
    """Forget where a leaf was typed, so that a repeated one is looked for once."""
    words = leaf.words if isinstance(leaf, Phrase) else (leaf,)
    return tuple(Word(word.syllable, 0, 0) for word in words)
