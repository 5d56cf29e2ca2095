"""Document numbers of posting lists, in whichever of three forms is shortest.

`index.segments.postings` has the layout.
"""

from __future__ import annotations

import numpy as np

from index.segments.ragged import bounds_of, spread

LIST, RANGES, BITMAP = 0, 1, 2

RANGE_BITS = 16
RANK_BITS = 9
"""A bitmap tells for each 512 documents how many are in it before them."""


def n_ranges_of(n_docs: int) -> int:
    """Give the number of ranges of a segment."""
    return (n_docs + (1 << RANGE_BITS) - 1) >> RANGE_BITS


def n_ranks_of(n_docs: int) -> int:
    """Give the number of ranks of a bitmap."""
    return (n_docs + (1 << RANK_BITS) - 1) >> RANK_BITS


def choose_forms(doc_freqs: np.ndarray, n_docs: int) -> tuple[np.ndarray, np.ndarray]:
    """Choose the shortest form of each list.

    Returns
    -------
    (n_lists,) int64 ndarray, (n_lists,) int64 ndarray
        Forms, and their sizes in bytes, multiples of 4.
    """
    sizes = np.stack([size_of(form, doc_freqs, n_docs) for form in (0, 1, 2)])
    return sizes.argmin(0), sizes.min(0)


