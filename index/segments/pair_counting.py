"""Counting the documents of each pair of common syllables of a segment.

The texts are laid out again from the posting lists, some million syllables at a
time, as numbers of classes; `index.segments.pairs` has the table that comes of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import numpy as np

from index.analysis.normalise import other_i_or_y
from index.schema import BODY, TITLE
from index.segments.documents import Documents
from index.segments.posting_reading import n_positions_of, read_range
from index.segments.vocabulary import SegmentVocabulary

COMMON = 20_000
"""Occurrences in a segment from which on a class of syllables is common. A pair
with a rarer one is looked for in less than half a millisecond."""

MAX_CLASSES = 2048
"""The commonest are taken; a pair of classes has to fit 32 bits."""

WAYS = ("exact", "folded")

Classes = dict[str, dict[str, list[int]]]
"""Way → class → the rows of its syllables in the vocabulary."""

Counts = dict[tuple[str, str], np.ndarray]
"""Ways of the first and the second → (n_first · n_second,) uint32, documents."""

_TOKENS = 16_000_000
"""Syllables that are laid out at once: 64 MB. All lists are gone through for each
such lot, so fewer would cost time."""

_DOC_BITS = 10
_DOCS = 1 << _DOC_BITS
"""Documents whose pairs are sorted at once: few enough for the keys, each of a
pair and a document, to take 32 bits and to stay in the cache."""


def class_of(typed: str) -> str:
    """Give the class of the syllables that a typed one stands for.

    Examples
    --------
    >>> class_of("lý"), class_of("lí"), class_of("ly"), class_of("nam")
    ('lí', 'lí', 'li', 'nam')
    """
    return min(typed, other_i_or_y(typed) or typed)


def count_pairs(
    content: np.ndarray,
    syllables: SegmentVocabulary,
    columns: Documents,
    classes: Classes,
    first: int,
    last: int,
) -> Counts:
    """Count the pairs in the documents from `first` to ``last - 1``.

    Parameters
    ----------
    content : (n_bytes,) uint8 ndarray
        The segment's mapped ``.pst``.
    syllables : SegmentVocabulary
    columns : Documents
    classes : dict
        As `common_classes` gives them.
    first, last : int
    """
    sizes = {way: len(of_way) for way, of_way in classes.items()}
    ways = list(product(WAYS, WAYS))
    counts = {(v, w): np.zeros(sizes[v] * sizes[w], np.uint32) for v, w in ways}
    rows = {way: list(of_way.values()) for way, of_way in classes.items()}
    for tokens, bounds in _laid_out(content, syllables, columns, rows, first, last):
        for v, w in ways:
            _count(tokens[v], tokens[w], bounds, sizes[w], counts[v, w])
    return counts


def common_classes(content: np.ndarray, vocabulary: SegmentVocabulary) -> Classes:
    """Find for each way the common classes and the rows of each, in order."""
    counts = sum(
        np.where(
            vocabulary.sizes[field] > 0,
            n_positions_of(content, 4 * vocabulary.at[field].astype(np.int64)),
            0,
        )
        for field in (BODY, TITLE)
    )
    members: dict[str, dict[str, list[int]]] = {way: defaultdict(list) for way in WAYS}
    totals: dict[str, dict[str, int]] = {way: defaultdict(int) for way in WAYS}
    before, of_folded = None, ""
    for row, n in enumerate(counts.tolist()):
        folded, syllable = vocabulary.spelled(row)
        if folded != before:  # Rows that fold to one syllable stand together.
            before, of_folded = folded, class_of(folded)
        own = of_folded if syllable == folded else class_of(syllable)
        for way, key in (("exact", own), ("folded", of_folded)):
            members[way][key].append(row)
            totals[way][key] += n
    classes: Classes = {}
    for way, of_way in totals.items():
        common = [key for key, n in of_way.items() if n >= COMMON and key.isprintable()]
        common = sorted(common, key=lambda key: (-of_way[key], key))[:MAX_CLASSES]
        classes[way] = {key: members[way][key] for key in sorted(common)}
    return classes


def _laid_out(
    content: np.ndarray,
    vocabulary: SegmentVocabulary,
    documents: Documents,
    classes: dict[str, list[list[int]]],
    first: int,
    end: int,
) -> Iterator[tuple[dict[str, np.ndarray], np.ndarray]]:
    """Yield the texts of documents from `first` on as numbers of classes, in lots.

    Yields
    ------
    dict of str to (n,) uint16 ndarray, (n_docs + 1,) int64 ndarray
        For each way the class of each syllable, from 1, and 0 for any other and
        between texts; where each document begins, and where the last one ends.
    """
    titles = documents.title_lengths.astype(np.int64)
    bodies = documents.body_lengths.astype(np.int64)
    # Each text is followed by a gap, so that nothing pairs across it.
    ends = np.cumsum(titles + bodies + 2)
    while first < end:
        before = int(ends[first - 1]) if first else 0
        last = int(np.searchsorted(ends, before + _TOKENS))
        last = min(max(last, first + 1), end)
        starts = ends[first:last] - (titles + bodies + 2)[first:last] - before
        n_tokens = int(ends[last - 1]) - before
        tokens = {way: np.zeros(n_tokens, np.uint16) for way in classes}
        for row, numbers_of_row in _by_row(classes).items():
            for field, shift in ((TITLE, 0), (BODY, titles[first:last] + 1)):
                docs, positions = _occurrences(
                    content, vocabulary, field, row, documents.n_docs, first, last
                )
                at = (starts + shift)[docs - first] + positions
                for way, number in numbers_of_row:
                    tokens[way][at] = number
        yield tokens, np.append(starts, n_tokens)
        first = last


def _occurrences(
    content: np.ndarray,
    vocabulary: SegmentVocabulary,
    field: str,
    row: int,
    n_docs: int,
    first: int,
    last: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Read documents and positions of a row in a range of documents."""
    start = 4 * int(vocabulary.at[field][row])
    if not vocabulary.sizes[field][row]:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    doc_freq = int(vocabulary.docs[field][row])
    found = read_range(content, start, doc_freq, n_docs, first, last)
    return np.repeat(found.docs, found.freqs), found.positions.astype(np.int64)


