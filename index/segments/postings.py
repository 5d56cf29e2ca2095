"""Occurrences of many terms → the posting lists of a segment's ``.pst``.

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
dictionary. The parts are put and read by `index.segments.doc_numbers` and
`index.segments.positions`, whole lists read by `index.segments.posting_reading`,
the file by `index.segments.posting_file`; compiled loops follow lists where they lie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.segments.doc_numbers import choose_forms, put_docs
from index.segments.positions import BLOCK, plan_blocks, put_blocks
from index.segments.ragged import bounds_of, spread

HAS_POSITIONS = 4
COUNT_SHIFT = 3
_MAX_POSITIONS = 1 << (32 - COUNT_SHIFT)


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
    of_marks = mark_sizes(counts)
    before_blocks = 4 + doc_sizes + 8 * (n_blocks - 1) + of_marks
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
    _put_marks(out, starts + before_blocks - of_marks, lists, counts)
    places = np.repeat(starts + before_blocks, n_blocks) + places_in_list
    put_blocks(out, places, positions, plan)
    return out, starts, sizes


def mark_sizes(counts: np.ndarray) -> np.ndarray:
    """Give the bytes of the marks of lists with so many positions."""
    return 2 * ((counts + 15) // 16)


def _put_marks(
    out: np.ndarray, places: np.ndarray, lists: PostingLists, counts: np.ndarray
) -> None:
    sizes = mark_sizes(counts)
    bits = np.zeros(8 * int(sizes.sum()), bool)
    shifts = 8 * bounds_of(sizes)[:-1] - lists.position_offsets[:-1]
    firsts = bounds_of(lists.freqs)[:-1]
    bits[firsts + np.repeat(shifts, np.diff(lists.offsets))] = True
    out[spread(places, sizes)] = np.packbits(bits, bitorder="little")


def _padded(sizes: np.ndarray) -> np.ndarray:
    return (sizes + 3) & ~3
