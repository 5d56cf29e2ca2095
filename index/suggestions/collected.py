"""What articles name or are called, counted: mentions → entries."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np

from index.suggestions.rows import Rows

UNKNOWN_MINUTE = -(2**31)
"""In place of a publication minute that is unknown."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Suggestions of one kind.

    Attributes
    ----------
    texts : list of str
        As they are shown.
    pieces : Rows
        Of each text, by `index.suggestions.pieces.PieceTable`.
    counts : (n,) int64 ndarray
        Articles.
    minutes : (n,) int64 ndarray
        Of the newest, or `UNKNOWN_MINUTE`.
    docs : Rows
        Their document numbers, ascending; nothing where they are not listed.
    """

    texts: list[str]
    pieces: Rows
    counts: np.ndarray
    minutes: np.ndarray
    docs: Rows

    def take(self, which: np.ndarray) -> Entries:
        """Give some entries, in the order asked for."""
        return Entries(
            [self.texts[number] for number in which.tolist()],
            self.pieces.take(which),
            self.counts[which],
            self.minutes[which],
            self.docs.take(which),
        )


class Mentions:
    """Which article says which text, in the order of the articles.

    Attributes
    ----------
    spellings : dict of str to int
        Number of each different text, by its first mention.
    """

    def __init__(self) -> None:
        self.spellings: dict[str, int] = {}
        self._numbers = array("I")
        self._docs = array("I")
        self._minutes = array("i")

    def note(self, text: str, doc: int, minute: int) -> None:
        """Note an article's mention of a text."""
        spellings = self.spellings
        self._numbers.append(spellings.setdefault(text, len(spellings)))
        self._docs.append(doc)
        self._minutes.append(minute)

    def entries(self, pieces: Rows, hashes: np.ndarray) -> tuple[Entries, np.ndarray]:
        """Count what was noted; spellings of one hash are one entry.

        Parameters
        ----------
        pieces : Rows
            Of each spelling; what has none is left out.
        hashes : (n_spellings,) uint64 ndarray

        Returns
        -------
        Entries
            In the order of their first mention.
        shown : (n_entries,) int64 ndarray
            Number of the spelling that is shown.
        """
        entry_of = _number_by_first(hashes, pieces.lengths > 0)
        numbers = np.array(self._numbers, np.int64)
        entries = entry_of[numbers]
        known = entries >= 0
        order = np.flatnonzero(known)[np.argsort(entries[known], kind="stable")]
        entries = entries[order]
        docs = np.array(self._docs, np.uint32)[order]
        minutes = np.array(self._minutes, np.int64)[order]
        firsts = np.searchsorted(entries, np.arange(entry_of.max(initial=-1) + 1))
        newest = np.maximum.reduceat(minutes, firsts) if len(firsts) else minutes
        # An article may spell one name in two ways.
        is_other = np.ones(len(docs), bool)
        is_other[1:] = (docs[1:] != docs[:-1]) | (entries[1:] != entries[:-1])
        counts = np.bincount(entries[is_other], minlength=len(firsts))
        texts = list(self.spellings)
        n_mentions = np.bincount(numbers, minlength=len(texts))
        shown = _choose_spellings(entry_of, n_mentions, texts, len(firsts))
        return (
            Entries(
                [texts[number] for number in shown.tolist()],
                pieces.take(shown),
                counts,
                newest,
                Rows.of(docs[is_other], counts),
            ),
            shown,
        )


def _number_by_first(hashes: np.ndarray, is_known: np.ndarray) -> np.ndarray:
    """Number different hashes in the order they first come in; -1: not known."""
    which = np.flatnonzero(is_known)
    _, firsts, inverse = np.unique(
        hashes[which], return_index=True, return_inverse=True
    )
    ranks = np.empty(len(firsts), np.int64)
    ranks[np.argsort(firsts)] = np.arange(len(firsts))
    numbers = np.full(len(hashes), -1, np.int64)
    numbers[which] = ranks[inverse]
    return numbers


def _choose_spellings(
    entry_of: np.ndarray, n_mentions: np.ndarray, texts: list[str], n_entries: int
) -> np.ndarray:
    """Choose the commonest; of equals, rather one that is not in capitals."""
    chosen = np.zeros(n_entries, np.int64)
    known = np.flatnonzero(entry_of >= 0)
    chosen[entry_of[known]] = known
    n_spellings = np.bincount(entry_of[known], minlength=n_entries)
    several: dict[int, list[int]] = {}
    for number in known[n_spellings[entry_of[known]] > 1].tolist():
        several.setdefault(int(entry_of[number]), []).append(number)
    for entry, numbers in several.items():
        chosen[entry] = min(
            numbers,
            key=lambda n: (-n_mentions[n], texts[n].isupper(), texts[n]),
        )
    return chosen
