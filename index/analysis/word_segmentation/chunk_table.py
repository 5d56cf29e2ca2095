"""The tokens of each chunk met so far, as columns of arrays."""

from __future__ import annotations

import numpy as np

from index.analysis.word_segmentation.packed_chunks import (
    NO_KEY,
    PackedChunks,
    has_key,
)
from index.analysis.word_segmentation.syllable_table import SyllableTable
from index.analysis.word_segmentation.token_table import BOUNDARY, TokenTable
from index.analysis.word_segmentation.tokens import tokens_of_chunk

BOUNDARY_ROW = 0
"""The one token of the chunk between texts."""

_N_COLUMNS = 7
_SLOT_BITS = 18
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio: Knuth, *The Art of Computer Programming*,
volume 3, section 6.4, multiplicative hashing."""


class ChunkTable:
    """Rows of tokens, those of a chunk one after the other.

    Chunks are found by their keys in an array of slots, each of which holds the
    last key that came there, or else by their text in a dict.

    Parameters
    ----------
    tokens : TokenTable
        Gives tokens their ids.

    Attributes
    ----------
    n_rows, n_characters : int
        How much is remembered: tokens in all chunks, characters in all chunks.
    ids : (n,) int32 ndarray
        Of the token in the `TokenTable`.
    starts, ends : (n,) int32 ndarray
        Of the token in its chunk, in code points of the source.
    n_tokens : (n,) int32 ndarray
        Of the chunk that begins here; 0 at its other tokens.
    first_syllables, n_syllables : (n,) int32 ndarray
        The row in `syllables` of the first syllable that begins in the token, and
        how many begin there.
    has_numbers : (n,) int32 ndarray
        1 at a chunk that has document numbers, else 0.
    syllables : SyllableTable
    """

    def __init__(self, tokens: TokenTable) -> None:
        self._tokens = tokens
        self._rows_by_text: dict[str, int] = {}
        self._slot_keys = np.full(1 << _SLOT_BITS, NO_KEY)
        self._slot_rows = np.zeros(1 << _SLOT_BITS, np.int32)
        self._new = [BOUNDARY, 0, 1, 1, 0, 0, 0]
        self.n_rows = 1
        self.n_characters = 0
        self.syllables = SyllableTable()
        self._set_columns(np.zeros((_N_COLUMNS, 0), np.int32))

    def rows_of(self, chunks: PackedChunks) -> np.ndarray:
        """Give the row of the first token of each chunk; its others follow it.

        Returns
        -------
        (n_chunks,) int32 ndarray
        """
        slots = chunks.keys * _MULTIPLIER
        slots >>= np.uint64(64 - _SLOT_BITS)
        slots = slots.view(np.int64)
        rows = self._slot_rows.take(slots)
        missed = (self._slot_keys.take(slots) != chunks.keys).nonzero()[0]
        if missed.size:
            rows[missed] = self._look_up(chunks, missed)
            missed = missed[has_key(chunks.keys[missed])]
            self._slot_keys[slots[missed]] = chunks.keys[missed]
            self._slot_rows[slots[missed]] = rows[missed]
        return rows

    def _look_up(self, chunks: PackedChunks, which: np.ndarray) -> list[int]:
        """Give the rows of some chunks by their text."""
        text = chunks.text
        rows: list[int] = []
        for start, end in zip(
            chunks.starts[which].tolist(), chunks.ends[which].tolist(), strict=True
        ):
            chunk = text[start:end]
            row = self._rows_by_text.get(chunk)
            if row is None:
                row = self._rows_by_text[chunk] = self.n_rows
                self._add(chunk)
            rows.append(row)
        self._flush()
        return rows

    def _add(self, chunk: str) -> None:
        tokens, bounds = tokens_of_chunk(chunk)
        firsts = self.syllables.add(chunk, bounds)
        n_tokens = len(tokens)
        has_numbers = firsts[0] in self.syllables.numbers
        for at, token in enumerate(tokens):
            self._new += (
                self._tokens[token],
                bounds[at],
                bounds[at + 1],
                n_tokens,
                firsts[at],
                firsts[at + 1] - firsts[at],
                has_numbers,
            )
            n_tokens = has_numbers = 0
        self.n_rows += len(tokens)
        self.n_characters += len(chunk)

    def _flush(self) -> None:
        """Bring the columns up to date with the rows given out."""
        if not self._new:
            return
        self._tokens.flush()
        self.syllables.flush()
        new = np.array(self._new, np.int32).reshape(-1, _N_COLUMNS).T
        self._new.clear()
        first, last = self.n_rows - new.shape[1], self.n_rows
        capacity = self._columns.shape[1]
        if last > capacity:
            more = max(last, 2 * capacity) - capacity
            self._set_columns(np.pad(self._columns, ((0, 0), (0, more))))
        self._columns[:, first:last] = new

    def _set_columns(self, columns: np.ndarray) -> None:
        self._columns = columns
        self.ids, self.starts, self.ends, self.n_tokens = columns[:4]
        self.first_syllables, self.n_syllables, self.has_numbers = columns[4:]
