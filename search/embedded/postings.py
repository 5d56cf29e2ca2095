"""Postings as arrays: in which documents, and where in them, a term stands.

Document numbers are those of the whole index: the segments' own numbers, each
segment's shifted by the sizes of the segments before it. An occurrence is one
int64, document number above position, so that a phrase is an intersection of
shifted arrays.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from whoosh.matching import Matcher
from whoosh.reading import IndexReader, TermNotFound

POSITION_BITS = 32
_CACHED_OCCURRENCES = 8_000_000
"""Occurrences of terms and unions of terms that are kept, 8 bytes each."""

_OVERHEAD = 100
"""What an entry costs beside its occurrences, in the same measure: without it,
terms that nowhere occur could be remembered without end."""

NO_OCCURRENCES = np.zeros(0, np.int64)


def documents_of(occurrences: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count the occurrences of each document.

    Parameters
    ----------
    occurrences : (n,) int64 ndarray
        Ascending.

    Returns
    -------
    (m,) int64 ndarray, (m,) float64 ndarray
        Document numbers, strictly ascending, and how often each has the term.
    """
    docs = occurrences >> POSITION_BITS
    if not len(docs):
        return docs, np.zeros(0)
    is_first = np.concatenate(([True], docs[1:] != docs[:-1]))
    starts = np.flatnonzero(is_first)
    return docs[starts], np.diff(np.append(starts, len(docs))).astype(np.float64)


class PostingReader:
    """Reads the postings of terms, and remembers the latest.

    Not safe to use from several threads: Whoosh's readers keep positions in
    their files.

    Parameters
    ----------
    reader : IndexReader
        Of a whole index; its deleted documents are left out.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._leaves = list(reader.leaf_readers())
        self._cached: OrderedDict[tuple[str, ...], np.ndarray] = OrderedDict()
        self._n_cached = 0

    def occurrences(self, field: str, term: str) -> np.ndarray:
        """Give the occurrences of one term in a text field: ascending int64."""
        return self._remembered((field, term), lambda: self._read(field, term))

    def union(self, field: str, terms: Sequence[str]) -> np.ndarray:
        """Give the occurrences of any of several terms: ascending int64."""
        if len(terms) == 1:
            return self.occurrences(field, terms[0])
        return self._remembered((field, *terms), lambda: self._merge(field, terms))

    def _remembered(
        self, key: tuple[str, ...], find: Callable[[], np.ndarray]
    ) -> np.ndarray:
        found = self._cached.get(key)
        if found is not None:
            self._cached.move_to_end(key)
            return found
        found = self._cached[key] = find()
        self._n_cached += len(found) + _OVERHEAD
        while self._n_cached > _CACHED_OCCURRENCES and len(self._cached) > 1:
            _, dropped = self._cached.popitem(last=False)
            self._n_cached -= len(dropped) + _OVERHEAD
        return found

    def _merge(self, field: str, terms: Sequence[str]) -> np.ndarray:
        # The members of a union are not remembered one by one: a prefix has a
        # thousand, and would push everything else out.
        parts = [
            self._read(field, term) if found is None else found
            for term in terms
            for found in [self._cached.get((field, term))]
        ]
        return np.sort(np.concatenate([NO_OCCURRENCES, *parts]))

    def _read(self, field: str, term: str) -> np.ndarray:
        docs: list[int] = []
        values: list[bytes] = []
        for leaf, base, matcher in self._matchers(field, term):
            while matcher.is_active():
                doc = matcher.id()
                if not leaf.is_deleted(doc):
                    docs.append(base + doc)
                    values.append(matcher.value())
                matcher.next()
        positions = np.frombuffer(b"".join(values), "<u4")
        counts = np.array([len(value) // 4 for value in values], np.int64)
        numbers = np.repeat(np.array(docs, np.int64), counts)
        return (numbers << POSITION_BITS) | positions

    def _matchers(
        self, field: str, term: str
    ) -> Iterator[tuple[IndexReader, int, Matcher]]:
        text = term.encode("utf-8")
        for leaf, base in self._leaves:
            try:
                yield leaf, base, leaf.postings(field, text)
            except TermNotFound:
                continue
