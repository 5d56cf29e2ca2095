"""Does the time to find the documents that a text cites grow as the text does?

    .venv/bin/python bench/cited_documents.py

Texts of one piece over and over, made to send a search for numbers and names back and
forth. Eight times the text should take about eight times as long; a square would take
64 times. The exit status is 1 where any takes more than 24 times. It is measured here
and not in the tests, because how long a thing takes says more of a busy machine than
of the code.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from measuring import machine, print_table  # noqa: E402

from search.documents import documents_cited  # noqa: E402

HOSTILE = [
    "nghị quyết ",
    "nghị quyết số ",
    "nghị quyết của a ",
    "luật a ",
    "Luật A ",
    "Luật Đất đai ",
    "nghị quyết 1",
    "1-NQ/TW ",
    "1/A/B/C/D/E/F/G/H/",
    "Nghị quyết 18 - ",
    "Quyết định 7-QĐ/TU, ngày 1/2/",
    "Nghị định 10, 10/2019/NĐ-CP, ",
    "Luật Đất đai, Luật Đất đai 2013, ",
    "Nghị định 1/2000/NĐ-CP của a",
    " 1/1/2000 ",
    "1 NQ-",
    "(((",
    "A",
    " ",
    "1",
    "/",
    "-",
]

SHORT, LONG = 20_000, 160_000
MAX_RATIO = 24


def seconds(piece: str, n: int) -> float:
    """Give the processor time for `n` code points: the least of three runs."""
    text = piece * (n // len(piece))

    def once() -> float:
        started = time.process_time()
        documents_cited(text)
        return time.process_time() - started

    return min(once() for _ in range(3))


def main() -> None:
    """Print a row for each piece."""
    print(f"{machine()}.")
    seconds(HOSTILE[0], 1_000)
    rows, n_slow = [], 0
    for piece in HOSTILE:
        short, long = seconds(piece, SHORT), seconds(piece, LONG)
        is_slow = long > MAX_RATIO * short + 0.02
        n_slow += is_slow
        rows.append(
            [
                repr(piece),
                f"{short * 1000:.1f}",
                f"{long * 1000:.1f}",
                f"{long / max(short, 1e-6):.1f}",
                "too slow" if is_slow else "",
            ]
        )
    heads = ["piece", f"{SHORT:,}, ms", f"{LONG:,}, ms", "ratio", ""]
    print_table("Citations in texts of one piece", heads, rows)
    sys.exit(n_slow > 0)


if __name__ == "__main__":
    main()
