"""Is a generation fit to be published? It is searched as readers will search it.

Checksums tell that the files are what was written; these searches tell that what was
written is an index: all articles are there, and some of them, from all parts of it,
are found by their titles, days and people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllables
from index.article import Article
from index.duplicates.groups import read_groups
from index.errors import IndexCorruptError
from index.ledger import read_ledger
from search.engine import Snapshot
from search.query.nodes import (
    And,
    Everything,
    InTitle,
    Named,
    Phrase,
    Published,
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
    ledger = read_ledger(path)
    n_expected = len(ledger) - read_groups(path).n_copies
    n_found = snapshot.count(Everything())
    if n_found != n_expected:
        _fail(
            path, f"expected {n_expected} articles that are no copies, found {n_found}"
        )
    for article_id in _spread_over(list(ledger)):
        article = snapshot.article(article_id)
        if article is None or article.content_hash != ledger[article_id].content_hash:
            _fail(path, f"the article {article_id!r} is not as it was read")
        else:
            for query in _queries_for(article):
                if not _finds(snapshot, query, article_id):
                    _fail(path, f"{query} does not find the article {article_id!r}")


def _spread_over(ids: Sequence[str]) -> Sequence[str]:
    """Give some ids, the first and the last among them."""
    last = len(ids) - 1
    step = max(last // (N_CANARIES - 1), 1)
    return sorted({*ids[: last + 1 : step], *ids[last:]})


def _queries_for(article: Article) -> Iterator[Query]:
    """Give queries that have to find an article, and few others."""
    title = _words_of(article.title)[:_TITLE_WORDS]
    if title:
        found = InTitle(Phrase(title))
        if article.published is None:
            yield found
        else:
            day = date.fromisoformat(article.published[:10])
            yield And((found, Published(day, day)))
    for person in article.persons[:1]:
        yield And((Named("person", _words_of(person.name)), *title[:1]))


def _words_of(text: str) -> tuple[Word, ...]:
    return tuple(
        Word(normalise_syllable(syllable), 0, 0, is_exact=True)
        for syllable in syllables(text)
    )


def _finds(snapshot: Snapshot, query: Query, article_id: str) -> bool:
    """Tell whether an article, or a copy of it, is found; of many, whether any is."""
    matches = snapshot.search(query, SearchRequest(per_page=MAX_PER_PAGE), 0)
    if matches.total > MAX_PER_PAGE:
        return True
    copies = snapshot.copies_of([article_id]).get(article_id, ())
    wanted = {article_id, *(copy.id for copy in copies)}
    return any(article.id in wanted for article, _ in matches.articles)


def _fail(path: Path, reason: str) -> None:
    raise IndexCorruptError(path=str(path), reason=reason)
