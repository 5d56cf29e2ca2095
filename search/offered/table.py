"""The suggestions of one segment, found by how they begin.

A suggestion is a row of pieces, each a syllable with what stands around it, and
pieces are numbered in the order of their letters. So what was typed of a
syllable is a range of pieces, and which of them bear the typed marks is found
once for the range, not once a suggestion.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from index.suggestions import UNKNOWN_MINUTE, section_name
from index.suggestions.columns import Column
from index.suggestions.rows import distinct
from search.suggestions import SuggestionKind, Typed

_MAX_BLOCK = 64
"""Entries whose lowest is looked at first: a range of a hundred thousand has
some thousand blocks, and only their lowest are put in order."""

IsDeleted = Callable[[int], bool]
"""Tells of a document number of one segment whether the article is gone."""


@dataclass(frozen=True, slots=True)
class TypedSyllable:
    """The pieces that one syllable of what was typed may stand for.

    Attributes
    ----------
    first, end : int
        The range of those with its letters.
    accepted : (end - first,) bool ndarray or None
        Which of them may bear the typed marks; None: all.
    """

    first: int
    end: int
    accepted: np.ndarray | None


class Dictionary:
    """The pieces of a file; see docs/index-format.md.

    Parameters
    ----------
    sections : mapping of str to ndarray
    """

    def __init__(self, sections: Mapping[str, np.ndarray]) -> None:
        self._letter_offsets = Column(sections, "letter_offsets")
        self._letters = memoryview(sections["letters"])
        self._marks = sections["marks"]
        self._first_pieces = Column(sections, "first_pieces")
        # A few thousand pieces are most of what is shown. No method of this object is
        # kept in it: what it has open would stay so until Python looks for circles.
        offsets, texts = Column(sections, "text_offsets"), memoryview(sections["texts"])
        read = partial(_read_piece, offsets, texts)
        self._piece_text = lru_cache(maxsize=8192)(read)

    def find(self, typed: Typed) -> list[TypedSyllable]:
        """Find the pieces that each syllable typed may stand for."""
        found = []
        at = 0
        parts = typed.letters.split(b" ")
        for number, letters in enumerate(parts, 1):
            is_whole = typed.is_finished or number < len(parts)
            filters = [
                (place - at, table)
                for place, table in typed.accepted
                if at <= place < at + len(letters)
            ]
            found.append(self._find(letters, is_whole, filters))
            at += len(letters) + 1
        return found

    def text(self, pieces: list[int]) -> str:
        """Put pieces together."""
        whole = b"".join(map(self._piece_text, pieces))
        return whole.decode("utf-8", "surrogatepass")[:-1]

    def _find(
        self, letters: bytes, is_whole: bool, filters: list[tuple[int, bytes]]
    ) -> TypedSyllable:
        offsets, n = self._letter_offsets, len(letters)

        def of(syllable: int) -> bytes:
            start, end = offsets.at(syllable), offsets.at(syllable + 1)
            return bytes(
                self._letters[start : end if is_whole else min(start + n, end)]
            )

        everything = range(len(offsets) - 1)
        first = bisect_left(everything, letters, key=of)
        end = bisect_right(everything, letters, first, key=of)
        first_pieces = self._first_pieces[first : end + 1].astype(np.int64)
        accepted = None
        if filters and first < end:
            starts = offsets[first:end].astype(np.int64)
            accepted = np.ones(end - first, bool)
            for place, table in filters:
                accepted &= np.frombuffer(table, bool)[self._marks[starts + place]]
            accepted = accepted.repeat(np.diff(first_pieces))
        return TypedSyllable(int(first_pieces[0]), int(first_pieces[-1]), accepted)


def _read_piece(offsets: Column, texts: memoryview, piece: int) -> bytes:
    start, end = offsets.at(piece), offsets.at(piece + 1)
    return bytes(texts[start:end])


class SuggestionTable:
    """The suggestions of one kind in one segment; see docs/index-format.md.

    Its entries are in order: most articles first, then newest, then by text.

    Parameters
    ----------
    sections : mapping of str to ndarray
    kind : str
    dictionary : Dictionary
    """

    def __init__(
        self,
        sections: Mapping[str, np.ndarray],
        kind: SuggestionKind,
        dictionary: Dictionary,
    ) -> None:
        def column(name: str) -> Column:
            return Column(sections, section_name(kind, name))

        self._dictionary = dictionary
        self._sorted_hashes = sections[section_name(kind, "hashes")]
        self._by_hash, self._hash_ranks = column("by_hash"), column("hash_ranks")
        self._first_minute = int(sections[section_name(kind, "first_minute")][0])
        self._counts, self._minutes = column("counts"), column("minutes")
        self._doc_offsets, self._docs = column("doc_offsets"), column("docs")
        self._row_offsets, self._pieces = column("row_offsets"), column("pieces")
        self._entries, self._starts = column("entries"), column("starts")

    def best(self, typed: list[TypedSyllable], n: int) -> np.ndarray:
        """Find the best entries that begin as typed.

        Returns
        -------
        (at most n,) integer ndarray
            Entries, ascending; each once, from wherever in it it was found.
        """
        first, last = self._range(typed)
        entries = self._entries[first:last]
        n_asked = 2 * n  # One entry may be found from several of its syllables.
        while True:
            at = lowest_places(entries, n_asked)
            bears = self._bears_marks(typed, entries, first, at)
            found = distinct(entries[at[bears]])
            # All that is as good as the worst of those seen was seen.
            if len(found) >= n or len(at) == len(entries):
                return found[:n]
            n_asked *= 4

    def find(self, hashes: np.ndarray) -> np.ndarray:
        """Find entries by hash: (n,) int64 ndarray, -1 where there is none."""
        n = len(self._sorted_hashes)
        if not n:
            return np.full(len(hashes), -1)
        at = np.minimum(np.searchsorted(self._sorted_hashes, hashes), n - 1)
        found = self._by_hash[at].astype(np.int64)
        return np.where(self._sorted_hashes[at] == hashes, found, -1)

    def hashes(self, entries: np.ndarray) -> np.ndarray:
        """Give the hash of each of some entries: (n,) uint64 ndarray."""
        return self._sorted_hashes[self._hash_ranks[entries]]

    def text(self, entry: int) -> str:
        """Give the spelling to be shown."""
        start, end = self._row_offsets.at(entry), self._row_offsets.at(entry + 1)
        return self._dictionary.text(self._pieces[start:end].tolist())

    def minutes(self, entries: np.ndarray) -> np.ndarray:
        """Give the minute of each entry's newest article: (n,) int64 ndarray."""
        minutes = self._minutes[entries].astype(np.int64)
        return np.where(minutes, minutes + self._first_minute - 1, UNKNOWN_MINUTE)

    def live_counts(
        self, entries: np.ndarray, is_deleted: IsDeleted | None
    ) -> np.ndarray:
        """Count the articles of each of some entries: (n,) integer ndarray.

        Deleted ones are left out where the entry lists its articles; a word
        sequence of many does not.
        """
        counts = self._counts[entries].astype(np.int64)
        if is_deleted is not None:
            for at, entry in enumerate(entries.tolist()):
                start, end = (
                    self._doc_offsets.at(entry),
                    self._doc_offsets.at(entry + 1),
                )
                if start < end:
                    docs = self._docs[start:end].tolist()
                    counts[at] = sum(not is_deleted(doc) for doc in docs)
        return counts

    def _range(self, typed: list[TypedSyllable]) -> tuple[int, int]:
        """Find the beginnings, in their order, that have the typed letters."""
        offsets, pieces = self._row_offsets, self._pieces

        def compare(at: int) -> int:
            """Tell whether a beginning is lower (-1), higher (1) or as typed (0)."""
            entry = self._entries.at(at)
            place, end = offsets.at(entry) + self._starts.at(at), offsets.at(entry + 1)
            for syllable in typed:
                if place >= end:
                    return -1
                piece = pieces.at(place)
                if piece < syllable.first:
                    return -1
                if piece >= syllable.end:
                    return 1
                place += 1
            return 0

        everywhere = range(len(self._entries))
        first = bisect_left(everywhere, 0, key=compare)
        return first, bisect_right(everywhere, 0, first, key=compare)

    def _bears_marks(
        self,
        typed: list[TypedSyllable],
        entries: np.ndarray,
        first: int,
        at: np.ndarray,
    ) -> np.ndarray:
        """Tell which of some beginnings may bear the typed marks.

        Parameters
        ----------
        entries : (n,) integer ndarray
            Of the beginnings from `first` on.
        at : (m,) int64 ndarray
            Places in `entries`.

        Returns
        -------
        (m,) bool ndarray
        """
        bears = np.ones(len(at), bool)
        if all(syllable.accepted is None for syllable in typed):
            return bears
        places = self._row_offsets[entries[at]].astype(np.int64)
        places += self._starts[first + at]
        for number, syllable in enumerate(typed):
            if syllable.accepted is not None:
                pieces = self._pieces[places + number].astype(np.int64)
                bears &= syllable.accepted[pieces - syllable.first]
        return bears


def lowest_places(values: np.ndarray, n: int) -> np.ndarray:
    """Tell where the lowest values are, without sorting all of them.

    Parameters
    ----------
    values : (m,) unsigned ndarray
        In any order, repeated at will.
    n : int
        At least 1.

    Returns
    -------
    (at least n, or m,) int64 ndarray
        Ascending places of all values up to some bound.
    """
    block = min(_MAX_BLOCK, len(values) // (4 * n))
    if block < 2:
        return np.arange(len(values))
    # At least n values are no higher than the n-th lowest of the blocks' lowest.
    whole = len(values) // block * block
    lows = values[:whole].reshape(-1, block).min(1)
    return np.flatnonzero(values <= np.partition(lows, n - 1)[n - 1])
