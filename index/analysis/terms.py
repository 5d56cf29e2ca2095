"""Text → the terms of an indexed field, with their positions.

One position space (DESIGN, section 3): every syllable is a term at its own
position, and every word of two or more syllables is one more term at the
position of its first, its syllables joined by ``_``.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllable_spans
from index.analysis.words import word_spans

WORD_JOINT = "_"
"""Between the syllables of a word term. No syllable contains it."""


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """The terms of one field of one article.

    Attributes
    ----------
    terms : list of str
        Normalised; in the order of their positions.
    positions : list of int
        Non-decreasing, the same length as `terms`; position of the syllable,
        or of the first syllable of a word.
    """

    terms: list[str]
    positions: list[int]


def field_terms(text: str) -> FieldTerms:
    """Analyse one field.

    Parameters
    ----------
    text : str
        NFC.

    Examples
    --------
    >>> analysed = field_terms("Ban Tổ chức họp")
    >>> list(zip(analysed.terms, analysed.positions))
    [('ban', 0), ('tổ', 1), ('tổ_chức', 1), ('chức', 2), ('họp', 3)]
    """
    spans = list(syllable_spans(text))
    syllables = [normalise_syllable(text[start:end]) for start, end in spans]
    starts = [start for start, _ in spans]
    words: dict[int, str] = {}
    for start, end in word_spans(text):
        first = bisect_left(starts, start)
        last = bisect_left(starts, end)
        # pyvi and we cut a few things differently (a dotted abbreviation is
        # one token of pyvi's); a word of fewer than two of our syllables adds
        # nothing that its syllable does not say.
        if last - first >= 2:
            words[first] = WORD_JOINT.join(syllables[first:last])
    terms: list[str] = []
    positions: list[int] = []
    for position, syllable in enumerate(syllables):
        terms.append(syllable)
        positions.append(position)
        if position in words:
            terms.append(words[position])
            positions.append(position)
    return FieldTerms(terms, positions)
