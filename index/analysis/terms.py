"""Text → the terms of an indexed field, with their positions.

One position space (DESIGN, section 3): every syllable is a term at its own
position. A word of two or more syllables is one more term at the position of
its first, its syllables joined by ``_``; so is the number of a document, its
parts joined by ``-``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from index.analysis.normalise import normalise_syllable
from index.analysis.numbers import document_numbers
from index.analysis.syllables import syllable_spans
from index.analysis.words import word_spans_of

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
        or of the first syllable of a word or a document number.
    length : int
        Syllables of the field: what its positions count.
    """

    terms: list[str]
    positions: list[int]
    length: int


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
    >>> field_terms("Số 18-NQ/TW").terms
    ['số', '18', '18-nq-tw', 'nq', 'tw']
    """
    (found,) = terms_of((text,))
    return found


def terms_of(texts: Sequence[str]) -> list[FieldTerms]:
    """Analyse several fields, faster together than one by one."""
    return [
        _terms_of(text, words)
        for text, words in zip(texts, word_spans_of(texts), strict=True)
    ]


def syllables_of(field: FieldTerms) -> list[str]:
    """List the normalised syllables of a field that was analysed.

    Examples
    --------
    >>> syllables_of(field_terms("Ban Tổ chức họp"))
    ['ban', 'tổ', 'chức', 'họp']
    """
    # At each position the syllable stands before the words that begin there.
    before = chain((-1,), field.positions)
    return [
        term
        for term, position, last in zip(
            field.terms, field.positions, before, strict=False
        )
        if position != last
    ]


def _terms_of(text: str, words: list[tuple[int, int]]) -> FieldTerms:
    spans = list(syllable_spans(text))
    syllables = [normalise_syllable(text[start:end]) for start, end in spans]
    starts = [start for start, _ in spans]
    wholes: dict[int, list[str]] = {}
    for start, end in words:
        first = bisect_left(starts, start)
        last = bisect_left(starts, end)
        # pyvi and we cut a few things differently (a dotted abbreviation is
        # one token of pyvi's); a word of fewer than two of our syllables adds
        # nothing that its syllable does not say.
        if last - first >= 2:
            wholes[first] = [WORD_JOINT.join(syllables[first:last])]
    for start, _, number in document_numbers(text):
        wholes.setdefault(bisect_left(starts, start), []).append(number)
    terms: list[str] = []
    positions: list[int] = []
    for position, syllable in enumerate(syllables):
        found = (syllable, *wholes.get(position, ()))
        terms += found
        positions += [position] * len(found)
    return FieldTerms(terms, positions, len(syllables))
