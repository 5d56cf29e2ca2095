"""Holds two answers to one query together: the engine's and Whoosh's."""

from __future__ import annotations

from pathlib import Path

from index import generations
from search.embedded.snapshot import EmbeddedSnapshot
from search.engine import Matches, Snapshot
from tests.helpers import home_of, open_snapshot

TOLERANCE = 1e-5
"""Scores may differ by so much."""


def snapshots_of(index_dir: Path) -> tuple[Snapshot, EmbeddedSnapshot]:
    """Open the newest generation twice: in the engine, and for Whoosh's slow path."""
    generation = generations.open_current(home_of(index_dir))
    return open_snapshot(index_dir), EmbeddedSnapshot(generation, by_whoosh=True)


def differences(fast: Matches, slow: Matches) -> list[str]:
    """Tell in what two answers differ, a line each; nothing where they are alike.

    Hits that stand in another order although their scores are alike within
    `TOLERANCE` are told as such: the last digit of a score may decide there.
    """
    found: list[str] = []

    def compare(what: str, of_fast: object, of_slow: object) -> None:
        if of_fast != of_slow:
            found.append(f"{what}: {of_fast} by the engine, {of_slow} by Whoosh")

    compare("total", fast.total, slow.total)
    compare("complete", fast.complete, slow.complete)
    for name in ("days", "unknown", "persons"):
        compare(name, getattr(fast.facets, name), getattr(slow.facets, name))
    compare("spread", sorted(fast.facets.spread), sorted(slow.facets.spread))
    ids = [[article.id for article, _ in each.articles] for each in (fast, slow)]
    scores = [[score for _, score in each.articles] for each in (fast, slow)]
    are_close = len(scores[0]) == len(scores[1]) and all(
        abs(of_fast - of_slow) <= TOLERANCE
        for of_fast, of_slow in zip(*scores, strict=True)
    )
    compare("ids" if not are_close else "ids of like scores", *ids)
    if not are_close:
        compare("scores", *scores)
    return found
