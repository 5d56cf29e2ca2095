"""What an index costs to make, to change, to open: the commands that users run.

From the project's folder::

    .venv/bin/python bench/lifecycle.py ingest ../shared/news/*.xz --work DIR
    .venv/bin/python bench/lifecycle.py add --work DIR
    .venv/bin/python bench/lifecycle.py open DIR/index
    .venv/bin/python bench/lifecycle.py shell DIR/index
    .venv/bin/python bench/lifecycle.py size DIR/index

``ingest`` decompresses the news into ``DIR/corpus`` and runs ``tracuu reindex``
into ``DIR/index``, from raw JSONL to the published generation. ``add`` then puts
a second file of articles beside them, several times, runs ``tracuu reindex``
and takes the files away again. ``open`` opens the index and asks a first query
in fresh processes, their imports over. ``shell`` runs ``tracuu search``.

Every row has the time on the wall and that of the processor, of all processes
together: where other programs use the machine, only the latter means much.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from measuring import (
    Spent,
    drawn_articles,
    folder_size,
    indexed_articles,
    indexed_ids,
    machine,
    milliseconds,
    print_table,
    write_corpus,
)
from mixing import mix_articles, record_of
from queries import draw_neighbours
from running import run_tracuu

from index.generations import open_current

SEED = 62

_OPEN_AND_ASK = """
import json, sys, time
from pathlib import Path
from search.embedded import EmbeddedEngine
from search.query import parse
from search.answering import N_PERSONS
from search.types import SearchRequest

index_dir, *texts = sys.argv[1:]
queries = [(parse(text)[0], SearchRequest(query=text)) for text in texts]
marks = [(time.perf_counter(), time.process_time())]
def mark():
    marks.append((time.perf_counter(), time.process_time()))
snapshot = EmbeddedEngine(Path(index_dir)).snapshot()
mark()
for query in queries:
    snapshot.search(*query, N_PERSONS)
    mark()
print(json.dumps(marks))
"""


def main() -> None:
    """Run one part and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parts = parser.add_subparsers(dest="part", required=True)
    ingest_parser = parts.add_parser("ingest")
    ingest_parser.add_argument("news", nargs="+", type=Path)
    ingest_parser.add_argument("--articles", type=int)
    add_parser = parts.add_parser("add")
    add_parser.add_argument("--articles", type=int, default=100)
    for with_work in (ingest_parser, add_parser):
        with_work.add_argument(
            "--work", type=Path, default=Path("/tmp/tracuu-lifecycle")
        )
    for name in ("open", "shell", "size"):
        parts.add_parser(name).add_argument("index", type=Path)
    for name, n in (("add", 3), ("open", 9), ("shell", 9)):
        parts.choices[name].add_argument("--repeats", type=int, default=n)
    arguments = parser.parse_args()
    print(machine())
    _PARTS[arguments.part](arguments)


def ingest(arguments: argparse.Namespace) -> None:
    """Measure raw records to a published generation."""
    records = write_corpus(
        arguments.news, arguments.work / "corpus", arguments.articles
    )
    index_dir = arguments.work / "index"
    shutil.rmtree(index_dir, ignore_errors=True)
    spent, peak = run_tracuu(
        *("reindex", str(records.parent), "--index", str(index_dir)), is_watched=True
    )
    n = len(indexed_ids(index_dir))
    print_table(
        "Raw JSONL to a published generation",
        [
            "articles",
            "seconds",
            "a second",
            "seconds of processor time",
            "memory, MB",
            "with mapped files, MB",
        ],
        [
            [
                f"{n:,}",
                f"{spent.wall:,.1f}",
                f"{n / spent.wall:,.0f}",
                f"{spent.processor:,.1f}",
                f"{peak.own / 1e6:,.0f}",
                f"{peak.with_files / 1e6:,.0f}",
            ]
        ],
    )
    print(
        "\nMemory is the most that all processes together had resident at once, "
        "shared pages divided among them: their own, as `--memory` counts, and "
        "with the pages of mapped files, which the system can drop."
    )


