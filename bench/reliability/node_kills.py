"""One of three nodes killed (``kill -9``) while readers search, and during a reindex.

From the project's folder; it starts a cluster of its own at free ports::

    .venv/bin/python -m bench.reliability.node_kills --searches 2000

A library of three shards, each on two nodes, is searched by two threads, every answer
held to what it was before. After a quarter of the searches a node is killed, after
three quarters it is started again. Then the archive goes to its next version, and
another node is killed while that is loaded. No search and no reindex may fail; at the
end every article has to be there, once, as its version has it.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from bench.measuring import machine
from bench.reliability.common import QUERIES, Archive, n_articles, title_of
from index.opensearch.connection import Cluster, ClusterSettings
from index.opensearch.reindex import reindex
from search.opensearch import ClusterEngine
from search.searcher import Searcher, check_candidate
from search.types import SearchRequest
from tests.cluster.nodes import Cluster as Nodes

_THREADS = 2


class Readers:
    """Threads that search until they have done so often enough.

    Parameters
    ----------
    searcher : Searcher
    engine : ClusterEngine
    n_searches : int
    """

    def __init__(
        self, searcher: Searcher, engine: ClusterEngine, n_searches: int
    ) -> None:
        self._searcher = searcher
        self._engine = engine
        self.n_searches = n_searches
        self.n_done = 0
        self.wrong: list[str] = []
        self.longest = 0.0
        self._lock = threading.Lock()
        self._expected = {query: self._ask(query, 0) for query in QUERIES}

    def start(self) -> list[threading.Thread]:
        """Start them."""
        threads = [
            threading.Thread(target=self._run, args=(n,)) for n in range(_THREADS)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _run(self, seed: int) -> None:
        draw = random.Random(seed)
        while True:
            with self._lock:
                if self.n_done >= self.n_searches:
                    return
                self.n_done += 1
                number = self.n_done
            query = draw.choice(QUERIES)
            started = time.monotonic()
            try:
                found = self._ask(query, number)
            except Exception as error:  # Counted: none may fail.
                self._note(f"search {number}, {query!r}: {error}")
                continue
            with self._lock:
                self.longest = max(self.longest, time.monotonic() - started)
            if found != self._expected[query]:
                self._note(f"search {number}, {query!r}: another answer")

    def _ask(self, query: str, number: int) -> tuple:
        # Nothing may come out of memory: each goes to the cluster.
        self._engine.snapshot().forget()
        found = self._searcher.search(SearchRequest(query=query))
        hits = tuple((hit.id, hit.snippet) for hit in found.hits)
        return found.total, hits, found.facets

    def _note(self, text: str) -> None:
        with self._lock:
            self.wrong.append(text)


def articles_of(settings: ClusterSettings) -> Counter[tuple[str, str]]:
    """Count the articles that the alias has: by id and title."""
    cluster = Cluster(settings)
    cluster.ask("POST", f"/{settings.name}/_refresh")
    body = {"query": {"match_all": {}}, "_source": ["article.id", "article.title"]}
    hits = cluster.scan(settings.name, body)
    articles = (hit["_source"]["article"] for hit in hits)
    return Counter((article["id"], article["title"]) for article in articles)


def expected_of(base: int, version: int) -> Counter[tuple[str, str]]:
    """Give the same as a version of the archive has it."""
    numbers = range(n_articles(base, version))
    return Counter((f"bai-{n:04}", title_of(n, version)) for n in numbers)


def main() -> None:
    """Kill nodes and tell what failed; the exit status is 1 where anything did."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--searches", type=int, default=2_000)
    parser.add_argument("--articles", type=int, default=3_000)
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    print(f"{machine()}.", flush=True)
    wrong: list[str] = []
    with (
        tempfile.TemporaryDirectory() as name,
        Nodes(n_nodes=3, first_http_port=0) as n,
    ):
        archive = Archive(Path(name), arguments.articles, n_files=6)
        settings = ClusterSettings(
            tuple(n.hosts), name="nut", n_shards=3, n_replicas=1, timeout=20
        )
        archive.write(1)
        reindex([archive.corpus], Cluster(settings), check=check_candidate)
        n.wait_green()
        engine = ClusterEngine(settings)
        readers = Readers(Searcher(engine), engine, arguments.searches)
        started = time.monotonic()
        threads = readers.start()
        _wait_for(readers, arguments.searches // 4)
        n.kill(1)
        _tell(f"node 1 killed after {readers.n_done:,} searches")
        _wait_for(readers, 3 * arguments.searches // 4)
        n.start_node(1)
        _tell(f"node 1 started again after {readers.n_done:,} searches")
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - started
        wrong += readers.wrong
        _tell(
            f"{readers.n_done:,} searches in {seconds:.0f} s, the longest "
            f"{readers.longest:.1f} s, {len(readers.wrong)} failed or were wrong"
        )
        n.wait_green()
        archive.write(2)
        killer = threading.Timer(_moment(seconds), n.kill, args=(2,))
        killer.start()
        try:
            summary = reindex(
                [archive.corpus], Cluster(settings), check=check_candidate
            )
            was_killed = killer.finished.is_set()
            _tell(
                f"reindex: {summary.added} added, {summary.updated} updated, "
                f"{summary.removed} removed, {summary.failed} failed, in "
                f"{summary.seconds:.0f} s; node 2 killed meanwhile: {was_killed}"
            )
            if not was_killed:
                wrong.append("the reindex ended before the node was killed")
            if summary.failed:
                wrong.append(f"{summary.failed} pages failed")
        except Exception as error:  # Counted: it may not fail.
            wrong.append(f"reindex: {error}")
        killer.cancel()
        found, expected = articles_of(settings), expected_of(archive.base, 2)
        _tell(
            f"{found.total():,} articles, {(expected - found).total()} lost, "
            f"{(found - expected).total()} doubled or of another version"
        )
        if found != expected:
            wrong.append("articles were lost or doubled")
    for line in wrong[:20]:
        print(line)
    print(f"{len(wrong)} faults.")
    sys.exit(bool(wrong))


def _moment(seconds: float) -> float:
    """Draw a moment soon after a reindex began."""
    return random.Random(int(seconds * 1000)).uniform(1.0, 3.0)


def _wait_for(readers: Readers, n: int) -> None:
    while readers.n_done < n:
        time.sleep(0.05)


def _tell(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
