"""Word sequences of titles and words of bodies, counted by articles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.suggestions.collected import UNKNOWN_MINUTE, Entries
from index.suggestions.hashes import hash_beginnings, hash_rows
from index.suggestions.pieces import PieceTable
from index.suggestions.rows import Rows, join_rows
from index.suggestions.word_sequences import MAX_SYLLABLES

_LISTED_DOCS = 16
"""A word sequence of more articles than these does not list them."""


def count_words(
    texts: list[str],
    their_titles: Rows,
    titles: Entries,
    of_bodies: Mapping[str, int],
    table: PieceTable,
) -> Entries:
    """Count the articles of word sequences and of words of bodies.

    Parameters
    ----------
    texts : list of str
        Sequences.
    their_titles : Rows
        Which of the titles have each, one or more.
    titles : Entries
    of_bodies : mapping of str to int
        Word, a space between its syllables → articles that have it.
    table : PieceTable
        Gives the words their pieces.
    """
    sequences = _count_sequences(texts, their_titles, titles, table)
    words = list(of_bodies)
    counts = np.fromiter(of_bodies.values(), np.int64, len(words))
    pieces = table.cut(words)
    known, place = _find(
        hash_pieces(pieces, table), hash_pieces(sequences.pieces, table)
    )
    # An article that has a sequence in its title may have it in its body, too.
    most = sequences.counts.copy()
    np.maximum.at(most, place[known], counts[known])
    is_listed = (most == sequences.counts) & (most <= _LISTED_DOCS)
    others = np.flatnonzero(~known)
    n_listed = np.where(is_listed, sequences.docs.lengths, 0)
    docs = sequences.docs.parts(sequences.docs.offsets[:-1], n_listed)
    return Entries(
        texts + [words[number] for number in others.tolist()],
        join_rows([sequences.pieces, pieces.take(others)]),
        np.concatenate([most, counts[others]]),
        np.concatenate([sequences.minutes, np.full(len(others), UNKNOWN_MINUTE)]),
        Rows.of(docs.values, np.append(n_listed, np.zeros(len(others), np.int64))),
    )


def without_names(words: Entries, persons: Entries, table: PieceTable) -> Entries:
    """Leave out what mostly stands at the beginning of a person's name.

    Word segmentation takes names for words, often half a name.
    """
    hashes = table.columns().hashes
    of_persons = Rows(hashes[persons.pieces.values], persons.pieces.offsets)
    of_words = hash_pieces(words.pieces, table)
    naming = np.zeros(len(of_words), np.int64)
    for n in range(2, MAX_SYLLABLES + 1):
        those, beginnings = hash_beginnings(of_persons, n)
        known, place = _find(beginnings, of_words)
        np.add.at(naming, place[known], persons.counts[those[known]])
    return words.take(np.flatnonzero(2 * naming < words.counts))


def hash_pieces(pieces: Rows, table: PieceTable) -> np.ndarray:
    """Hash the syllables of texts: (n,) uint64 ndarray."""
    return hash_rows(Rows(table.columns().hashes[pieces.values], pieces.offsets))


def _count_sequences(
    texts: list[str], their_titles: Rows, titles: Entries, table: PieceTable
) -> Entries:
    """Add up the articles of the titles; those of a few are listed."""
    firsts, those = their_titles.offsets[:-1], their_titles.values
    pieces = table.cut(texts)
    if not texts:
        none = np.empty(0, np.int64)
        return Entries([], pieces, none, none, Rows.of(none, none))
    counts = np.add.reduceat(titles.counts[those], firsts)
    minutes = np.maximum.reduceat(titles.minutes[those], firsts)
    n_listed = np.where(counts <= _LISTED_DOCS, their_titles.lengths, 0)
    listed = their_titles.parts(firsts, n_listed)
    docs = titles.docs.take(listed.values)
    rows = listed.row_of_value[docs.row_of_value]
    order = np.lexsort((docs.values, rows))
    return Entries(
        texts,
        pieces,
        counts,
        minutes,
        Rows.of(docs.values[order], np.bincount(rows, minlength=len(texts))),
    )


def _find(wanted: np.ndarray, hashes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell which hashes are among others, and at which place there."""
    if not len(hashes):
        return np.zeros(len(wanted), bool), np.zeros(len(wanted), np.int64)
    order = np.argsort(hashes)
    at = np.searchsorted(hashes, wanted, sorter=order)
    place = order[np.minimum(at, len(order) - 1)]
    return hashes[place] == wanted, place
