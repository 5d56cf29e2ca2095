"""Suggestions read from the files beside the segments, where they lie.

docs/index-format.md describes the file, `index.suggestions` writes it. Nothing
is built at opening: the arrays are views of a memory map. All reading is safe
from several threads.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import IndexCorruptError, IndexFormatError, IndexUnreadableError
from index.messages import N_
from index.suggestions import (
    END_OF_KEY,
    ENDING,
    HEADER,
    KINDS,
    MAGIC,
    PLACE,
    SECTIONS,
    UNKNOWN_MINUTE,
    VERSION,
)
from search.suggestions import Suggestion, SuggestionKind, Typed, choose, read_typed

_DTYPES = {"B": "u1", "I": "<u4", "i": "<i4", "Q": "<u8"}
_MAX_BLOCK = 64
"""Entries whose lowest is looked at first: a range of a hundred thousand has
some thousand blocks, and only their lowest are put in order."""

IsDeleted = Callable[[int], bool]
"""Tells of a document number of one segment whether the article is gone."""


class SuggestionTable:
    """The suggestions of one kind in one segment; see docs/index-format.md.

    Attributes
    ----------
    counts, minutes, hashes : (n,) uint32, int32 and uint64 ndarrays
        Entries in order: most articles first, then newest, then by text.
    """

    def __init__(self, sections: dict[str, np.ndarray]) -> None:
        self.counts = sections["counts"]
        self.minutes = sections["minutes"]
        self.hashes = sections["hashes"]
        self._by_hash = sections["by_hash"]
        self._doc_offsets = sections["doc_offsets"]
        self._docs = sections["docs"]
        self._text_offsets = sections["text_offsets"]
        self._texts = sections["texts"]
        self._starts = sections["starts"]
        self._entries = sections["entries"]
        self._keys = memoryview(sections["keys"])
        self._marks = sections["marks"]

    def best(self, typed: Typed, n: int) -> np.ndarray:
        """Find the best entries that begin as typed.

        Returns
        -------
        (at most n,) uint32 ndarray
            Entries, ascending; each once, from wherever in it it was found.
        """
        first, last = self._range(typed)
        entries, starts = self._entries[first:last], self._starts[first:last]
        n_asked = 2 * n  # One entry may be found from several of its syllables.
        while True:
            at = lowest_places(entries, n_asked)
            n_seen = len(at)
            for place, table in typed.accepted:
                marks = self._marks[starts[at].astype(np.int64) + place]
                at = at[np.frombuffer(table, bool)[marks]]
            found = np.unique(entries[at])
            # All that is as good as the worst of those seen was seen.
            if len(found) >= n or n_seen == len(entries):
                return found[:n]
            n_asked *= 4

    def find(self, hashes: np.ndarray) -> np.ndarray:
        """Find entries by hash: (n,) int64 ndarray, -1 where there is none."""
        if not len(self.hashes):
            return np.full(len(hashes), -1)
        at = np.searchsorted(self.hashes, hashes, sorter=self._by_hash)
        at = self._by_hash[np.minimum(at, len(self._by_hash) - 1)].astype(np.int64)
        return np.where(self.hashes[at] == hashes, at, -1)

    def text(self, entry: int) -> str:
        """Give the spelling to be shown."""
        start, end = self._text_offsets[entry : entry + 2].tolist()
        return self._texts[start:end].tobytes().decode("utf-8")

    def live_counts(
        self, entries: np.ndarray, is_deleted: IsDeleted | None
    ) -> np.ndarray:
        """Count the articles of each of some entries: (n,) integer ndarray.

        Deleted ones are left out where the entry lists its articles; a word
        sequence of many does not.
        """
        counts = self.counts[entries].astype(np.int64)
        if is_deleted is not None:
            for at, entry in enumerate(entries.tolist()):
                start, end = self._doc_offsets[entry : entry + 2].tolist()
                if start < end:
                    docs = self._docs[start:end].tolist()
                    counts[at] = sum(not is_deleted(doc) for doc in docs)
        return counts

    def _range(self, typed: Typed) -> tuple[int, int]:
        """Find the beginnings, in their order, that have the typed letters."""
        low = high = typed.letters
        if typed.is_finished:
            low, high = low + bytes([END_OF_KEY]), high + b" "
        n, keys, starts = len(low), self._keys, self._starts

        def head(at: int) -> bytes:
            start = int(starts[at])
            return bytes(keys[start : start + n])

        everywhere = range(len(starts))
        first = bisect_left(everywhere, low, key=head)
        return first, bisect_right(everywhere, high, first, key=head)


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


@dataclass(frozen=True, slots=True)
class _Segment:
    tables: dict[SuggestionKind, SuggestionTable]
    is_deleted: IsDeleted | None


class Suggestions:
    """The suggestions of all segments of a generation.

    Parameters
    ----------
    folder : Path
        Of the generation.
    segments : list of (str, IsDeleted or None)
        Name of each segment; what tells its deleted documents, None where
        there is none.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
        If a file cannot be read.
    """

    def __init__(
        self, folder: Path, segments: list[tuple[str, IsDeleted | None]]
    ) -> None:
        self._folder = folder
        self._segments = [
            _Segment(open_tables(folder / (name + ENDING)), is_deleted)
            for name, is_deleted in segments
        ]

    def first(self, text: str, limit: int) -> list[Suggestion]:
        """Offer what begins as `text`; see `search.engine.Snapshot.suggestions`.

        Raises
        ------
        IndexCorruptError
            If the bytes lead nowhere.
        """
        typed = read_typed(text)
        if typed is None:
            return []
        try:
            return choose({kind: self._of(kind, typed, limit) for kind in KINDS}, limit)
        except (IndexError, ValueError, OverflowError) as exc:
            raise IndexCorruptError(
                path=str(self._folder), reason=f"{type(exc).__name__}: {exc}"
            ) from exc

    def _of(
        self, kind: SuggestionKind, typed: Typed, limit: int
    ) -> list[tuple[int, Suggestion]]:
        """List the best of one kind with their hashes, best first.

        What is most in one segment need not be among the first there to be
        among the first of all; twice the limit, and some, are looked at.
        """
        segments = [(s.tables[kind], s.is_deleted) for s in self._segments]
        n = 2 * limit + 10
        while True:
            found = [(table, table.best(typed, n)) for table, _ in segments]
            hashes = [table.hashes[entries] for table, entries in found]
            ids = np.unique(np.concatenate(hashes)) if hashes else np.empty(0, "u8")
            n_live, those = _count(segments, ids, 2 * limit)
            if n_live >= limit or all(len(entries) < n for _, entries in found):
                return [
                    (id_, Suggestion(text, kind, -count))
                    for count, _, text, id_ in those
                ]
            n *= 4


def _count(
    segments: list[tuple[SuggestionTable, IsDeleted | None]],
    ids: np.ndarray,
    n_shown: int,
) -> tuple[int, list[tuple[int, int, str, int]]]:
    """Add up what the segments know of suggestions.

    Parameters
    ----------
    ids : (n,) uint64 ndarray
        Hashes of the suggestions, each once.

    Returns
    -------
    n_live : int
        How many of them any article has.
    those : list of (int, int, str, int)
        The best `n_shown` of them: minus the count, minus the newest minute,
        the spelling of the segment where it is most, the hash; ascending.
    """
    if not len(ids):
        return 0, []
    entries = np.stack([table.find(ids) for table, _ in segments])
    counts, minutes = np.zeros((2, *entries.shape), np.int64)
    for row, (table, is_deleted) in enumerate(segments):
        is_here = entries[row] >= 0
        here = entries[row, is_here]
        counts[row, is_here] = table.live_counts(here, is_deleted)
        minutes[row, is_here] = table.minutes[here]
    minutes[counts == 0] = UNKNOWN_MINUTE
    total, newest = counts.sum(0), minutes.max(0)
    live = np.flatnonzero(total)
    ranked = live[np.lexsort((-newest[live], -total[live]))]
    if len(ranked) > n_shown:
        # Equals of the last one that has a place are put in order by text.
        last = ranked[n_shown - 1]
        is_as_good = (total[ranked] > total[last]) | (
            (total[ranked] == total[last]) & (newest[ranked] >= newest[last])
        )
        ranked = ranked[is_as_good]
    those = []
    for at in ranked.tolist():
        most = int(counts[:, at].argmax())
        text = segments[most][0].text(int(entries[most, at]))
        those.append((-int(total[at]), -int(newest[at]), text, int(ids[at])))
    those.sort()
    return len(live), those[:n_shown]


def open_tables(file: Path) -> dict[SuggestionKind, SuggestionTable]:
    """Map a file and check its head and its size.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    try:
        with open(file, "rb") as opened:
            content = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as exc:
        raise IndexCorruptError(
            path=str(file), reason=N_("the file is missing")
        ) from exc
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise IndexUnreadableError(path=str(file), reason=reason) from exc
    except ValueError as exc:  # An empty file cannot be mapped.
        raise IndexCorruptError(path=str(file), reason=str(exc)) from exc
    try:
        return _tables_of(file, content)
    except (ValueError, struct.error) as exc:
        raise IndexCorruptError(path=str(file), reason=str(exc)) from exc


def _tables_of(file: Path, content: mmap.mmap) -> dict[SuggestionKind, SuggestionTable]:
    magic, version, checksum, size = HEADER.unpack_from(content)
    if magic != MAGIC:
        raise ValueError(f"expected {MAGIC!r}, found {magic!r}")
    if version != VERSION:
        raise IndexFormatError(
            path=str(file), found=str(version), supported=str(VERSION)
        )
    if size != len(content):
        raise ValueError(f"expected {size} bytes, found {len(content)}")
    end = HEADER.size + PLACE.size * len(KINDS) * len(SECTIONS)
    places = content[HEADER.size : end]
    if zlib.crc32(places) != checksum:
        raise ValueError("the checksum of its head does not agree")
    at = PLACE.iter_unpack(places)
    return {
        kind: SuggestionTable(
            {
                name: np.frombuffer(content, _DTYPES[code], n, offset)
                for (name, code), (offset, n) in zip(SECTIONS.items(), at, strict=False)
            }
        )
        for kind in KINDS
    }
