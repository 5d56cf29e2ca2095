"""Analysed articles → one segment.

Articles are collected as arrays of term numbers. At the end all occurrences of
a field are sorted once, by term, document and position, and whole columns are
handed to the writers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from index.analysis.article import AnalysedArticle
from index.analysis.words import NumberedTerms, PositionedText
from index.article import Article, published_minute
from index.schema import (
    AUTHORS,
    BODY,
    PERSONS,
    SOURCE,
    TITLE,
    UNKNOWN_MINUTE,
    name_term,
)
from index.segments import documents, stored
from index.segments.documents import Documents, NameRows
from index.segments.inverted import InvertedWriter
from index.segments.postings import PostingLists
from index.segments.stored import StoredWriter

MAX_DOCS = 1 << 20
"""Of a segment built at once: document numbers take 20 bits of a sort key."""

_TERM_SHIFT, _DOC_SHIFT = 42, 22
_MAX_TERMS = 1 << (64 - _TERM_SHIFT)
_MAX_POSITION = 1 << _DOC_SHIFT

_BYTES_AN_OCCURRENCE = 40
"""Measured at the peak of `SegmentBuilder.write`, everything included."""

_BATCH = 500_000
"""Occurrences that are encoded at once: in less memory than they take themselves."""


@dataclass(frozen=True, slots=True)
class WrittenSegment:
    """A segment whose files are written.

    Attributes
    ----------
    name : str
        Beginning of the names of its files.
    n_docs : int
    field_lengths : dict of str to int
        Syllables of each text field.
    """

    name: str
    n_docs: int
    field_lengths: dict[str, int]


class _Numbers(dict[str, int]):
    """Term → number, given out when a term is first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._noted: dict[int, list[str]] = {}

    @property
    def most(self) -> int:
        """How many there will be at the most, once all that was noted is asked for."""
        return len(self) + sum(map(len, self._noted.values()))

    def note(self, known: list[str]) -> None:
        """Take note of terms that may be asked for."""
        self._noted[id(known)] = known

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number

    def of(self, rows: Sequence[NumberedTerms]) -> np.ndarray:
        """Give the numbers of terms, row after row: (n,) uint32 ndarray."""
        found = [np.empty(0, np.uint32)]
        for _, some in groupby(rows, lambda row: id(row.known)):
            of_list = list(some)
            ids, known = np.concatenate([row.ids for row in of_list]), of_list[0].known
            used = np.bincount(ids).nonzero()[0]
            numbers = np.empty(len(known), np.uint32)
            numbers[used] = [self[known[place]] for place in used.tolist()]
            found.append(numbers[ids])
        return np.concatenate(found)


class _Field:
    """The occurrences of one text field, article after article."""

    def __init__(self, numbers: _Numbers) -> None:
        self._numbers = numbers
        self._syllables: list[NumberedTerms] = []
        self._words: list[NumberedTerms] = []
        self._word_positions: list[np.ndarray] = []
        self._document_numbers: list[tuple[int, int, int]] = []
        self.n_occurrences = 0

    @property
    def lengths(self) -> np.ndarray:
        """Syllables of each article: (n_docs,) int64 ndarray."""
        return _sizes(self._syllables)

    def add(self, text: PositionedText) -> None:
        doc = len(self._syllables)
        # Which number each term has is found out for all articles together.
        self._syllables.append(text.numbered_syllables)
        self._words.append(text.numbered_words)
        self._word_positions.append(text.word_positions)
        self._numbers.note(text.numbered_syllables.known)
        self._numbers.note(text.numbered_words.known)
        for position, term in text.numbers:
            self._document_numbers.append((self._numbers[term], doc, position))
        self.n_occurrences += len(text.numbered_syllables)
        self.n_occurrences += len(text.numbered_words) + len(text.numbers)

    def terms(self) -> np.ndarray:
        """Give the number of the term of every occurrence, in no order.

        Syllables, words and document numbers, each article after article:
        (n_occurrences,) uint32 ndarray.
        """
        others = np.array([number for number, _, _ in self._document_numbers])
        syllables = self._numbers.of(self._syllables)
        words = self._numbers.of(self._words)
        return np.concatenate((syllables, words, others.astype(np.uint32)))

    def sorted_keys(self, ranks: np.ndarray) -> np.ndarray:
        """Give rank, document and position of every occurrence, in order.

        Parameters
        ----------
        ranks : (n_occurrences,) uint64 ndarray
            Of `terms`; they become the keys.

        Returns
        -------
        (n_occurrences,) uint64 ndarray
        """
        keys, lengths = ranks, self.lengths
        syllables = slice(0, int(lengths.sum()))
        words = slice(syllables.stop, syllables.stop + sum(map(len, self._words)))
        others = slice(words.stop, len(keys))
        keys <<= np.uint64(_TERM_SHIFT - _DOC_SHIFT)
        numbers = np.arange(len(lengths), dtype=np.uint64)
        keys[syllables] |= np.repeat(numbers, lengths)
        keys[words] |= np.repeat(numbers, _sizes(self._words))
        columns = np.array(self._document_numbers, np.uint64).reshape(-1, 3)
        keys[others] |= columns[:, 1]
        keys <<= np.uint64(_DOC_SHIFT)
        starts = np.cumsum(lengths) - lengths
        positions = np.arange(syllables.stop) - np.repeat(starts, lengths)
        keys[syllables] |= positions.view(np.uint64)
        keys[words] |= _joined(self._word_positions).astype(np.uint64)
        keys[others] |= columns[:, 2]
        keys.sort()
        return keys


