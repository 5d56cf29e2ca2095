"""Analysed articles → what the folder of a new generation holds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from index.analysis.article import AnalysedArticle
from index.analysis.terms import WORD_JOINT
from index.article import Article, published_minute
from index.duplicates import carrying
from index.duplicates.table import Row
from index.schema import BODY, ID, build_schema, document, stored_article
from index.suggestions import (
    ENDING,
    SuggestionsBuilder,
    is_current,
    write_suggestions,
)


class ArticleWriter:
    """Adds articles to and removes them from the index in one folder.

    Nothing is visible, even to a reader of the same folder, before `commit`.

    Parameters
    ----------
    folder : Path
        Of a generation that is being built.
    is_new : bool
        Whether to start empty; otherwise the folder holds an index already.
    """

    def __init__(self, folder: Path, *, is_new: bool) -> None:
        if is_new:
            FileIndex.create(FileStorage(str(folder)), build_schema())
        self._index = _open(folder)
        self._folder = folder
        self._is_new = is_new
        self._writer = self._index.writer(limitmb=256)
        self._rows: list[Row] = []
        self._removed: set[str] = set()

    def add(self, analysed: AnalysedArticle) -> None:
        """Add an article whose id is not in the index."""
        self._writer.add_document(**document(analysed))
        published = analysed.article.published
        minute = None if published is None else published_minute(published)
        self._rows.append(Row(analysed.article.id, minute, analysed.signature))

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove articles of earlier commits by their ids.

        What was added since the last commit is not touched, so an article is
        replaced by adding the new one and removing its id. An unknown id is
        passed over.
        """
        with self._index.searcher() as searcher:
            for article_id in article_ids:
                self._removed.add(article_id)
                doc_number = searcher.document_number(**{ID: article_id})
                if doc_number is not None:
                    self._writer.delete_document(doc_number)

    def commit(self) -> None:
        """Write the segments, what is offered of each, and which are copies.

        Whoosh itself removes the suggestions of segments that are no more: it
        removes every file that is named after one.
        """
        self._writer.commit()
        self._remove_lock_files()
        write_missing_suggestions(self._folder)
        carrying.update(self._folder, self._rows, self._removed, is_new=self._is_new)

    def cancel(self) -> None:
        """Drop what was added since the start."""
        if not self._writer.is_closed:
            self._writer.cancel()

    def _remove_lock_files(self) -> None:
        # Whoosh leaves its lock file behind; a published generation has no
        # writer any more and should hold only what its manifest lists.
        for lock in self._folder.glob("*_WRITELOCK"):
            lock.unlink()


def write_missing_suggestions(folder: Path) -> None:
    """Write the suggestions of every segment that has none, or has old ones."""
    with _open(folder).reader() as reader:
        for leaf, _ in reader.leaf_readers():
            segment = leaf.segment()
            if segment is None:  # Whoosh's stand-in for an index without articles.
                continue
            file = folder / f"{segment.segment_id()}{ENDING}"
            if not is_current(file):
                write_suggestions(file, _collect_suggestions(leaf))


def _collect_suggestions(leaf: IndexReader) -> SuggestionsBuilder:
    builder = SuggestionsBuilder()
    for doc in leaf.all_doc_ids():
        article = stored_article(leaf.stored_fields(doc))
        published = article.published
        builder.add(
            doc,
            article.title,
            [person.name for person in article.persons],
            None if published is None else published_minute(published),
        )
    joint = WORD_JOINT.encode()
    for term in leaf.lexicon(BODY):
        if joint in term:
            builder.add_word(term.decode("utf-8"), leaf.doc_frequency(BODY, term))
    return builder


def count_articles(folder: Path) -> int:
    """Count the articles in the index of a folder, deleted ones left out."""
    return _open(folder).doc_count()


def read_articles(folder: Path, article_ids: Iterable[str]) -> Iterator[Article]:
    """Yield articles as the index of a folder stores them; unknown ids are skipped."""
    with _open(folder).searcher() as searcher:
        for article_id in article_ids:
            stored = searcher.document(**{ID: article_id})
            if stored is not None:
                yield stored_article(stored)


def _open(folder: Path) -> FileIndex:
    # Handing the schema over spares reading the pickled one.
    return FileIndex(FileStorage(str(folder)), build_schema())
