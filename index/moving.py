"""A published generation → the same articles as a new generation of another index.

Articles go over as they were read, with the ledger of their pages, the pages that
failed and the stamps of files, so that the next reindex there finds nothing new. All
else follows from the articles and is made anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice

from index.article import Article
from index.errors import CorpusError, IndexCorruptError
from index.ingest import ingest_into
from index.ledger import LedgerEntry
from index.reading import analyse_chunk
from index.storage import Contents, Published, Storage

Progress = Callable[[int, int], None]
"""Called with how many articles went over, and of how many."""

_SAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class MoveSummary:
    """What a move did.

    Attributes
    ----------
    generation : int
        That was published where the articles went.
    articles, copies, failed : int
        Articles of it, those that are copies of another, pages that had failed.
    seconds : float
    """

    generation: int
    articles: int
    copies: int
    failed: int
    seconds: float


def move(
    source: Published,
    place: str,
    storage: Storage,
    n_workers: int,
    progress: Progress | None = None,
) -> MoveSummary:
    """Publish what a generation holds in another index.

    Parameters
    ----------
    source : Published
    place : str
        What it is called in a message.
    storage : Storage
        Of the other index, whose lock is held.
    n_workers : int
        Processes that analyse articles.
    progress : callable, optional

    Raises
    ------
    IndexCorruptError
        If an article of the source is not as its ledger says, or the new generation
        is not what it was to be; nothing is published then.
    CorpusError
        If an article cannot be analysed, or not be kept there.
    """
    started = time.monotonic()
    contents = Contents(
        source.ledger(),
        source.failures(),
        source.stamps(),
        source.roots,
        source.reading_version,
    )
    ledger = contents.ledger
    live, _ = storage.live(must_remember=False)
    loading = storage.begin(None, live)
    try:
        outcomes = ingest_into(
            loading.sinks_of_articles(partial(_samples, source, ledger)),
            _articles(source, place, ledger, progress),
            partial(_again, source, ledger),
            n_workers,
            analyse_chunk,
        )
        # Whatever fails, nobody may write there when it is removed.
        with closing(outcomes):
            for outcome in outcomes:
                if isinstance(outcome, CorpusError):
                    raise outcome
                loading.take_in(outcome)
        n_copies = loading.publish(contents)
    except BaseException as exc:
        loading.fail(exc)
        raise
    return MoveSummary(
        loading.number,
        len(ledger),
        n_copies,
        len(contents.failures),
        round(time.monotonic() - started, 3),
    )


def _articles(
    source: Published,
    place: str,
    ledger: Mapping[str, LedgerEntry],
    progress: Progress | None,
) -> Iterator[Article]:
    """Yield all articles, each of which is what the ledger says."""
    n_read = 0
    for article in source.articles(ledger):
        entry = LedgerEntry(article.id, article.path, article.content_hash)
        if ledger.get(article.id) != entry:
            reason = f"the article {article.id!r} is not the one of the ledger"
            raise IndexCorruptError(path=place, reason=reason)
        n_read += 1
        yield article
        if progress is not None:
            progress(n_read, len(ledger))
    if n_read != len(ledger):
        reason = f"expected {len(ledger)} articles, found {n_read}"
        raise IndexCorruptError(path=place, reason=reason)


def _again(
    source: Published, ledger: Mapping[str, LedgerEntry], paths: set[str]
) -> Iterator[Article]:
    """Yield articles once more whose process has died."""
    yield from source.articles([e.id for e in ledger.values() if e.path in paths])


def _samples(source: Published, ledger: Mapping[str, LedgerEntry]) -> list[Article]:
    """Give some articles from all parts of the archive."""
    step = max(len(ledger) // _SAMPLES, 1)
    return list(source.articles(islice(ledger, 0, None, step)))