class SegmentBuilder:
    """Collects articles and writes them as one segment.

    Parameters
    ----------
    dictionary : bytes
        For the stored articles; `index.segments.stored.train_dictionary`.
    budget_bytes : int
        Memory that the articles may take, their writing included.
    """

    def __init__(self, dictionary: bytes, budget_bytes: int) -> None:
        self._budget = budget_bytes
        self._numbers = _Numbers()
        self._fields = {BODY: _Field(self._numbers), TITLE: _Field(self._numbers)}
        self._stored = StoredWriter(dictionary)
        self._ids: list[bytes] = []
        self._minutes: list[int] = []
        self._names: dict[str, list[list[bytes]]] = {
            field: [] for field in documents.NAME_FIELDS
        }

    @property
    def n_docs(self) -> int:
        """Articles collected so far."""
        return len(self._ids)

    @property
    def is_full(self) -> bool:
        """Whether it is time to write what was collected."""
        n_occurrences = sum(field.n_occurrences for field in self._fields.values())
        return (
            n_occurrences * _BYTES_AN_OCCURRENCE + self._stored.size >= self._budget
            or self.n_docs >= MAX_DOCS - 1
            or min(n_occurrences, self._numbers.most) >= _MAX_TERMS // 2
        )

    def add(self, analysed: AnalysedArticle) -> None:
        """Add an article: the next document."""
        article = analysed.article
        published = article.published
        self._fields[TITLE].add(_within_bounds(analysed.title.text))
        self._fields[BODY].add(_within_bounds(analysed.body.text))
        self._stored.add(article)
        self._ids.append(article.id.encode("utf-8", "surrogatepass"))
        self._minutes.append(
            UNKNOWN_MINUTE if published is None else published_minute(published)
        )
        for field, names in names_of(article).items():
            terms = {name_term(name).encode("utf-8", "surrogatepass") for name in names}
            self._names[field].append(sorted(terms))

    def write(self, folder: Path, name: str) -> WrittenSegment:
        """Write the files of the segment, all but its suggestions."""
        lengths = {field: of.lengths for field, of in self._fields.items()}
        names = {field: NameRows.of(rows) for field, rows in self._names.items()}
        columns = Documents.of(
            self._minutes, lengths[TITLE], lengths[BODY], self._ids, names
        )
        documents.write_documents(folder / (name + documents.ENDING), columns)
        self._stored.write(folder / (name + stored.ENDING))
        numbers_of = {field: of.terms() for field, of in self._fields.items()}
        terms = [term.encode("utf-8", "surrogatepass") for term in self._numbers]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        ranks = np.empty(len(terms), np.uint64)
        ranks[order] = np.arange(len(terms), dtype=np.uint64)
        ordered = [terms[number] for number in order]
        writer = InvertedWriter(folder, name, columns)
        for field, of_field in self._fields.items():
            keys = of_field.sorted_keys(ranks[numbers_of.pop(field)])
            self._fields[field] = _Field(self._numbers)
            for numbers, lists in _lists_of(keys):
                writer.add(field, [ordered[number] for number in numbers], lists)
            del keys
        for field, rows in names.items():
            offsets, docs = rows.by_term()
            none = np.empty(0, np.int64)
            writer.add(field, rows.terms, PostingLists(offsets, docs, none, none))
        writer.close()
        return WrittenSegment(
            name, len(columns.minutes), {f: int(n.sum()) for f, n in lengths.items()}
        )


def names_of(article: Article) -> dict[str, Sequence[str]]:
    """Give the names of an article by the field that they are terms of."""
    return {
        PERSONS: [person.name for person in article.persons],
        AUTHORS: article.authors,
        SOURCE: [article.source] if article.source else [],
    }


def _lists_of(keys: np.ndarray) -> Iterator[tuple[list[int], PostingLists]]:
    """Cut sorted keys into posting lists, some million occurrences at a time."""
    term_bounds = _bounds(keys >> np.uint64(_TERM_SHIFT))
    first = 0
    while first < len(term_bounds) - 1:
        reach = term_bounds[first] + _BATCH
        last = int(np.searchsorted(term_bounds, reach, side="right")) - 1
        last = min(max(last, first + 1), len(term_bounds) - 1)
        some = keys[term_bounds[first] : term_bounds[last]]
        pairs = some >> np.uint64(_DOC_SHIFT)
        bounds = _bounds(pairs)
        starts = bounds[:-1]
        docs = pairs[starts] & np.uint64(MAX_DOCS - 1)
        inside = term_bounds[first : last + 1] - term_bounds[first]
        numbers = some[inside[:-1]] >> np.uint64(_TERM_SHIFT)
        yield (
            numbers.tolist(),
            PostingLists(
                np.searchsorted(bounds, inside),
                docs.astype(np.int64),
                np.diff(bounds),
                some & np.uint64(_MAX_POSITION - 1),
            ),
        )
        first = last


def _bounds(values: np.ndarray) -> np.ndarray:
    """Tell where runs of equal values begin, and where the last one ends."""
    changes = np.flatnonzero(values[1:] != values[:-1]) + 1
    n = len(values)
    return np.concatenate(([0], changes, [n])) if n else np.zeros(1, np.int64)


def _within_bounds(text: PositionedText) -> PositionedText:
    """Leave out what stands beyond the four millionth syllable of a text."""
    if len(text.numbered_syllables) <= _MAX_POSITION:
        return text
    n_words = int(text.word_positions.searchsorted(_MAX_POSITION))
    return replace(
        text,
        numbered_syllables=text.numbered_syllables.first(_MAX_POSITION),
        numbered_words=text.numbered_words.first(n_words),
        word_positions=text.word_positions[:n_words],
        numbers=[one for one in text.numbers if one[0] < _MAX_POSITION],
    )


def _joined(arrays: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(arrays) if arrays else np.empty(0, np.uint32)


def _sizes(arrays: Sequence[Sized]) -> np.ndarray:
    return np.fromiter(map(len, arrays), np.int64, len(arrays))
