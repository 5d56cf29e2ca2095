"""The syllables of a segment as queries look for them: its ``.voc``.

Sections (`index.segments.sections`, magic ``TRACUUVO``), a row a syllable of
title or body, in the order of the keys::

    key_offsets  uint32  n + 1
    keys         uint8   UTF-8: the syllable without marks, NUL, and the
                         syllable itself unless it has none
    body_at      uint32  a quarter of the offset of its list in .pst
    body_size    uint32  bytes of the list; 0: not in any body
    body_docs    uint32  documents that have it
    title_at, title_size, title_docs   the same of the titles

Words and document numbers are in the term dictionary alone. Rows that fold to
one syllable, or begin alike without marks, stand together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from index.analysis.normalise import fold
from index.analysis.numbers import NUMBER_JOINT
from index.analysis.terms import WORD_JOINT
from index.errors import IndexCorruptError
from index.schema import BODY, TITLE
from index.segments.sections import open_sections, pack_texts, write_sections

MAGIC = b"TRACUUVO"
VERSION = 1
ENDING = ".voc"

TEXT_FIELDS = (BODY, TITLE)

_MAX_REMEMBERED = 20_000
"""Syllables whose rows are remembered: a query looks for each several times."""

_SAMPLED = 8
"""Of every so many rows one key is kept at hand: a look among these is one call,
and what is left are three steps of the eighteen that a search over the file takes."""

_SEPARATOR = b"\0"
_JOINTS = (WORD_JOINT.encode(), NUMBER_JOINT.encode())


class SegmentVocabulary:
    """The rows of one segment.

    Attributes
    ----------
    at, sizes, docs : dict of str to (n_rows,) int64 ndarray
        Of each text field: offset of the list, its size, documents that have it.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """

    def __init__(self, path: Path) -> None:
        sections = open_sections(path, MAGIC, VERSION)
        try:
            self._offsets = sections["key_offsets"]
            self._keys = sections["keys"]
            self.at = {f: sections[f"{f}_at"] for f in TEXT_FIELDS}
            self.sizes = {f: sections[f"{f}_size"] for f in TEXT_FIELDS}
            self.docs = {f: sections[f"{f}_docs"] for f in TEXT_FIELDS}
        except KeyError as exc:
            raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
        self._heap = memoryview(self._keys)
        self._rows: dict[str, int | None] = {}

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def term(self, row: int) -> str:
        """Give the syllable of a row."""
        folded, _, term = self._key(row).partition(_SEPARATOR)
        return (term or folded).decode("utf-8", "surrogatepass")

    def spelled(self, row: int) -> tuple[str, str]:
        """Give the syllable of a row without marks, and as it is."""
        key = self._key(row).decode("utf-8", "surrogatepass")
        folded, _, term = key.partition("\0")
        return folded, term or folded

    def terms(self, rows: range) -> list[str]:
        """Give the syllables of consecutive rows."""
        return [self.term(row) for row in rows]

    def row_of(self, term: str) -> int | None:
        """Find the row of a syllable; None where it nowhere occurs."""
        if term not in self._rows:
            if len(self._rows) >= _MAX_REMEMBERED:
                self._rows.clear()
            key = key_of(term)
            row = self._first_from(key)
            is_there = row < len(self) and self._key(row) == key
            self._rows[term] = row if is_there else None
        return self._rows[term]

    def rows_folding_to(self, folded: str) -> range:
        """Find the rows whose syllables are `folded` without marks."""
        key = folded.encode("utf-8", "surrogatepass")
        first = self._first_from(key + _SEPARATOR)
        # Most of what is asked for is not there.
        if first == len(self) or not self._key(first).startswith(key + _SEPARATOR):
            return range(first, first)
        return range(first, self._first_from(key + b"\1"))

    def rows_beginning_with(self, folded: str) -> range:
        """Find the rows whose syllables begin so without marks."""
        key = folded.encode("utf-8", "surrogatepass")
        first = self._first_from(key)
        # No byte of UTF-8, nor of a surrogate, is 0xFF.
        return range(first, self._first_from(key + b"\xff"))

    def doc_freqs(self, rows: range) -> np.ndarray:
        """Count the documents of each row, in title or body, whichever has more."""
        part = slice(rows.start, rows.stop)
        return np.maximum(self.docs[BODY][part], self.docs[TITLE][part])

    def _key(self, row: int) -> bytes:
        start, end = self._offsets[row : row + 2].tolist()
        return self._heap[start:end].tobytes()

    @cached_property
    def _sampled(self) -> list[bytes]:
        starts = self._offsets[:-1:_SAMPLED].tolist()
        ends = self._offsets[1::_SAMPLED].tolist()
        heap = self._heap
        return [heap[a:b].tobytes() for a, b in zip(starts, ends, strict=True)]

    def _first_from(self, key: bytes) -> int:
        # The row looked for is behind the last sampled key that is smaller.
        n_smaller = bisect_left(self._sampled, key)
        first = max(0, _SAMPLED * (n_smaller - 1))
        bounds = self._offsets[first : first + _SAMPLED + 1].tolist()
        low, high = 0, min(_SAMPLED * min(n_smaller, 1), len(bounds) - 1)
        while low < high:
            middle = (low + high) // 2
            if self._heap[bounds[middle] : bounds[middle + 1]].tobytes() < key:
                low = middle + 1
            else:
                high = middle
        return first + low


def key_of(term: str) -> bytes:
    """Give the key of a normalised syllable.

    Examples
    --------
    >>> key_of("tổ").decode(), key_of("to").decode()
    ('to\\x00tổ', 'to\\x00')
    """
    folded = fold(term)
    shown = "" if folded == term else term
    return f"{folded}\0{shown}".encode("utf-8", "surrogatepass")


def syllables_among(terms: list[bytes]) -> Iterator[int]:
    """Yield the places of the terms that are syllables."""
    word, number = _JOINTS
    for place, term in enumerate(terms):
        if word not in term and number not in term:
            yield place


def write_vocabulary(
    path: Path, terms: dict[str, list[bytes]], infos: dict[str, np.ndarray]
) -> None:
    """Write a ``.voc`` of what `vocabulary_sections` takes."""
    write_sections(path, MAGIC, VERSION, vocabulary_sections(terms, infos))


def vocabulary_sections(
    terms: dict[str, list[bytes]], infos: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Give the sections of a ``.voc``.

    Parameters
    ----------
    terms : dict of str to list of bytes
        Text field → its ascending terms, UTF-8.
    infos : dict of str to ndarray of `term_dictionary.TERM_INFO`
        Text field → the term infos, in the order of its terms.
    """
    places = {f: list(syllables_among(terms[f])) for f in TEXT_FIELDS}
    keys = {
        f: [key_of(terms[f][p].decode("utf-8", "surrogatepass")) for p in places[f]]
        for f in TEXT_FIELDS
    }
    every = sorted(set(keys[BODY]).union(keys[TITLE]))
    rows = {key: row for row, key in enumerate(every)}
    offsets, heap = pack_texts(every)
    sections = {"key_offsets": offsets, "keys": heap}
    for field in TEXT_FIELDS:
        at = np.fromiter(map(rows.__getitem__, keys[field]), np.int64, len(keys[field]))
        those = infos[field][places[field]]
        for name, values in (
            ("at", those["offset"] // 4),
            ("size", those["size"]),
            ("docs", those["doc_freq"]),
        ):
            if len(values) and values.max() > 0xFFFFFFFF:
                raise OverflowError(f"{name} of {field} does not fit 32 bits")
            column = np.zeros(len(every), np.uint32)
            column[at] = values
            sections[f"{field}_{name}"] = column
    return sections
