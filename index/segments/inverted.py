"""Posting lists → ``.pst``, ``.trm`` and ``.voc`` of a segment, in step."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.schema import BODY, TITLE
from index.segments import posting_file, term_dictionary, vocabulary
from index.segments.documents import NAME_FIELDS, Documents
from index.segments.posting_file import PostingsWriter
from index.segments.postings import PostingLists
from index.segments.term_dictionary import (
    TERM_INFO,
    TermDictionaryWriter,
    length_bytes,
)

FIELDS = (BODY, TITLE, *NAME_FIELDS)
"""Fields with terms, in the order of their numbers in the term dictionary."""


def key_prefix(field: str) -> bytes:
    """Give what stands before a field's terms in the term dictionary."""
    return FIELDS.index(field).to_bytes(2, "big")


class InvertedWriter:
    """Writes the three files that are about terms.

    Parameters
    ----------
    folder : Path
    name : str
        Of the segment.
    columns : Documents
        Of the segment.
    """

    def __init__(self, folder: Path, name: str, columns: Documents) -> None:
        self._path = folder / name
        self._postings = PostingsWriter(
            folder / (name + posting_file.ENDING), columns.n_docs
        )
        self._terms = TermDictionaryWriter(
            folder / (name + term_dictionary.ENDING), list(FIELDS)
        )
        self._lengths = {BODY: columns.body_lengths, TITLE: columns.title_lengths}
        self._texts: dict[str, list[bytes]] = {BODY: [], TITLE: []}
        self._infos: dict[str, list[np.ndarray]] = {BODY: [], TITLE: []}

    def add(self, field: str, terms: list[bytes], lists: PostingLists) -> None:
        """Append the posting lists of some terms of a field.

        Parameters
        ----------
        field : str
            One of `FIELDS`, not earlier than those added before.
        terms : list of bytes
            UTF-8; ascending, higher than those of the field added before.
        lists : PostingLists
            Of at least one document each.
        """
        if not terms:
            return
        offsets, sizes = self._postings.write(lists)
        infos = describe_lists(lists, self._lengths.get(field))
        infos["offset"], infos["size"] = offsets, sizes
        prefix = key_prefix(field)
        self._terms.add_terms([prefix + term for term in terms], infos)
        if field in self._texts:
            self._texts[field] += terms
            self._infos[field].append(infos)

    def close(self) -> None:
        """Finish the files."""
        self._postings.close()
        self._terms.close()
        infos = {
            field: np.concatenate([np.empty(0, TERM_INFO), *those])
            for field, those in self._infos.items()
        }
        path = self._path.with_name(self._path.name + vocabulary.ENDING)
        vocabulary.write_vocabulary(path, self._texts, infos)


def describe_lists(lists: PostingLists, lengths: np.ndarray | None) -> np.ndarray:
    """Tell what the term dictionary says of lists, all but where they are.

    Parameters
    ----------
    lists : PostingLists
        None of them empty.
    lengths : (n_docs,) uint32 ndarray or None
        Syllables of each document in the field; None: of names.

    Returns
    -------
    (n_terms,) ndarray of `term_dictionary.TERM_INFO`
    """
    starts = lists.offsets[:-1]
    dfs = np.diff(lists.offsets)
    infos = np.zeros(len(dfs), TERM_INFO)
    infos["doc_freq"] = infos["weight"] = dfs
    infos["max_weight"] = 1
    infos["min_doc"] = lists.docs[starts]
    infos["max_doc"] = lists.docs[lists.offsets[1:] - 1]
    if lengths is not None:
        infos["weight"] = np.diff(lists.position_offsets)
        infos["max_weight"] = np.maximum.reduceat(lists.freqs, starts)
        of_postings = lengths[lists.docs]
        shortest = np.minimum.reduceat(of_postings, starts)
        infos["min_length"] = length_bytes(shortest)
        infos["max_length"] = length_bytes(np.maximum.reduceat(of_postings, starts))
    return infos
