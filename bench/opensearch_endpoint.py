"""The JSON endpoint with the embedded engine beside OpenSearch, over HTTP, in turns.

From the project's folder, with an index that is there::

    .venv/bin/python -m tests.cluster start --nodes 1 --heap 4g --http 9330
    .venv/bin/python bench/opensearch_endpoint.py load INDEX --design text
    .venv/bin/python bench/opensearch_endpoint.py ask INDEX --design text

``load`` sends the articles of the index, their persons and dates as it has them,
and tells the rate and the size; the node's indexes are called after their
designs (`bench/opensearch_designs.py`). ``--merge N`` merges into so many segments
(``load`` does so after it has told the size as loaded).

``ask`` runs ``tracuu serve`` with one worker and asks both services every query
over one kept connection each, one request at a time, the other one first each
time. Every answer has the exact total, ten hits with title, address, date,
persons, a marked title and a marked snippet, the 20 persons named most and the
counts by date: ours by year, month or day, theirs by month. What ours does besides
is said in `bench/ours.py`; it is asked as people type, other spellings and
readings included.

No answer comes out of a memory of the same request: every query is asked once in a
run, different ones warm up before, and OpenSearch is asked with
``request_cache=false``. What either remembers of words, pages and filters stays.

Times are those on the wall, seen from the client, whole answers read and not
parsed. The processor's time is that of our worker and of the whole JVM, collector
and compiler included, per request.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from measuring import (
    drawn_articles,
    indexed_articles,
    indexed_ids,
    machine,
    print_table,
)
from opensearch_designs import DESIGNS, Design, search_body
from opensearch_node import Node, load, merge, process_of, size_of
from opensearch_tables import (
    KINDS,
    Side,
    Summary,
    print_answers,
    print_found,
    print_times,
)
from queries import BenchQuery, Kind, draw_neighbours
from serving import Service, processor_seconds, running_service

SEED = 9


def main() -> None:
    """Load or ask."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parts = parser.add_subparsers(dest="part", required=True)
    for name in ("load", "ask"):
        part = parts.add_parser(name)
        part.add_argument("index", type=Path)
        part.add_argument("--design", choices=DESIGNS, default="text")
        part.add_argument("--name", help="of the node's index, else the design's")
        part.add_argument("--opensearch", default="http://127.0.0.1:9330")
        part.add_argument("--merge", type=int, help="into so many segments")
    ask_parser = parts.choices["ask"]
    ask_parser.add_argument("--queries", type=int, default=400, help="of each kind")
    ask_parser.add_argument("--warm-up", type=int, default=400, help="of each kind")
    ask_parser.add_argument("--rounds", type=int, default=4)
    arguments = parser.parse_args()
    arguments.name = arguments.name or arguments.design
    node = Node(arguments.opensearch)
    print(f"{machine()}; {process_of(node)[1]}.")
    {"load": load_index, "ask": ask_both}[arguments.part](arguments, node)


def load_index(arguments: argparse.Namespace, node: Node) -> None:
    """Load the articles of an index into the node; print rate and size."""
    design: Design = arguments.design
    pid = process_of(node)[0]
    used = processor_seconds(pid)
    articles = indexed_articles(arguments.index, indexed_ids(arguments.index))
    loaded = load(node, arguments.name, design, articles)
    used = processor_seconds(pid) - used
    rows = [_size_row("as loaded", node, arguments.name)]
    if arguments.merge:
        started = time.perf_counter()
        merge(node, arguments.name, arguments.merge)
        took = time.perf_counter() - started
        rows.append(_size_row(f"merged, {took:,.0f} s", node, arguments.name))
    print(
        f"\n{design}: {loaded.n_docs / loaded.wall:,.0f} articles a second on the "
        f"wall, {loaded.n_docs / used:,.0f} a second of the JVM's processor time."
    )
    heads = ["", "articles", "segments", "MB", "bytes an article"]
    print_table(f"{design}, on disk", heads, rows)


