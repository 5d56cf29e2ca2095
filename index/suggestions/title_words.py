"""The words of titles: which pieces make one, and where punctuation parts them."""

from __future__ import annotations

from itertools import chain

import numpy as np

from index.suggestions.pieces import PieceColumns, PieceTable
from index.suggestions.rows import Rows
from index.suggestions.word_sequences import FUNCTION_WORDS, TitleWords

Spans = list[tuple[int, int]]
"""``(start, end)`` in code points of a text, ascending."""

_TITLE_STARTS = 5
"""Words of a title from whose beginning it is found."""


def find_joints(pieces: Rows, columns: PieceColumns, spans: list[Spans]) -> np.ndarray:
    """Tell which syllables of texts go on with the word of the one before.

    Parameters
    ----------
    pieces : Rows
        Of each text.
    columns : PieceColumns
    spans : list of list of (int, int)
        The words of two or more syllables of each text.

    Returns
    -------
    (n_syllables,) bool ndarray
    """
    lengths = columns.lengths[pieces.values]
    # The texts are thought of as one long one.
    places = np.cumsum(lengths) - lengths
    text_ends = np.append(places, lengths.sum())[pieces.offsets]
    places += columns.starts[pieces.values]
    bounds = np.fromiter(
        chain.from_iterable(chain.from_iterable(spans)), np.int64
    ).reshape(-1, 2)
    n_words = np.fromiter(map(len, spans), np.int64, len(spans))
    bounds += text_ends[:-1].repeat(n_words)[:, None]
    word_starts = np.append(bounds[:, 0], lengths.sum())
    goes_on = word_starts[np.searchsorted(bounds[:, 1], places, "right")] < places
    goes_on[pieces.offsets[:-1][pieces.lengths > 0]] = False
    return goes_on


def find_words(pieces: Rows, goes_on: np.ndarray, table: PieceTable) -> TitleWords:
    """Find the words of titles.

    Parameters
    ----------
    pieces : Rows
        Of each title, which has one or more.
    goes_on : (n_syllables,) bool ndarray
        By `find_joints`.
    table : PieceTable
        That the pieces are of.
    """
    columns = table.columns()
    syllables = columns.syllables[pieces.values].astype(np.int32)
    is_parted = columns.is_closed_before[pieces.values]
    is_parted[1:] |= columns.is_closed_after[pieces.values[:-1]]
    is_parted &= ~goes_on
    is_parted[pieces.offsets[:-1]] = True
    places = np.flatnonzero(~goes_on).astype(np.int32)
    sizes = np.diff(places, append=np.int32(len(syllables)))
    is_function = np.array([s in FUNCTION_WORDS for s in table.syllables], bool)
    is_number = np.array([s[0].isdigit() for s in table.syllables], bool)
    its_first = syllables[places]
    return TitleWords(
        Rows(syllables, pieces.offsets),
        places,
        sizes,
        np.cumsum(is_parted, dtype=np.int32)[places],
        is_function[its_first] & (sizes == 1),
        is_number[its_first],
    )


def first_words(words: TitleWords) -> Rows:
    """List the first syllables of the first words of titles.

    Function words do not count, but for the very first word.

    Returns
    -------
    Rows
        Of each title the numbers of syllables, counted from 0.
    """
    offsets, titles = words.syllables.offsets, words.titles
    counts = ~words.is_function | (words.places == offsets[titles])
    places, titles = words.places[counts], titles[counts]
    n_titles = len(offsets) - 1
    found = Rows.of(places, np.bincount(titles, minlength=n_titles))
    is_early = np.arange(len(places)) - found.offsets[titles] < _TITLE_STARTS
    places, titles = places[is_early], titles[is_early]
    return Rows.of(places - offsets[titles], np.bincount(titles, minlength=n_titles))
