"""The names of a field, joined of all segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from index.schema import split_name_term
from index.segments.documents import NameRows
from search.embedded.segments import OpenSegment
from search.names import NameColumn


def read_names(segments: Sequence[OpenSegment], field: str) -> NameColumn:
    """Join the names of one field of all segments."""
    rows = [segment.documents.names[field] for segment in segments]
    n_keys = [len(of_segment.first_terms) - 1 for of_segment in rows]
    if len(rows) == 1:
        # One segment's keys are in order already, and are read when asked for.
        keys: Sequence[str] = _Keys(rows[0])
        moved = [np.arange(n_keys[0], dtype=np.int32)]
    else:
        coded = [of_segment.keys() for of_segment in rows]
        every = sorted(set().union(*coded))
        ordinals = {key: ordinal for ordinal, key in enumerate(every)}
        moved = [
            np.fromiter(map(ordinals.__getitem__, of_segment), np.int32, n)
            for of_segment, n in zip(coded, n_keys, strict=True)
        ]
        keys = [key.decode("utf-8", "surrogatepass") for key in every]
    parts = []
    for of_segment, to in zip(rows, moved, strict=True):
        # From term to key, from the segment's key to that of all.
        of_terms = np.repeat(to, np.diff(of_segment.first_terms))
        parts.append(of_terms[of_segment.values] if len(of_terms) else of_terms)
    lengths = [np.diff(of_segment.offsets.astype(np.int64)) for of_segment in rows]
    ends = np.cumsum(np.concatenate([np.zeros(0, np.int64), *lengths]))
    values, offsets = _each_once(
        np.concatenate([np.zeros(0, np.int32), *parts]), np.concatenate(([0], ends))
    )

    @cache
    def counts(segment: int) -> np.ndarray:
        return np.bincount(rows[segment].values)

    def spellings(ordinal: int) -> Counter[str]:
        places = []
        for segment, (of_segment, to) in enumerate(zip(rows, moved, strict=True)):
            # One segment's keys have the numbers that all have.
            at = ordinal
            if rows[1:]:
                at = int(np.searchsorted(to, np.int32(ordinal)))
            if at < len(to) and to[at] == ordinal:
                first, end = of_segment.first_terms[at : at + 2].tolist()
                places += [(segment, number) for number in range(first, end)]
        found: Counter[str] = Counter()
        for segment, number in places:
            term = rows[segment].terms[number].decode("utf-8", "surrogatepass")
            _, spelling = split_name_term(term)
            # Counting is for names that are spelled in several ways.
            found[spelling] += int(counts(segment)[number]) if places[1:] else 1
        return found

    is_live = np.concatenate([np.zeros(0, bool), *(s.is_live for s in segments)])
    return NameColumn(keys, offsets, values, spellings, is_live)


def _each_once(
    values: np.ndarray, offsets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Keep a name once in a document that spells it in several ways.

    Terms ascend in a document, and so do their keys: equal ones stand together.
    """
    is_kept = np.ones(len(values), bool)
    is_kept[1:] = values[1:] != values[:-1]
    is_kept[offsets[:-1][np.diff(offsets) > 0]] = True
    kept_before = np.concatenate(([0], np.cumsum(is_kept)))
    return values[is_kept], kept_before[offsets].astype(np.uint32)


class _Keys(Sequence[str]):
    """The keys of one segment, each read when it is asked for."""

    def __init__(self, rows: NameRows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows.first_terms) - 1

    def __getitem__(self, ordinal: int) -> str:  # type: ignore[override]
        if not 0 <= ordinal < len(self):
            raise IndexError(ordinal)
        return self._rows.key(ordinal).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return (key.decode("utf-8", "surrogatepass") for key in self._rows.keys())
