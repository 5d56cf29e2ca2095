"""Positions of posting lists, packed in blocks of 128 postings.

`index.segments.postings` has the layout. Each block has a width of its own, and
the few positions that do not fit it stand behind the others: the patched frame
of reference of Zukowski, Héman, Nes and Boncz, "Super-scalar RAM-CPU cache
compression", ICDE 2006, doi:10.1109/ICDE.2006.150, with the highest value of the
width as the sign of an exception, so that any position is read by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.segments.ragged import bounds_of, spread

BLOCK = 128
"""Postings of a block."""

MAX_EXCEPTIONS = 1023
MAX_PATCHED = 1 << 16
"""Positions of a block that may have exceptions: their places take 16 bits."""

_EXCEPTION_BITS = 48
_FEW = 8
"""In a block of fewer positions no exception pays."""

WIDTH_BITS = 6


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """How blocks are packed.

    Attributes
    ----------
    bounds : (n_blocks + 1,) int64 ndarray
        Block ``i`` has the positions ``bounds[i] : bounds[i + 1]``.
    widths, n_exceptions, sizes : (n_blocks,) int64 ndarray
        Bits of a position, exceptions, bytes of the block.
    """

    bounds: np.ndarray
    widths: np.ndarray
    n_exceptions: np.ndarray
    sizes: np.ndarray


def plan_blocks(positions: np.ndarray, bounds: np.ndarray) -> BlockPlan:
    """Choose the width of each block that makes it shortest.

    Parameters
    ----------
    positions : (n_positions,) uint64 ndarray
    bounds : (n_blocks + 1,) int64 ndarray
        No block is empty.
    """
    counts = np.diff(bounds)
    # The highest value of a width is no position but the sign of an exception,
    # so what must fit is one more.
    lengths = np.frexp((positions + np.uint64(1)).astype(np.float64))[1]
    lengths = lengths.astype(np.int64)
    widths = np.maximum.reduceat(lengths, bounds[:-1]) if len(counts) else counts.copy()
    n_exceptions = np.zeros(len(counts), np.int64)
    patched = np.flatnonzero((counts >= _FEW) & (counts <= MAX_PATCHED))
    if len(patched):
        reach = int(widths.max()) + 1
        of = np.repeat(np.arange(len(patched)), counts[patched])
        those = lengths[spread(bounds[patched], counts[patched])]
        n_of_length = np.bincount(of * reach + those, minlength=len(patched) * reach)
        # Column b: how many do not fit b bits.
        beyond = n_of_length.reshape(-1, reach)[:, ::-1].cumsum(1)[:, ::-1]
        beyond = np.concatenate(
            (beyond[:, 1:], np.zeros((len(patched), 1), beyond.dtype)), axis=1
        )
        costs = counts[patched][:, None] * np.arange(reach) + _EXCEPTION_BITS * beyond
        costs[beyond > MAX_EXCEPTIONS] = np.iinfo(np.int64).max
        best = costs[:, 1:].argmin(1) + 1
        widths[patched] = best
        n_exceptions[patched] = beyond[np.arange(len(patched)), best]
    packed = 2 * ((counts * widths + 15) // 16)
    return BlockPlan(bounds, widths, n_exceptions, 2 + packed + 6 * n_exceptions)


def put_blocks(
    out: np.ndarray, places: np.ndarray, positions: np.ndarray, plan: BlockPlan
) -> None:
    """Write blocks, in place.

    Parameters
    ----------
    out : (n_bytes,) uint8 ndarray
        Zeros where the blocks go; a multiple of 4 bytes.
    places : (n_blocks,) int64 ndarray
        Where each block goes: even numbers.
    positions : (n_positions,) uint64 ndarray
    plan : BlockPlan
    """
    counts, widths = np.diff(plan.bounds), plan.widths
    out.view("<u2")[places // 2] = widths | plan.n_exceptions << WIDTH_BITS
    highest = ((1 << widths) - 1).astype(np.uint64)
    values = np.minimum(positions, np.repeat(highest, counts))
    bits = _bits_of(places, counts, widths)
    at = bits >> 5
    shifted = values << (bits & 31).astype(np.uint64)
    words = out.view("<u4")
    starts = np.flatnonzero(np.diff(at, prepend=-1))
    if len(starts):
        low = np.bitwise_or.reduceat(shifted & np.uint64(0xFFFFFFFF), starts)
        words[at[starts]] |= low.astype(np.uint32)
        # Only the last value of a word reaches into the next one.
        over = np.flatnonzero(shifted >> np.uint64(32))
        words[at[over] + 1] |= (shifted[over] >> np.uint64(32)).astype(np.uint32)
    patched = np.flatnonzero(plan.n_exceptions)
    if not len(patched):
        return
    inside = spread(plan.bounds[patched], counts[patched])
    is_beyond = positions[inside] >= np.repeat(highest[patched], counts[patched])
    beyond = inside[is_beyond]
    n = plan.n_exceptions[patched]
    cells = out.view("<u2")
    place = (_packed_end(places, counts, widths) // 2)[patched]
    in_block = beyond - np.repeat(plan.bounds[patched], n)
    cells[spread(place, n)] = in_block
    high_at = _values_at(place, n)
    cells[high_at] = positions[beyond] & np.uint64(0xFFFF)
    cells[high_at + 1] = positions[beyond] >> np.uint64(16)


def read_blocks(
    content: np.ndarray, places: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Read the positions of several blocks: (n_positions,) uint32 ndarray.

    Parameters
    ----------
    content : (n_bytes,) uint8 ndarray
        As `put_blocks` wrote it.
    places, counts : (n_blocks,) int64 ndarray
        Where each block is, and how many positions it has.
    """
    cells = content[: len(content) & ~1].view("<u2")
    words = content[: len(content) & ~3].view("<u4")
    heads = cells[places // 2].astype(np.int64)
    widths, n_exceptions = heads & ((1 << WIDTH_BITS) - 1), heads >> WIDTH_BITS
    bits = _bits_of(places, counts, widths)
    at = bits >> 5
    read = words[np.minimum(at + 1, len(words) - 1)].astype(np.uint64) << np.uint64(32)
    read |= words[at]
    read >>= (bits & 31).astype(np.uint64)
    highest = np.repeat(((1 << widths) - 1).astype(np.uint64), counts)
    positions = (read & highest).astype(np.uint32)
    patched = np.flatnonzero(n_exceptions)
    if len(patched):
        n = n_exceptions[patched]
        place = (_packed_end(places, counts, widths) // 2)[patched]
        in_block = cells[spread(place, n)].astype(np.int64)
        high_at = _values_at(place, n)
        values = cells[high_at].astype(np.uint32)
        values |= cells[high_at + 1].astype(np.uint32) << np.uint32(16)
        positions[np.repeat(bounds_of(counts)[patched], n) + in_block] = values
    return positions


def _bits_of(places: np.ndarray, counts: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Give where each position begins, in bits: (n_positions,) int64."""
    starts = 8 * (places + 2) - bounds_of(counts)[:-1] * widths
    total = int(counts.sum())
    return np.repeat(starts, counts) + np.arange(total) * np.repeat(widths, counts)


def _values_at(places: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Give where the values of exceptions are, behind their places: 2-byte units."""
    starts = places + n - 2 * bounds_of(n)[:-1]
    return np.repeat(starts, n) + 2 * np.arange(int(n.sum()))


def _packed_end(
    places: np.ndarray, counts: np.ndarray, widths: np.ndarray
) -> np.ndarray:
    return places + 2 + 2 * ((counts * widths + 15) // 16)
