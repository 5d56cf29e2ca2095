"""Texts → their syllables, and at which of them words and numbers begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.analysis.word_segmentation.chunk_table import ChunkTable
from index.analysis.word_segmentation.segmenter import (
    SegmentedTexts,
    in_batches,
    word_segmenter,
)
from index.analysis.word_segmentation.syllable_table import ID_BITS


@dataclass(frozen=True, slots=True)
class NumberedTerms:
    """Terms as numbers, so that nobody has to make strings of them again.

    Attributes
    ----------
    ids : (n,) int32 ndarray
    known : list of str
        The term of each id. It only grows, and many texts share it.
    """

    ids: np.ndarray
    known: list[str]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def terms(self) -> list[str]:
        """The terms themselves."""
        known = self.known
        return [known[id_] for id_ in self.ids.tolist()]

    def first(self, n: int) -> NumberedTerms:
        """Give the first `n` of them."""
        return NumberedTerms(self.ids[:n], self.known)


@dataclass(frozen=True, slots=True)
class PositionedText:
    """One text by its positions, which count syllables.

    Attributes
    ----------
    numbered_syllables : NumberedTerms
    numbered_words : NumberedTerms
    word_positions : (n_words,) int32 ndarray
        Of the first syllable of each word: ascending.
    numbers : list of (int, str)
        Position and term of each document number, ascending.
    hashes : (n_syllables,) uint64 ndarray
        Of each syllable its `index.analysis.syllable_hashes`.
    with_digits : list of str
        The syllables that hold a digit, in order.
    """

    numbered_syllables: NumberedTerms
    numbered_words: NumberedTerms
    word_positions: np.ndarray
    numbers: list[tuple[int, str]]
    hashes: np.ndarray
    with_digits: list[str]

    @property
    def syllables(self) -> list[str]:
        """Normalised, as `index.analysis.syllables.syllables` gives them."""
        return self.numbered_syllables.terms

    @property
    def words(self) -> list[tuple[int, str]]:
        """The words of two or more syllables, which do not overlap.

        The position of the first syllable of each, and the syllables joined by
        ``_``; ascending.
        """
        terms = self.numbered_words.terms
        return list(zip(self.word_positions.tolist(), terms, strict=True))


def positions_of(texts: Sequence[str]) -> list[PositionedText]:
    """Find syllables, words and document numbers of many texts together.

    Parameters
    ----------
    texts : sequence of str
        NFC.

    Raises
    ------
    WordSegmentationError
        If pyvi's model cannot be read.

    Examples
    --------
    >>> (found,) = positions_of(["Ban Tổ chức họp số 18-NQ/TW"])
    >>> found.syllables
    ['ban', 'tổ', 'chức', 'họp', 'số', '18', 'nq', 'tw']
    >>> found.words, found.numbers, found.with_digits
    ([(1, 'tổ_chức')], [(5, '18-nq-tw')], ['18'])
    """
    segmenter = word_segmenter()
    found: list[PositionedText] = []
    for batch in in_batches(texts):
        found += segmenter.read(batch, _positioned)
    return found


def _positioned(segmented: SegmentedTexts, table: ChunkTable) -> list[PositionedText]:
    rows, boundaries, goes_on = segmented.rows, segmented.boundaries, segmented.goes_on
    n_syllables = table.n_syllables.take(rows)
    # How many syllables begin before each token, and before the end.
    befores = np.zeros(len(rows) + 1, np.int64)
    n_syllables.cumsum(out=befores[1:])
    syllable_rows = (table.first_syllables.take(rows) - befores[:-1]).repeat(
        n_syllables
    )
    syllable_rows += np.arange(len(syllable_rows))
    known = table.syllables
    ids = known.ids.take(syllable_rows)
    hashes = known.hashes.take(ids)
    floors = befores[boundaries]

    # A word begins before the first token that goes on; the last token of the
    # row is a boundary and never does.
    firsts = befores[(goes_on[1:] > goes_on[:-1]).nonzero()[0]]
    lasts = befores[(goes_on[:-1] > goes_on[1:]).nonzero()[0] + 1]
    # pyvi and we cut a few things differently (a dotted abbreviation is one token
    # of pyvi's); a word of fewer than two of our syllables adds nothing that its
    # syllable does not say.
    is_word = lasts - firsts >= 2
    firsts, lasts = firsts[is_word], lasts[is_word]
    word_bounds = firsts.searchsorted(floors)
    own_floors = floors[:-1].repeat(word_bounds[1:] - word_bounds[:-1])
    pairs = ids.take(firsts) << ID_BITS | ids.take(firsts + 1)
    word_ids = np.fromiter(
        map(known.words.__getitem__, pairs.tolist()), np.int32, len(pairs)
    )
    for at in (lasts - firsts > 2).nonzero()[0].tolist():
        word_ids[at] = known.words.id_of(ids[firsts[at] : lasts[at]].tolist())
    word_positions = (firsts - own_floors).astype(np.int32)

    with_digits = known.has_digits.take(ids).nonzero()[0]
    digit_bounds = with_digits.searchsorted(floors)
    numerals = [known.terms[id_] for id_ in ids[with_digits].tolist()]
    syllable_ids = ids.astype(np.int32)
    return [
        PositionedText(
            NumberedTerms(syllable_ids[start:end], known.terms),
            NumberedTerms(word_ids[first:last], known.words.terms),
            word_positions[first:last],
            numbers,
            hashes[start:end],
            numerals[low:high],
        )
        for (start, end), (first, last), (low, high), numbers in zip(
            pairwise(floors.tolist()),
            pairwise(word_bounds.tolist()),
            pairwise(digit_bounds.tolist()),
            _numbers(rows, befores, boundaries, table),
            strict=True,
        )
    ]


def _numbers(
    rows: np.ndarray, befores: np.ndarray, boundaries: np.ndarray, table: ChunkTable
) -> list[list[tuple[int, str]]]:
    """List the document numbers of each text."""
    found: list[list[tuple[int, str]]] = [[] for _ in range(len(boundaries) - 1)]
    with_numbers = table.has_numbers.take(rows).nonzero()[0]
    which = boundaries.searchsorted(with_numbers) - 1
    for at, text in zip(with_numbers.tolist(), which.tolist(), strict=True):
        floor, ceiling = befores[boundaries[text]], befores[boundaries[text + 1]]
        for n_before, number in table.syllables.numbers[
            int(table.first_syllables[rows[at]])
        ]:
            position = int(befores[at] - floor) + n_before
            # One that no syllable of ours begins at belongs to the next, if any.
            if position < ceiling - floor:
                found[text].append((position, number))
    return found
