"""Analysed articles → Whoosh segments in the folder of a new generation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from index.analysis.article import AnalysedArticle
from index.article import Article
from index.schema import ID, build_schema, document, stored_article


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
        self._writer = self._index.writer(limitmb=256)

    def add(self, analysed: AnalysedArticle) -> None:
        """Add an article whose id is not in the index."""
        self._writer.add_document(**document(analysed))

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove articles of earlier commits by their ids.

        What was added since the last commit is not touched, so an article is
        replaced by adding the new one and removing its id. An unknown id is
        passed over.
        """
        with self._index.searcher() as searcher:
            for article_id in article_ids:
                doc_number = searcher.document_number(**{ID: article_id})
                if doc_number is not None:
                    self._writer.delete_document(doc_number)

    def commit(self) -> None:
        """Write the segments and the table of contents."""
        self._writer.commit()
        self._remove_lock_files()

    def cancel(self) -> None:
        """Drop what was added since the start."""
        if not self._writer.is_closed:
            self._writer.cancel()

    def _remove_lock_files(self) -> None:
        # Whoosh leaves its lock file behind; a published generation has no
        # writer any more and should hold only what its manifest lists.
        for lock in self._folder.glob("*_WRITELOCK"):
            lock.unlink()


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
