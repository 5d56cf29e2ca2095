"""How a word sequence is mostly written: with which capitals."""

from __future__ import annotations

import numpy as np

from index.suggestions.pieces import PieceTable
from index.suggestions.rows import Rows
from index.suggestions.word_sequences import Sequences

_MAX_SHOWN_TITLES = 20
"""Titles that are looked at; more would not change the answer."""


def choose_spellings(
    sequences: Sequences, titles: Rows, table: PieceTable
) -> list[str]:
    """Give each sequence in its commonest capitals.

    The first word of a title has a capital whatever it is, so such an
    occurrence counts only where there is no other.

    Parameters
    ----------
    sequences : Sequences
    titles : Rows
        Pieces of each title.
    table : PieceTable
        That they are of.
    """
    rows, places = _occurrences(sequences, titles.offsets)
    sizes = sequences.sizes[rows]
    inside, last, strings = _strings(table)
    # Equal spellings get equal numbers, one syllable after the other.
    spelled = rows.astype(np.int64)
    for at in range(int(sizes.max(initial=0))):
        those = np.flatnonzero(sizes > at)
        pieces = titles.values[places[those] + at]
        shown = np.where(sizes[those] == at + 1, last[pieces], inside[pieces])
        _, numbers = np.unique(spelled[those] << 32 | shown, return_inverse=True)
        spelled[those] = numbers
    # Numbers of sequences of different sizes come from different steps; within
    # one sequence they say all.
    _, firsts, counts = np.unique(
        rows << 32 | spelled, return_index=True, return_counts=True
    )
    best = np.zeros(len(sequences.sizes), np.int64)
    np.maximum.at(best, rows[firsts], counts)
    chosen: list[str | None] = [None] * len(best)
    for occurrence in firsts[counts == best[rows[firsts]]].tolist():
        row, place = int(rows[occurrence]), int(places[occurrence])
        pieces = titles.values[place : place + int(sizes[occurrence])]
        text = "".join(strings[n] for n in inside[pieces[:-1]].tolist())
        text += strings[last[pieces[-1]]]
        known = chosen[row]
        chosen[row] = text if known is None else min(known, text)
    return [text for text in chosen if text is not None]


def _occurrences(
    sequences: Sequences, title_offsets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """List the sequence and the place of the occurrences that count."""
    titles = sequences.titles
    cutoffs = titles.offsets[:-1] + np.minimum(titles.lengths, _MAX_SHOWN_TITLES) - 1
    rows = sequences.occurrences.row_of_value
    places = sequences.occurrences.values
    its_titles = np.searchsorted(title_offsets, places, "right") - 1
    counts = its_titles <= titles.values[cutoffs][rows]
    rows, places, its_titles = rows[counts], places[counts], its_titles[counts]
    is_inner = title_offsets[its_titles] != places
    has_inner = np.zeros(len(cutoffs), bool)
    has_inner[rows[is_inner]] = True
    counts = is_inner | ~has_inner[rows]
    return rows[counts], places[counts]


def _strings(table: PieceTable) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Give what is shown of a piece inside of a sequence, and at its end.

    Returns
    -------
    inside, last : (n_pieces,) int64 ndarray
        Numbers of the strings.
    strings : list of str
    """
    numbers: dict[str, int] = {}
    inside, last = [], []
    for text, (start, end) in zip(table.texts, table.spans, strict=True):
        syllable = text[start:end]
        # White space is shown as one space, as everywhere.
        joint = " ".join(f"|{text[end:]}|".split())[1:-1]
        inside.append(numbers.setdefault(syllable + joint, len(numbers)))
        last.append(numbers.setdefault(syllable, len(numbers)))
    return np.array(inside, np.int64), np.array(last, np.int64), list(numbers)
