"""An index in a folder, as a reindex writes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from index import generations
from index.analysis.article import analyse_article
from index.article import Article
from index.contents import read_segments
from index.duplicates.groups import read_groups
from index.errors import IndexCorruptError, IndexFormatError, IndexNotFoundError
from index.generations import Check, Generation, Manifest, remembered_roots
from index.ingest import ReadArticle, SegmentSinks, Sinks
from index.ledger import (
    Failure,
    LedgerEntry,
    read_failures,
    read_ledger,
    write_failures,
    write_ledger,
)
from index.locations import Location
from index.sampling import dictionary_for
from index.segments.building import WrittenSegment
from index.segments.stored import train_dictionary
from index.stamps import Stamp, read_stamps, write_stamps
from index.storage import Contents, Files, Loading, Published
from index.writer import (
    ArticleWriter,
    count_articles,
    largest_dictionary,
    read_articles,
)

_LARGE = 1_000_000_000
"""Bytes that an archive is taken to have whose pages nobody has looked at."""


class LocalGeneration:
    """A published generation in a folder.

    Parameters
    ----------
    generation : Generation
    """

    def __init__(self, generation: Generation) -> None:
        self.generation = generation

    @property
    def number(self) -> int:
        """From 1."""
        return self.generation.number

    @property
    def reading_version(self) -> str:
        """Digest of the rules that read its pages."""
        return self.generation.manifest.reading_version

    @property
    def roots(self) -> dict[str, str]:
        """Name of each corpus folder or file → where it is."""
        return self.generation.manifest.roots

    @property
    def path(self) -> Path:
        """Its folder."""
        return self.generation.path

    def ledger(self) -> dict[str, LedgerEntry]:
        """Read which page every article was read from."""
        return read_ledger(self.path)

    def failures(self) -> list[Failure]:
        """Read which pages could not be read."""
        return read_failures(self.path)

    def stamps(self) -> dict[str, Stamp]:
        """Read which files need not be looked into."""
        return read_stamps(self.path)

    def n_copies(self) -> int:
        """Count the articles that are copies of another."""
        return read_groups(self.path).n_copies

    def articles(self, ids: Iterable[str]) -> Iterator[Article]:
        """Read articles in this order; unknown ids are passed over."""
        return read_articles(self.path, ids)


class LocalStorage:
    """The index of a folder; see `index.storage.Storage`.

    Parameters
    ----------
    index_dir : Path
    budget_bytes : int
        Memory for the articles of one process.
    check : callable, optional
        Looks at a new generation before it is published, and raises if it is wrong.
    """

    def __init__(
        self, index_dir: Path, budget_bytes: int, check: Check | None = None
    ) -> None:
        self._index_dir = index_dir
        self._budget = budget_bytes
        self._check = check

    def remembered_roots(self) -> dict[str, Location]:
        """Give the corpus folders of the index."""
        return remembered_roots(self._index_dir)

    def own_folder(self) -> Path | None:
        """Give the folder of the index."""
        return self._index_dir

    def live(self, *, must_remember: bool) -> tuple[Published | None, bool]:
        """Give the generation to carry on, and whether ``CURRENT`` names it.

        Where that is damaged the newest whole one is carried on, which readers have
        fallen back on.
        """
        try:
            return LocalGeneration(generations.open_current(self._index_dir)), True
        except (IndexNotFoundError, IndexFormatError, IndexCorruptError) as error:
            whole = generations.newest_whole(self._index_dir)
            is_lost = whole is None and not isinstance(error, IndexNotFoundError)
            if is_lost and must_remember:
                raise
            return (None if whole is None else LocalGeneration(whole)), False

    def begin(self, base: Published | None, live: Published | None) -> Loading:
        """Make the folder of the next generation."""
        assert base is None or isinstance(base, LocalGeneration)
        assert live is None or isinstance(live, LocalGeneration)
        return _LocalLoading(self._index_dir, self._budget, self._check, base, live)


class _LocalLoading:
    def __init__(
        self,
        index_dir: Path,
        budget_bytes: int,
        check: Check | None,
        base: LocalGeneration | None,
        live: LocalGeneration | None,
    ) -> None:
        self._index_dir = index_dir
        self._budget = budget_bytes
        self._check = check
        self._base, self._live = base, live
        carried = None if base is None else base.generation
        self.number, self._folder = generations.begin(index_dir, carried)
        try:
            self._writer = ArticleWriter(
                self._folder, is_new=base is None, budget_bytes=budget_bytes
            )
        except BaseException as exc:
            self.fail(exc)
            raise

    def sinks(self, files: Files) -> Sinks:
        return SegmentSinks(
            self._folder,
            self._budget,
            self._writer.dictionary,
            partial(dictionary_for, files),
        )

    def sinks_of_articles(self, samples: Callable[[], list[Article]]) -> Sinks:
        make = partial(_dictionary_of, samples)
        return SegmentSinks(self._folder, self._budget, b"", make)

    def take_in(self, outcome: Any) -> None:
        match outcome:
            case ReadArticle(_, row):
                self._writer.note_row(row)
            case WrittenSegment():
                self._writer.adopt(outcome)

    def holds(self, entry: LedgerEntry) -> bool:
        return False  # What a killed run has left is removed.

    def held_articles(self, ids: Iterable[str]) -> Iterable[Article]:
        return ()

    def keep(self, ids: Iterable[str]) -> None:
        if self._live is None:
            return
        if not self._writer.dictionary:
            # Theirs, or most of what they were compressed by would be lost.
            segments = read_segments(self._live.path)
            self._writer.dictionary = largest_dictionary(self._live.path, segments)
        for article in read_articles(self._live.path, ids):
            self._writer.add(analyse_article(article))

    def remove(self, ids: Iterable[str]) -> None:
        self._writer.remove(ids)

    def publish(self, contents: Contents) -> int:
        self._writer.commit()
        folder = self._folder
        n_articles = count_articles(folder)
        if n_articles != len(contents.ledger):
            raise IndexCorruptError(
                path=str(folder),
                reason=f"expected {len(contents.ledger)} articles, found {n_articles}",
            )
        n_copies = read_groups(folder).n_copies
        write_ledger(folder, contents.ledger.values())
        write_failures(folder, contents.failures)
        write_stamps(folder, contents.stamps)
        manifest = Manifest(
            generation=self.number,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            reading_version=contents.reading_version,
            n_articles=n_articles,
            n_failed=len(contents.failures),
            roots=contents.roots,
        )
        generations.publish(
            self._index_dir,
            manifest,
            None if self._base is None else self._base.generation,
            check=self._check,
            # What readers have until now, also where nothing was carried over from it.
            kept=None if self._live is None else self._live.number,
        )
        return n_copies

    def abandon(self) -> None:
        generations.abandon(self._index_dir, self.number)

    def fail(self, exc: BaseException) -> None:
        self.abandon()
        if isinstance(exc, IndexCorruptError) and self._base is not None:
            # Damage in a file that was carried over is the base's damage.
            place = str(exc.params["path"])
            exc.params["path"] = place.replace(str(self._folder), str(self._base.path))


def _dictionary_of(samples: Callable[[], list[Article]]) -> bytes:
    return train_dictionary(samples(), _LARGE)
