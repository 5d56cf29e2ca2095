"""What the folder of a new generation holds of articles: segments, and which.

Segments are written beside those that were linked from the live generation;
which of them are the index, and which documents of them are deleted, is in
Whoosh's table of contents, written last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

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
from index.schema import stored_article
from index.segment_suggestions import write_missing
from index.segments import documents, stored
from index.segments.building import SegmentBuilder, WrittenSegment
from index.segments.documents import Documents, open_documents
from index.segments.merging import Source, merge_segments
from index.segments.pairs import write_pairs
from index.segments.policy import choose_merges
from index.segments.stored import StoredArticles

DEFAULT_MEMORY_MB = 800
"""Memory that a reindex may take, all of its processes together."""

_PROCESS_MB = 150
"""What a process takes before it holds any article: the model of the words,
the lists of names, the libraries."""

_MIN_BUDGET_MB = 24

_MANY_DOCS = 5_000
"""From so many on it pays to start another process for the pairs."""


def article_budget(memory_mb: int, n_workers: int) -> int:
    """Give the bytes that the articles of one process may take."""
    free = memory_mb - _PROCESS_MB * (n_workers + 1)
    return max(free // max(n_workers, 1), _MIN_BUDGET_MB) * 1_000_000


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
        segments = self._merge([*self._old, *self._new])
        write_contents(self.folder, segments)
        old = {segment.segment_id() for segment in self._old}
        new = [s.segment_id() for s in segments if s.segment_id() not in old]
        n_new = sum(s.doc_count_all() for s in segments if s.segment_id() in new)
        is_large = n_new > _MANY_DOCS
        beside = Beside(_write_pairs, self.folder, new) if is_large else None
        write_missing(self.folder, [segment.segment_id() for segment in segments])
        carrying.update(self.folder, self._rows, self._removed, is_new=self._is_new)
        if beside is None:
            _write_pairs(self.folder, new)
        else:
            beside.wait()
        self._remove_others({segment.segment_id() for segment in segments})

    def cancel(self) -> None:
        """Drop what was added since the start."""
        self._builder = None

    def _flush(self) -> None:
        if self._builder is not None:
            self.adopt(self._builder.write(self.folder, new_segment_name()))
            self._builder = None

    def _merge(self, segments: list[ArraySegment]) -> list[ArraySegment]:
        sizes = [(segment.doc_count(), segment.doc_count_all()) for segment in segments]
        merged: list[ArraySegment] = []
        gone: set[int] = set()
        for group in choose_merges(sizes):
            gone.update(group)
            if any(sizes[number][0] for number in group):
                sources = [_source_of(segments[number]) for number in group]
                written = merge_segments(self.folder, sources, new_segment_name())
                merged.append(_segment_of(written))
        kept = [s for number, s in enumerate(segments) if number not in gone]
        return sorted([*kept, *merged], key=lambda s: -s.doc_count_all())

    def _remove_others(self, names: set[str]) -> None:
        """Remove the files of segments that were merged, and older contents."""
        latest = latest_contents(self.folder)
        for file in self.folder.iterdir():
            if file.name.startswith(f"{INDEX_NAME}_"):
                if file.name.partition(".")[0] not in names:
                    file.unlink()
            elif file.suffix == ".toc" and file.name != latest:
                file.unlink()


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
