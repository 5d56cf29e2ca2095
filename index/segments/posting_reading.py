"""Posting lists of a segment's ``.pst`` → occurrences; `index.segments.postings` has
the layout.

Searches that are meant to be fast do not come here: loops in C read lists where
they lie (`search.embedded.kernels`). This is for merging, counting, and Whoosh.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.segments.doc_numbers import (
    BITMAP,
    LIST,
    RANGES,
    read_docs,
    read_docs_from,
    read_lists,
    read_ranges,
    size_of,
)
from index.segments.positions import BLOCK, read_blocks
from index.segments.postings import (
    COUNT_SHIFT,
    HAS_POSITIONS,
    PostingLists,
    mark_sizes,
)
from index.segments.ragged import bounds_of, spread


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of several lists are, as their headers say.

    Attributes
    ----------
    forms, counts : (n_lists,) int64 ndarray
        Form of the documents; how many positions.
    directories, marks, blocks : (n_lists,) int64 ndarray
        Where each of these parts begins; names end where the directory would begin.
    n_blocks : (n_lists,) int64 ndarray
    """

    forms: np.ndarray
    counts: np.ndarray
    directories: np.ndarray
    marks: np.ndarray
    blocks: np.ndarray
    n_blocks: np.ndarray


def places_of(
    content: np.ndarray, starts: np.ndarray, doc_freqs: np.ndarray, n_docs: int
) -> Places:
    """Tell where the parts of lists are; arguments and errors as of `decode`."""
    headers = content[: len(content) & ~3].view("<u4")[starts // 4].astype(np.int64)
    forms, counts = headers & 3, headers >> COUNT_SHIFT
    doc_sizes = np.choose(
        forms, [size_of(form, doc_freqs, n_docs) for form in (0, 1, 2)]
    )
    directories = starts + 4 + doc_sizes
    n_blocks = -(-doc_freqs // BLOCK)
    marks = directories + 8 * (n_blocks - 1)
    return Places(
        forms, counts, directories, marks, marks + mark_sizes(counts), n_blocks
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
    places = places_of(content, starts, doc_freqs, n_docs)
    offsets = bounds_of(doc_freqs)
    docs = np.empty(int(offsets[-1]), np.int64)
    words = content[: len(content) & ~3].view("<u4")
    for form in (LIST, RANGES):
        # Most lists are short, so all of a form are read at once.
        chosen = places.forms == form
        read = read_lists if form == LIST else read_ranges
        into = spread(offsets[:-1][chosen], doc_freqs[chosen])
        docs[into] = read(content, starts[chosen] + 4, doc_freqs[chosen], n_docs)
    for at in np.flatnonzero(places.forms == BITMAP).tolist():
        docs[offsets[at] : offsets[at + 1]] = read_docs(
            content, int(starts[at]) + 4, BITMAP, int(doc_freqs[at]), n_docs
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
    places = places_of(content, np.array([start]), np.array([doc_freq]), n_docs)
    form, n_positions = int(places.forms[0]), int(places.counts[0])
    docs, low = read_docs_from(content, start + 4, form, doc_freq, n_docs, first, last)
    high = low + len(docs)
    if low == high:
        none = np.empty(0, np.int64)
        return PostingLists(np.zeros(2, np.int64), none, none, none.astype(np.uint32))
    words = content[: len(content) & ~3].view("<u4")
    at = int(places.directories[0]) // 4
    directory = words[at : at + 2 * (int(places.n_blocks[0]) - 1)].astype(np.int64)
    bounds = np.concatenate(([0], directory[::2], [n_positions]))
    shifts = np.concatenate(([0], directory[1::2]))
    blocks = slice(low // BLOCK, -(-high // BLOCK))
    starts = bounds[blocks.start : blocks.stop + 1]
    # Marks of these blocks only, from a whole byte on.
    skipped = int(starts[0]) % 8
    marks = int(places.marks[0])
    some = content[marks + int(starts[0]) // 8 : marks + (int(starts[-1]) + 7) // 8]
    n_bits = skipped + int(starts[-1] - starts[0])
    bits = np.unpackbits(some, bitorder="little", count=n_bits)[skipped:]
    freqs = np.diff(np.flatnonzero(bits), append=len(bits))
    positions = read_blocks(
        content, int(places.blocks[0]) + 2 * shifts[blocks], np.diff(starts)
    )
    before = low - BLOCK * blocks.start
    skipped = int(freqs[:before].sum())
    freqs = freqs[before : before + len(docs)]
    return PostingLists(
        np.array([0, len(docs)]),
        docs.astype(np.int64),
        freqs,
        positions[skipped : skipped + int(freqs.sum())],
    )


def _read_freqs(
    content: np.ndarray, places: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Count the positions of each posting by the marks: int64."""
    sizes = mark_sizes(counts)
    marks = content[spread(places, sizes)]
    bits = np.unpackbits(marks, bitorder="little").view(bool)
    firsts = np.flatnonzero(bits)
    # A list's marks begin at a byte of their own.
    gaps = 8 * sizes - counts
    list_of = np.searchsorted(8 * np.cumsum(sizes), firsts, side="right")
    firsts -= (np.cumsum(gaps) - gaps)[list_of]
    return np.diff(firsts, append=int(counts.sum()))
