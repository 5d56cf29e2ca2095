"""Entries → the sections of a file: the best first, their beginnings in order."""

from __future__ import annotations

import numpy as np

from index.segments.sections import pack_texts
from index.suggestion_keys import letters_and_marks
from index.suggestions.collected import UNKNOWN_MINUTE, Entries
from index.suggestions.columns import pack
from index.suggestions.pieces import PieceTable
from index.suggestions.rows import Rows

Sections = dict[str, np.ndarray]


class Dictionary:
    """The pieces of a file in order: by letters, then marks, then text.

    Parameters
    ----------
    table : PieceTable
    used : (n,) int64 ndarray
        Numbers of the pieces that the file has, each once.

    Attributes
    ----------
    pieces : (n_pieces,) int32 ndarray
        New number of each of the table's pieces, where it is used.
    letters : (n_used,) int32 ndarray
        By new number: equal for pieces whose syllables have equal letters,
        ascending as the letters do.
    """

    def __init__(self, table: PieceTable, used: np.ndarray) -> None:
        of_piece = table.columns().syllables[used]
        numbers, of_piece = np.unique(of_piece, return_inverse=True)
        syllables = [table.syllables[number] for number in numbers.tolist()]
        keys = [(*letters_and_marks(one), one) for one in syllables]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        ranks = np.empty(len(order), np.int64)
        ranks[order] = np.arange(len(order))
        self._keys = [keys[number] for number in order]
        of_piece = ranks[of_piece]
        texts = [table.texts[number] for number in used.tolist()]
        of_piece_list = of_piece.tolist()
        by_text = sorted(range(len(texts)), key=lambda n: (of_piece_list[n], texts[n]))
        self._texts = [texts[number] for number in by_text]
        self._firsts = np.searchsorted(of_piece[by_text], np.arange(len(order) + 1))
        self.pieces = np.zeros(len(table.texts), np.int32)
        self.pieces[used[by_text]] = np.arange(len(used))
        is_other = [
            at > 0 and self._keys[at][0] != self._keys[at - 1][0]
            for at in range(len(self._keys))
        ]
        self.letters = np.cumsum(np.array(is_other, bool), dtype=np.int32)[
            of_piece[by_text]
        ]

    def sections(self) -> Sections:
        """Give the sections of the dictionary."""
        letter_offsets, letters = pack_texts([key[0] for key in self._keys])
        _, marks = pack_texts([key[1] for key in self._keys])
        texts = [text.encode("utf-8", "surrogatepass") for text in self._texts]
        text_offsets, texts = pack_texts(texts)
        return {
            **pack("letter_offsets", letter_offsets),
            "letters": letters,
            "marks": marks,
            **pack("first_pieces", self._firsts),
            **pack("text_offsets", text_offsets),
            "texts": texts,
        }


def rank(entries: Entries) -> np.ndarray:
    """Put entries in order: most articles first, then the newest, then by text.

    Returns
    -------
    (n,) int64 ndarray
        Numbers of the entries, the best first.
    """
    by_text = sorted(range(len(entries.texts)), key=entries.texts.__getitem__)
    texts = np.empty(len(by_text), np.int64)
    texts[by_text] = np.arange(len(by_text))
    return np.lexsort((texts, -entries.minutes, -entries.counts))


def table_sections(
    entries: Entries,
    hashes: np.ndarray,
    starts: Rows,
    dictionary: Dictionary,
) -> Sections:
    """Give the sections of one kind.

    Parameters
    ----------
    entries : Entries
        In order.
    hashes : (n,) uint64 ndarray
        Of each.
    starts : Rows
        The syllables that each is found from, counted from 0.
    dictionary : Dictionary
    """
    pieces = dictionary.pieces[entries.pieces.values]
    offsets = entries.pieces.offsets
    rows = starts.row_of_value
    order = sort_beginnings(
        dictionary.letters[pieces], offsets[rows] + starts.values, offsets[rows + 1]
    )
    known = entries.minutes[entries.minutes != UNKNOWN_MINUTE]
    base = int(known.min(initial=2**31 - 1))
    minutes = np.where(entries.minutes == UNKNOWN_MINUTE, 0, entries.minutes - base + 1)
    by_hash = np.argsort(hashes, kind="stable")
    hash_ranks = np.empty(len(by_hash), np.int64)
    hash_ranks[by_hash] = np.arange(len(by_hash))
    return {
        **pack("counts", entries.counts),
        "first_minute": np.array([base], "<i4"),
        **pack("minutes", minutes),
        "hashes": hashes[by_hash],
        **pack("by_hash", by_hash),
        **pack("hash_ranks", hash_ranks),
        **pack("doc_offsets", entries.docs.offsets),
        **pack("docs", entries.docs.values),
        **pack("row_offsets", offsets),
        **pack("pieces", pieces),
        **pack("entries", rows[order]),
        **pack("starts", starts.values[order]),
    }


def sort_beginnings(
    letters: np.ndarray, firsts: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    """Sort beginnings by what follows: as many syllables at once as go into 63 bits.

    Parameters
    ----------
    letters : (n_syllables,) int32 ndarray
    firsts, ends : (n,) int64 ndarray
        Each beginning is ``letters[firsts : ends]``.

    Returns
    -------
    (n,) int64 ndarray
        Equal ones stay in the order they came in.
    """
    n_bits = int(letters.max(initial=0) + 1).bit_length()
    n_at_once = 63 // n_bits
    # Ends read as 0, which is lower than any letters.
    padded = np.append(letters + 1, np.int32(0))
    nothing = len(letters)

    def keys_of(which: np.ndarray, skipped: int) -> np.ndarray:
        keys = np.zeros(len(which), np.int64)
        for at in range(skipped, skipped + n_at_once):
            places = firsts[which] + at
            keys <<= n_bits
            keys |= padded[np.where(places < ends[which], places, nothing)]
        return keys

    keys = keys_of(np.arange(len(firsts)), 0)
    order = np.argsort(keys, kind="stable")
    groups = keys = keys[order]
    places, skipped = np.arange(len(order)), n_at_once
    last = (1 << n_bits) - 1
    while True:
        # What has no equal is decided, and equals that have come to their ends.
        is_same = groups[1:] == groups[:-1]
        is_open = np.zeros(len(groups), bool)
        is_open[1:] |= is_same
        is_open[:-1] |= is_same
        is_open &= keys & last != 0
        places, groups = places[is_open], groups[is_open]
        if not len(places):
            return order
        which = order[places]
        keys = keys_of(which, skipped)
        again = np.lexsort((keys, groups))
        keys, groups, skipped = keys[again], groups[again], skipped + n_at_once
        order[places] = which[again]
        is_other = np.ones(len(groups), bool)
        is_other[1:] = (keys[1:] != keys[:-1]) | (groups[1:] != groups[:-1])
        groups = np.cumsum(is_other)
