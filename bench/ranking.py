"""How well the best hits are ranked, beside two baselines.

    .venv/bin/python bench/ranking.py ../shared/retrieval/* [--without-baselines]

Each set is indexed once, by the same reindex that users run, into ``--work``.
Queries go through the JSON endpoint with its defaults, as typed, and again
with all their marks taken off. The baselines (`bench/baselines.py`) are
BM25 over pyvi's words, and over syllables and their pairs; without marks they
search folded tokens only where that is what they are: the words do not fold,
as nobody's do. With ``--hosts`` the same records are asked of the engine on
OpenSearch, too, which has to rank as the embedded one does.

The numbers in `search.formula` were chosen on one half of the queries
of each set, drawn by a checksum of their ids (their order would not do: in
news_known it tells two kinds of queries apart). The columns *chosen on* and
*held out* are nDCG@10 of both halves.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from baselines import Bm25, syllables_and_pairs, words
from retrieval import RetrievalSet, ndcg, read_set, reciprocal_rank

from index.analysis.normalise import fold
from index.opensearch.connection import Cluster, ClusterSettings
from index.opensearch.reindex import reindex as load_into_cluster
from index.reindex import reindex
from search.opensearch import ClusterEngine
from search.searcher import Searcher, open_searcher
from web.app import create_app

Ranker = Callable[[str], list[str]]


def build(found: RetrievalSet, work: Path) -> Path:
    """Index a set's documents, unless that was done before."""
    index_dir = work / found.name / "index"
    records = work / found.name / "records.jsonl"
    records.parent.mkdir(parents=True, exist_ok=True)
    with open(records, "w", encoding="utf-8") as out:
        for id_, title, text in found.documents:
            # Persons are given as none: this is about ranking, and reading
            # them is slow.
            record = {"id": id_, "title": title, "body": text or title, "persons": []}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    summary = reindex([records], index_dir)
    print(f"{found.name}: {summary.articles} articles", file=sys.stderr)
    return index_dir


def load(found: RetrievalSet, work: Path, hosts: str) -> Searcher:
    """Index the same records in a cluster, unless that was done before."""
    name = f"bench-{found.name.replace('_', '-')}"
    settings = ClusterSettings(tuple(hosts.split(",")), name=name, n_replicas=0)
    load_into_cluster([work / found.name / "records.jsonl"], Cluster(settings))
    return Searcher(ClusterEngine(settings))


def endpoint(searcher: Searcher) -> Ranker:
    """Search as a program does that asks for JSON and nothing else."""
    client = create_app(searcher).test_client()

    def rank(query: str) -> list[str]:
        answer = client.get("/api/search", query_string={"q": query})
        if answer.status_code != 200:
            # A question mark or a lone quote may be wrong in the strict
            # language; a program sees the problem and drops the signs.
            plain = "".join(c if c.isalnum() or c.isspace() else " " for c in query)
            answer = client.get("/api/search", query_string={"q": plain})
        return [hit["id"] for hit in answer.get_json()["hits"]]

    return rank


def row(label: str, found: RetrievalSet, rank: Ranker, change: Callable) -> None:
    """Measure one ranker over all queries and print what came out."""
    gains, ranks, times = [], [], []
    halves: tuple[list[float], list[float]] = [], []
    for id_, text in found.queries:
        started = time.perf_counter()
        ids = rank(change(text))
        times.append((time.perf_counter() - started) * 1000)
        gains.append(ndcg(ids, found.answers[id_]))
        halves[zlib.crc32(f"{found.name} {id_}".encode()) % 2].append(gains[-1])
        ranks.append(reciprocal_rank(ids, found.answers[id_]))
    print(
        f"{found.name:18} {label:28} {statistics.mean(gains):8.3f} "
        f"{statistics.mean(ranks):7.3f} {statistics.mean(halves[0]):9.3f} "
        f"{statistics.mean(halves[1]):8.3f} {statistics.mean(times):8.1f}",
        flush=True,
    )


def main() -> None:
    """Print a row for each set, ranker and way of typing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, default=Path("/tmp/tracuu-bench"))
    parser.add_argument("--without-baselines", action="store_true")
    parser.add_argument("--hosts", help="nodes of a cluster to be measured as well")
    arguments = parser.parse_args()
    print(
        f"{'set':18} {'ranker, typed':28} {'nDCG@10':>8} {'MRR@10':>7} "
        f"{'chosen on':>9} {'held out':>8} {'ms':>8}"
    )
    for folder in arguments.sets:
        found = read_set(folder)
        ours = endpoint(open_searcher(build(found, arguments.work)))
        row("Tra Cứu, with marks", found, ours, str)
        row("Tra Cứu, without marks", found, ours, fold)
        if arguments.hosts:
            theirs = endpoint(load(found, arguments.work, arguments.hosts))
            row("on OpenSearch, with marks", found, theirs, str)
            row("on OpenSearch, without marks", found, theirs, fold)
        if arguments.without_baselines:
            continue
        texts = [(id_, f"{title}\n{text}") for id_, title, text in found.documents]
        by_word = Bm25(texts, words)
        row("pyvi's words, with marks", found, by_word.search, str)
        row("pyvi's words, without marks", found, by_word.search, fold)
        del by_word
        by_syllable = Bm25(texts, syllables_and_pairs)
        row("syllables, pairs, with marks", found, by_syllable.search, str)
        folded = [(id_, fold(text)) for id_, text in texts]
        by_folded = Bm25(folded, syllables_and_pairs)
        row("syllables, pairs, without", found, by_folded.search, fold)


if __name__ == "__main__":
    main()
