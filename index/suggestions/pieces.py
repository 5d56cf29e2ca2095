"""Texts as rows of pieces: a syllable each, with what stands around it.

``Tin “nóng”: Hà Nội`` has the pieces ``Tin␣``, ``“nóng”:␣``, ``Hà␣`` and
``Nội␣``. Put together they are the text again, with a space more at its end,
and each has one syllable, so one row of numbers says both what is shown and
what is found. A hundred thousand titles have some forty thousand different ones.

What stands before the first syllable of a chunk (a run without a space) belongs
to that one's piece, all else to the piece before it.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllable_spans
from index.suggestions.hashes import hash_syllable
from index.suggestions.rows import Rows

_STAYS_TOGETHER = ("", " ", "\u00a0")


@dataclass(frozen=True, slots=True)
class PieceColumns:
    """What is known of each piece.

    Attributes
    ----------
    syllables : (n,) int64 ndarray
        Number of its syllable in `PieceTable.syllables`.
    hashes : (n,) uint64 ndarray
        Of its syllable, by `index.suggestions.hashes`.
    lengths, starts : (n,) int64 ndarray
        Code points; those before the syllable.
    is_closed_before, is_closed_after : (n,) bool ndarray
        Whether something that parts words stands before or after the syllable.
    """

    syllables: np.ndarray
    hashes: np.ndarray
    lengths: np.ndarray
    starts: np.ndarray
    is_closed_before: np.ndarray
    is_closed_after: np.ndarray


class PieceTable:
    """Gives pieces their numbers.

    Attributes
    ----------
    texts : list of str
        Of each piece.
    spans : list of (int, int)
        Where in the piece the syllable stands, in code points.
    syllables : list of str
        Normalised, each once.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.spans: list[tuple[int, int]] = []
        self.syllables: list[str] = []
        self._syllables = array("I")
        self._digests = bytearray()
        self._lengths = array("I")
        self._starts = array("I")
        self._closed_after = bytearray()
        self._by_syllable: dict[str, int] = {}
        # The span is a part of it: the same characters may be cut otherwise
        # beside other ones.
        self._by_piece: dict[tuple[str, int, int], int] = {}
        self._chunks = _Chunks(self)

    def cut(self, texts: Sequence[str]) -> Rows:
        """Cut texts into pieces.

        Returns
        -------
        Rows
            Numbers of the pieces of each text; none where it has no syllable.
        """
        pieces_of = self._chunks.__getitem__
        values, lengths = array("I"), array("I")
        for text in texts:
            of_chunks = list(map(pieces_of, text.split(" ")))
            if () in of_chunks:
                its = self._without_empty(text.split(" "), of_chunks)
            else:
                its = list(chain.from_iterable(of_chunks))
            values.extend(its)
            lengths.append(len(its))
        return Rows.of(np.array(values, np.uint32), np.array(lengths, np.int64))

    def finish(self) -> None:
        """Free what only `cut` needs, which is no longer called."""
        self._chunks.clear()
        self._by_piece.clear()

    def columns(self) -> PieceColumns:
        """Give what is known of the pieces so far."""
        syllables = np.array(self._syllables, np.int64)
        starts = np.array(self._starts, np.int64)
        return PieceColumns(
            syllables=syllables,
            hashes=np.frombuffer(bytes(self._digests), "<u8")[syllables],
            lengths=np.array(self._lengths, np.int64),
            starts=starts,
            is_closed_before=starts > 0,
            is_closed_after=np.frombuffer(bytes(self._closed_after), bool),
        )

    def _without_empty(
        self, chunks: list[str], of_chunks: list[tuple[int, ...]]
    ) -> list[int]:
        """Add chunks that have no syllable to the pieces before them."""
        pieces: list[int] = []
        before = ""
        for chunk, its in zip(chunks, of_chunks, strict=True):
            if not its and pieces:
                pieces[-1] = self._beside(pieces[-1], "", f"{chunk} ")
            elif not its:
                before += f"{chunk} "
            elif before:
                pieces += (self._beside(its[0], before, ""), *its[1:])
                before = ""
            else:
                pieces += its
        return pieces

    def _beside(self, piece: int, before: str, after: str) -> int:
        """Give the number of a piece that has some more around it."""
        start, end = (at + len(before) for at in self.spans[piece])
        return self.number_of(before + self.texts[piece] + after, start, end)

    def number_of(self, text: str, start: int, end: int) -> int:
        """Give the number of a piece, whose syllable stands at ``start:end``."""
        key = (text, start, end)
        number = self._by_piece.get(key)
        if number is None:
            number = self._by_piece[key] = len(self.texts)
            self.texts.append(text)
            self.spans.append((start, end))
            self._lengths.append(len(text))
            self._starts.append(start)
            self._closed_after.append(text[end:] not in _STAYS_TOGETHER)
            syllable = normalise_syllable(text[start:end])
            its = self._by_syllable.setdefault(syllable, len(self.syllables))
            if its == len(self.syllables):
                self.syllables.append(syllable)
                self._digests += hash_syllable(syllable)
            self._syllables.append(its)
        return number


class _Chunks(dict[str, tuple[int, ...]]):
    """Chunk → its pieces. No syllable goes beyond a space."""

    def __init__(self, table: PieceTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        spans = list(syllable_spans(chunk))
        firsts = [0, *(start for start, _ in spans[1:])]
        ends = [*firsts[1:], len(chunk) + 1]
        text = f"{chunk} "
        pieces = self[chunk] = tuple(
            self._table.number_of(text[first:end], start - first, stop - first)
            for (start, stop), first, end in zip(spans, firsts, ends, strict=False)
        )
        return pieces
