"""Sets of queries with known answers, in the form of BEIR, and their measures.

A set is a folder with ``corpus.jsonl`` (or ``.xz``: ``_id title text``),
``queries.jsonl`` (``_id text``) and ``qrels/test.tsv`` (query, document, grade).
"""

from __future__ import annotations

import csv
import json
import lzma
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """A set, read.

    Attributes
    ----------
    documents : list of (str, str, str)
        Id, title (often empty) and text.
    queries : list of (str, str)
        Id and text of the queries that have an answer.
    answers : dict
        Query id → document id → grade.
    """

    name: str
    documents: list[tuple[str, str, str]]
    queries: list[tuple[str, str]]
    answers: dict[str, dict[str, int]]


def read_set(folder: Path) -> RetrievalSet:
    """Read a set from its folder."""
    answers: dict[str, dict[str, int]] = defaultdict(dict)
    with open(folder / "qrels/test.tsv", encoding="utf-8") as file:
        for row in csv.reader(file, delimiter="\t"):
            if row[-1].lstrip("-").isdigit():
                answers[row[0]][row[-2]] = int(row[-1])
    corpus = next(folder.glob("corpus.jsonl*"))
    return RetrievalSet(
        name=folder.name,
        documents=[(d["_id"], d["title"], d["text"]) for d in _lines(corpus)],
        queries=[
            (query["_id"], query["text"])
            for query in _lines(folder / "queries.jsonl")
            if query["_id"] in answers
        ],
        answers=dict(answers),
    )


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


def _lines(file: Path) -> Iterator[dict]:
    opened = lzma.open(file, "rt") if file.suffix == ".xz" else open(file)
    with opened as lines:
        for line in lines:
            yield json.loads(line)
