"""Several segments → one, deleted documents left out.

Posting lists are concatenated: the documents of one segment follow those of
the segment before. Terms are gone through in order, some million occurrences
at a time, so memory does not grow with the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.schema import BODY, TITLE
from index.segments import documents, posting_file, stored, term_dictionary, vocabulary
from index.segments.building import WrittenSegment
from index.segments.documents import Documents, merge_documents, open_documents
from index.segments.inverted import FIELDS, InvertedWriter, key_prefix
from index.segments.posting_file import check_postings, open_postings
from index.segments.posting_reading import decode
from index.segments.postings import PostingLists
from index.segments.ragged import spread
from index.segments.sections import check_sections
from index.segments.stored import StoredArticles, merge_stored
from index.segments.term_dictionary import TermDictionary

_TERMS = 200_000
"""Keys of all sources together that are read at once."""

_BATCH = 2_000_000
"""Bytes of posting lists that are decoded at once, of all sources together."""


@dataclass(frozen=True, slots=True)
class Source:
    """A segment that is to be merged.

    Attributes
    ----------
    name : str
        Beginning of the names of its files.
    n_docs : int
    deleted : frozenset of int
        Documents to be left out.
    """

    name: str
    n_docs: int
    deleted: frozenset[int] = frozenset()

    def kept(self) -> np.ndarray:
        """List the documents that stay: ascending int64."""
        is_kept = np.ones(self.n_docs, bool)
        is_kept[list(self.deleted)] = False
        return np.flatnonzero(is_kept)


class _Terms:
    """The terms and lists of one source, and what its documents become."""

    def __init__(self, folder: Path, source: Source, base: int) -> None:
        self._dictionary = TermDictionary(
            folder / (source.name + term_dictionary.ENDING)
        )
        self.keys: list[bytes] = []
        self.infos = np.empty(0, term_dictionary.TERM_INFO)
        self._content = open_postings(folder / (source.name + posting_file.ENDING))
        self._n_docs = source.n_docs
        kept = source.kept()
        self._moved = np.full(source.n_docs, -1, np.int64)
        self._moved[kept] = base + np.arange(len(kept))
        self._is_whole = len(kept) == source.n_docs
        self.base = base

    @property
    def heads(self) -> list[bytes]:
        """Every `term_dictionary.BLOCK`-th of all keys."""
        return self._dictionary.heads

    def load(self, low: bytes, high: bytes) -> None:
        """Read the keys from `low` on that are below `high`; forget all others."""
        self.keys, self.infos = self._dictionary.read_between(low, high)

    def lists(self, rows: slice) -> tuple[PostingLists, np.ndarray]:
        """Decode the lists of some terms; documents are numbered anew.

        Returns
        -------
        PostingLists, (n_postings,) int64 ndarray
            Without deleted documents; the term of each posting, from 0.
        """
        infos = self.infos[rows]
        found = decode(
            self._content,
            infos["offset"].astype(np.int64),
            infos["doc_freq"].astype(np.int64),
            self._n_docs,
        )
        term_of = np.repeat(np.arange(len(infos)), np.diff(found.offsets))
        if self._is_whole:
            docs = found.docs + self.base
            return PostingLists(
                found.offsets, docs, found.freqs, found.positions
            ), term_of
        docs = self._moved[found.docs]
        is_kept = docs >= 0
        positions, freqs = found.positions, found.freqs
        if found.has_positions:
            ends = np.cumsum(freqs)
            positions = positions[spread((ends - freqs)[is_kept], freqs[is_kept])]
            freqs = freqs[is_kept]
        # Offsets are not needed any more: `term_of` says the same.
        return PostingLists(found.offsets, docs[is_kept], freqs, positions), term_of[
            is_kept
        ]


def check_segment(folder: Path, name: str) -> None:
    """Read every byte of a segment, and compare the checksums that its files have.

    For one that is to be merged: what is merged gets a checksum of its own, so damage
    would be seen no more. For one that was written: the checksums are of what was to
    be written, the manifest's of what is there.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    check_postings(folder / (name + posting_file.ENDING))
    for kind in (documents, stored, term_dictionary, vocabulary):
        check_sections(folder / (name + kind.ENDING))


