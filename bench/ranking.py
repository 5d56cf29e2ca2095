"""How well the best hits are ranked, on sets of queries with known answers.

    .venv/bin/python bench/ranking.py ../shared/retrieval/news_known …

A set is a folder in the form of BEIR: ``corpus.jsonl`` (or ``.xz``) with
``_id title text``, ``queries.jsonl`` with ``_id text``, and ``qrels/test.tsv``
with query, document and grade. Each set is indexed once, by the same reindex
that users run, into ``--work``; queries go through the searcher as typed, and
again with all their marks taken off.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import math
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from index.analysis.normalise import fold
from index.reindex import reindex
from search.searcher import Searcher, open_searcher
from search.types import SearchRequest


def read_lines(file: Path) -> Iterator[dict]:
    """Yield the records of a JSONL file, compressed or not."""
    opened = lzma.open(file, "rt") if file.suffix == ".xz" else open(file)
    with opened as lines:
        for line in lines:
            yield json.loads(line)


def build(folder: Path, work: Path) -> Searcher:
    """Index a set's documents, unless that was done before."""
    index_dir = work / folder.name / "index"
    records = work / folder.name / "records.jsonl"
    if not records.exists():
        records.parent.mkdir(parents=True, exist_ok=True)
        source = next(folder.glob("corpus.jsonl*"))
        with open(records, "w", encoding="utf-8") as out:
            for line in read_lines(source):
                title = line["title"].strip() or line["text"].strip()[:80]
                body = line["text"].strip() or title
                # No persons: this is about ranking, and reading them is slow.
                record = {"id": line["_id"], "title": title, "body": body}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
    summary = reindex([records], index_dir)
    n_read = summary.added + summary.updated
    print(
        f"{folder.name}: {summary.articles} articles, "
        f"{n_read / max(summary.seconds, 1e-9):.0f} read a second",
        file=sys.stderr,
    )
    return open_searcher(index_dir)


def read_qrels(folder: Path) -> dict[str, dict[str, int]]:
    """Give the graded answers of each query."""
    answers: dict[str, dict[str, int]] = defaultdict(dict)
    with open(folder / "qrels/test.tsv", encoding="utf-8") as file:
        for row in csv.reader(file, delimiter="\t"):
            if row[-1].lstrip("-").isdigit():
                answers[row[0]][row[-2]] = int(row[-1])
    return answers


def ndcg(found: list[str], answers: dict[str, int], k: int = 10) -> float:
    """Järvelin and Kekäläinen (2002), gain 2^grade - 1, cut at `k`."""
    gains = [2 ** answers.get(id_, 0) - 1 for id_ in found[:k]]
    ideal = sorted((2**grade - 1 for grade in answers.values()), reverse=True)[:k]
    best = sum(gain / math.log2(n + 2) for n, gain in enumerate(ideal))
    return sum(gain / math.log2(n + 2) for n, gain in enumerate(gains)) / best


def reciprocal_rank(found: list[str], answers: dict[str, int], k: int = 10) -> float:
    """One over the rank of the first right answer within `k`; 0 beyond."""
    for rank, id_ in enumerate(found[:k], 1):
        if answers.get(id_, 0) > 0:
            return 1 / rank
    return 0.0


def main() -> None:
    """Print one row a set: as typed, and without marks."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, default=Path("/tmp/tracuu-bench"))
    arguments = parser.parse_args()
    print(
        f"{'set':22} {'queries':>7} {'nDCG@10':>8} {'MRR@10':>8} {'ms':>7}"
        "   the same without marks"
    )
    for folder in arguments.sets:
        searcher = build(folder, arguments.work)
        answers = read_qrels(folder)
        queries = [
            q for q in read_lines(folder / "queries.jsonl") if q["_id"] in answers
        ]
        row = f"{folder.name:22} {len(queries):7}"
        for change in (str, fold):
            scores, ranks, started = [], [], time.perf_counter()
            for query in queries:
                request = SearchRequest(query=change(query["text"]))
                found = [hit.id for hit in searcher.search(request).hits]
                scores.append(ndcg(found, answers[query["_id"]]))
                ranks.append(reciprocal_rank(found, answers[query["_id"]]))
            ms = (time.perf_counter() - started) * 1000 / len(queries)
            mean, mrr = sum(scores) / len(scores), sum(ranks) / len(ranks)
            row += f" {mean:8.3f} {mrr:8.3f} {ms:7.1f}  "
        print(row, flush=True)


if __name__ == "__main__":
    main()
