"""The indexes over which `bench/oracle.py` asks: built by the users' reindex, once.

A first reindex reads all but the last tenth of the news, and what it published
is kept as an index of one segment without deletions. Three smaller ones follow,
each of which adds articles, changes some and removes some, so that the other
index has four segments and deleted documents in all but the last.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from building import tell
from measuring import read_lines

from index.reindex import reindex

_SEED = 6

_ROUNDS = ((0.11, 0.04, 0.02), (0.02, 0.008, 0.004), (0.002, 0.001, 0.001))
"""Of each later reindex: the shares of all articles that it adds, changes and
removes. Each writes less than a quarter of the one before, so that nothing is
merged (`index.segments.policy`)."""


_AFTER_MIDNIGHT = re.compile(r'(?<="published": "\d{4}-\d{2}-\d{2})T24:')


@dataclass(frozen=True, slots=True)
class NewsIndexes:
    """Two indexes of the same news.

    Attributes
    ----------
    single : Path
        One segment, nothing deleted.
    many : Path
        Four segments; articles were added, changed and removed.
    """

    single: Path
    many: Path


def build_news_indexes(news: Sequence[Path], work: Path) -> NewsIndexes:
    """Build both indexes in `work`, unless that was done before."""
    built = NewsIndexes(work / "single", work / "many")
    done = work / "built"
    work.mkdir(parents=True, exist_ok=True)
    with open(work / "lock", "w") as lock:
        # Of several processes that share the queries, one builds.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            _build(news, work / "corpus", built)
            done.touch()
    return built


def _build(news: Sequence[Path], corpus: Path, built: NewsIndexes) -> None:
    for folder in (built.single, built.many, corpus):
        shutil.rmtree(folder, ignore_errors=True)
    corpus.mkdir()
    # Midnight is told as 24:51 here. Where one line of a file cannot be read, none
    # of its articles would be removed.
    lines = [_AFTER_MIDNIGHT.sub("T00:", line, count=1) for line in read_lines(news)]
    for number, records in enumerate(_corpora(lines)):
        (corpus / "news.jsonl").write_text("".join(records), "utf-8")
        tell(f"reindex {number + 1} of {len(_ROUNDS) + 1}: {len(records):,} records")
        reindex([corpus], built.many)
        if number == 0:
            # A generation's files never change, so that links are enough.
            shutil.copytree(built.many, built.single, copy_function=os.link)


def _corpora(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the records of each reindex, in their order."""
    rng = random.Random(_SEED)
    n_late = sum(int(len(lines) * added) for added, _, _ in _ROUNDS)
    current, late = list(lines[:-n_late]), list(lines[-n_late:])
    yield current
    for added, changed, removed in _ROUNDS:
        n_added, n_changed, n_removed = (
            int(len(lines) * share) for share in (added, changed, removed)
        )
        touched = rng.sample(range(len(current)), n_changed + n_removed)
        for at in touched[:n_changed]:
            other = json.loads(rng.choice(lines))
            current[at] = _changed(json.loads(current[at]), other)
        # A removed article's line gets a new one: a page that moves is read again.
        for at, line in zip(touched[n_changed:], late, strict=False):
            current[at] = line
        current += late[n_removed:n_added]
        late = late[n_added:]
        yield current


def _changed(record: dict, other: dict) -> str:
    """Give an article the end of another one's text for its own."""
    body, end = record["body"], other["body"]
    record["body"] = body[: len(body) // 2] + "\n" + end[len(end) // 2 :]
    return json.dumps(record, ensure_ascii=False) + "\n"