def ask_both(arguments: argparse.Namespace, node: Node) -> None:
    """Measure both sides in turns; print their tables."""
    if arguments.merge:
        merge(node, arguments.name, arguments.merge)
    n_docs, n_segments, _ = size_of(node, arguments.name)
    if n_docs != len(indexed_ids(arguments.index)):
        raise SystemExit(f"the node has {n_docs:,} articles, others than the index")
    print(f"{n_docs:,} articles; {arguments.design}, {n_segments} segments.")
    articles = drawn_articles(arguments.index, SEED)
    n, n_warm = arguments.queries, arguments.warm_up
    drawn = {kind: draw_neighbours(kind, articles, n + n_warm, SEED) for kind in KINDS}
    with running_service(arguments.index, 1) as service:
        sides = [our_side(service), their_side(node, arguments.name, arguments.design)]
        for kind in KINDS:
            ask(sides, kind, drawn[kind][:n_warm], is_measured=False)
        for at in range(arguments.rounds):
            for kind in KINDS:
                queries = drawn[kind][n_warm + at :: arguments.rounds]
                ask(sides, kind, queries, is_measured=True)
    print_times(sides)
    print_found(sides)
    print_answers(sides)


def our_side(service: Service) -> Side:
    """Give our service as a side."""
    connection = service.connect()

    def send(path: str) -> tuple[int, bytes]:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()

    (worker,) = service.worker_pids()
    return Side(
        "Tra Cứu",
        lambda query: "/api/search?" + urlencode({"q": query.text}),
        send,
        _our_summary,
        worker,
    )


def their_side(node: Node, name: str, design: Design) -> Side:
    """Give the node as a side."""
    path = f"/{name}/_search?request_cache=false"
    return Side(
        "OpenSearch",
        lambda query: search_body(query, design),
        lambda body: node.post(path, body),
        _their_summary,
        process_of(node)[0],
    )


def ask(
    sides: Sequence[Side], kind: Kind, queries: Sequence[BenchQuery], is_measured: bool
) -> None:
    """Ask both sides every query, the other one first each time."""
    used = [processor_seconds(side.pid) for side in sides]
    taken: list[list[float]] = [[] for _ in sides]
    for number, query in enumerate(queries):
        for at in (0, 1) if number % 2 else (1, 0):
            side = sides[at]
            prepared = side.prepare(query)
            started = time.perf_counter()
            status, answer = side.send(prepared)
            taken[at].append(time.perf_counter() - started)
            if status != 200:
                raise RuntimeError(f"{side.title}, {query.text}: {answer[:500]!r}")
            if is_measured:
                side.answers[kind].append(side.summarise(answer))
    if is_measured:
        for at, side in enumerate(sides):
            side.seconds[kind].append(taken[at])
            side.processor[kind] += processor_seconds(side.pid) - used[at]


def _our_summary(answer: bytes) -> Summary:
    found = json.loads(answer)
    marked = [
        hit["title_highlights"] or hit["snippet"]["highlights"] for hit in found["hits"]
    ]
    return Summary(
        found["total"],
        len(marked),
        sum(map(bool, marked)),
        len(found["facets"]["persons"]),
        len(found["facets"]["published"]["buckets"]),
        len(answer),
    )


def _their_summary(answer: bytes) -> Summary:
    found = json.loads(answer)
    # A body without a match is there as it begins, without marks.
    marked = [
        any(
            "<em>" in text
            for some in hit.get("highlight", {}).values()
            for text in some
        )
        for hit in found["hits"]["hits"]
    ]
    facets = found["aggregations"]
    return Summary(
        found["hits"]["total"]["value"],
        len(marked),
        sum(marked),
        len(facets["persons"]["buckets"]),
        len(facets["published"]["buckets"]),
        len(answer),
    )


def _size_row(title: str, node: Node, name: str) -> list[str]:
    n_docs, n_segments, n_bytes = size_of(node, name)
    return [
        title,
        f"{n_docs:,}",
        str(n_segments),
        f"{n_bytes / 1e6:,.1f}",
        f"{n_bytes / n_docs:,.0f}",
    ]


if __name__ == "__main__":
    main()
