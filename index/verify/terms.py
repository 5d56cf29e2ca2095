"""Are the terms of a segment in order, and do their lists say what is told of them?

``.trm``, ``.pst`` and ``.voc`` say the same of a term in several places, and all
of that is made from its list. So every list is decoded, all that follows from it
is made again, and compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.messages import N_
from index.schema import BODY, TITLE
from index.segments import documents, posting_file, term_dictionary, vocabulary
from index.segments.documents import NAME_FIELDS, Documents, open_documents
from index.segments.inverted import FIELDS, describe_lists, key_prefix
from index.segments.posting_file import HEADER, TAIL, check_postings, open_postings
from index.segments.posting_reading import decode, places_of
from index.segments.postings import HAS_POSITIONS, PostingLists
from index.segments.sections import check_sections, open_sections
from index.segments.term_dictionary import BLOCK, TermDictionary
from index.segments.vocabulary import syllables_among, vocabulary_sections
from index.verify.bounds import ascends
from index.verify.findings import Finding, differs, unlike

_BLOCKS = 2_000
"""Of the term dictionary, that are read at once."""

_BATCH = 1_000_000
"""Bytes of posting lists that are decoded at once."""

_BEYOND = b"\xff\xff\xff"
"""Higher than any key."""


def check_terms(folder: Path, name: str) -> Iterator[Finding]:
    """Check the terms, posting lists and syllables of a segment.

    Its `check_columns` must have found nothing.
    """
    for ending in (term_dictionary.ENDING, vocabulary.ENDING):
        check_sections(folder / (name + ending))
    check_postings(folder / (name + posting_file.ENDING))
    yield from _TermCheck(folder, name).run()


class _TermCheck:
    """What was seen of a segment so far, and what must follow."""

    def __init__(self, folder: Path, name: str) -> None:
        self._trm = name + term_dictionary.ENDING
        self._pst = name + posting_file.ENDING
        self._voc = folder / (name + vocabulary.ENDING)
        self._dictionary = TermDictionary(folder / self._trm)
        self._content = open_postings(folder / self._pst)
        columns = open_documents(folder / (name + documents.ENDING))
        self._columns: Documents = columns
        self._lengths = {BODY: columns.body_lengths, TITLE: columns.title_lengths}
        self._counted = {f: np.zeros(columns.n_docs) for f in self._lengths}
        self._texts: dict[str, list[bytes]] = {field: [] for field in FIELDS}
        self._infos: dict[str, list[np.ndarray]] = {f: [] for f in self._lengths}
        self._docs: dict[str, list[np.ndarray]] = {f: [] for f in NAME_FIELDS}
        self._end = HEADER.size
        self._last = b""

    def run(self) -> Iterator[Finding]:
        n_terms, found = len(self._dictionary), 0
        if self._dictionary.fields != list(FIELDS):
            yield differs(self._trm, "fields", list(FIELDS), self._dictionary.fields)
            return
        heads = self._dictionary.heads
        if len(heads) != -(-n_terms // BLOCK) or not ascends(heads):
            yield unlike(self._trm, "heads", N_("ascending order"))
            return
        for low, high in pairwise([*heads[::_BLOCKS], _BEYOND]):
            keys, infos = self._dictionary.read_between(low, high)
            found += len(keys)
            # What follows would be compared with the wrong terms.
            faults = [*self._check_part(keys, infos)]
            yield from faults
            if faults:
                return
        if found != n_terms:
            yield differs(self._trm, N_("terms"), n_terms, found)
        end = len(self._content) - len(TAIL)
        if self._end != end:
            yield differs(self._pst, N_("end of the lists"), end, self._end)
        yield from self._check_lengths()
        yield from self._check_names()
        yield from self._check_vocabulary()

    def _check_part(self, keys: list[bytes], infos: np.ndarray) -> Iterator[Finding]:
        """Check some consecutive terms."""
        if not ascends([self._last, *keys]):
            yield unlike(self._trm, N_("terms"), N_("ascending order"))
            return
        self._last = keys[-1]
        starts = infos["offset"].astype(np.int64)
        ends = (starts + infos["size"] + 3) & ~3
        expected = np.append(self._end, ends)
        if not np.array_equal(expected[:-1], starts):
            at = int(np.flatnonzero(expected[:-1] != starts)[0])
            yield _of_term(self._trm, keys[at], expected[at], starts[at])
            return
        self._end = int(ends[-1])
        if self._end > len(self._content) - len(TAIL):
            yield _of_term(self._trm, keys[-1], len(self._content), self._end)
            return
        bounds = [bisect_left(keys, key_prefix(field)) for field in FIELDS]
        after = (len(FIELDS)).to_bytes(2, "big")
        bounds.append(bisect_left(keys, after))
        if (bounds[0], bounds[-1]) != (0, len(keys)):
            yield differs(self._trm, "fields", len(FIELDS), keys[-1])
            return
        for field, (low, high) in zip(FIELDS, pairwise(bounds), strict=True):
            if low < high:
                terms = [key[2:] for key in keys[low:high]]
                b"\n".join(terms).decode("utf-8", "surrogatepass")
                yield from self._check_field(field, terms, infos[low:high])

    def _check_field(
        self, field: str, terms: list[bytes], infos: np.ndarray
    ) -> Iterator[Finding]:
        """Check some terms of one field."""
        if field in self._lengths:
            is_syllable = np.zeros(len(terms), bool)
            is_syllable[list(syllables_among(terms))] = True
            self._texts[field] += [terms[at] for at in np.flatnonzero(is_syllable)]
            self._infos[field].append(infos[is_syllable])
        else:
            self._texts[field] += terms
            is_syllable = np.zeros(len(terms), bool)
        batch_of = np.cumsum(infos["size"].astype(np.int64)) // _BATCH
        bounds = np.flatnonzero(np.diff(batch_of)) + 1
        for low, high in pairwise([0, *bounds.tolist(), len(terms)]):
            rows = slice(low, high)
            faults = [
                *self._check_lists(field, terms[rows], infos[rows], is_syllable[rows])
            ]
            yield from faults
            if faults:
                return

    def _check_lists(
        self,
        field: str,
        terms: list[bytes],
        infos: np.ndarray,
        is_syllable: np.ndarray,
    ) -> Iterator[Finding]:
        """Decode lists, and compare what is told of them."""
        lengths, n_docs = self._lengths.get(field), self._columns.n_docs
        starts = infos["offset"].astype(np.int64)
        doc_freqs = infos["doc_freq"].astype(np.int64)
        fits = _fit(self._content, starts, infos, n_docs, lengths is not None)
        if not np.all(fits):
            at = int(np.flatnonzero(~fits)[0])
            header = self._content[starts[at] : starts[at] + 4].tobytes().hex()
            yield _of_term(self._pst, terms[at], infos[at].tolist(), header)
            return
        lists = decode(self._content, starts, doc_freqs, n_docs)
        fault = _first_fault(lists, lengths, n_docs)
        if fault is not None:
            expected, posting = fault
            at = int(np.searchsorted(lists.offsets, posting, side="right")) - 1
            yield unlike(self._pst, _shown(terms[at]), expected)
            return
        made = describe_lists(lists, lengths)
        for column in ("offset", "size"):
            made[column] = infos[column]
        if not np.array_equal(made, infos):
            at = int(np.flatnonzero(made != infos)[0])
            yield _of_term(self._trm, terms[at], made[at].tolist(), infos[at].tolist())
            return
        if lengths is None:
            self._docs[field].append(lists.docs)
        else:
            chosen = np.repeat(is_syllable, doc_freqs)
            self._counted[field] += np.bincount(
                lists.docs[chosen], lists.freqs[chosen], minlength=n_docs
            )

    def _check_lengths(self) -> Iterator[Finding]:
        """Compare how many syllables the lists have with how many the texts have."""
        for field, counted in self._counted.items():
            wrong = np.flatnonzero(counted != self._lengths[field])
            for doc in wrong[:1].tolist():
                what = f"{field}_length ({doc})"
                yield differs(
                    self._pst, what, int(self._lengths[field][doc]), int(counted[doc])
                )

    def _check_names(self) -> Iterator[Finding]:
        """Compare the lists of names with the names of each document."""
        for field, found in self._docs.items():
            rows = self._columns.names[field]
            docs = np.concatenate([np.empty(0, np.int64), *found])
            if self._texts[field] != list(rows.terms):
                n = len(self._texts[field])
                yield differs(self._trm, field, len(rows.terms), n)
            elif not np.array_equal(rows.by_term()[1], docs):
                yield unlike(self._pst, field, f"{field}_values")

    def _check_vocabulary(self) -> Iterator[Finding]:
        """Make the table of syllables again, and compare."""
        infos = {
            field: np.concatenate([np.empty(0, term_dictionary.TERM_INFO), *those])
            for field, those in self._infos.items()
        }
        texts = {field: self._texts[field] for field in self._infos}
        found = open_sections(self._voc, vocabulary.MAGIC, vocabulary.VERSION)
        for section, expected in vocabulary_sections(texts, infos).items():
            if not np.array_equal(found[section], expected):
                yield differs(
                    self._voc.name, section, self._trm, found[section][:5].tolist()
                )


def _fit(
    content: np.ndarray,
    starts: np.ndarray,
    infos: np.ndarray,
    n_docs: int,
    is_text: bool,
) -> np.ndarray:
    """Tell which lists are as long as their headers say, so that they can be decoded.

    Without that, what is read of a list might be of any size.
    """
    doc_freqs = infos["doc_freq"].astype(np.int64)
    fits = (doc_freqs > 0) & (doc_freqs <= n_docs)
    headers = content[: len(content) & ~3].view("<u4")[starts // 4]
    fits &= (headers & HAS_POSITIONS != 0) == is_text
    places = places_of(content, starts, doc_freqs, n_docs)
    ends = starts + infos["size"]
    if not is_text:
        return fits & (places.directories == ends)
    return fits & (places.counts >= doc_freqs) & (places.blocks < ends)


def _first_fault(
    lists: PostingLists, lengths: np.ndarray | None, n_docs: int
) -> tuple[str, int] | None:
    """Find the first posting that cannot be, and what was expected of it."""
    docs = lists.docs
    is_first = np.zeros(len(docs), bool)
    is_first[lists.offsets[:-1]] = True
    is_sound = (docs >= 0) & (docs < n_docs)
    is_sound[1:] &= is_first[1:] | (docs[1:] > docs[:-1])
    if not np.all(is_sound):
        return N_("ascending documents"), int(np.argmin(is_sound))
    if lengths is None:
        return None
    positions = lists.positions.astype(np.int64)
    begins = np.cumsum(lists.freqs) - lists.freqs
    starts = np.zeros(len(positions), bool)
    starts[begins] = True
    is_sound = positions < np.repeat(lengths[docs], lists.freqs)
    is_sound[1:] &= starts[1:] | (positions[1:] > positions[:-1])
    if np.all(is_sound):
        return None
    at = int(np.argmin(is_sound))
    posting = int(np.searchsorted(begins, at, side="right")) - 1
    return N_("ascending positions in the text"), posting


def _of_term(file: str, key: bytes, expected: object, found: object) -> Finding:
    return differs(file, _shown(key), expected, found)


def _shown(key: bytes) -> str:
    return key.decode("utf-8", "replace").lstrip("\0\1\2\3\4")
