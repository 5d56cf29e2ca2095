"""Suggestions read from the files beside the segments, where they lie.

docs/index-format.md describes the file, `index.suggestions` writes it. Nothing
is built at opening: the arrays are views of a memory map. All reading is safe
from several threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import IndexCorruptError
from index.segments.sections import open_sections
from index.suggestions import ENDING, KINDS, MAGIC, UNKNOWN_MINUTE, VERSION
from index.suggestions.rows import distinct
from search.offered.table import (
    Dictionary,
    IsDeleted,
    SuggestionTable,
    TypedSyllable,
)
from search.suggestions import Suggestion, SuggestionKind, choose, read_typed


@dataclass(frozen=True, slots=True)
class SegmentSuggestions:
    """What one segment offers.

    Attributes
    ----------
    dictionary : Dictionary
    tables : dict
        By kind.
    is_deleted : IsDeleted or None
        Tells the deleted articles; None where there is none.
    """

    dictionary: Dictionary
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
            open_suggestions(folder / (name + ENDING), is_deleted)
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
            pieces = [s.dictionary.find(typed) for s in self._segments]
            found = {kind: self._of(kind, pieces, limit) for kind in KINDS}
            return choose(found, limit)
        except (IndexError, ValueError, TypeError, OverflowError) as exc:
            raise IndexCorruptError(
                path=str(self._folder), reason=f"{type(exc).__name__}: {exc}"
            ) from exc

    def _of(
        self, kind: SuggestionKind, pieces: list[list[TypedSyllable]], limit: int
    ) -> list[tuple[int, Suggestion]]:
        """List the best of one kind with their hashes, best first.

        What is most in one segment need not be among the first there to be
        among the first of all; twice the limit, and some, are looked at.
        """
        segments = [(s.tables[kind], s.is_deleted) for s in self._segments]
        n = 2 * limit + 10
        while True:
            found = [
                (table, table.best(typed_there, n))
                for (table, _), typed_there in zip(segments, pieces, strict=True)
            ]
            hashes = [table.hashes(entries) for table, entries in found]
            ids = distinct(np.concatenate(hashes)) if hashes else np.empty(0, "u8")
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
        minutes[row, is_here] = table.minutes(here)
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


def open_suggestions(file: Path, is_deleted: IsDeleted | None) -> SegmentSuggestions:
    """Map a file and check its head and its size.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    try:
        sections = open_sections(file, MAGIC, VERSION)
        dictionary = Dictionary(sections)
        tables = {kind: SuggestionTable(sections, kind, dictionary) for kind in KINDS}
    except (LookupError, OverflowError, ValueError, TypeError) as exc:
        reason = f"{type(exc).__name__}: {exc}"
        raise IndexCorruptError(path=str(file), reason=reason) from exc
    return SegmentSuggestions(dictionary, tables, is_deleted)
