"""What the folder of a new generation holds of articles: segments, and which.

Segments are written beside those that were linked from the live generation;
which of them are the index, and which documents of them are deleted, is in
Whoosh's table of contents, written last.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from index.analysis.article import AnalysedArticle
from index.article import Article, published_minute
from index.beside import Beside
from index.codec import ArraySegment
from index.contents import (
    INDEX_NAME,
    latest_contents,
    read_segments,
    write_contents,
)
from index.duplicates import carrying
from index.duplicates.table import Row
from index.memory import give_back
from index.schema import stored_article
from index.segment_suggestions import write_missing
from index.segments import documents, stored
from index.segments.building import SegmentBuilder, WrittenSegment
from index.segments.documents import Documents, open_documents
from index.segments.merging import Source, check_segment, merge_articles, merge_segments
from index.segments.pairs import write_pairs
from index.segments.policy import choose_merges
from index.segments.stored import StoredArticles

DEFAULT_MEMORY_MB = 800
"""Memory that a reindex may take, all of its processes together."""

_PROCESS_MB = 200
"""What a process takes before it holds any article: the model of the words and what
it remembers, the lists of names, the libraries; of the parent, the ledger. With
142,825 articles and 800 MB all of them own 803 MB at the most while they read."""

_MIN_BUDGET_MB = 24

_MANY_DOCS = 5_000
"""From so many on it pays to start another process at the end."""


def article_budget(memory_mb: int, n_workers: int) -> int:
    """Give the bytes that the articles of one process may take."""
    free = memory_mb - _PROCESS_MB * (n_workers + 1)
    return max(free // max(n_workers, 1), _MIN_BUDGET_MB) * 1_000_000


class _Merge(NamedTuple):
    """Segments that become one: their sources, and the name of the new one."""

    sources: list[Source]
    name: str

    @property
    def n_docs(self) -> int:
        """Documents of the new one."""
        return sum(len(source.kept()) for source in self.sources)


class ArticleWriter:
    """Adds articles to and removes them from the index in one folder.

    Nothing is visible, even to a reader of the same folder, before `commit`.

    Parameters
    ----------
    folder : Path
        Of a generation that is being built.
    is_new : bool
        Whether to start empty; otherwise the folder holds an index already.
    budget_bytes : int
        Memory for articles that are not written yet.

    Attributes
    ----------
    folder : Path
    dictionary : bytes
        That most articles of the index are stored with.
    """

    def __init__(
        self, folder: Path, *, is_new: bool, budget_bytes: int = 100_000_000
    ) -> None:
        self.folder = folder
        self._is_new = is_new
        self._budget = budget_bytes
        self._old = [] if is_new else read_segments(folder)
        self._new: list[ArraySegment] = []
        self._builder: SegmentBuilder | None = None
        self._rows: list[Row] = []
        self._removed: set[str] = set()
        self.dictionary = largest_dictionary(folder, self._old)

    def add(self, analysed: AnalysedArticle) -> None:
        """Add an article whose id is not in the index."""
        if self._builder is None:
            self._builder = SegmentBuilder(self.dictionary, self._budget)
        self._builder.add(analysed)
        self.note_row(row_of(analysed))
        if self._builder.is_full:
            self._flush()

    def note_row(self, row: Row) -> None:
        """Take note of an article that was added, here or by another process."""
        self._rows.append(row)

    def adopt(self, written: WrittenSegment) -> None:
        """Take in a segment that another process wrote into the folder."""
        self._new.append(_segment_of(written))

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove articles of earlier commits by their ids.

        What was added since the last commit is not touched, so an article is
        replaced by adding the new one and removing its id. An unknown id is
        passed over.
        """
        columns = [
            (segment, open_documents(self.folder / (name + documents.ENDING)))
            for segment in self._old
            for name in [segment.segment_id()]
        ]
        for article_id in article_ids:
            self._removed.add(article_id)
            for segment, of_segment in columns:
                doc = of_segment.find(article_id)
                if doc is not None and not segment.is_deleted(doc):
                    segment.delete_document(doc)

    def commit(self) -> None:
        """Write the segments, what is offered of each, and which are copies."""
        self._flush()
        unmerged, merges = self._choose_merges([*self._old, *self._new])
        kept = [segment.segment_id() for segment in unmerged]
        old = {segment.segment_id() for segment in self._old}
        for source in (source for merge in merges for source in merge.sources):
            if source.name in old:
                check_segment(self.folder, source.name)
        new = [name for name in kept if name not in old]
        n_new = sum(s.doc_count_all() for s in unmerged if s.segment_id() in new)
        n_new += sum(merge.n_docs for merge in merges)
        new += [merge.name for merge in merges]
        names = [*kept, *(merge.name for merge in merges)]
        # Where another process looks for copies, this one needs them no more.
        rows, self._rows = self._rows, []
        copies = (rows, self._removed, self._is_new)
        if n_new > _MANY_DOCS:
            # Half of the work needs articles, the other half needs terms.
            are_merged = multiprocessing.Event()
            with Beside(
                _write_of_articles, self.folder, names, merges, *copies, are_merged.wait
            ):
                rows.clear()
                give_back()
                merged = [_merge(self.folder, merge) for merge in merges]
                are_merged.set()
                give_back()
                _write_pairs(self.folder, new)
        else:
            merged = [_merge(self.folder, merge) for merge in merges]
            _write_of_articles(self.folder, names, merges, *copies, lambda: None)
            _write_pairs(self.folder, new)
        segments = sorted([*unmerged, *merged], key=lambda s: -s.doc_count_all())
        for name in new:
            check_segment(self.folder, name)
        write_contents(self.folder, segments)
        self._remove_others(set(names))

    def _flush(self) -> None:
        if self._builder is not None:
            self.adopt(self._builder.write(self.folder, new_segment_name()))
            self._builder = None

    def _choose_merges(
        self, segments: list[ArraySegment]
    ) -> tuple[list[ArraySegment], list[_Merge]]:
        """Give the segments that stay as they are, and what becomes of the others."""
        sizes = [(segment.doc_count(), segment.doc_count_all()) for segment in segments]
        merges: list[_Merge] = []
        gone: set[int] = set()
        for group in choose_merges(sizes):
            gone.update(group)
            if any(sizes[number][0] for number in group):
                sources = [_source_of(segments[number]) for number in group]
                merges.append(_Merge(sources, new_segment_name()))
        return [s for number, s in enumerate(segments) if number not in gone], merges

    def _remove_others(self, names: set[str]) -> None:
        """Remove the files of segments that were merged, and older contents."""
        latest = latest_contents(self.folder)
        for file in self.folder.iterdir():
            if file.name.startswith(f"{INDEX_NAME}_"):
                if file.name.partition(".")[0] not in names:
                    file.unlink()
            elif file.suffix == ".toc" and file.name != latest:
                file.unlink()


