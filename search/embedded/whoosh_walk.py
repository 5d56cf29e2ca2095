"""What the matchers of Whoosh find, put so that `search.embedded.whoosh_path` can
count it: the occurrences of terms, and the spans of several terms.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from itertools import chain
from weakref import WeakKeyDictionary

import numpy as np
from whoosh import query as whoosh
from whoosh.matching import NullMatcher
from whoosh.query.spans import Span, SpanOr
from whoosh.reading import IndexReader
from whoosh.searching import Searcher
from whoosh.util import make_binary_tree

from search.deadline import Deadline

_POSITION_BITS = 32

_MAX_REMEMBERED = 30_000_000
"""Occurrences that are kept of the terms walked last, 8 bytes each."""

Occurrences = np.ndarray
"""(n,) int64 ndarray, strictly ascending: document above position."""


def occurrences_in(docs: np.ndarray) -> Occurrences:
    """Give one occurrence in each of some ascending documents."""
    return docs.astype(np.int64) << _POSITION_BITS


def union_of(parts: Sequence[Occurrences]) -> Occurrences:
    """Give what is in any of several, each once."""
    # `np.unique` takes 103 ms for 480,000 occurrences of eight terms, this 3 (NumPy
    # 2.4.6): it puts them into a hash table first.
    found = np.sort(np.concatenate([np.zeros(0, np.int64), *parts]))
    return found[np.diff(found, prepend=-1) > 0]


def in_both(few: Occurrences, many: Occurrences) -> Occurrences:
    """Give what is in both of two."""
    at = np.searchsorted(many, few)
    is_inside = at < len(many)
    few, at = few[is_inside], at[is_inside]
    return few[many[at] == few]


def docs_of(occurrences: Occurrences) -> np.ndarray:
    """Give the document of each occurrence: (n,) int64 ndarray."""
    return occurrences >> _POSITION_BITS


class Walked:
    """The postings of terms, walked through by Whoosh's matchers, and remembered.

    Parameters
    ----------
    reader : IndexReader
        Whoosh's, of all segments. It is not held.

    Attributes
    ----------
    is_live : (n_docs,) bool ndarray
        False for deleted documents.
    """

    def __init__(self, reader: IndexReader) -> None:
        self.is_live = np.zeros(reader.doc_count_all(), bool)
        self.is_live[list(reader.all_doc_ids())] = True
        self._terms: OrderedDict[tuple[str, str], Occurrences] = OrderedDict()
        self._n_remembered = 0

    def term(
        self, searcher: Searcher, field: str, term: str, deadline: Deadline
    ) -> Occurrences:
        """Give the occurrences of a term in documents that are not deleted."""
        found = self._terms.pop((field, term), None)
        if found is None:
            found = self._walk(searcher, whoosh.Term(field, term), deadline)
            self._n_remembered += len(found)
        self._terms[field, term] = found
        while self._n_remembered > _MAX_REMEMBERED:
            self._n_remembered -= len(self._terms.popitem(last=False)[1])
        return found

    def _walk(
        self, searcher: Searcher, query: whoosh.Term, deadline: Deadline
    ) -> Occurrences:
        # By positions: spans that touch are merged by Whoosh.
        found: list[int] = []
        for leaf, base in searcher.leaf_searchers():
            matcher = query.matcher(leaf)
            while matcher.is_active():
                deadline.check()
                doc = base + matcher.id()
                if self.is_live[doc]:
                    first = doc << _POSITION_BITS
                    found += [first + at for at in matcher.value_as("positions")]
                matcher.next()
        return np.array(found, np.int64)


_WALKED: WeakKeyDictionary[IndexReader, Walked] = WeakKeyDictionary()


def walked(reader: IndexReader) -> Walked:
    """Give what was walked through of a reader; it goes when the reader does."""
    if reader not in _WALKED:
        _WALKED[reader] = Walked(reader)
    return _WALKED[reader]


class AnyOf(SpanOr):
    """`SpanOr` that may find nothing: whoosh3 3.54.0 raises `ValueError` then."""

    def matcher(self, searcher: Searcher, context: object = None) -> object:
        """Give the union of the matchers that have anything."""
        matchers = [q.matcher(searcher, context) for q in self.subqs]
        found = [matcher for matcher in matchers if matcher.is_active()]
        if not found:
            return NullMatcher()
        return make_binary_tree(_AnyOfMatcher, found)


class _AnyOfMatcher(SpanOr.SpanOrMatcher):
    """Keeps apart what stands side by side.

    Whoosh's makes one span of *chức chúc*, in which a phrase of two words finds
    no two, and between whose neighbours it finds one.
    """

    def _get_spans(self) -> list[Span]:
        active = [matcher for matcher in (self.a, self.b) if matcher.is_active()]
        doc = min(matcher.id() for matcher in active)
        here = (matcher.spans() for matcher in active if matcher.id() == doc)
        return sorted(set(chain.from_iterable(here)))
