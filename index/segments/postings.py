"""Occurrences of many terms ↔ the posting lists of a segment's ``.pst``.

Layout, little-endian::

    file       := magic version checksum size list* zeros
    magic         8 bytes, b"TRACUUPO"
    version       uint32
    checksum      uint32, CRC-32 of all that follows the head
    size          uint64, bytes of the file
    zeros         8 bytes, so that 8 can be read from anywhere in a list
    list       := header docs (directory marks block*)? pad
                                            at a multiple of 4 bytes
    header        uint32: bits 0-1 form of the document numbers, bit 2 whether
                  there are positions, from bit 3 on how many there are
    docs       := doc*                      form 0: uint32, ascending
                | n_in_range* low* pad      form 1: for each 65,536 documents
                                            of the segment a uint32; then the
                                            low 16 bits of each number
                | rank* bitmap              form 2: for each 512 documents how
                                            many are in the list before them,
                                            uint32; then bit d % 64 of the
                                            uint64 d // 64 for document d
    directory  := (position place)*         of each block of 128 postings but the
                                            first: number of its first position
                                            in the list; where it is, in units
                                            of 2 bytes from the first block's
                                            place; uint32 each
    marks         a bit a position, the lowest of a byte first, set at the first
                  of a document; up to a multiple of 2 bytes
    block      := head packed place* value*
    head          uint16: bits 0-5 width of a position, the rest: exceptions
    packed        width bits a position, the lowest first, up to a multiple of
                  16 bits; the highest value means an exception
    place         uint16, number of an exception in the block, ascending
    value         uint32, its position
    pad           zero bytes up to a multiple of 4

The shortest form is taken. How often a document has the term is told by the
marks; a list's offset and its size without the last pad are in the term
dictionary. Document numbers and positions are read by `index.segments.doc_numbers`
and `index.segments.positions`, and by compiled loops where they lie.
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
from index.segments.doc_numbers import choose_forms, put_docs, read_docs, size_of
from index.segments.positions import BLOCK, plan_blocks, put_blocks, read_blocks
from index.segments.ragged import bounds_of, spread
from index.segments.sections import map_file

MAGIC = b"TRACUUPO"
VERSION = 2
ENDING = ".pst"

HEADER = struct.Struct("<8sIIQ")

HAS_POSITIONS = 4
COUNT_SHIFT = 3
_MAX_POSITIONS = 1 << (32 - COUNT_SHIFT)
_TAIL = bytes(8)


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
        return bounds_of(self.freqs)[self.offsets]


def encode(
    lists: PostingLists, n_docs: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Encode posting lists.

    Parameters
    ----------
    lists : PostingLists
        No list is empty.
    n_docs : int
        Documents of the segment.

    Returns
    -------
    (n_bytes,) uint8 ndarray, (n_terms,) int64 ndarray, (n_terms,) int64 ndarray
        The lists, where each begins in it, and their sizes.

    Raises
    ------
    OverflowError
        If a list has more positions than its header can tell.
    """
    doc_freqs = np.diff(lists.offsets)
    forms, doc_sizes = choose_forms(doc_freqs, n_docs)
    if not lists.has_positions:
        sizes = 4 + doc_sizes
        starts = bounds_of(_padded(sizes))
        out = np.zeros(int(starts[-1]), np.uint8)
        out.view("<u4")[starts[:-1] // 4] = forms
        put_docs(out, starts[:-1] + 4, forms, lists.offsets, lists.docs, n_docs)
        return out, starts[:-1], sizes
    at = lists.position_offsets
    counts = np.diff(at)
    if len(counts) and counts.max() >= _MAX_POSITIONS:
        raise OverflowError(f"a term has {counts.max()} positions in one segment")
    n_blocks = -(-doc_freqs // BLOCK)
    first_blocks = bounds_of(n_blocks)
    in_list = np.arange(first_blocks[-1]) - np.repeat(first_blocks[:-1], n_blocks)
    first_postings = np.repeat(lists.offsets[:-1], n_blocks) + BLOCK * in_list
    positions = lists.positions.astype(np.uint64)
    block_bounds = bounds_of(lists.freqs)[np.append(first_postings, lists.offsets[-1])]
    plan = plan_blocks(positions, block_bounds)
    block_ends = bounds_of(plan.sizes)
    mark_sizes = _mark_sizes(counts)
    before_blocks = 4 + doc_sizes + 8 * (n_blocks - 1) + mark_sizes
    sizes = before_blocks + np.diff(block_ends[first_blocks])
    starts = bounds_of(_padded(sizes))
    out = np.zeros(int(starts[-1]), np.uint8)
    starts = starts[:-1]
    header = forms | HAS_POSITIONS | counts << COUNT_SHIFT
    out.view("<u4")[starts // 4] = header.astype(np.uint32)
    put_docs(out, starts + 4, forms, lists.offsets, lists.docs, n_docs)
    places_in_list = block_ends[:-1] - np.repeat(
        block_ends[first_blocks[:-1]], n_blocks
    )
    is_listed = in_list > 0
    directory = np.stack(
        (
            (block_bounds[:-1] - np.repeat(at[:-1], n_blocks))[is_listed],
            places_in_list[is_listed] // 2,
        ),
        axis=1,
    )
    put = spread((starts + 4 + doc_sizes) // 4, 2 * (n_blocks - 1))
    out.view("<u4")[put] = directory.ravel()
    _put_marks(out, starts + before_blocks - mark_sizes, lists, counts)
    places = np.repeat(starts + before_blocks, n_blocks) + places_in_list
    put_blocks(out, places, positions, plan)
    return out, starts, sizes


def _mark_sizes(counts: np.ndarray) -> np.ndarray:
    return 2 * ((counts + 15) // 16)


def _put_marks(
    out: np.ndarray, places: np.ndarray, lists: PostingLists, counts: np.ndarray
) -> None:
    sizes = _mark_sizes(counts)
    bits = np.zeros(8 * int(sizes.sum()), bool)
    shifts = 8 * bounds_of(sizes)[:-1] - lists.position_offsets[:-1]
    firsts = bounds_of(lists.freqs)[:-1]
    bits[firsts + np.repeat(shifts, np.diff(lists.offsets))] = True
    out[spread(places, sizes)] = np.packbits(bits, bitorder="little")


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the parts of several lists are."""

    forms: np.ndarray
    counts: np.ndarray
    directories: np.ndarray
    marks: np.ndarray
    blocks: np.ndarray
    n_blocks: np.ndarray


def _places_of(
    content: np.ndarray, starts: np.ndarray, doc_freqs: np.ndarray, n_docs: int
) -> _Places:
    headers = content[: len(content) & ~3].view("<u4")[starts // 4].astype(np.int64)
    forms, counts = headers & 3, headers >> COUNT_SHIFT
    doc_sizes = np.choose(
        forms, [size_of(form, doc_freqs, n_docs) for form in (0, 1, 2)]
    )
    directories = starts + 4 + doc_sizes
    n_blocks = -(-doc_freqs // BLOCK)
    marks = directories + 8 * (n_blocks - 1)
    return _Places(
        forms, counts, directories, marks, marks + _mark_sizes(counts), n_blocks
    )


def decode(
    content: np.ndarray, starts: np.ndarray, doc_freqs: np.ndarray, n_docs: int
) -> PostingLists:
    """Decode many lists at once, all with positions or all without.

    Parameters
    ----------
    content : (n,) uint8 ndarray
        A mapped ``.pst``.
    starts, doc_freqs : (n_terms,) int64 ndarray
        Where each list begins; its documents.
    n_docs : int
        Documents of the segment.

    Returns
    -------
    PostingLists
        Of int64 documents, int64 frequencies and uint32 positions.

    Raises
    ------
    ValueError, IndexError
        If a list is damaged.
    """
    places = _places_of(content, starts, doc_freqs, n_docs)
    offsets = bounds_of(doc_freqs)
    docs = np.empty(int(offsets[-1]), np.int64)
    is_listed = places.forms == 0
    words = content[: len(content) & ~3].view("<u4")
    of_lists = spread(starts[is_listed] // 4 + 1, doc_freqs[is_listed])
    docs[spread(offsets[:-1][is_listed], doc_freqs[is_listed])] = words[of_lists]
    for at in np.flatnonzero(~is_listed).tolist():
        docs[offsets[at] : offsets[at + 1]] = read_docs(
            content,
            int(starts[at]) + 4,
            int(places.forms[at]),
            int(doc_freqs[at]),
            n_docs,
        )
    none = np.empty(0, np.int64)
    if not len(starts) or not words[starts[0] // 4] & HAS_POSITIONS:
        return PostingLists(offsets, docs, none, none.astype(np.uint32))
    freqs = _read_freqs(content, places.marks, places.counts)
    if len(freqs) != len(docs):
        raise ValueError(f"expected {len(docs)} postings, found {len(freqs)}")
    n_more = places.n_blocks - 1
    firsts = np.cumsum(places.n_blocks) - places.n_blocks
    is_first = np.zeros(int(places.n_blocks.sum()), bool)
    is_first[firsts] = True
    directory = words[spread(places.directories // 4, 2 * n_more)].reshape(-1, 2)
    at = bounds_of(places.counts)[:-1]
    block_starts = np.empty(len(is_first), np.int64)
    block_starts[is_first] = at
    block_starts[~is_first] = directory[:, 0] + np.repeat(at, n_more)
    block_places = np.repeat(places.blocks, places.n_blocks)
    block_places[~is_first] += 2 * directory[:, 1].astype(np.int64)
    block_counts = np.diff(block_starts, append=places.counts.sum())
    if len(block_counts) and block_counts.min() < 1:
        raise ValueError("the directory of a list is out of order")
    return PostingLists(
        offsets, docs, freqs, read_blocks(content, block_places, block_counts)
    )


def n_positions_of(content: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Count the positions of lists by their headers: (n_terms,) int64.

    Parameters
    ----------
    content : (n,) uint8 ndarray
        A mapped ``.pst``.
    starts : (n_terms,) int64 ndarray
        Where each list begins.
    """
    words = content[: len(content) & ~3].view("<u4")
    return words[starts // 4].astype(np.int64) >> COUNT_SHIFT


def read_range(
    content: np.ndarray, start: int, doc_freq: int, n_docs: int, first: int, last: int
) -> PostingLists:
    """Read the postings of one list in the documents ``first`` to ``last - 1``.

    Of the positions only the blocks that have some of these are unpacked.

    Parameters
    ----------
    content : (n,) uint8 ndarray
        A mapped ``.pst``.
    start, doc_freq, n_docs : int
        Where the list begins; its documents; those of the segment.
    first, last : int

    Raises
    ------
    ValueError, IndexError
        If the list is damaged.
    """
    places = _places_of(content, np.array([start]), np.array([doc_freq]), n_docs)
    docs = read_docs(content, start + 4, int(places.forms[0]), doc_freq, n_docs)
    low, high = np.searchsorted(docs, (first, last)).tolist()
    freqs = _read_freqs(content, places.marks, places.counts)
    ends = bounds_of(freqs)
    blocks = np.arange(low // BLOCK, -(-high // BLOCK) if high > low else low // BLOCK)
    firsts = ends[BLOCK * blocks]
    counts = ends[np.minimum(BLOCK * (blocks + 1), doc_freq)] - firsts
    words = content[: len(content) & ~3].view("<u4")
    at = int(places.directories[0]) // 4 + 2 * (blocks - 1) + 1
    shifts = np.where(blocks > 0, words[np.maximum(at, 0)], 0).astype(np.int64)
    positions = read_blocks(content, int(places.blocks[0]) + 2 * shifts, counts)
    skipped = int(ends[low] - firsts[0]) if len(blocks) else 0
    freqs = freqs[low:high]
    return PostingLists(
        np.array([0, high - low]),
        docs[low:high].astype(np.int64),
        freqs,
        positions[skipped : skipped + int(freqs.sum())],
    )


def _read_freqs(
    content: np.ndarray, places: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Count the positions of each posting by the marks: int64."""
    sizes = _mark_sizes(counts)
    marks = content[spread(places, sizes)]
    bits = np.unpackbits(marks, bitorder="little").view(bool)
    firsts = np.flatnonzero(bits)
    # A list's marks begin at a byte of their own.
    gaps = 8 * sizes - counts
    list_of = np.searchsorted(8 * np.cumsum(sizes), firsts, side="right")
    firsts -= (np.cumsum(gaps) - gaps)[list_of]
    return np.diff(firsts, append=int(counts.sum()))


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
        self._append(out.data)
        return starts, sizes

    def close(self) -> None:
        """Write the head and close the file."""
        self._append(memoryview(_TAIL))
        self._file.seek(0)
        self._file.write(HEADER.pack(MAGIC, VERSION, self._checksum, self._size))
        self._file.close()

    def _append(self, content: memoryview) -> None:
        self._checksum = zlib.crc32(content, self._checksum)
        self._file.write(content)
        self._size += len(content)


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
