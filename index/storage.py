"""Where an index is kept, as a reindex sees it: in a folder, or in a cluster.

A reindex decides what an index is to hold (`index.update`); what is done for that is
behind these protocols, in `index.local_storage` and `index.opensearch.storage`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.article import Article
from index.ingest import Sinks
from index.ledger import Failure, LedgerEntry
from index.locations import File, Location
from index.stamps import Stamp

Files = list[tuple[File, str]]
"""Page files and how pages name them."""


class Published(Protocol):
    """A published generation."""

    @property
    def number(self) -> int:
        """From 1."""

    @property
    def reading_version(self) -> str:
        """Digest of the rules that read its pages."""

    @property
    def roots(self) -> dict[str, str]:
        """Name of each corpus folder or file → where it is."""

    def ledger(self) -> dict[str, LedgerEntry]:
        """Read which page every article was read from."""

    def failures(self) -> list[Failure]:
        """Read which pages could not be read."""

    def stamps(self) -> dict[str, Stamp]:
        """Read which files need not be looked into."""

    def n_copies(self) -> int:
        """Count the articles that are copies of another."""

    def articles(self, ids: Iterable[str]) -> Iterator[Article]:
        """Read articles in this order; unknown ids are passed over."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a generation is going to hold, and what is kept with it.

    Attributes
    ----------
    ledger : dict of str to LedgerEntry
    failures : list of Failure
    stamps : dict of str to Stamp
    roots : dict of str to str
    reading_version : str
    """

    ledger: Mapping[str, LedgerEntry]
    failures: list[Failure]
    stamps: Mapping[str, Stamp]
    roots: dict[str, str]
    reading_version: str


class Loading(Protocol):
    """A generation that is being made; nobody sees it before `publish`.

    Attributes
    ----------
    number : int
    """

    number: int

    def sinks(self, files: Files) -> Sinks:
        """Give where the articles of all processes go."""

    def sinks_of_articles(self, samples: Callable[[], list[Article]]) -> Sinks:
        """Give where articles of another index go; `samples` are some of them."""

    def take_in(self, outcome: Any) -> None:
        """Take note of a `ReadArticle`, or of what a sink said beside."""

    def holds(self, entry: LedgerEntry) -> bool:
        """Tell whether an earlier run that was broken off has left this article."""

    def held_articles(self, ids: Iterable[str]) -> Iterable[Article]:
        """Read articles that it has left."""

    def keep(self, ids: Iterable[str]) -> None:
        """Add articles as the live generation has them, which is not carried on."""

    def remove(self, ids: Iterable[str]) -> None:
        """Remove articles of the base; what was added in their place stays."""

    def publish(self, contents: Contents) -> int:
        """Let it be searched; give the number of copies in it."""

    def abandon(self) -> None:
        """Leave nothing of it: nothing is new."""

    def fail(self, exc: BaseException) -> None:
        """Leave nothing of it, or what the next run can go on with."""


class Storage(Protocol):
    """A library and how it is written to; whoever has one holds its lock."""

    def remembered_roots(self) -> dict[str, Location]:
        """Give the corpus folders, even of an index that cannot be opened."""

    def own_folder(self) -> Path | None:
        """Give the folder that is no corpus, where there is one."""

    def live(self, *, must_remember: bool) -> tuple[Published | None, bool]:
        """Give the generation to carry on, and whether it is the one that is live.

        Where none is whole the index is built anew from the folders it remembers; if
        it remembers none and they `must_remember`, that would lose articles.

        Raises
        ------
        IndexStorageError
        """

    def begin(self, base: Published | None, live: Published | None) -> Loading:
        """Begin a generation.

        Parameters
        ----------
        base : Published or None
            That it carries on.
        live : Published or None
            What readers have until it is published, and may be gone back to.
        """
