"""The names of one field of all articles, and in how many each is.

Names that differ in tone placement or case alone share a key
(`index.analysis.names.person_key`) and are one name; its commonest spelling is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from index.analysis.names import person_key
from index.opensearch.packing import pack_arrays, unpack_arrays
from index.schema import name_term, split_name_term

_BETWEEN = "\n"
"""In no term: names have no line breaks."""


class NameTable:
    """Names and their counts, by ascending key.

    Parameters
    ----------
    terms : list of str
        `name_term` of each spelling, ascending.
    term_counts : (n_terms,) uint32 ndarray
        Articles that spell it so.
    key_counts : (n_keys,) uint32 ndarray
        Articles that have the name, in the order of the keys.

    Attributes
    ----------
    keys : list of str
    shown : list of str
        The commonest spelling of each.
    counts : (n_keys,) int64 ndarray
    """

    def __init__(
        self, terms: list[str], term_counts: np.ndarray, key_counts: np.ndarray
    ) -> None:
        self._terms = terms
        self._term_counts = term_counts
        self.counts = key_counts.astype(np.int64)
        self.keys: list[str] = []
        self.shown: list[str] = []
        most = 0
        for term, count in zip(terms, term_counts.tolist(), strict=True):
            key, spelling = split_name_term(term)
            if not self.keys or self.keys[-1] != key:
                self.keys.append(key)
                self.shown.append(spelling)
                most = count
            elif count > most:
                # Terms ascend, so of equals the first by its text is shown.
                self.shown[-1], most = spelling, count

    @classmethod
    def of(
        cls, term_counts: Mapping[str, int], key_counts: Mapping[str, int]
    ) -> NameTable:
        """Make a table; what no article has is left out."""
        terms = sorted(t for t, n in term_counts.items() if n > 0)
        keys = list(dict.fromkeys(split_name_term(term)[0] for term in terms))
        return cls(
            terms,
            np.array([term_counts[term] for term in terms], np.uint32),
            np.array([key_counts[key] for key in keys], np.uint32),
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> NameTable:
        """Read what `to_bytes` wrote; ValueError where it is something else."""
        text, term_counts, key_counts = unpack_arrays(data)
        joined = text.tobytes().decode("utf-8", "surrogatepass")
        return cls(joined.split(_BETWEEN)[:-1], term_counts, key_counts)

    def to_bytes(self) -> bytes:
        """Write the table."""
        joined = "".join(f"{term}{_BETWEEN}" for term in self._terms)
        text = np.frombuffer(joined.encode("utf-8", "surrogatepass"), np.uint8)
        return pack_arrays([text, self._term_counts, self.counts.astype(np.uint32)])

    def items(self) -> Iterator[tuple[str, int]]:
        """Yield all spellings (`name_term`) with their counts."""
        yield from zip(self._terms, self._term_counts.tolist(), strict=True)


def terms_and_keys(names: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Count an article's names: each spelling and each key once."""
    different = set(names)
    terms = Counter({term: 1 for term in map(name_term, different)})
    return terms, Counter({key: 1 for key in map(person_key, different)})
