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

__all__ = ["WORD_JOINT", "FieldTerms", "field_terms", "terms_of"]


@dataclass(frozen=True, slots=True, eq=False)
class FieldTerms:
    """The terms of one field of one article.

    Parameters
    ----------
    text : PositionedText
        Its terms as numbers, which are faster to go on with than strings.
    """

    text: PositionedText

    def __eq__(self, other: object) -> bool:
        # The same term has another number in the tables of another process.
        return isinstance(other, FieldTerms) and (
            (self.syllables, self.wholes) == (other.syllables, other.wholes)
        )

    @property
    def syllables(self) -> list[str]:
        """The syllables, normalised; an index in the list is a position."""
        return self.text.syllables

    @property
    def wholes(self) -> list[tuple[int, str]]:
        """What is made of several syllables.

        Of words (``tổ_chức``) and document numbers (``18-nq-tw``) the position of
        the first syllable, and the term. The positions ascend; at one of them a
        word stands before a number.
        """
        wholes = self.text.words
        if self.text.numbers:
            wholes = sorted(wholes + self.text.numbers, key=itemgetter(0))
        return wholes

    @property
    def length(self) -> int:
        """Count the syllables: what positions count."""
        return len(self.text.numbered_syllables)

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
        syllables = self.syllables
        for first, whole in self.wholes:
            # Two that begin at one syllable find nothing left between them.
            for position in range(after, first + 1):
                yield syllables[position], position
            after = max(after, first + 1)
            yield whole, first
        for position in range(after, len(syllables)):
            yield syllables[position], position


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
    return list(map(FieldTerms, positions_of(texts)))
