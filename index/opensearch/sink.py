"""Analysed articles of one process → bulk requests to a cluster."""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis.article import AnalysedArticle
from index.article import Article
from index.errors import NotKeptError
from index.ingest import Outcome, Page, ReadArticle, Sink
from index.opensearch.bulk import Bulk, Sent, index_action
from index.opensearch.connection import Cluster, ClusterSettings
from index.opensearch.documents import document_id, document_of
from index.opensearch.library_tables import title_row
from index.opensearch.loaded import Loaded
from index.opensearch.tally import Tally
from index.writer import row_of


class BulkSinks:
    """Sinks that send to a cluster; see `index.ingest.Sinks`.

    Parameters
    ----------
    settings : ClusterSettings
    alias : str
        Of the index that is loaded.
    are_new : bool
        Whether articles that come as such are from elsewhere; otherwise they are in
        the index already.
    """

    def __init__(
        self, settings: ClusterSettings, alias: str, *, are_new: bool = False
    ) -> None:
        self._settings = settings
        self._alias = alias
        self._are_new = are_new

    def prepare(self, *, is_large: bool) -> None:
        """Do nothing: there is nothing to be done once."""

    def open(self) -> Sink:
        """Make a sink."""
        return _BulkSink(Bulk(Cluster(self._settings), self._alias), self._are_new)


class _BulkSink:
    def __init__(self, bulk: Bulk, are_new: bool) -> None:
        self._bulk = bulk
        self._are_new = are_new
        self._held: list[tuple[str, AnalysedArticle]] = []

    def add(self, page: Page, analysed: AnalysedArticle) -> None:
        about = (page.path, analysed)
        if isinstance(page, Article) and not self._are_new:
            self._held.append(about)  # It came from the index.
            return
        id_ = document_id(analysed.article.id)
        self._bulk.add(index_action(id_, document_of(analysed), about))

    def done(self) -> list[Outcome]:
        return self._outcomes(self._bulk.done())

    def finish(self) -> list[Outcome]:
        outcomes = self._outcomes(self._bulk.finish())
        self._bulk.close()
        return outcomes

    def _outcomes(self, requests: Sequence[Sent]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        tally = Tally()
        titles, sent = [], []
        held, self._held = self._held, []
        for path, analysed in held:
            tally.take_in(analysed)
            outcomes.append(ReadArticle(path, row_of(analysed)))
            titles.append(title_row(analysed.article))
        for request in requests:
            for path, analysed in request.done:
                tally.take_in(analysed)
                outcomes.append(ReadArticle(path, row_of(analysed)))
                titles.append(title_row(analysed.article))
                sent.append(analysed.article.id)
            for (path, _), reason in request.refused:
                outcomes.append(NotKeptError(path, reason=reason))
        if tally.n_articles:
            outcomes.append(Loaded(tally, titles, sent))
        return outcomes