def _merge(folder: Path, merge: _Merge) -> ArraySegment:
    return _segment_of(merge_segments(folder, merge.sources, merge.name))


def _write_of_articles(
    folder: Path,
    names: list[str],
    merges: Sequence[_Merge],
    rows: list[Row],
    removed: set[str],
    is_new: bool,
    await_terms: Callable[[], object],
) -> None:
    """Write what is made of articles: them, copies among them, suggestions.

    The rows are cleared when they are no longer needed.
    """
    for merge in merges:
        merge_articles(folder, merge.sources, merge.name)
    carrying.update(folder, rows, removed, is_new=is_new)
    rows.clear()
    give_back()
    write_missing(folder, names, await_terms)


def _write_pairs(folder: Path, names: list[str]) -> None:
    for name in names:
        columns = open_documents(folder / (name + documents.ENDING))
        write_pairs(folder, name, columns)


def row_of(analysed: AnalysedArticle) -> Row:
    """Give what is kept of an article to find its copies by."""
    published = analysed.article.published
    minute = None if published is None else published_minute(published)
    return Row(analysed.article.id, minute, analysed.signature)


def new_segment_name() -> str:
    """Make the name of a segment that is to be written."""
    return ArraySegment(None, INDEX_NAME).segment_id()


def count_articles(folder: Path) -> int:
    """Count the articles in the index of a folder, deleted ones left out."""
    return sum(segment.doc_count() for segment in read_segments(folder))


def read_articles(folder: Path, article_ids: Iterable[str]) -> Iterator[Article]:
    """Yield articles as the index of a folder stores them; unknown ids are skipped."""
    opened: list[tuple[ArraySegment, Documents, StoredArticles]] = [
        (
            segment,
            open_documents(folder / (segment.segment_id() + documents.ENDING)),
            StoredArticles(folder / (segment.segment_id() + stored.ENDING)),
        )
        for segment in read_segments(folder)
    ]
    for article_id in article_ids:
        for segment, columns, articles in opened:
            doc = columns.find(article_id)
            if doc is not None and not segment.is_deleted(doc):
                yield stored_article(articles.fields(doc))


def largest_dictionary(folder: Path, segments: list[ArraySegment]) -> bytes:
    """Give the dictionary that most stored articles were compressed with."""
    if not segments:
        return b""
    largest = max(segments, key=lambda segment: segment.doc_count_all())
    path = folder / (largest.segment_id() + stored.ENDING)
    return StoredArticles(path).dictionary


def _source_of(segment: ArraySegment) -> Source:
    return Source(
        segment.segment_id(),
        segment.doc_count_all(),
        frozenset(segment.deleted_docs()),
    )


def _segment_of(written: WrittenSegment) -> ArraySegment:
    segment_id = written.name.removeprefix(f"{INDEX_NAME}_")
    segment = ArraySegment(None, INDEX_NAME, doccount=written.n_docs, segid=segment_id)
    segment.set_field_lengths(written.field_lengths)
    return segment
