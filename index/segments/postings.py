"""Occurrences of many terms ↔ the posting lists of a segment's ``.pst``.

Layout, little-endian::

    file     := magic version checksum size list*
    magic       8 bytes, b"TRACUUPO"
    version     uint32
    checksum    uint32, CRC-32 of all lists
    size        uint64, bytes of the file
    list     := header docs positions?          at a multiple of 4 bytes
    header      uint32: bits 0-1 form of the document numbers, bit 2 wide
                positions, bit 3 whether there are positions; the rest 0
    docs     := doc*                            form 0: uint32, ascending
              | n_in_range* low* pad            form 1: for each 65,536 documents
                                                of the segment a uint32; then the
                                                low 16 bits of each number
              | bitmap pad                      form 2: document d is bit 7 - d % 8
                                                of byte d // 8
    positions   of all documents in turn, ascending in each: uint16, or uint32
                where wide; the highest bit marks the first of a document
    pad         zero bytes up to a multiple of 4

The shortest form is taken. How often a document has the term is told by the
marks, so frequencies need no room; a list's offset and its size without the
last pad are in the term dictionary.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from index.errors import IndexCorruptError, IndexFormatError
from index.messages import N_
from index.segments.sections import map_file

MAGIC = b"TRACUUPO"
VERSION = 1
ENDING = ".pst"

HEADER = struct.Struct("<8sIIQ")

LIST, RANGES, BITMAP = 0, 1, 2
_WIDE, _POSITIONS = 4, 8
_RANGE_BITS = 16
FIRST = 0x8000
FIRST_WIDE = 0x80000000


@dataclass(frozen=True, slots=True)
class PostingLists:
    """The postings of several terms, term after term.

    Attributes
    ----------
    offsets : (n_terms + 1,) int64 ndarray
        Term ``t`` has the postings ``offsets[t] : offsets[t + 1]``.
    docs : (n_postings,) integer ndarray
        Ascending within a term.
    freqs : (n_postings,) integer ndarray
        Positions of each posting; empty where there are none.
    positions : (n_positions,) integer ndarray
        Ascending within a posting.
    """

    offsets: np.ndarray
    docs: np.ndarray
    freqs: np.ndarray
    positions: np.ndarray

    @property
    def has_positions(self) -> bool:
        """Whether the terms have positions."""
        return len(self.freqs) > 0

    @property
    def position_offsets(self) -> np.ndarray:
        """Where each term's positions begin: (n_terms + 1,) int64 ndarray."""
        if not self.has_positions:
            return np.zeros(len(self.offsets), np.int64)
        ends = np.concatenate(([0], np.cumsum(self.freqs, dtype=np.int64)))
        return ends[self.offsets]


