"""How many documents have a pair of common syllables: a segment's ``.par``.

Scoring two neighbouring words needs the number of documents in which they
stand together, and to find it among two hundred thousand occurrences of each
takes milliseconds. So it is counted once, when a segment is written, for all
pairs of common syllables, as words of a query stand for them: exactly as typed (*lý*
is also *lí*), or for all that is the same without marks (*ly* is every *ly*, *lý*,
*li*, …).

Sections (`index.segments.sections`, magic ``TRACUUPA``), for each way W, exact
and folded::

    W_offsets   uint32   n + 1: class c is W_classes[offsets[c]:…], UTF-8
    W_classes   uint8    ascending; `class_of` says of which syllables

and for each way V of the first of two and W of the second::

    V_W_pairs   uint32   ascending: class of the first · n of W + class of the second
    V_W_docs    uint32   documents with the second right behind the first

A pair of two classes that is not listed is in no document. The file is written
only where there are common syllables.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from index.errors import IndexCorruptError
from index.segments import posting_file, vocabulary
from index.segments.documents import Documents
from index.segments.pair_counting import (
    WAYS,
    class_of,
    common_classes,
    count_pairs,
)
from index.segments.posting_file import open_postings
from index.segments.sections import open_sections, pack_texts, write_sections
from index.segments.vocabulary import SegmentVocabulary

MAGIC = b"TRACUUPA"
VERSION = 1
ENDING = ".par"


@dataclass(frozen=True, slots=True)
class PairTable:
    """The pairs of one segment.

    Attributes
    ----------
    classes : dict of str to dict of str to int
        Way → class → number.
    pairs, docs : dict of (str, str) to (n_pairs,) uint32 ndarray
        Ways of the first and the second → pairs, and their documents.
    """

    classes: dict[str, dict[str, int]]
    pairs: dict[tuple[str, str], np.ndarray]
    docs: dict[tuple[str, str], np.ndarray]

    def count(self, first: tuple[str, str], second: tuple[str, str]) -> int | None:
        """Count the documents of two words; None where it is not known.

        Parameters
        ----------
        first, second : (str, str)
            Way and syllable of each.
        """
        ways = first[0], second[0]
        one = self.classes[ways[0]].get(class_of(first[1]))
        other = self.classes[ways[1]].get(class_of(second[1]))
        if one is None or other is None:
            return None
        pairs = self.pairs[ways]
        wanted = one * len(self.classes[ways[1]]) + other
        # Of the same type, or NumPy converts the whole array first.
        at = int(np.searchsorted(pairs, np.uint32(wanted)))
        if at == len(pairs) or pairs[at] != wanted:
            return 0
        return int(self.docs[ways][at])


def write_pairs(folder: Path, name: str, documents: Documents) -> None:
    """Count the pairs of a segment whose other files are written."""
    syllables = SegmentVocabulary(folder / (name + vocabulary.ENDING))
    content = open_postings(folder / (name + posting_file.ENDING))
    classes = common_classes(content, syllables)
    if not all(classes.values()):
        return
    counts = count_pairs(content, syllables, documents, classes, 0, documents.n_docs)
    sections: dict[str, np.ndarray] = {}
    for way in WAYS:
        offsets, heap = pack_texts([key.encode("utf-8") for key in classes[way]])
        sections |= {f"{way}_offsets": offsets, f"{way}_classes": heap}
    for (v, w), of_pairs in counts.items():
        pairs = np.flatnonzero(of_pairs)
        sections[f"{v}_{w}_pairs"] = pairs.astype(np.uint32)
        sections[f"{v}_{w}_docs"] = of_pairs[pairs]
    write_sections(folder / (name + ENDING), MAGIC, VERSION, sections)


def open_pairs(path: Path) -> PairTable | None:
    """Open a ``.par``; None where there is none.

    Raises
    ------
    IndexCorruptError, IndexFormatError, IndexUnreadableError
    """
    if not path.exists():
        return None
    sections = open_sections(path, MAGIC, VERSION)
    classes: dict[str, dict[str, int]] = {}
    try:
        for way in WAYS:
            heap = sections[f"{way}_classes"].tobytes()
            offsets = sections[f"{way}_offsets"].tolist()
            bounds = zip(offsets, offsets[1:], strict=False)
            keys = [heap[start:end].decode("utf-8") for start, end in bounds]
            classes[way] = {key: number for number, key in enumerate(keys)}
        ways = list(product(WAYS, WAYS))
        return PairTable(
            classes,
            {(v, w): sections[f"{v}_{w}_pairs"] for v, w in ways},
            {(v, w): sections[f"{v}_{w}_docs"] for v, w in ways},
        )
    except (KeyError, UnicodeDecodeError) as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
