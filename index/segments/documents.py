"""Values, names and ids of every document of a segment: its ``.doc``.

Sections (`index.segments.sections`, magic ``TRACUUDO``), with n documents::

    minutes              int64   publication; schema.UNKNOWN_MINUTE: unknown
    title_length         uint32  syllables of the title
    body_length          uint32  syllables of the body
    id_offsets           uint32  n + 1: id of d is ids[id_offsets[d]:…], UTF-8
    ids                  uint8
    id_order             uint32  documents in the order of their ids

and for each of the fields persons, authors and source, in compressed sparse
rows::

    <field>_offsets      uint32  n + 1: document d has values[offsets[d]:…]
    <field>_values       uint32  numbers of terms, ascending in a document
    <field>_term_offsets uint32  n_terms + 1
    <field>_terms        uint8   terms in order, UTF-8: key, U+001F, spelling
    <field>_first_terms  uint32  n_keys + 1: key k is spelled in the terms from
                                 first_terms[k] up to first_terms[k + 1]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from index.errors import IndexCorruptError
from index.schema import AUTHORS, NAME_JOINT, PERSONS, SOURCE
from index.segments.ragged import spread
from index.segments.sections import Heap, open_sections, pack_texts, write_sections

MAGIC = b"TRACUUDO"
VERSION = 1
ENDING = ".doc"

NAME_FIELDS = (PERSONS, AUTHORS, SOURCE)

_JOINT = NAME_JOINT.encode()


@dataclass(frozen=True, slots=True)
class NameRows:
    """The names of one field: which documents have which.

    Attributes
    ----------
    offsets : (n_docs + 1,) integer ndarray
    values : (n_namings,) integer ndarray
        Document ``d`` has the terms ``values[offsets[d] : offsets[d + 1]]``.
    terms : sequence of bytes
        Ascending.
    first_terms : (n_keys + 1,) integer ndarray
        Where the terms of each key begin: terms of one key stand together.
    """

    offsets: np.ndarray
    values: np.ndarray
    terms: Sequence[bytes]
    first_terms: np.ndarray

    @classmethod
    def of(cls, names: Sequence[Sequence[bytes]]) -> NameRows:
        """Make rows of the terms of each document."""
        terms = sorted(set(chain.from_iterable(names)))
        numbers = {term: number for number, term in enumerate(terms)}
        lengths = np.fromiter(map(len, names), np.int64, len(names))
        flat = [numbers[term] for row in names for term in sorted(row)]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        return cls(offsets, np.array(flat, np.int64), terms, first_terms_of(terms))

    def key(self, number: int) -> bytes:
        """Give a key, UTF-8."""
        return self.terms[int(self.first_terms[number])].partition(_JOINT)[0]

    def keys(self) -> list[bytes]:
        """List all keys: ascending."""
        terms = list(self.terms)
        firsts = self.first_terms[:-1].tolist()
        return [terms[first].partition(_JOINT)[0] for first in firsts]

    def by_term(self) -> tuple[np.ndarray, np.ndarray]:
        """Turn the rows round.

        Returns
        -------
        (n_terms + 1,) int64 ndarray, (n_namings,) int64 ndarray
            Offsets of each term, and its documents, ascending.
        """
        docs = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
        order = np.argsort(self.values, kind="stable")
        counts = np.bincount(self.values, minlength=len(self.terms))
        return np.concatenate(([0], np.cumsum(counts))), docs[order]


@dataclass(frozen=True, slots=True)
class Documents:
    """What is known of each document, as whole arrays.

    Attributes
    ----------
    minutes : (n_docs,) int64 ndarray
    title_lengths, body_lengths : (n_docs,) uint32 ndarray
    id_offsets, ids, id_order : ndarray
        As the file has them.
    names : dict of str to NameRows
    """

    minutes: np.ndarray
    title_lengths: np.ndarray
    body_lengths: np.ndarray
    id_offsets: np.ndarray
    ids: np.ndarray
    id_order: np.ndarray
    names: dict[str, NameRows]

    @property
    def n_docs(self) -> int:
        """Number of documents."""
        return len(self.minutes)

    def id_bytes(self, doc: int) -> bytes:
        """Give the id of a document, UTF-8."""
        start, end = self.id_offsets[doc : doc + 2].tolist()
        return self.ids[start:end].tobytes()

    def find(self, article_id: str) -> int | None:
        """Give the document of an id; None where there is none."""
        wanted = article_id.encode("utf-8", "surrogatepass")
        low, high = 0, len(self.id_order)
        while low < high:
            middle = (low + high) // 2
            if self.id_bytes(int(self.id_order[middle])) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self.id_order):
            return None
        doc = int(self.id_order[low])
        return doc if self.id_bytes(doc) == wanted else None

    def find_many(self, ids: Sequence[bytes]) -> dict[bytes, int]:
        """Find the documents of many ids, UTF-8; unknown ones are left out."""
        wanted = set(ids)
        every = enumerate(self.all_ids())
        return {id_: doc for doc, id_ in every if id_ in wanted}

    def all_ids(self) -> list[bytes]:
        """List the ids of all documents, UTF-8."""
        heap, offsets = self.ids.tobytes(), self.id_offsets.tolist()
        return [heap[a:b] for a, b in zip(offsets, offsets[1:], strict=False)]

    @classmethod
    def of(
        cls,
        minutes: Sequence[int],
        title_lengths: Sequence[int],
        body_lengths: Sequence[int],
        ids: Sequence[bytes],
        names: dict[str, NameRows],
    ) -> Documents:
        """Make arrays of the values of each document in turn."""
        offsets, heap = pack_texts(list(ids))
        order = sorted(range(len(ids)), key=ids.__getitem__)
        return cls(
            np.array(minutes, np.int64),
            np.array(title_lengths, np.uint32),
            np.array(body_lengths, np.uint32),
            offsets,
            heap,
            np.array(order, np.uint32),
            names,
        )


def write_documents(path: Path, documents: Documents) -> None:
    """Write a ``.doc``."""
    sections = {
        "minutes": documents.minutes,
        "title_length": documents.title_lengths,
        "body_length": documents.body_lengths,
        "id_offsets": documents.id_offsets,
        "ids": documents.ids,
        "id_order": documents.id_order,
    }
    for field, rows in documents.names.items():
        offsets, heap = pack_texts(list(rows.terms))
        sections |= {
            f"{field}_offsets": rows.offsets.astype(np.uint32),
            f"{field}_values": rows.values.astype(np.uint32),
            f"{field}_term_offsets": offsets,
            f"{field}_terms": heap,
            f"{field}_first_terms": rows.first_terms.astype(np.uint32),
        }
    write_sections(path, MAGIC, VERSION, sections)


def open_documents(path: Path) -> Documents:
    """Map a ``.doc``; its names' terms are read at once.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    sections = open_sections(path, MAGIC, VERSION)
    try:
        return Documents(
            sections["minutes"],
            sections["title_length"],
            sections["body_length"],
            sections["id_offsets"],
            sections["ids"],
            sections["id_order"],
            {field: _rows(sections, field) for field in NAME_FIELDS},
        )
    except (KeyError, ValueError, IndexError) as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc


