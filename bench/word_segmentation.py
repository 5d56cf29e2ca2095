"""Compare word segmentation with pyvi: ``python bench/word_segmentation.py FILE ...``.

Reads JSONL files (``.gz`` and ``.xz`` too) of articles, and has pyvi and us
segment every title and every body: in turns, a few hundred articles each, on
one processor, in one process. Every token is compared, both as printed and as
spans in the text, and the first differences are shown. Times are processor
times, so other programs on the machine disturb them less; importing pyvi and
reading our model are told apart. Printing comes first and pays for the chunks
that are new; the spans are found with all of a turn's chunks known.

On ../shared/news/*.jsonl.xz this takes pyvi some twenty minutes; with
``--limit 2000`` each file gives its first 2,000 articles.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import os
import subprocess
import sys
import time
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from index.analysis.word_segmentation import (  # noqa: E402
    tokenize_all,
    word_spans,
    word_spans_of,
)
from index.analysis.word_segmentation.segmenter import (  # noqa: E402
    in_batches,
    word_segmenter,
)

_TURN = 250
"""Articles a turn."""

_SHOWN = 10


def read_articles(files: Sequence[Path], limit: int | None) -> Iterator[list[str]]:
    """Give the title and body of each article, in turns of `_TURN` articles."""
    for file in files:
        opener = {".gz": gzip.open, ".xz": lzma.open}.get(file.suffix, open)
        with opener(file, "rt", encoding="utf-8") as lines:
            records = map(json.loads, islice(lines, limit))
            while turn := list(islice(records, _TURN)):
                yield [text for one in turn for text in (one["title"], one["body"])]


def n_tokens_of(texts: Sequence[str]) -> int:
    """Count the tokens of texts, as pyvi cuts them."""
    segmented = (word_segmenter().segment(batch) for batch in in_batches(texts))
    return sum(len(one.starts) - len(one.boundaries) for one in segmented)


def words_of_output(printed: str) -> list[str]:
    """Give the words of two and more tokens of a text without underscores."""
    words = (word for word in printed.split(" ") if "_" in word)
    return ["".join(word.replace("_", "").split()) for word in words]


def words_of_spans(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Give the same of the text and its spans."""
    found = ("".join(text[start:end].split()) for start, end in spans)
    return [unicodedata.normalize("NFC", word) for word in found]


def difference(theirs: str, ours: str) -> str:
    """Show two outputs where they first differ."""
    pairs = enumerate(zip(theirs, ours, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(theirs), len(ours)))
    around = slice(max(0, at - 40), at + 40)
    return f"  pyvi: {theirs[around]!r}\n  ours: {ours[around]!r}"


class Clock:
    """Adds up processor time by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        result = work()
        spent = time.process_time() - started
        self.seconds[name] = self.seconds.get(name, 0.0) + spent
        return result


def seconds_of(statement: str) -> float:
    """Time a statement in a Python of its own, best of five, its start taken off."""

    def best(code: str) -> float:
        took = []
        for _ in range(5):
            started = time.perf_counter()
            subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT)
            took.append(time.perf_counter() - started)
        return min(took)

    return best(statement) - best("pass")


def main() -> int:
    """Print agreement, speeds and times; exit with 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, help="articles of each file")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    warnings.simplefilter("ignore")
    from pyvi.ViTokenizer import ViTokenizer

    word_segmenter()
    clock = Clock()
    n_articles = n_tokens = n_wrong = 0
    for texts in read_articles(arguments.files, arguments.limit):
        by_pyvi = clock("pyvi", lambda: [ViTokenizer.tokenize(t) for t in texts])  # noqa: B023
        printed = clock("printed", lambda: tokenize_all(texts))  # noqa: B023
        spans = clock("spans", lambda: word_spans_of(texts))  # noqa: B023
        alone = clock("spans, text by text", lambda: [word_spans(t) for t in texts])  # noqa: B023
        n_articles += len(texts) // 2
        n_tokens += n_tokens_of(texts)
        for text, theirs, ours, found, same in zip(
            texts, by_pyvi, printed, spans, alone, strict=True
        ):
            is_right = theirs == ours and found == same
            if is_right and "_" not in text:
                is_right = words_of_output(theirs) == words_of_spans(text, found)
            if not is_right:
                n_wrong += 1
                if n_wrong <= _SHOWN:
                    print(f"differs: {text[:60]!r}\n{difference(theirs, ours)}")
        if n_articles % 10_000 < _TURN:
            print(f"{n_articles:,} articles, {n_wrong} differ", flush=True)

    print(f"Python {sys.version.split()[0]}, NumPy {version('numpy')}, ", end="")
    print(f"pyvi {version('pyvi')}, python-crfsuite {version('python-crfsuite')}")
    print(f"{n_articles:,} articles, {n_tokens:,} tokens, {n_wrong} texts differ")
    for name, seconds in clock.seconds.items():
        speed = n_tokens / seconds
        ratio = clock.seconds["pyvi"] / seconds
        print(f"{name:20} {seconds:9.1f} s {speed:12,.0f} tokens/s {ratio:6.1f} × pyvi")
    ours = "from index.analysis.word_segmentation import word_spans"
    for name, statement in (
        ("import", ours),
        ("import and model", f"{ours}; word_spans('a')"),
        ("pyvi's import", "import pyvi.ViTokenizer"),
    ):
        print(f"{name:20} {seconds_of(statement):9.2f} s")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
