"""Text → the terms of an indexed field, with their positions.

One position space (DESIGN, section 3): every syllable is a term at its own
position. A word of two or more syllables is one more term at the position of
its first, its syllables joined by ``_``; so is the number of a document, its
parts joined by ``-``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from index.analysis.words import WORD_JOINT, PositionedText, positions_of

__all__ = ["WORD_JOINT", "FieldTerms", "field_terms", "terms_of", "terms_of_positioned"]


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """The terms of one field of one article.

    Attributes
    ----------
    syllables : list of str
        Normalised; an index in the list is a position.
    wholes : list of (int, str)
        What is made of several syllables, words (``tổ_chức``) and document
        numbers (``18-nq-tw``): the position of its first syllable, and the
        term. The positions ascend; at one of them a word stands before a number.
    """

    syllables: list[str]
    wholes: list[tuple[int, str]]

    @property
    def length(self) -> int:
        """Count the syllables: what positions count."""
        return len(self.syllables)

    @property
    def terms(self) -> list[str]:
        """List all terms in the order of `positions`."""
        return [term for term, _ in self._in_order()]

    @property
    def positions(self) -> list[int]:
        """List the position of each of `terms`, non-decreasing."""
        return [position for _, position in self._in_order()]

    def _in_order(self) -> Iterator[tuple[str, int]]:
        """Yield each syllable with its position, then what begins there."""
        after = 0
        for first, whole in self.wholes:
            # Two that begin at one syllable find nothing left between them.
            for position in range(after, first + 1):
                yield self.syllables[position], position
            after = max(after, first + 1)
            yield whole, first
        for position in range(after, len(self.syllables)):
            yield self.syllables[position], position


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
    return list(map(terms_of_positioned, positions_of(texts)))


def terms_of_positioned(text: PositionedText) -> FieldTerms:
    """Give the terms of a field whose syllables and words have been found."""
    wholes = text.words
    if text.numbers:
        wholes = sorted(wholes + text.numbers, key=itemgetter(0))
    return FieldTerms(text.syllables, wholes)
