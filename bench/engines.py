"""Tra Cứu beside other engines: the same tokens, the same queries, in turns.

From the project's folder, with news as one JSON object a line::

    .venv/bin/pip install -r bench/requirements.txt
    .venv/bin/python bench/engines.py ../shared/news/*.xz

The peers are no dependencies of the project; one that is not installed is said
so and left out. To keep them out of the project's environment, install Tra Cứu
and ``bench/requirements.txt`` into another one.

Everything is built once, into ``--work``: our index by the reindex that users
run (``--index`` takes one that is there), then from the texts, persons and
dates that it stores the tokens of every article, then the peers from these.
A peer has one text field, title and body joined, which makes its phrases and
totals easier than ours; what else we do that it does not is said in
`bench/ours.py`. The row *facets alone* is no engine but a bound for tantivy
(`bench/peers/tantivy.py`).

Queries are drawn by a fixed seed (`bench/queries.py`) and come mixed. Each
peer has a run beside ours: every query goes to both before the next one, and
the other one begins each time; a slow peer gets the first ``--slow-queries`` of
each kind. Query trees are made before the clock starts. Times are the
processor's unless ``--clock wall`` is given, so that other programs disturb
little. A query is asked once: ours remembers answers. What it remembers of words
helps later queries that have the same ones, as it does in service; ``--forget``
shows how much.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path

from building import build_ours, build_peers, measure_writing
from engine_tables import Taken, print_agreement, print_built, print_times
from measuring import drawn_articles, machine
from ours import Ours, total_of
from peers import NAMES, Peer
from queries import KINDS, BenchQuery, Kind, draw_neighbours, draw_words
from token_corpus import TokenCorpus, load_corpus

N_WARM_UP = 20
"""Queries of each kind that are asked before, and are none of those measured."""

SEED = 6
CLOCKS = {"processor": time.process_time, "wall": time.perf_counter}


def main() -> None:
    """Build what is missing, ask all engines, print the tables."""
    arguments = parse_arguments()
    print(f"{machine()}; times are the {arguments.clock} clock's.")
    index_dir = arguments.index or build_ours(
        arguments.news, arguments.work, arguments.articles
    )
    corpus = load_corpus(index_dir, arguments.work / "tokens")
    limits = {"whoosh": arguments.whoosh_articles} if arguments.whoosh_articles else {}
    peers, built = build_peers(arguments.peers, corpus, arguments.work, limits)
    to_print = {p.title: built[p.title] for p in peers if not p.counts_only}
    if not arguments.without_writing:
        written = measure_writing(index_dir, arguments.work)
        to_print = {Ours.title: written, **to_print}
    print_built(index_dir, corpus, to_print)
    queries, warm_up = draw_queries(index_dir, corpus, arguments.queries)
    for group in group_peers(peers):
        for is_faceted in (False, True):
            # Opened anew, so that it remembers nothing of another table.
            ours = Ours(index_dir, arguments.as_typed, arguments.forget)
            engines = [ours, *(p for p in group if is_faceted or not p.counts_only)]
            if len(engines) == 1:
                continue
            if not is_faceted and not ours.can_search_plainly:
                print("\nThis version has no search without facets; left out.")
                continue
            n = arguments.slow_queries if group[0].is_slow else arguments.queries
            clock = CLOCKS[arguments.clock]
            n_warm = 2 if group[0].is_slow else N_WARM_UP
            ask(engines, mix(warm_up, n_warm), clock, is_faceted)
            # What is there by now is not looked through again and again.
            gc.collect()
            gc.freeze()
            taken = ask(engines, mix(queries, n), clock, is_faceted)
            print_times(engines, taken, is_faceted, built, len(corpus.ids))
            print_agreement(engines, taken, built, is_faceted, len(corpus.ids))


def group_peers(peers: Sequence[Peer]) -> list[list[Peer]]:
    """Put together the peers that are asked in one run with ours.

    Not all at once: right after a search of hundreds of milliseconds in one engine
    the next one, whichever it is, needs several times as long as otherwise.
    """
    groups: dict[str, list[Peer]] = {}
    for peer in peers:
        groups.setdefault(peer.folder, []).append(peer)
    return list(groups.values())


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("news", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, help="only so many, of all files")
    parser.add_argument("--queries", type=int, default=400, help="of each kind")
    parser.add_argument("--slow-queries", type=int, default=20)
    parser.add_argument("--whoosh-articles", type=int, help="build Whoosh of these")
    parser.add_argument("--peers", default=",".join(NAMES), help="by commas")
    parser.add_argument("--index", type=Path, help="our index, if it is there")
    parser.add_argument("--work", type=Path, default=Path("/tmp/tracuu-engines"))
    parser.add_argument("--clock", choices=CLOCKS, default="processor")
    parser.add_argument("--rebuild", action="store_true", help="build all anew")
    parser.add_argument("--without-writing", action="store_true")
    parser.add_argument("--as-typed", action="store_true", help="ours: as people ask")
    parser.add_argument("--forget", action="store_true", help="ours: no caches")
    arguments = parser.parse_args()
    arguments.peers = [name for name in arguments.peers.split(",") if name]
    for name in arguments.peers:
        if name not in NAMES:
            parser.error(f"no peer is called {name!r}; known: {', '.join(NAMES)}")
    # What was built from other articles is of no use.
    n = arguments.articles or "all"
    arguments.work = arguments.work / f"{n}-articles"
    if arguments.rebuild:
        shutil.rmtree(arguments.work, ignore_errors=True)
    arguments.work.mkdir(parents=True, exist_ok=True)
    return arguments


def draw_queries(
    index_dir: Path, corpus: TokenCorpus, n: int
) -> tuple[dict[Kind, list[BenchQuery]], dict[Kind, list[BenchQuery]]]:
    """Draw the queries of each kind, and others to warm up with."""
    articles = drawn_articles(index_dir, SEED)
    doc_freqs = corpus.doc_freq_of
    measured: dict[Kind, list[BenchQuery]] = {}
    warm_up: dict[Kind, list[BenchQuery]] = {}
    for kind in KINDS:
        if kind.endswith("word"):
            drawn = draw_words(kind, doc_freqs, n + N_WARM_UP, SEED)
        else:
            drawn = draw_neighbours(kind, articles, n + N_WARM_UP, SEED)
        # Of the common words there are few, so that none is for warming up.
        n_few = N_WARM_UP if len(drawn) == n + N_WARM_UP else 0
        warm_up[kind], measured[kind] = drawn[:n_few], drawn[n_few:]
    return measured, warm_up


def mix(queries: dict[Kind, list[BenchQuery]], n: int) -> list[BenchQuery]:
    """Put the first queries of every kind first, then the second ones, `n` times."""
    in_turns = zip_longest(*(some[:n] for some in queries.values()))
    return [query for some in in_turns for query in some if query is not None]


def ask(
    engines: Sequence[Ours | Peer],
    queries: Sequence[BenchQuery],
    clock: Callable[[], float],
    is_faceted: bool,
) -> dict[str, dict[Kind, Taken]]:
    """Ask all engines every query, another engine first each time."""
    taken: dict[str, dict[Kind, Taken]] = defaultdict(
        lambda: defaultdict(lambda: Taken({}, {}))
    )
    for at, query in enumerate(queries):
        first = at % len(engines)
        for engine in [*engines[first:], *engines[:first]]:
            of_kind = taken[engine.title][query.kind]
            prepared = engine.prepare(query)
            search = engine.faceted if is_faceted else engine.top
            started = clock()
            found = search(prepared)
            of_kind.seconds[query] = clock() - started
            of_kind.totals[query] = total_of(found)
    return taken


if __name__ == "__main__":
    main()
