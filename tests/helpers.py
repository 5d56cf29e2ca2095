"""Making indexes and requests for tests.

What opens or makes an index here does so in the engine that is tested: with
``TRACUU_TEST_ENGINE=opensearch``, `tests.conformance` puts its own in their place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from index import generations
from index.analysis.article import analyse_article
from index.article import Article, Person
from index.generations import Generation
from index.generations.manifest import Manifest
from index.ledger import LedgerEntry, read_ledger, write_failures, write_ledger
from index.reindex import reindex
from index.summary import ReindexSummary
from index.writer import ArticleWriter
from search.embedded import EmbeddedEngine
from search.engine import Engine, Snapshot
from search.searcher import Searcher, open_searcher
from search.types import SearchRequest, SearchResults

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

ROLES_READ_AT_ONCE = "search.embedded.roles._PIECE"
"""Where the engine says of how many articles at once it reads roles."""


def make_article(
    id: str,
    title: str = "Tin",
    body: str = "Nội dung.",
    published: str | None = None,
    persons: Iterable[str] = (),
    authors: Iterable[str] = (),
    source: str | None = None,
) -> Article:
    """Make an article of the fields that a test is about."""
    return Article(
        id=id,
        title=title,
        body=body,
        path=f"kho/{id}.txt",
        content_hash=f"hash of {title} {body}",
        published=published,
        published_from=None if published is None else "page",
        authors=tuple(authors),
        persons=tuple(Person(name) for name in persons),
        source=source,
    )


def build_index(
    index_dir: Path, articles: Iterable[Article], removed: Iterable[str] | None = None
) -> Generation:
    """Publish a generation.

    Without `removed` it holds just these articles; with it, those of the live
    generation as well, but for the ids removed or given again.
    """
    added = {article.id: article for article in articles}
    index_dir.mkdir(exist_ok=True)
    base = None if removed is None else generations.open_current(index_dir)
    entries = {} if base is None else read_ledger(base.path)
    number, folder = generations.begin(index_dir, base)
    writer = ArticleWriter(folder, is_new=base is None)
    for article in added.values():
        writer.add(analyse_article(article))
    gone = {*(removed or ()), *(added.keys() & entries.keys())}
    writer.remove(sorted(gone))
    writer.commit()
    for article_id in gone:
        del entries[article_id]
    for article in added.values():
        entry = LedgerEntry(article.id, article.path, article.content_hash)
        entries[article.id] = entry
    write_ledger(folder, entries.values())
    write_failures(folder, [])
    created = "2020-01-01T00:00:00+00:00"
    manifest = Manifest(number, created, "", len(entries), 0, {})
    return generations.publish(index_dir, manifest, base)


def reindex_pages(index_dir: Path, paths: list[Path]) -> ReindexSummary:
    """Read pages and publish a generation of them."""
    return reindex(paths, index_dir, n_workers=1)


def home_of(index_dir: Path) -> Path:
    """Give the embedded index that holds what an index holds, to compare with."""
    return index_dir


def open_engine(index_dir: Path) -> Engine:
    """Make the engine that is tested, over an index that may come later."""
    return EmbeddedEngine(index_dir)


def open_snapshot(index_dir: Path) -> Snapshot:
    """Open the newest generation."""
    return open_engine(index_dir).snapshot()


def seeds(n: int) -> range:
    """Give the seeds of a random test: each makes an index and asks it much."""
    return range(n)


def rot(file: Path, content: bytes) -> None:
    """Change what a file holds as a failing disk does: nobody has written to it."""
    times = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def flipped(content: bytes, at: int) -> bytes:
    """Give the same bytes, one of them another."""
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def searcher_over(index_dir: Path, articles: Iterable[Article]) -> Searcher:
    """Build an index of articles and open it."""
    build_index(index_dir, articles)
    return open_searcher(index_dir)


def found_ids(searcher: Searcher, query: str, **filters: object) -> list[str]:
    """Give the ids of the hits of a query, in their order."""
    return [hit.id for hit in search(searcher, query, **filters).hits]


def search(searcher: Searcher, query: str, **filters: object) -> SearchResults:
    """Search with the fields of a request; dates may be ISO text."""
    for name in ("date_from", "date_to"):
        if isinstance(filters.get(name), str):
            filters[name] = date.fromisoformat(str(filters[name]))
    return searcher.search(SearchRequest(query=query, **filters))


def write_jsonl(file: Path, records: Iterable[dict]) -> None:
    """Write records as a JSONL file."""
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    file.write_text("\n".join(lines) + "\n", "utf-8")
