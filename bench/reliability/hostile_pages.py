"""Index pages that are made to stop whoever reads them.

``python bench/reliability/hostile_pages.py --work DIR [--size BYTES] [--each]``

Writes one page of every kind that `tests.hostile_writing` knows, among some hundred
good ones, and reindexes all of them with the default memory. It prints what was
reported and what was read, the seconds and the memory of all processes at its
peak, and checks that every good page is found. With ``--each`` every page is
indexed by itself as well, and gets a row of a table. The exit status is 1 where
anything is not as it should be.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from measuring import machine, print_table  # noqa: E402
from running import Memory, run_tracuu  # noqa: E402

from index.generations import open_current  # noqa: E402
from index.ledger import Failure, read_failures  # noqa: E402
from search.searcher import open_searcher  # noqa: E402
from search.types import SearchRequest  # noqa: E402
from tests.hostile_writing import (  # noqa: E402
    EITHER,
    FAILS,
    write_good_pages,
    write_hostile_pages,
)

N_GOOD = 300


def remove(folder: Path) -> None:
    """Remove a folder; Python's own way calls itself too often for a deep one."""
    subprocess.run(["rm", "-rf", folder], check=True)


def reindex(corpus: Path, index_dir: Path) -> tuple[float, Memory, dict[str, Failure]]:
    """Build an index anew.

    Returns
    -------
    float, Memory, dict of str to Failure
        Seconds, memory at the peak, and the first failure of each file.
    """
    remove(index_dir)
    spent, memory = run_tracuu(
        "reindex", str(corpus), "--index", str(index_dir), is_watched=True
    )
    failures: dict[str, Failure] = {}
    for failure in read_failures(open_current(index_dir).path):
        failures.setdefault(failure.path, failure)
    return spent.wall, memory, failures


def is_right(expected: str, failure: Failure | None) -> bool:
    """Say whether what became of a page is what must become of it."""
    return expected == EITHER or (expected == FAILS) == (failure is not None)


def each(corpus: Path, work: Path, expected: dict[str, str]) -> Iterator[list[str]]:
    """Index every page by itself, beside a good one: rows of the table."""
    alone = work / "alone"
    for name, what in expected.items():
        if not (corpus / "bad" / name).is_file() and not name.startswith(("pi", "so")):
            continue  # A link that leads nowhere, a name that is not as written.
        if (corpus / "bad" / name).is_symlink() and what != FAILS:
            continue  # By itself it leads nowhere.
        remove(alone)
        write_good_pages(alone / "good", 1)
        (alone / "bad").mkdir()
        os.link(corpus / "bad" / name, alone / "bad" / Path(name).name)
        seconds, memory, failures = reindex(alone, work / "alone-index")
        failure = failures.get(f"alone/bad/{Path(name).name}")
        became = "read" if failure is None else failure.reason[:80]
        megabytes = f"{memory.own / 1e6:.0f}"
        yield [Path(name).name[:30], what, became, f"{seconds:.1f}", megabytes]


def main() -> int:
    """Write, reindex, print and check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--size", type=int, default=2**24, help="16 MiB by default")
    parser.add_argument("--each", action="store_true")
    arguments = parser.parse_args()
    work, corpus = arguments.work, arguments.work / "hostile"
    print(machine())
    remove(corpus)
    started = time.perf_counter()
    expected = write_hostile_pages(corpus / "bad", arguments.size)
    write_good_pages(corpus / "good", N_GOOD)
    print(f"{len(expected)} hostile files in {time.perf_counter() - started:.0f} s")

    seconds, memory, failures = reindex(corpus, work / "index")
    searcher = open_searcher(work / "index")
    found = sum(
        searcher.search(SearchRequest(query=f"tot{number}")).total >= 1
        for number in range(N_GOOD)
    )
    of = {name: failures.get(f"hostile/bad/{name}") for name in expected}
    wrong = [name for name in expected if not is_right(expected[name], of[name])]
    strangers = [path for path in failures if path not in
                 {f"hostile/bad/{name}" for name in expected}]  # fmt: skip
    n_reported = sum(failure is not None for failure in of.values())
    print_table(
        f"Hostile pages of {arguments.size:,} bytes among {N_GOOD} good ones",
        ["hostile files", "reported", "read", "good found", "seconds", "MB", "wrong"],
        [
            [
                str(len(expected)),
                str(n_reported),
                str(len(expected) - n_reported),
                f"{found} of {N_GOOD}",
                f"{seconds:.0f}",
                f"{memory.own / 1e6:.0f}",
                ", ".join(wrong + strangers) or "none",
            ]
        ],
    )
    if arguments.each:
        print_table(
            "Each by itself",
            ["page", "must", "became", "seconds", "MB"],
            each(corpus, work, expected),
        )
    else:
        print_table(
            "What became of them",
            ["page", "must", "became"],
            [
                [name[-40:], expected[name], "read" if one is None else one.reason[:90]]
                for name, one in of.items()
            ],
        )
    return 1 if wrong or strangers or found < N_GOOD else 0


if __name__ == "__main__":
    sys.exit(main())
