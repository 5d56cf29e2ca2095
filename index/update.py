"""One run of a reindex: what changed, and what follows from it.

The walk over the corpus decides page by page: unchanged, to be read, or
failed. What is read goes to the writer; what is left over at the end has
vanished. Nothing is seen by readers before the last line of `Update.execute`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial

from index.apart import KILLED
from index.corpus import RawPage, Scan, read_file
from index.corpus.page import SamePage
from index.crew import Crew, Found, Seen, Visit, Wanted
from index.errors import (
    CorpusError,
    DuplicateIdError,
    NotKeptError,
    UnexpectedError,
    UnreadableFileError,
)
from index.extract.article_id import article_id_of
from index.ingest import Outcome, Page, ReadArticle, ingest_into
from index.ledger import Failure, LedgerEntry, at_line, split_place
from index.locations import Location, RemoteFile
from index.messages import N_
from index.reading import reading_version
from index.roots import plan_scope
from index.stamps import Stamp, stamp_of
from index.storage import Contents, Files, Loading, Storage
from index.summary import ReindexSummary

_MAY_PASS = frozenset(
    error.template
    for error in (DuplicateIdError, NotKeptError, UnexpectedError, UnreadableFileError)
)
"""What fails for other reasons than what the file holds."""

_BATCH = 200
"""Articles of an earlier run that are asked for at once."""

Progress = Callable[[int, int], None]
"""Called with the number of files looked at and the number of all files."""


class Update:
    """One reindex, from the walk to the publication; see `index.reindex.reindex`."""

    def __init__(
        self,
        storage: Storage,
        paths: Sequence[Location],
        is_full: bool,
        n_workers: int,
        progress: Progress | None,
        crew: Crew | None = None,
    ) -> None:
        self.storage = storage
        self.crew = crew
        self.n_workers = n_workers
        self.progress = progress
        self.summary = ReindexSummary()
        known = storage.remembered_roots()
        self.live, self.is_current = storage.live(must_remember=not (is_full or known))
        is_outdated = (
            self.live is None or self.live.reading_version != reading_version()
        )
        # Only an index made by the same rules can be carried on.
        self.base = None if is_full or is_outdated else self.live
        kept = {} if is_full else known
        if not (is_full or (self.base and self.is_current)):
            # Everything is looked at again, what was not named included.
            paths = [*paths, *known.values()]
        own = storage.own_folder()
        self.scope = plan_scope(paths or list(known.values()), kept, own)
        excluded = None if own is None else own.resolve()
        self.scan = Scan(self.scope.places, excluded=excluded)
        # What readers can find until now, to count by and to fall back on.
        self.live_ledger = {} if self.live is None else self.live.ledger()
        self.last_good = {} if is_full else self.live_ledger
        self.old = {} if self.base is None else self.live_ledger
        self.old_of: dict[str, list[LedgerEntry]] = defaultdict(list)
        for entry in self.old.values():
            self.old_of[entry.file].append(entry)
        self.new: dict[str, LedgerEntry] = {
            entry.id: entry
            for file, entries in self.old_of.items()
            if not self.scope.covers(file)
            for entry in entries
        }
        self.replaced: list[str] = []
        self.stamps: dict[str, Stamp] = {}  # Of the files that were looked at.
        self.being_read: dict[str, str] = {}  # Path of a page → its article id.

    def execute(self) -> ReindexSummary:
        """Walk, read, write and publish."""
        files = self.scan.files()
        for error in self.scan.errors:
            self._fail(error)
        loading = self.storage.begin(self.base, self.live)
        try:
            self._load(loading, files)
            if self.base is not None and not self._has_news():
                loading.abandon()
                self.summary.generation = self.base.number
                self.summary.copies = self.base.n_copies()
            else:
                self.summary.copies = loading.publish(self._contents())
                self.summary.generation = loading.number
        except BaseException as exc:
            loading.fail(exc)
            raise
        self.summary.articles = len(self.new)
        self.summary.ignored = dict(self.scan.ignored)
        return self.summary

    def _load(self, loading: Loading, files: Files) -> None:
        outcomes = self._outcomes(loading, files)
        # Whatever fails, nobody may write into a folder when it is removed.
        with closing(outcomes):
            for outcome in outcomes:
                match outcome:
                    case CorpusError():
                        del self.new[self.being_read.pop(outcome.path)]
                        self._fail(at_line(outcome))
                        continue
                    case ReadArticle(path, _):
                        self._count_added(self.being_read.pop(path))
                loading.take_in(outcome)
        self._keep_what_failed(loading)
        # In the order of the corpus, whenever each of them was found out.
        self.summary.failures.sort(key=lambda f: (f.path, f.line or 0))
        vanished = self.old.keys() - self.new.keys()
        self.summary.removed = len(self.live_ledger.keys() - self.new.keys())
        loading.remove([*self.replaced, *sorted(vanished)])

    def _outcomes(
        self, loading: Loading, files: Files
    ) -> Generator[Outcome, None, None]:
        """Load what must be read: here, or on other machines."""
        if self.crew is not None:
            found = self._changed(self.crew.look(self._visits(files)), len(files))
            wanted = (
                Wanted(visit.file, visit.path, entry, is_held=loading.holds(entry))
                for visit, _, entry in found
            )
            return self.crew.load(loading, wanted)
        return ingest_into(
            loading.sinks(files),
            self._changed_pages(loading, files),
            partial(self._pages_again, files),
            self.n_workers,
        )

    def _changed_pages(self, loading: Loading, files: Files) -> Iterator[Page]:
        """Yield what must be read; of what an earlier run has left, the articles."""
        held: list[str] = []
        looked = (
            (visit, None if visit.known is None else read_file(*visit))
            for visit in self._visits(files)
        )
        for _, page, entry in self._changed(looked, len(files)):
            assert isinstance(page, RawPage)
            if not loading.holds(entry):
                yield page
                continue
            held.append(entry.id)
            if len(held) == _BATCH:
                yield from loading.held_articles(held)
                held = []
        yield from loading.held_articles(held)

    def _visits(self, files: Files) -> Iterator[Visit]:
        """Decide which files are to be looked into; those of a known stamp are not."""
        # Only what was read by the same rules is in `old`.
        known_stamps = {} if self.base is None else self.base.stamps()
        covers = self.scope.covers
        self.stamps = {p: s for p, s in known_stamps.items() if not covers(p)}
        for file, path in files:
            # Before it is read: what is written to it meanwhile is read next time.
            stamp = file.stamp if isinstance(file, RemoteFile) else stamp_of(file)
            if stamp is not None:
                self.stamps[path] = stamp
            if stamp is not None and known_stamps.get(path) == stamp:
                yield Visit(file, path, None)
                continue
            old = self.old_of.get(path, ())
            yield Visit(file, path, {e.path: e.content_hash for e in old})

    def _changed(
        self, looked: Iterable[tuple[Visit, Iterable[Found] | None]], n_files: int
    ) -> Iterator[tuple[Visit, RawPage | Seen, LedgerEntry]]:
        """Yield the pages that have changed; note the others as unchanged."""
        failures_of: dict[str, list[Failure]] = defaultdict(list)
        if self.base is not None:
            for failure in self.base.failures():
                failures_of[failure.path].append(failure)
        for n_done, (visit, found) in enumerate(looked, 1):
            old = self.old_of.get(visit.path, ())
            if found is None:
                for entry in old:
                    self._carry(entry)
                self.summary.failures += failures_of[visit.path]
            else:
                for page, entry in self._changed_of(found, old):
                    yield visit, page, entry
            if self.progress is not None:
                self.progress(n_done, n_files)

    def _changed_of(
        self, found: Iterable[Found], old: Iterable[LedgerEntry]
    ) -> Iterator[tuple[RawPage | Seen, LedgerEntry]]:
        entries = {entry.path: entry for entry in old}
        for page in found:
            if isinstance(page, CorpusError):
                self._fail(page)
                continue
            if isinstance(page, SamePage):
                self._carry(entries[page.path])
                continue
            article_id = page.id if isinstance(page, Seen) else article_id_of(page)
            entry = LedgerEntry(article_id, page.path, page.content_hash)
            other = self.new.get(article_id)
            if other is not None:
                self._fail(_duplicate(page.path, article_id, other))
                continue
            self.new[article_id] = entry
            if self._is_unchanged(entry):
                self.summary.unchanged += 1
            else:
                self.being_read[page.path] = article_id
                yield page, entry

    def _pages_again(self, files: Files, paths: set[str]) -> Iterator[RawPage]:
        """Yield pages once more that are being read; what changed since has failed."""
        of_files = {split_place(path)[0] for path in paths}
        for file, file_path in files:
            if file_path not in of_files:
                continue
            for page in read_file(file, file_path):
                if not isinstance(page, RawPage) or page.path not in paths:
                    continue
                entry = self.new[self.being_read[page.path]]
                if entry.content_hash == page.content_hash:
                    paths.remove(page.path)
                    yield page
        for path in sorted(paths):
            del self.new[self.being_read.pop(path)]
            reason = N_("it changed while it was being read")
            self._fail(at_line(UnreadableFileError(path, reason=reason)))

    def _carry(self, old: LedgerEntry) -> None:
        """Keep an article whose page is as it was."""
        other = self.new.get(old.id)
        if other is not None:
            self._fail(_duplicate(old.path, old.id, other))
            return
        self.new[old.id] = old
        self.summary.unchanged += 1

    def _is_unchanged(self, entry: LedgerEntry) -> bool:
        old = self.old.get(entry.id)
        return (
            old is not None
            and old.content_hash == entry.content_hash
            and old.path == entry.path
        )

    def _count_added(self, article_id: str) -> None:
        if article_id in self.old:
            self.replaced.append(article_id)
        if article_id in self.live_ledger:
            self.summary.updated += 1
        else:
            self.summary.added += 1

    def _fail(self, error: CorpusError) -> None:
        self.summary.failures.append(Failure.from_error(error))

    def _keep_what_failed(self, loading: Loading) -> None:
        """Let articles stay whose page is still there and cannot be read now.

        Of a file of many articles every unseen one stays where a line failed:
        lines move, so which article the line held cannot be known, and a stale
        article is better than a lost one.
        """
        failed = {
            failure.path
            for failure in self.summary.failures
            if failure.template != DuplicateIdError.template
        }
        folders = tuple(f"{error.path}/" for error in self.scan.errors)
        kept = {
            article_id: entry
            for article_id, entry in self.last_good.items()
            if article_id not in self.new
            and (entry.file in failed or entry.file.startswith(folders))
        }
        self.new |= kept
        for entry in kept.values():
            # Whether it stays depends on other files as well: it gives way to one
            # that brings an article of its id. So its file is looked into again.
            self.stamps.pop(entry.file, None)
        if self.base is None and self.live is not None:
            # Nothing was carried over: what was read before is added again.
            loading.keep(kept)

    def _has_news(self) -> bool:
        assert self.base is not None
        return (
            not self.is_current
            or self.summary.has_changes
            or self.summary.failures != self.base.failures()
            or self._root_texts() != self.base.roots
        )

    def _contents(self) -> Contents:
        return Contents(
            ledger=self.new,
            failures=self.summary.failures,
            stamps=self._settled_stamps(),
            roots=self._root_texts(),
            reading_version=reading_version(),
        )

    def _settled_stamps(self) -> dict[str, Stamp]:
        """Leave out files of which anything failed that may not fail again."""
        open_ = {
            failure.path
            for failure in self.summary.failures
            if failure.template in _MAY_PASS or failure.params.get("reason") == KILLED
        }
        return {path: stamp for path, stamp in self.stamps.items() if path not in open_}

    def _root_texts(self) -> dict[str, str]:
        return {name: str(path) for name, path in self.scope.roots.items()}


def _duplicate(path: str, article_id: str, other: LedgerEntry) -> DuplicateIdError:
    file, line = split_place(path)
    return DuplicateIdError(file, line, id=article_id, other=other.path)
