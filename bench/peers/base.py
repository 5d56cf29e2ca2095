"""What a peer has to do to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from queries import BenchQuery
from token_corpus import Document

N_HITS = 10
N_PERSONS = 20


@dataclass(frozen=True, slots=True)
class Facets:
    """How many matches name each of the persons named most, and by month.

    A month is as in `token_corpus.Document`.
    """

    persons: dict[str, int]
    months: dict[int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: the exact total, the numbers of the best ten, facets."""

    total: int
    numbers: list[int]
    facets: Facets | None = None


class Peer(Protocol):
    """Another engine over the same tokens.

    Attributes
    ----------
    title : str
        Name and version, as a table shows them.
    folder : str
        What the folder of its index is called; peers may share one.
    is_slow : bool
        Whether to ask it only a few queries.
    counts_only : bool
        Whether it counts facets and finds no hits: a bound, and no engine.
    """

    title: str
    folder: str
    is_slow: bool
    counts_only: bool

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index documents, merged as far as the engine merges, into a folder."""
        ...

    def open(self, folder: Path) -> None:
        """Open what `build` made."""
        ...

    def prepare(self, query: BenchQuery) -> Any:
        """Make the engine's own query; not timed."""
        ...

    def top(self, prepared: Any) -> Answer:
        """Find the best ten, with their stored numbers, and the exact total."""
        ...

    def faceted(self, prepared: Any) -> Answer:
        """Find the same, and count persons and months over all matches."""
        ...