def encode(
    lists: PostingLists, n_docs: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Encode posting lists.

    Parameters
    ----------
    lists : PostingLists
    n_docs : int
        Documents of the segment.

    Returns
    -------
    (n_bytes,) uint8 ndarray, (n_terms,) int64 ndarray, (n_terms,) int64 ndarray
        The lists, where each begins in it, and their sizes.
    """
    dfs = np.diff(lists.offsets)
    n_ranges = (n_docs + (1 << _RANGE_BITS) - 1) >> _RANGE_BITS
    sizes = np.stack(
        (
            4 * dfs,
            4 * n_ranges + _padded(2 * dfs),
            np.full(len(dfs), _padded(np.int64((n_docs + 7) // 8))),
        )
    )
    forms = sizes.argmin(0)
    doc_sizes = sizes.min(0)
    at = lists.position_offsets
    wide = _is_wide(lists.positions, at)
    widths = np.where(wide, 4, 2) if lists.has_positions else np.zeros(len(dfs), int)
    sizes = 4 + doc_sizes + widths * np.diff(at)
    ends = np.cumsum(_padded(sizes))
    starts = ends - _padded(sizes)
    out = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    words = out.view("<u4")
    words[starts // 4] = forms + _WIDE * wide + _POSITIONS * lists.has_positions
    _put_docs(out, starts + 4, forms, lists, n_ranges)
    if lists.has_positions:
        marked = lists.positions.astype(np.uint32)
        firsts = np.cumsum(lists.freqs, dtype=np.int64) - lists.freqs
        is_wide = np.repeat(wide, np.diff(at))
        marked[firsts] |= np.where(is_wide[firsts], FIRST_WIDE, FIRST).astype(np.uint32)
        places = starts + 4 + doc_sizes
        for of_width, cells, width in (~wide, out.view("<u2"), 2), (wide, words, 4):
            if of_width.any():
                chosen = marked if of_width.all() else marked[is_wide == (width == 4)]
                n = np.diff(at)[of_width]
                cells[spread(places[of_width] // width, n)] = chosen
    return out, starts, sizes


def _put_docs(
    out: np.ndarray,
    places: np.ndarray,
    forms: np.ndarray,
    lists: PostingLists,
    n_ranges: int,
) -> None:
    dfs = np.diff(lists.offsets)
    form_of = np.repeat(forms, dfs)
    chosen = forms == LIST
    docs = lists.docs[form_of == LIST]
    out.view("<u4")[spread(places[chosen] // 4, dfs[chosen])] = docs
    chosen = forms == RANGES
    if chosen.any():
        docs = lists.docs[form_of == RANGES].astype(np.int64)
        number = np.repeat(np.arange(np.count_nonzero(chosen)), dfs[chosen])
        counts = np.bincount(
            number * n_ranges + (docs >> _RANGE_BITS),
            minlength=n_ranges * np.count_nonzero(chosen),
        )
        n_each = np.full(np.count_nonzero(chosen), n_ranges)
        out.view("<u4")[spread(places[chosen] // 4, n_each)] = counts
        lows = spread(places[chosen] // 2 + 2 * n_ranges, dfs[chosen])
        out.view("<u2")[lows] = docs & ((1 << _RANGE_BITS) - 1)
    for term in np.flatnonzero(forms == BITMAP).tolist():
        docs = lists.docs[lists.offsets[term] : lists.offsets[term + 1]]
        bits = np.zeros(int(docs[-1]) + 1, bool)
        bits[docs] = True
        packed = np.packbits(bits)
        out[places[term] : places[term] + len(packed)] = packed


def _is_wide(positions: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Tell of each term whether a position needs 32 bits: (n_terms,) bool."""
    wide = np.zeros(len(at) - 1, bool)
    high = np.flatnonzero(positions >= FIRST)
    wide[np.searchsorted(at, high, side="right") - 1] = True
    return wide


def spread(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """List ``starts[i], starts[i] + 1, …`` for as many as ``lengths[i]`` says.

    Examples
    --------
    >>> spread(np.array([10, 40]), np.array([3, 2])).tolist()
    [10, 11, 12, 40, 41]
    """
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(total)


def read_docs(
    content: np.ndarray, at: int, doc_freq: int, n_docs: int
) -> tuple[np.ndarray, int]:
    """Read the documents of one list.

    Parameters
    ----------
    content : (n,) uint8 ndarray
        A mapped ``.pst``.
    at : int
        Where the list begins.
    doc_freq, n_docs : int
        Documents of the term and of the segment.

    Returns
    -------
    (doc_freq,) int32 or uint32 ndarray, int
        Ascending document numbers; where the positions begin.
    """
    form = int(content[at]) & 3
    at += 4
    if form == LIST:
        end = at + 4 * doc_freq
        return content[at:end].view("<i4"), end
    if form == RANGES:
        n_ranges = (n_docs + (1 << _RANGE_BITS) - 1) >> _RANGE_BITS
        lows = at + 4 * n_ranges
        end = lows + 2 * doc_freq
        docs = content[lows:end].view("<u2").astype(np.int32)
        if n_ranges > 1:
            first = 0
            for number, n in enumerate(content[at:lows].view("<u4").tolist()):
                if number:
                    docs[first : first + n] += number << _RANGE_BITS
                first += n
        return docs, end + (-end & 3)
    end = at + (n_docs + 7) // 8
    bits = np.unpackbits(content[at:end]).view(bool)
    return np.flatnonzero(bits).astype(np.int32), end + (-end & 3)


def read_positions(content: np.ndarray, start: int, at: int, size: int) -> np.ndarray:
    """Read the positions of one list, with the marks of the first ones.

    Parameters
    ----------
    content : (n,) uint8 ndarray
    start : int
        Where the list begins.
    at : int
        Where its positions begin, as `read_docs` tells.
    size : int
        Of the list.

    Returns
    -------
    (n_positions,) uint16 or uint32 ndarray
    """
    code = "<u4" if content[start] & _WIDE else "<u2"
    return content[at : start + size].view(code)


def firsts_of(marked: np.ndarray) -> np.ndarray:
    """Tell where in marked positions each document begins: (n,) int64 ndarray."""
    bound = FIRST if marked.dtype.itemsize == 2 else FIRST_WIDE
    return np.flatnonzero(marked >= bound)


def unmarked(marked: np.ndarray) -> np.ndarray:
    """Take the marks off positions: (n,) ndarray of the same dtype."""
    bound = FIRST if marked.dtype.itemsize == 2 else FIRST_WIDE
    return marked & marked.dtype.type(bound - 1)


def decode(
    content: np.ndarray,
    starts: np.ndarray,
    sizes: np.ndarray,
    dfs: np.ndarray,
    n_docs: int,
) -> PostingLists:
    """Decode many lists at once, all with positions or all without.

    Parameters
    ----------
    content : (n,) uint8 ndarray
    starts, sizes, dfs : (n_terms,) int64 ndarray
    n_docs : int

    Returns
    -------
    PostingLists
        Of int64 documents, int64 frequencies and uint32 positions.
    """
    words, halves = (
        content[: len(content) & ~3].view("<u4"),
        content[: len(content) & ~1].view("<u2"),
    )
    headers = words[starts // 4]
    forms = headers & 3
    offsets = np.concatenate(([0], np.cumsum(dfs)))
    docs = np.empty(int(offsets[-1]), np.int64)
    ends = starts + 4 + 4 * dfs
    chosen = forms == LIST
    docs[spread(offsets[:-1][chosen], dfs[chosen])] = words[
        spread(starts[chosen] // 4 + 1, dfs[chosen])
    ]
    for term in np.flatnonzero(~chosen).tolist():
        found, ends[term] = read_docs(
            content, int(starts[term]), int(dfs[term]), n_docs
        )
        docs[offsets[term] : offsets[term + 1]] = found
    if not len(headers) or not headers[0] & _POSITIONS:
        return PostingLists(offsets, docs, np.empty(0, int), np.empty(0, np.uint32))
    wide = (headers & _WIDE) > 0
    counts = (starts + sizes - ends) // np.where(wide, 4, 2)
    at = np.concatenate(([0], np.cumsum(counts)))
    positions = np.empty(int(at[-1]), np.uint32)
    is_first = np.empty(int(at[-1]), bool)
    for of_width, cells, width, bound in (
        (~wide, halves, 2, FIRST),
        (wide, words, 4, FIRST_WIDE),
    ):
        if of_width.any():
            read = cells[spread(ends[of_width] // width, counts[of_width])]
            into = spread(at[:-1][of_width], counts[of_width])
            positions[into] = read & (bound - 1)
            is_first[into] = read >= bound
    freqs = np.diff(np.append(np.flatnonzero(is_first), len(positions)))
    return PostingLists(offsets, docs, freqs, positions)


class PostingsWriter:
    """Writes a ``.pst`` list after list.

    Parameters
    ----------
    path : Path
        A new file.
    n_docs : int
        Documents of the segment.
    """

    def __init__(self, path: Path, n_docs: int) -> None:
        self._file: BinaryIO = open(path, "wb")
        self._file.write(bytes(HEADER.size))
        self._size = HEADER.size
        self._checksum = 0
        self._n_docs = n_docs

    def write(self, lists: PostingLists) -> tuple[np.ndarray, np.ndarray]:
        """Append lists; give the offset in the file and the size of each."""
        out, starts, sizes = encode(lists, self._n_docs)
        starts = starts + self._size
        content = out.data
        self._checksum = zlib.crc32(content, self._checksum)
        self._file.write(content)
        self._size += len(out)
        return starts, sizes

    def close(self) -> None:
        """Write the head and close the file."""
        self._file.seek(0)
        self._file.write(HEADER.pack(MAGIC, VERSION, self._checksum, self._size))
        self._file.close()


def open_postings(path: Path) -> np.ndarray:
    """Map a ``.pst`` and check its head and size: (n_bytes,) uint8 ndarray.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    content = map_file(path)
    try:
        magic, version, _, size = HEADER.unpack_from(content)
    except struct.error as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
    if magic == MAGIC and version != VERSION:
        raise IndexFormatError(
            path=str(path), found=str(version), supported=str(VERSION)
        )
    if magic != MAGIC or size != len(content):
        raise IndexCorruptError(
            path=str(path), reason=f"expected {size} bytes, found {len(content)}"
        )
    return np.frombuffer(content, np.uint8)


def check_postings(path: Path) -> None:
    """Compare the checksum of a ``.pst`` with its lists.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    content = open_postings(path)
    _, _, checksum, _ = HEADER.unpack_from(content)
    if zlib.crc32(content[HEADER.size :]) != checksum:
        raise IndexCorruptError(path=str(path), reason=N_("its checksum is wrong"))


def _padded(sizes: np.ndarray) -> np.ndarray:
    return (sizes + 3) & ~3
