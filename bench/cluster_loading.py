"""Loading articles whose tokens are ready into a cluster, against a bare bulk load.

From the project's folder::

    .venv/bin/python -m bench.cluster_loading --hosts http://127.0.0.1:9200 \\
        ../shared/news/news-43k-dated.jsonl.xz --articles 20000

Articles are read and analysed before any clock runs. Ours is all that
`tracuu reindex` does from there to the published generation: documents are made and
sent by as many processes, copies are found, tables, ledger and suggestions written. The
other one sends the lines of the very same documents, which are ready as well, in
requests of the same size, as many at a time, and refreshes the index. Both go by turns;
the least of their times counts.
"""

from __future__ import annotations

import argparse
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from bench.measuring import machine, print_table
from index.analysis.article import AnalysedArticle
from index.corpus import RawPage, read_file
from index.errors import CorpusError
from index.ingest import ReadArticle, ingest_into
from index.ledger import FAILURES, LedgerEntry
from index.opensearch import generations
from index.opensearch.beginning import begin
from index.opensearch.bulk import IN_FLIGHT, MAX_BYTES, MAX_DOCUMENTS, index_action
from index.opensearch.connection import Cluster, ClusterSettings
from index.opensearch.documents import document_id, document_of
from index.opensearch.loaded import Loaded
from index.opensearch.sink import BulkSinks
from index.opensearch.tables import tables_index
from index.reading import read_chunk

_CHUNK = 64


def analysed_pages(
    file: Path, n: int
) -> tuple[list[RawPage], dict[str, AnalysedArticle]]:
    """Read the first pages of a file; give them, and their articles by path."""
    read_pages = read_file(file, file.name)
    pages = list(islice((p for p in read_pages if isinstance(p, RawPage)), n))
    by_path: dict[str, AnalysedArticle] = {}
    kept: list[RawPage] = []
    waiting = iter(pages)
    while chunk := list(islice(waiting, _CHUNK)):
        for page, read in zip(chunk, read_chunk(chunk), strict=True):
            if not isinstance(read, CorpusError):
                by_path[page.path] = read
                kept.append(page)
    return kept, by_path


def load_ours(
    settings: ClusterSettings,
    pages: Sequence[RawPage],
    articles: dict[str, AnalysedArticle],
    n_workers: int,
) -> tuple[float, float]:
    """Load and publish; give the seconds until all is sent, and until the end."""

    def read(chunk: list[RawPage]) -> list[AnalysedArticle]:
        return [articles[page.path] for page in chunk]

    def again(paths: set[str]) -> Iterator[RawPage]:
        return (page for page in pages if page.path in paths)

    cluster = Cluster(settings)
    started = time.perf_counter()
    build = begin(cluster, None, "")
    sinks = BulkSinks(settings, build.alias)
    for outcome in ingest_into(sinks, pages, again, n_workers, read):
        match outcome:
            case ReadArticle(_, row):
                build.note_row(row)
            case Loaded():
                build.note_loaded(outcome)
            case _:
                raise RuntimeError(str(outcome))
    sent_after = time.perf_counter() - started
    ledger = {
        one.article.id: LedgerEntry(
            one.article.id, one.article.path, one.article.content_hash
        )
        for one in articles.values()
    }
    build.publish(build.finish(ledger, {FAILURES: b""}, 0, {}, ""), None)
    return sent_after, time.perf_counter() - started


def load_bare(
    settings: ClusterSettings, requests: Sequence[bytes], n_at_once: int
) -> float:
    """Send requests that are ready to an index like ours; give the seconds."""
    cluster = Cluster(settings)
    meta = generations.Meta(1, "", "")
    path = f"/{generations.loading_alias(settings.name, 1)}/_bulk"
    started = time.perf_counter()
    generations.create(cluster, meta)
    with ThreadPoolExecutor(n_at_once) as threads:
        for answer in threads.map(lambda r: cluster.ask("POST", path, r), requests):
            if answer["errors"]:
                raise RuntimeError("a document was refused")
    cluster.ask("POST", f"/{generations.index_of(settings.name, 1)}/_refresh")
    return time.perf_counter() - started


def requests_of(articles: dict[str, AnalysedArticle]) -> list[bytes]:
    """Write the same documents as requests of the size that we send."""
    requests: list[bytes] = []
    lines: list[str] = []
    size = 0
    for analysed in articles.values():
        id_ = document_id(analysed.article.id)
        lines.append(index_action(id_, document_of(analysed)).lines)
        size += len(lines[-1])
        if size >= MAX_BYTES or len(lines) >= MAX_DOCUMENTS:
            requests.append("".join(lines).encode())
            lines, size = [], 0
    return [*requests, "".join(lines).encode()] if lines else requests


def size_of(settings: ClusterSettings, number: int) -> int:
    """Give the bytes of an index when it is merged into one segment."""
    cluster = Cluster(settings)
    index = generations.index_of(settings.name, number)
    path = f"/{index}/_forcemerge"
    cluster.ask("POST", path, timeout=600.0, max_num_segments=1)
    # Only then the segments that were merged are let go of.
    cluster.ask("POST", f"/{index}/_refresh")
    cluster.ask("POST", f"/{index}/_flush", force="true")
    stats = cluster.ask("GET", f"/{index}/_stats/store")
    return stats["_all"]["primaries"]["store"]["size_in_bytes"]


def remove(settings: ClusterSettings) -> None:
    """Remove a library."""
    names = [
        generations.index_of(settings.name, n)
        for n in generations.find_generations(Cluster(settings)).numbers
    ]
    path = "/" + ",".join([*names, tables_index(settings.name)])
    Cluster(settings).ask("DELETE", path, missing={}, ignore_unavailable="true")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("news", type=Path)
    parser.add_argument("--hosts", required=True)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    print(machine())
    pages, articles = analysed_pages(arguments.news, arguments.articles)
    requests = requests_of(articles)
    hosts = tuple(arguments.hosts.split(","))
    timeout = 120.0
    ours: list[tuple[float, float]] = []
    bare: list[float] = []
    n_bytes = 0
    for _ in range(arguments.repeats):
        name = f"loading-{uuid.uuid4().hex[:8]}"
        settings = ClusterSettings(hosts, name, timeout=timeout, n_replicas=0)
        n_at_once = IN_FLIGHT * arguments.workers
        bare.append(load_bare(settings, requests, n_at_once))
        remove(settings)
        ours.append(load_ours(settings, pages, articles, arguments.workers))
        n_bytes = size_of(settings, 1)
        remove(settings)
    n = len(articles)
    sent, whole = min(one for one, _ in ours), min(all_ for _, all_ in ours)
    rows = [
        ["bare bulk load", f"{min(bare):,.1f}", f"{n / min(bare):,.0f}", "1.00"],
        ["ours, sent", f"{sent:,.1f}", f"{n / sent:,.0f}", f"{min(bare) / sent:.2f}"],
        [
            *("ours, published", f"{whole:,.1f}"),
            *(f"{n / whole:,.0f}", f"{min(bare) / whole:.2f}"),
        ],
    ]
    print_table(
        f"{n:,} articles, tokens ready", ["", "seconds", "a second", "× bare"], rows
    )
    n_sent = sum(map(len, requests)) / n
    print(f"\nAn article: {n_sent:,.0f} bytes sent, {n_bytes / n:,.0f} in the index.")


if __name__ == "__main__":
    sys.exit(main())
