"""The articles that are left → the next generation of the index."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from index import generations
from index.article import Article
from index.errors import (
    BeyondRepairError,
    BeyondRepairOneWholeError,
    IndexCorruptError,
    IndexFormatError,
)
from index.generations import (
    Check,
    Manifest,
    generation_path,
    remembered_roots,
    sealed_numbers,
)
from index.generations.lock import OnWait, reindex_lock
from index.generations.pointer import Pointer, write_pointer
from index.ingest import ReadArticle, ingest
from index.ledger import (
    LedgerEntry,
    split_place,
    write_failures,
    write_ledger,
)
from index.memory import rarely_collected
from index.reading import analyse_chunk
from index.repair.evidence import Evidence
from index.repair.gathering import Gathering
from index.segments.building import WrittenSegment
from index.segments.stored import train_dictionary
from index.stamps import write_stamps
from index.verify import Report, verify
from index.writer import (
    DEFAULT_MEMORY_MB,
    ArticleWriter,
    article_budget,
    count_articles,
)

_PACKED = 3
"""Bytes of articles that a byte of stored ones stands for."""

_NO_CHECKSUM = "0" * 32
"""Of a manifest that cannot be read."""

_SAMPLES = 2_000
"""Articles that a dictionary is made of where none is whole."""


class LostArticle(NamedTuple):
    """An article that is nowhere whole.

    Attributes
    ----------
    id : str
    path : str or None
        Of its page; None where nothing says it any more.
    """

    id: str
    path: str | None


@dataclass
class RepairSummary:
    """What a repair did.

    Attributes
    ----------
    report : Report
        What was damaged; where nothing was, nothing was done.
    generation : int
        The live one, whole now.
    articles : int
        That it holds.
    from_earlier : int
        Those of them that an earlier generation had whole, and the damaged one not.
    lost : list of LostArticle
    seconds : float
    """

    report: Report
    generation: int
    articles: int
    from_earlier: int = 0
    lost: list[LostArticle] = field(default_factory=list)
    seconds: float = 0.0


def repair(
    index_dir: Path,
    *,
    n_workers: int | None = None,
    memory_mb: int = DEFAULT_MEMORY_MB,
    check: Check | None = None,
    wait_seconds: float = 0,
    on_wait: OnWait | None = None,
) -> RepairSummary:
    """Verify the index in `index_dir`, and rebuild what is damaged.

    Parameters
    ----------
    index_dir : Path
    n_workers, memory_mb, check, wait_seconds, on_wait
        As `index.reindex.reindex` takes them.

    Raises
    ------
    BeyondRepairError
        If no article can be read.
    IndexFormatError
        If the index is of another version.
    IndexNotFoundError, IndexCorruptError, IndexLockedError, IndexWriteError
    """
    started = time.monotonic()
    n_workers = n_workers or os.cpu_count() or 1
    with (
        reindex_lock(index_dir, wait_seconds=wait_seconds, on_wait=on_wait),
        rarely_collected(),
    ):
        report = verify(index_dir, n_workers)
        live = report.live
        if report.pointer:
            # Before anything else: what is above the live generation is taken for
            # leftovers and removed.
            _point_at(index_dir, live.number)
        if not live.findings:
            summary = RepairSummary(report, live.number, live.n_articles)
        else:
            budget = article_budget(memory_mb, n_workers)
            rebuilding = _Rebuilding(index_dir, live.number, n_workers, budget)
            summary = rebuilding.run(report, check)
    summary.seconds = round(time.monotonic() - started, 3)
    return summary


def _point_at(index_dir: Path, number: int) -> None:
    manifest = Evidence(generation_path(index_dir, number)).manifest
    checksum = _NO_CHECKSUM if manifest is None else manifest.checksum
    write_pointer(index_dir, Pointer(number, checksum))


class _Rebuilding:
    """One repair, from what is left to the publication."""

    def __init__(
        self, index_dir: Path, damaged: int, n_workers: int, budget: int
    ) -> None:
        self._index_dir = index_dir
        self._damaged = damaged
        self._n_workers, self._budget = n_workers, budget
        self._live = Evidence(generation_path(index_dir, damaged))
        self._earlier: list[Evidence] = []
        for number in sealed_numbers(index_dir):
            if number != damaged:
                with suppress(IndexFormatError):
                    evidence = Evidence(generation_path(index_dir, number))
                    self._earlier.append(evidence)
        self._gathering = Gathering(self._live, self._earlier)
        self._kept: dict[str, LedgerEntry] = {}

    def run(self, report: Report, check: Check | None) -> RepairSummary:
        """Build and publish."""
        number, folder = generations.begin(self._index_dir, None)
        try:
            writer = ArticleWriter(folder, is_new=True, budget_bytes=self._budget)
            self._read_articles(writer)
            if not self._kept and not self._gathering.is_expected_empty:
                is_one_whole = report.previous and report.previous.is_whole
                kind = BeyondRepairOneWholeError if is_one_whole else BeyondRepairError
                raise kind(path=str(self._index_dir))
            writer.commit()
            lost = self._gathering.lost(self._kept.keys())
            manifest = self._write_lists(number, folder, {path for _, path in lost})
            generations.publish(
                self._index_dir, manifest, None, check=check, kept=self._damaged
            )
        except BaseException:
            generations.abandon(self._index_dir, number)
            raise
        return RepairSummary(
            report,
            number,
            manifest.n_articles,
            sum(self._gathering.from_earlier.values()),
            [LostArticle(*one) for one in lost],
        )

    def _read_articles(self, writer: ArticleWriter) -> None:
        """Analyse what is left, in several processes."""
        entries: dict[str, LedgerEntry] = {}

        def articles(gathering: Gathering) -> Iterator[Article]:
            for article in gathering.articles():
                entry = LedgerEntry(article.id, article.path, article.content_hash)
                entries[article.id] = entry
                yield article

        def again(paths: set[str]) -> Iterator[Article]:
            afresh = Gathering(self._live, self._earlier)
            return (one for one in articles(afresh) if one.path in paths)

        outcomes = ingest(
            articles(self._gathering),
            again,
            writer.folder,
            self._n_workers,
            self._budget,
            self._gathering.dictionary,
            self._train_dictionary,
            analyse_chunk,
        )
        # Whatever fails, nobody may write into the folder when it is removed.
        with closing(outcomes):
            for outcome in outcomes:
                match outcome:
                    case ReadArticle(_, row):
                        self._kept[row.id] = entries.pop(row.id)
                        writer.note_row(row)
                    case WrittenSegment():
                        writer.adopt(outcome)

    def _train_dictionary(self) -> bytes:
        """Make a dictionary where no file is whole that has one."""
        again = Gathering(self._live, self._earlier)
        samples = list(islice(again.articles(), _SAMPLES))
        n_bytes = sum(file.stat().st_size for file in self._live.stored_files())
        return train_dictionary(samples, _PACKED * n_bytes)

    def _write_lists(
        self, number: int, folder: Path, lost_pages: set[str | None]
    ) -> Manifest:
        """Write what says where articles come from, and give the manifest."""
        n_articles = count_articles(folder)
        if n_articles != len(self._kept):
            reason = f"expected {len(self._kept)} articles, found {n_articles}"
            raise IndexCorruptError(path=str(folder), reason=reason)
        order = self._live.ledger or self._kept
        entries = (self._kept[id_] for id_ in order if id_ in self._kept)
        write_ledger(folder, entries)
        failures, stamps = self._live.failures, self._live.stamps
        if failures is None or self._live.ledger is None or None in lost_pages:
            # Which pages are to be read again nobody knows, so all are looked into.
            stamps = {}
        files = {split_place(page)[0] for page in lost_pages if page is not None}
        write_failures(folder, failures or ())
        write_stamps(folder, {p: s for p, s in stamps.items() if p not in files})
        return Manifest(
            generation=number,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            reading_version=self._reading_version(),
            n_articles=n_articles,
            n_failed=len(failures or ()),
            roots=self._roots(),
        )

    def _reading_version(self) -> str:
        """Tell by which rules all articles were read; empty: by different ones."""
        manifests = [self._live.manifest]
        for evidence in self._gathering.from_earlier:
            manifests.append(evidence.manifest)
        versions = {m.reading_version if m is not None else "" for m in manifests}
        return versions.pop() if len(versions) == 1 else ""

    def _roots(self) -> dict[str, str]:
        for evidence in (self._live, *self._earlier):
            if evidence.manifest is not None:
                return evidence.manifest.roots
        known = remembered_roots(self._index_dir)
        return {name: str(path) for name, path in known.items()}