def size_of(form: int, doc_freqs: np.ndarray, n_docs: int) -> np.ndarray:
    """Give the bytes that document numbers take in a form: (n_lists,) int64."""
    if form == LIST:
        return 4 * doc_freqs
    if form == RANGES:
        return 4 * n_ranges_of(n_docs) + ((2 * doc_freqs + 3) & ~3)
    whole = 4 * n_ranks_of(n_docs) + 8 * ((n_docs + 63) // 64)
    return np.full(len(doc_freqs), whole, np.int64)


def put_docs(
    out: np.ndarray,
    places: np.ndarray,
    forms: np.ndarray,
    offsets: np.ndarray,
    docs: np.ndarray,
    n_docs: int,
) -> None:
    """Write the document numbers of several lists, in place.

    Parameters
    ----------
    out : (n_bytes,) uint8 ndarray
        Zeros so far.
    places, forms : (n_lists,) int64 ndarray
        Where each list's numbers go, multiples of 4, and in which form.
    offsets : (n_lists + 1,) int64 ndarray
    docs : (n_postings,) integer ndarray
        List ``i`` has ``docs[offsets[i] : offsets[i + 1]]``, ascending.
    n_docs : int
        Documents of the segment.
    """
    doc_freqs = np.diff(offsets)
    form_of = np.repeat(forms, doc_freqs)
    chosen = forms == LIST
    put = spread(places[chosen] // 4, doc_freqs[chosen])
    out.view("<u4")[put] = docs[form_of == LIST]
    chosen = forms == RANGES
    if chosen.any():
        n_ranges, n_chosen = n_ranges_of(n_docs), int(np.count_nonzero(chosen))
        those = docs[form_of == RANGES].astype(np.int64)
        number = np.repeat(np.arange(n_chosen), doc_freqs[chosen])
        counts = np.bincount(
            number * n_ranges + (those >> RANGE_BITS), minlength=n_ranges * n_chosen
        )
        put = spread(places[chosen] // 4, np.full(n_chosen, n_ranges))
        out.view("<u4")[put] = counts
        put = spread(places[chosen] // 2 + 2 * n_ranges, doc_freqs[chosen])
        out.view("<u2")[put] = those & ((1 << RANGE_BITS) - 1)
    for at in np.flatnonzero(forms == BITMAP).tolist():
        bits = np.zeros(64 * ((n_docs + 63) // 64), bool)
        bits[docs[offsets[at] : offsets[at + 1]]] = True
        of_ranks = bits[: (len(bits) >> RANK_BITS) << RANK_BITS]
        counts = of_ranks.reshape(-1, 1 << RANK_BITS).sum(1)
        ranks = bounds_of(counts)[: n_ranks_of(n_docs)]
        place = int(places[at])
        end = place + 4 * len(ranks)
        out[place:end].view("<u4")[:] = ranks
        packed = np.packbits(bits, bitorder="little")
        out[end : end + len(packed)] = packed


def read_lists(
    content: np.ndarray, places: np.ndarray, doc_freqs: np.ndarray, n_docs: int
) -> np.ndarray:
    """Read the document numbers of several lists of the first form, one after another.

    Parameters
    ----------
    content : (n,) uint8 ndarray
    places, doc_freqs : (n_lists,) int64 ndarray
        Where the numbers of each list are, multiples of 4, and how many.
    n_docs : int

    Returns
    -------
    (n_postings,) integer ndarray
        As they are in the file, in whichever order.
    """
    words = content[: len(content) & ~3].view("<u4")
    return words[spread(places // 4, doc_freqs)]


def read_ranges(
    content: np.ndarray, places: np.ndarray, doc_freqs: np.ndarray, n_docs: int
) -> np.ndarray:
    """Read those of the second form; as `read_lists`.

    Raises
    ------
    ValueError
        If the ranges of the lists have more or fewer numbers than `doc_freqs` says.
    """
    n_ranges = n_ranges_of(n_docs)
    halves = content[: len(content) & ~1].view("<u2")
    lows = halves[spread(places // 2 + 2 * n_ranges, doc_freqs)].astype(np.int64)
    if n_ranges > 1:
        words = content[: len(content) & ~3].view("<u4")
        counts = words[spread(places // 4, np.full(len(places), n_ranges))]
        n_found = int(counts.sum(dtype=np.int64))
        if n_found != len(lows):
            raise ValueError(f"expected {len(lows)} documents, found {n_found}")
        ranges = np.tile(np.arange(n_ranges), len(places))
        lows |= np.repeat(ranges, counts) << RANGE_BITS
    return lows


def read_docs(
    content: np.ndarray, at: int, form: int, doc_freq: int, n_docs: int
) -> np.ndarray:
    """Read the document numbers of one list: (doc_freq,) int32, ascending.

    Raises
    ------
    ValueError
        If the numbers are damaged: not so many, out of order or out of range.
    """
    if form == LIST:
        docs = content[at : at + 4 * doc_freq].view("<i4")
    elif form == RANGES:
        lows = at + 4 * n_ranges_of(n_docs)
        docs = content[lows : lows + 2 * doc_freq].view("<u2").astype(np.int32)
        first = 0
        for number, n in enumerate(content[at:lows].view("<u4").tolist()):
            docs[first : first + n] += number << RANGE_BITS
            first += n
    else:
        at += 4 * n_ranks_of(n_docs)
        end = at + 8 * ((n_docs + 63) // 64)
        bits = np.unpackbits(content[at:end], bitorder="little")
        docs = np.flatnonzero(bits.view(bool)).astype(np.int32)
    is_sound = len(docs) == doc_freq and (
        not doc_freq
        or (docs[0] >= 0 and docs[-1] < n_docs and bool(np.all(docs[1:] > docs[:-1])))
    )
    if not is_sound:
        raise ValueError(f"expected {doc_freq} ascending documents below {n_docs}")
    return docs


def read_docs_from(
    content: np.ndarray,
    at: int,
    form: int,
    doc_freq: int,
    n_docs: int,
    first: int,
    last: int,
) -> tuple[np.ndarray, int]:
    """Read the document numbers of one list that are in a range.

    Parameters
    ----------
    content, at, form, doc_freq, n_docs
        As of `read_docs`.
    first, last : int
        Documents from `first` to ``last - 1``.

    Returns
    -------
    (n,) int32 ndarray, int
        Ascending; how many are in the list before them.

    Raises
    ------
    ValueError
        If the numbers are damaged.
    """
    if form != BITMAP:
        docs = read_docs(content, at, form, doc_freq, n_docs)
        low, high = np.searchsorted(docs, (first, last)).tolist()
        return docs[low:high], low
    last = min(last, n_docs)
    rank = first >> RANK_BITS
    n_before = int(content[at + 4 * rank : at + 4 * rank + 4].view("<u4")[0])
    at += 4 * n_ranks_of(n_docs)
    start = rank << RANK_BITS
    bits = content[at + start // 8 : at + 8 * ((last + 63) // 64)]
    docs = np.flatnonzero(np.unpackbits(bits, bitorder="little").view(bool)) + start
    low, high = np.searchsorted(docs, (first, last)).tolist()
    return docs[low:high].astype(np.int32), n_before + low