def _by_row(
    classes: dict[str, list[list[int]]],
) -> dict[int, list[tuple[str, int]]]:
    """List for each row its classes, from 1."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for way, of_way in classes.items():
        for number, rows in enumerate(of_way, 1):
            for row in rows:
                found[row].append((way, number))
    return found


def _count(
    first: np.ndarray,
    second: np.ndarray,
    bounds: np.ndarray,
    n_second: int,
    counts: np.ndarray,
) -> None:
    """Count the documents of each pair of neighbours.

    Parameters
    ----------
    first, second : (n_tokens,) uint16 ndarray
        Classes of each syllable, as `_laid_out` gives them.
    bounds : (n_docs + 1,) int64 ndarray
        Where the syllables of each document begin, and where the last ends.
    n_second : int
        Classes of the second.
    counts : (n_first · n_second,) uint32 ndarray
        To which the documents are added.
    """
    for low in range(0, len(bounds) - 1, _DOCS):
        ends = bounds[low : low + _DOCS + 1]
        part = slice(int(ends[0]), int(ends[-1]))
        ones, others = first[part], second[part]
        at = ((ones[:-1] > 0) & (others[1:] > 0)).nonzero()[0]
        keys = ones[at].astype(np.uint32)
        keys -= np.uint32(1)
        keys *= np.uint32(n_second)
        keys += others[at + 1]
        keys -= np.uint32(1)
        keys <<= np.uint32(_DOC_BITS)
        lengths = np.diff(at.searchsorted(ends - ends[0]))
        keys |= np.arange(len(lengths), dtype=np.uint32).repeat(lengths)
        # A document counts once, however often it has the pair.
        keys.sort()
        is_first = np.ones(len(keys), bool)
        is_first[1:] = keys[1:] != keys[:-1]
        once = keys[is_first] >> np.uint32(_DOC_BITS)
        firsts = np.flatnonzero(np.append(True, once[1:] != once[:-1])[: len(once)])
        counts[once[firsts]] += np.diff(firsts, append=len(once)).astype(np.uint32)