def _rows(sections: dict[str, np.ndarray], field: str) -> NameRows:
    terms = Heap(sections[f"{field}_term_offsets"], sections[f"{field}_terms"])
    first_terms = sections[f"{field}_first_terms"]
    rows, values = sections[f"{field}_offsets"], sections[f"{field}_values"]
    # Compiled loops follow these numbers without asking.
    is_sound = (
        len(rows) == len(sections["minutes"]) + 1
        and rows[0] == 0
        and rows[-1] == len(values)
        and bool(np.all(rows[1:] >= rows[:-1]))
        and (not len(values) or int(values.max()) < len(terms))
        and first_terms[-1] == len(terms)
        and bool(np.all(first_terms[1:] > first_terms[:-1]))
    )
    if not is_sound:
        raise ValueError(f"the rows of {field} are out of order")
    return NameRows(rows, values, terms, first_terms)


def merge_documents(
    sources: Sequence[Documents], kept: Sequence[np.ndarray]
) -> Documents:
    """Join the kept documents of several segments.

    Parameters
    ----------
    sources : sequence of Documents
    kept : sequence of int64 ndarray
        Ascending documents of each.
    """

    def joined(arrays: Sequence[np.ndarray]) -> np.ndarray:
        return np.concatenate([a[d] for a, d in zip(arrays, kept, strict=True)])

    ids: list[bytes] = []
    for source, docs in zip(sources, kept, strict=True):
        every = source.all_ids()
        ids += [every[doc] for doc in docs.tolist()]
    return Documents.of(
        joined([source.minutes for source in sources]),
        joined([source.title_lengths for source in sources]),
        joined([source.body_lengths for source in sources]),
        ids,
        {
            field: _merge_rows([source.names[field] for source in sources], kept)
            for field in NAME_FIELDS
        },
    )


def _merge_rows(sources: Sequence[NameRows], kept: Sequence[np.ndarray]) -> NameRows:
    chosen: list[tuple[NameRows, np.ndarray, np.ndarray]] = []
    for rows, docs in zip(sources, kept, strict=True):
        starts = rows.offsets[docs].astype(np.int64)
        lengths = rows.offsets[docs + 1].astype(np.int64) - starts
        chosen.append((rows, lengths, rows.values[spread(starts, lengths)]))
    every = [list(rows.terms) for rows, _, _ in chosen]
    in_use = (
        [of_source[number] for number in np.unique(values).tolist()]
        for of_source, (_, _, values) in zip(every, chosen, strict=True)
    )
    terms = sorted(set().union(*in_use))
    numbers = {term: number for number, term in enumerate(terms)}
    values = []
    for of_source, (_, _, those) in zip(every, chosen, strict=True):
        # A term that only deleted documents had is nobody's any more.
        moved = np.array([numbers.get(term, -1) for term in of_source], np.int64)
        values.append(moved[those])
    lengths = np.concatenate([lengths for _, lengths, _ in chosen])
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    return NameRows(offsets, np.concatenate(values), terms, first_terms_of(terms))


def first_terms_of(terms: Sequence[bytes]) -> np.ndarray:
    """Tell where the terms of each key begin: (n_keys + 1,) int64 ndarray."""
    keys = [term.partition(_JOINT)[0] for term in terms]
    firsts = [at for at, key in enumerate(keys) if not at or key != keys[at - 1]]
    return np.array([*firsts, len(terms)], np.int64)