def merge_segments(
    folder: Path, sources: Sequence[Source], name: str
) -> WrittenSegment:
    """Write the segment `name` of what is kept of the sources, in their order.

    All but its articles, pairs and suggestions. The sources stay as they are.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
        If a file of a source cannot be opened. That its content is whole is for
        `check_segment` to tell.
    """
    kept = [source.kept() for source in sources]
    opened = [open_documents(folder / (s.name + documents.ENDING)) for s in sources]
    columns = merge_documents(opened, kept)
    documents.write_documents(folder / (name + documents.ENDING), columns)
    merge_terms(folder, sources, name, columns)
    lengths = {BODY: columns.body_lengths, TITLE: columns.title_lengths}
    sums = {field: int(those.sum(dtype=np.int64)) for field, those in lengths.items()}
    return WrittenSegment(name, columns.n_docs, sums)


def merge_articles(folder: Path, sources: Sequence[Source], name: str) -> None:
    """Write the stored articles of what `merge_segments` makes; errors as there."""
    merge_stored(
        folder / (name + stored.ENDING),
        [StoredArticles(folder / (s.name + stored.ENDING)) for s in sources],
        [source.kept() for source in sources],
    )


def merge_terms(
    folder: Path, sources: Sequence[Source], name: str, columns: Documents
) -> None:
    """Write what is told term by term: ``.pst``, ``.trm`` and ``.voc``."""
    bases = np.cumsum([0, *(len(source.kept()) for source in sources)])
    parts = [
        _Terms(folder, source, int(base))
        for source, base in zip(sources, bases, strict=False)
    ]
    writer = InvertedWriter(folder, name, columns)
    for field in FIELDS:
        prefix = key_prefix(field)
        for low, high in _key_ranges(parts, prefix):
            for part in parts:
                part.load(low, high)
            for terms, lists in _merged(parts):
                writer.add(field, [term[len(prefix) :] for term in terms], lists)
    writer.close()


def _key_ranges(
    parts: Sequence[_Terms], prefix: bytes
) -> Iterator[tuple[bytes, bytes]]:
    """Cut the keys of a field into ranges of some `_TERMS` of all parts together."""
    end = (int.from_bytes(prefix, "big") + 1).to_bytes(2, "big")
    heads = sorted(head for part in parts for head in part.heads if prefix < head < end)
    step = max(_TERMS // term_dictionary.BLOCK, 1)
    # Equal heads of several parts must not make an empty range.
    bounds = sorted({prefix, *heads[step::step], end})
    yield from pairwise(bounds)


def _merged(
    parts: Sequence[_Terms],
) -> Iterator[tuple[list[bytes], PostingLists]]:
    """Yield the keys that are loaded with their merged lists, in batches."""
    every = sorted(set().union(*(part.keys for part in parts)))
    numbers = {key: number for number, key in enumerate(every)}
    rows = [
        np.fromiter(map(numbers.__getitem__, part.keys), np.int64, len(part.keys))
        for part in parts
    ]
    costs = np.zeros(len(every), np.int64)
    for part, of_part in zip(parts, rows, strict=True):
        costs[of_part] += part.infos["size"].astype(np.int64)
    # A batch ends where a whole number of `_BATCH` bytes has been reached.
    batch_of = np.cumsum(costs) // _BATCH
    bounds = np.flatnonzero(batch_of[1:] != batch_of[:-1]) + 1
    ends = [*bounds.tolist(), len(every)] if every else []
    first = 0
    for end in ends:
        found = []
        for part, of_part in zip(parts, rows, strict=True):
            low, high = np.searchsorted(of_part, (first, end)).tolist()
            if low < high:
                lists, term_of = part.lists(slice(low, high))
                found.append((lists, of_part[low:high][term_of] - first))
        yield _joined(every[first:end], found)
        first = end


def _joined(
    keys: list[bytes], found: list[tuple[PostingLists, np.ndarray]]
) -> tuple[list[bytes], PostingLists]:
    """Put the lists of several sources together, term by term."""
    term_of = np.concatenate([terms for _, terms in found])
    docs = np.concatenate([lists.docs for lists, _ in found])
    # The sources' documents ascend, and so they stay within a term.
    order = np.argsort(term_of, kind="stable")
    counts = np.bincount(term_of, minlength=len(keys))
    freqs = np.concatenate([lists.freqs for lists, _ in found])
    positions = np.concatenate([lists.positions for lists, _ in found])
    if len(freqs):
        ends = np.cumsum(freqs)
        positions = positions[spread((ends - freqs)[order], freqs[order])]
        freqs = freqs[order]
    in_use = np.flatnonzero(counts)
    offsets = np.concatenate(([0], np.cumsum(counts[in_use])))
    lists = PostingLists(offsets, docs[order], freqs, positions)
    return [keys[number] for number in in_use.tolist()], lists