def add(arguments: argparse.Namespace) -> None:
    """Measure a few more articles in an index that is there."""
    index_dir, corpus = arguments.work / "index", arguments.work / "corpus"
    command = ("reindex", str(corpus), "--index", str(index_dir))
    drawn = drawn_articles(index_dir, SEED)
    mixed = mix_articles(drawn, random.Random(SEED))
    added: list[Spent] = []
    files: list[Path] = []
    try:
        for number in range(arguments.repeats):
            files.append(corpus / f"added-{number}.jsonl")
            with open(files[-1], "w", encoding="utf-8") as out:
                for at in range(arguments.articles):
                    article = replace(next(mixed), id=f"added-{number}-{at}")
                    # Read as any other: persons and dates are not given.
                    given = {"id", "title", "body"}
                    record = record_of(article)
                    record = {key: record[key] for key in given}
                    out.write(json.dumps(record, ensure_ascii=False) + "\n")
            before = len(indexed_ids(index_dir))
            added.append(run_tracuu(*command)[0])
            if len(indexed_ids(index_dir)) != before + arguments.articles:
                raise RuntimeError("the articles are not all in the index")
        unchanged = run_tracuu(*command)[0]
    finally:
        for file in files:
            file.unlink(missing_ok=True)
        removed = run_tracuu(*command)[0]
    n = arguments.articles
    rows = [
        spent_row(f"{n} articles added, median of {len(added)}", added),
        spent_row("nothing changed", [unchanged]),
        spent_row(f"{n * len(added)} articles removed", [removed]),
    ]
    title = f"`tracuu reindex` on {len(indexed_ids(index_dir)):,} articles; ms"
    print_table(title, ["change", "on the wall", "of processor time"], rows)


def open_index(arguments: argparse.Namespace) -> None:
    """Measure opening and first queries in fresh processes."""
    articles = drawn_articles(arguments.index, SEED)
    typed = draw_neighbours("AND", articles, 3 * arguments.repeats, SEED)
    steps: dict[str, list[Spent]] = {
        name: [] for name in ("opened", "first query", "second query", "third query")
    }
    for at in range(arguments.repeats):
        texts = [query.text for query in typed[3 * at : 3 * at + 3]]
        answer = subprocess.run(
            [sys.executable, "-c", _OPEN_AND_ASK, str(arguments.index), *texts],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        marks = json.loads(answer.stdout)
        for name, before, after in zip(steps, marks, marks[1:], strict=False):
            steps[name].append(Spent(after[0] - before[0], after[1] - before[1]))
    print_table(
        f"In a fresh process, files in the page cache; ms, median of "
        f"{arguments.repeats}",
        ["step", "on the wall", "of processor time"],
        [spent_row(name, some) for name, some in steps.items()],
    )


def shell(arguments: argparse.Namespace) -> None:
    """Measure ``tracuu search`` from a shell."""
    articles = drawn_articles(arguments.index, SEED)
    typed = draw_neighbours("AND", articles, arguments.repeats, SEED)
    taken = [
        run_tracuu("search", "--index", str(arguments.index), *query.syllables)[0]
        for query in typed
    ]
    print_table(
        f"From a shell; ms, median of {len(taken)}",
        ["command", "on the wall", "of processor time"],
        [spent_row("`tracuu search`, different queries", taken)],
    )


def size(arguments: argparse.Namespace) -> None:
    """Compare the size of an index with that of the text in it."""
    ids = indexed_ids(arguments.index)
    text_bytes = sum(
        len(article.title.encode()) + len(article.body.encode())
        for article in indexed_articles(arguments.index, ids)
    )
    generation = open_current(arguments.index).path
    by_ending: dict[str, int] = {}
    for file in generation.iterdir():
        ending = file.suffix or file.name
        by_ending[ending] = by_ending.get(ending, 0) + file.stat().st_size
    everything = folder_size(generation)
    rows = [("the text", text_bytes), ("the generation", everything)]
    rows += sorted(by_ending.items(), key=lambda item: -item[1])
    print_table(
        f"Size of {len(ids):,} articles",
        ["what", "MB", "times the text"],
        [
            [name, f"{n_bytes / 1e6:,.1f}", f"{n_bytes / text_bytes:.3f}"]
            for name, n_bytes in rows
        ],
    )


def spent_row(name: str, taken: Sequence[Spent]) -> list[str]:
    """Write the medians of what several runs took, in milliseconds."""
    wall = statistics.median(spent.wall for spent in taken)
    processor = statistics.median(spent.processor for spent in taken)
    return [name, milliseconds(1000 * wall), milliseconds(1000 * processor)]


_PARTS = {
    "ingest": ingest,
    "add": add,
    "open": open_index,
    "shell": shell,
    "size": size,
}


if __name__ == "__main__":
    main()
