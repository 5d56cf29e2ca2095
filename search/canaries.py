"""Is a generation fit to be published? It is searched as readers will search it.

Checksums tell that the files are what was written; these searches tell that what was
written is an index: all articles are there, and some of them, from all parts of it,
are found by their titles, days and people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllables
from index.article import Article
from index.duplicates.groups import read_groups
from index.errors import IndexCorruptError
from index.ledger import LedgerEntry, sample_ledger
from search.engine import Snapshot
from search.query.nodes import (
    Everything,
    InTitle,
    Phrase,
    Query,
    Word,
)
from search.types import MAX_PER_PAGE, SearchRequest

N_CANARIES = 16

_TITLE_WORDS = 8


def check_snapshot(snapshot: Snapshot, path: Path) -> None:
    """Search a generation for all, and for some, of its articles.

    Parameters
    ----------
    snapshot : Snapshot
    path : Path
        The folder of the generation, whose ledger says what has to be found.

    Raises
    ------
    IndexCorruptError
        If anything is not found that has to be.
    """
    n_entries, entries = sample_ledger(path, N_CANARIES)
    n_expected = n_entries - read_groups(path).n_copies
    check_entries(snapshot, entries, n_expected, str(path))


def check_entries(
    snapshot: Snapshot, entries: Iterable[LedgerEntry], n_expected: int, place: str
) -> None:
    """Search for all, and for some, of the articles of a generation.

    Parameters
    ----------
    snapshot : Snapshot
    entries : iterable of LedgerEntry
        Articles that have to be found.
    n_expected : int
        How many there are that are no copies of another.
    place : str
        What the generation is called in a message.

    Raises
    ------
    IndexCorruptError
        If anything is not found that has to be.
    """
    n_found = snapshot.count(Everything())
    if n_found != n_expected:
        _fail(
            place, f"expected {n_expected} articles that are no copies, found {n_found}"
        )
    for entry in entries:
        article = snapshot.article(entry.id)
        if article is None or article.content_hash != entry.content_hash:
            _fail(place, f"the article {entry.id!r} is not as it was read")
        else:
            for query, request in _searches_for(article):
                if not _finds(snapshot, query, request, entry.id):
                    _fail(place, f"{query} does not find the article {entry.id!r}")


def _searches_for(article: Article) -> Iterator[tuple[Query, SearchRequest]]:
    """Give searches that have to find an article, and few others."""
    title = _words_of(article.title)[:_TITLE_WORDS]
    if not title:
        return
    everything = SearchRequest(per_page=MAX_PER_PAGE)
    day = None if article.published is None else article.published[:10]
    of_day = day and date.fromisoformat(day)
    yield InTitle(Phrase(title)), replace(everything, date_from=of_day, date_to=of_day)
    if article.persons:
        yield title[0], replace(everything, persons=(article.persons[0].name,))


def _words_of(text: str) -> tuple[Word, ...]:
    return tuple(
        Word(normalise_syllable(syllable), 0, 0, is_exact=True)
        for syllable in syllables(text)
    )


def _finds(
    snapshot: Snapshot, query: Query, request: SearchRequest, article_id: str
) -> bool:
    """Tell whether an article, or a copy of it, is found; of many, whether any is."""
    matches = snapshot.search(query, request, 0)
    if matches.total > MAX_PER_PAGE:
        return True
    copies = snapshot.copies_of([article_id]).get(article_id, ())
    wanted = {article_id, *(copy.id for copy in copies)}
    return any(article.id in wanted for article, _ in matches.articles)


def _fail(place: str, reason: str) -> None:
    raise IndexCorruptError(path=place, reason=reason)
