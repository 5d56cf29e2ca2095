"""Loading a generation into an index of its own, and publishing it whole.

What an index is to hold is known when all pages were looked at; what it holds is known
from the generation it began as, or, where an earlier run was killed, from the index
itself. `Build.finish` makes the one of the other, whatever that run had done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from index.analysis.article import AnalysedArticle, analyse_articles
from index.article import Article
from index.duplicates import carrying
from index.duplicates.groups import COPIES
from index.duplicates.table import SIGNATURES, Row
from index.errors import IndexCorruptError
from index.ledger import LedgerEntry, write_ledger
from index.opensearch import generations
from index.opensearch.bulk import (
    Action,
    Bulk,
    delete_action,
    index_action,
    send_all,
)
from index.opensearch.connection import Cluster
from index.opensearch.documents import document_id, document_of
from index.opensearch.generations import Meta, index_of, loading_alias, place_of
from index.opensearch.library import (
    ClusterGeneration,
    Groups,
    groups_in,
    read_articles,
)
from index.opensearch.library_tables import (
    TitleRow,
    lengths_of,
    scan_titles,
    suggestions_of,
    tables_of,
    title_row,
)
from index.opensearch.loaded import Loaded
from index.opensearch.removing import drop, remove_others
from index.opensearch.tables import (
    SUGGESTIONS,
    write_tables,
)
from index.opensearch.tally import Tally
from index.writer import row_of

_BATCH = 200
"""Articles that are read and analysed together."""

_SAMPLES = 16


@dataclass(frozen=True, slots=True)
class Candidate:
    """A generation that is about to be published, for whoever checks it.

    Attributes
    ----------
    cluster : Cluster
    index : str
        Where its articles are; no alias leads there yet.
    meta : Meta
    entries : list of LedgerEntry
        Some of its articles, from all parts of it.
    """

    cluster: Cluster
    index: str
    meta: Meta
    entries: list[LedgerEntry]

    @property
    def n_expected(self) -> int:
        """Articles that are found where copies are not told apart."""
        return self.meta.n_articles - self.meta.n_copies

    @property
    def place(self) -> str:
        """What it is called in a message."""
        return f"{place_of(self.cluster.settings)} ({self.index})"


Check = Callable[[Candidate], None]
"""Looks at a generation that is about to be published, and raises if it is wrong."""


class Build:
    """A generation that is being loaded.

    Parameters
    ----------
    cluster : Cluster
    meta : Meta
        Of its index, which is there.
    base : ClusterGeneration or None
        That the index began as.
    held : mapping of str to LedgerEntry
        What that index holds already.
    held_groups : Groups
        And as copies of what.
    is_resumed : bool
        Whether an earlier run has written to it: some of that is in `held`.
    """

    def __init__(
        self,
        cluster: Cluster,
        meta: Meta,
        base: ClusterGeneration | None,
        held: Mapping[str, LedgerEntry],
        held_groups: Groups,
        *,
        is_resumed: bool = False,
    ) -> None:
        self.cluster = cluster
        self.meta = meta
        self._base = base
        self.index = index_of(cluster.settings.name, meta.generation)
        self.alias = loading_alias(cluster.settings.name, meta.generation)
        self.held = held
        self.is_resumed = is_resumed
        self._held_groups = held_groups
        self._tally = Tally()
        self._rows: list[Row] = []
        self._titles: dict[str, TitleRow] = {}
        self._removed: set[str] = set()
        self._sent: set[str] = set()
        self._bulk = Bulk(cluster, self.alias)

    def add(self, analysed: AnalysedArticle) -> None:
        """Add an article; it is sent sooner or later."""
        article = analysed.article
        self._bulk.add(_action_of(analysed))
        tally = Tally()
        tally.take_in(analysed)
        self.note_row(row_of(analysed))
        self.note_loaded(Loaded(tally, [title_row(article)], [article.id]))

    def add_all(self, articles: Iterable[Article]) -> None:
        """Analyse articles and add them."""
        for analysed in _analysed(iter(articles)):
            self.add(analysed)

    def note_row(self, row: Row) -> None:
        """Take note of an article that was added, here or by another process."""
        self._rows.append(row)

    def note_loaded(self, loaded: Loaded) -> None:
        """Take note of what was added brings to the tables."""
        self._tally.add(loaded.tally)
        self._titles.update((row[0], row) for row in loaded.titles)
        self._sent.update(loaded.sent)

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove articles of the base, those that were added anew from its counts."""
        ids = list(article_ids)
        self._removed.update(ids)
        if self._base is not None:
            for analysed in _analysed(self._base.articles(ids)):
                self._tally.take_in(analysed, -1)

    def finish(
        self,
        ledger: Mapping[str, LedgerEntry],
        files: Mapping[str, bytes],
        n_failed: int,
        roots: dict[str, str],
        reading_version: str,
    ) -> Candidate:
        """Let the index hold what it has to, and write its tables.

        Parameters
        ----------
        ledger : mapping of str to LedgerEntry
            All articles that the generation has.
        files : mapping of str to bytes
            More files that are kept with it.
        n_failed : int
        roots : dict
        reading_version : str

        Raises
        ------
        IndexCorruptError
            If it does not hold that now.
        ClusterError
        """
        for sent in self._bulk.finish():
            for about, reason in sent.refused:
                raise IndexCorruptError(path=str(about), reason=reason)
        self._bulk.close()
        self._settle(ledger)
        with TemporaryDirectory() as folder:
            groups = self._update_copies(Path(folder))
            write_ledger(Path(folder), ledger.values())
            made = {file.name: file.read_bytes() for file in Path(folder).iterdir()}
        cluster = self.cluster
        self._refresh()
        if self._regroup(ledger, groups):
            self._refresh()
        tally = self._whole_tally()
        self._check_counts(len(ledger), tally)
        made |= tables_of(tally)
        titles = scan_titles(cluster, self.index, ledger, self._titles)
        made[SUGGESTIONS] = suggestions_of(titles, tally)
        write_tables(cluster, self.meta.generation, made | dict(files))
        self.meta = replace(
            self.meta,
            created_at=_now(),
            reading_version=reading_version,
            n_articles=len(ledger),
            n_failed=n_failed,
            n_copies=len(groups) - len(set(groups.values())),
            roots=roots,
            **lengths_of(tally),
        )
        generations.seal(cluster, self.meta.generation)
        return Candidate(cluster, self.index, self.meta, samples_of(ledger))

    def publish(self, candidate: Candidate, kept: int | None) -> None:
        """Let a finished generation be searched, and remove those before `kept`."""
        self.meta = replace(candidate.meta, is_published=True)
        generations.write_meta(self.cluster, self.meta)
        generations.publish(self.cluster, self.meta.generation, kept)
        remove_others(self.cluster)

    def abandon(self) -> None:
        """Remove what was loaded, unless it was published."""
        self._bulk.close()
        found = generations.find_generations(self.cluster)
        if self.meta.generation not in found.kept:
            drop(self.cluster, [self.meta.generation])

    def stop(self) -> None:
        """Leave what was loaded for the next run to go on with."""
        self._bulk.close()

    def _settle(self, ledger: Mapping[str, LedgerEntry]) -> None:
        """Remove what does not belong, and bring back what an earlier run took away."""
        gone = [id_ for id_ in self.held if id_ not in ledger]
        # What was sent and is not wanted: the page failed after all.
        gone += [id_ for id_ in self._sent if id_ not in ledger]
        actions = (delete_action(document_id(id_)) for id_ in dict.fromkeys(gone))
        send_all(self.cluster, self.alias, actions)
        if not self.is_resumed or self._base is None:
            return
        lost = [
            id_
            for id_, entry in ledger.items()
            if id_ not in self._sent and self.held.get(id_) != entry
        ]
        again = map(_action_of, _analysed(self._base.articles(lost)))
        send_all(self.cluster, self.alias, again)
        self._sent.update(lost)

    def _update_copies(self, folder: Path) -> Groups:
        """Find copies among all articles; leave signatures and groups in a folder."""
        if self._base is not None:
            for name, data in self._base.tables([SIGNATURES, COPIES]).items():
                (folder / name).write_bytes(data)
        carrying.update(folder, self._rows, self._removed, is_new=self._base is None)
        self._rows = []
        return groups_in(folder)

    def _regroup(self, ledger: Mapping[str, LedgerEntry], groups: Groups) -> int:
        """Send again whatever is a copy of other articles than it was."""
        held = {k: v for k, v in self._held_groups.items() if k not in self._sent}
        changed = [
            id_
            for id_ in sorted(held.keys() | groups.keys())
            if id_ in ledger and held.get(id_, ()) != groups.get(id_, ())
        ]
        articles = read_articles(self.cluster, self.index, changed)
        actions = (
            _action_of(analysed, groups.get(analysed.article.id, ()))
            for analysed in _analysed(articles)
        )
        send_all(self.cluster, self.alias, actions)
        return len(changed)

    def _refresh(self) -> None:
        generations.refresh(self.cluster, self.meta.generation)

    def _whole_tally(self) -> Tally:
        if self._base is None:
            return self._tally
        tally = self._base.tally()
        tally.add(self._tally)
        return tally

    def _check_counts(self, n_expected: int, tally: Tally) -> None:
        n_found = generations.count_articles(self.cluster, self.meta.generation)
        for found in (n_found, tally.n_articles):
            if found != n_expected:
                raise IndexCorruptError(
                    path=f"{place_of(self.cluster.settings)} ({self.index})",
                    reason=f"expected {n_expected} articles, found {found}",
                )


def _action_of(analysed: AnalysedArticle, group: tuple[str, ...] = ()) -> Action:
    id_ = analysed.article.id
    return index_action(document_id(id_), document_of(analysed, group), id_)


def _analysed(articles: Iterator[Article]) -> Iterator[AnalysedArticle]:
    while batch := list(islice(articles, _BATCH)):
        yield from analyse_articles(batch)


def samples_of(ledger: Mapping[str, LedgerEntry]) -> list[LedgerEntry]:
    """Give some entries from all parts, the first and the last included."""
    entries = list(ledger.values())
    step = max((len(entries) - 1) // (_SAMPLES - 1), 1)
    return [*entries[:-1:step], *entries[-1:]]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
