"""Other machines that share the work of a reindex, as the reindex sees them.

The command walks, decides and publishes. A crew looks into the files, which gives ids
and hashes, and loads what was decided, which gives what the processes at home give
(`index.ingest`). `index.distributed` has the one that there is.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from index.article import Article
from index.corpus.page import KnownHashes, RawPage, SamePage
from index.errors import CorpusError
from index.ingest import Outcome, Sinks
from index.ledger import LedgerEntry
from index.locations import File
from index.storage import Loading


class Visit(NamedTuple):
    """A file of a corpus, at its turn; the arguments of `index.corpus.read_file`.

    Attributes
    ----------
    file : Path or RemoteFile
    path : str
        How pages name it.
    known : mapping of str to str or None
        Hashes of its pages; None: its stamp is known, so nobody looks into it.
    """

    file: File
    path: str
    known: KnownHashes | None


class Seen(NamedTuple):
    """A page that another process has looked at.

    Attributes
    ----------
    path, content_hash : str
        Of the `RawPage`.
    id : str
        Of the article that it holds.
    """

    path: str
    content_hash: str
    id: str


Found = RawPage | Seen | SamePage | CorpusError
"""What is found in a file."""


class Wanted(NamedTuple):
    """A page that is to be loaded.

    Attributes
    ----------
    file : Path or RemoteFile
    path : str
        Of the file.
    entry : LedgerEntry
    is_held : bool
        Whether an earlier run that was broken off has left the article.
    """

    file: File
    path: str
    entry: LedgerEntry
    is_held: bool


@dataclass(frozen=True, slots=True)
class Target:
    """Where articles go, for processes anywhere: all of it can be pickled.

    Attributes
    ----------
    sinks : Sinks
    held : callable
        Gives articles that an earlier run has left, by their ids.
    """

    sinks: Sinks
    held: Callable[[list[str]], Iterable[Article]]


class SharedLoading(Loading, Protocol):
    """A generation that other machines can load into."""

    def target(self) -> Target:
        """Give where articles go; from now on there is something to go to."""


class Crew(Protocol):
    """Machines that look into files and load what is in them."""

    def look(
        self, visits: Iterable[Visit]
    ) -> Iterator[tuple[Visit, Iterable[Found] | None]]:
        """Tell what is in each file, in their order; None where nobody has to look."""

    def load(
        self, loading: Loading, wanted: Iterable[Wanted]
    ) -> Generator[Outcome, None, None]:
        """Load pages; of each one an outcome comes back, when it is safe."""
