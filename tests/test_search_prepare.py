"""What is opened before a fork answers in every process, and keeps up in each."""

from __future__ import annotations

import gc
import os
import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from search.errors import IndexNotFoundError
from search.searcher import Searcher, open_searcher
from search.types import SearchRequest
from tests.helpers import build_index, make_article, search
from tests.random_search import random_article, random_request
from web.serving.memory import kept_for_children


def in_children(n: int, is_right: Callable[[int], bool]) -> None:
    """Check something in several processes that run at the same time."""
    pids = []
    for seed in range(n):
        if (pid := os.fork()) == 0:
            try:
                os._exit(0 if is_right(seed) else 1)
            finally:
                os._exit(2)
        pids.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * n


def answers(searcher: Searcher, requests: list[SearchRequest]) -> list[object]:
    found = (searcher.search(request) for request in requests)
    return [(each.total, each.hits, each.facets) for each in found]


def test_forked_processes_answer_as_one_that_opened_the_index_itself(
    tmp_path: Path,
) -> None:
    rng = random.Random(5)
    articles = [random_article(rng, n) for n in range(40)]
    build_index(tmp_path / "index", articles)
    requests = [random_request(rng) for _ in range(60)]
    expected = answers(open_searcher(tmp_path / "index"), requests)
    searcher = open_searcher(tmp_path / "index")
    n_threads = threading.active_count()
    searcher.prepare()
    assert threading.active_count() == n_threads

    def is_right(seed: int) -> bool:
        # Each in an order of its own: they must not move each other's files.
        order = random.Random(seed).sample(range(len(requests)), len(requests))
        found = answers(searcher, [requests[at] for at in order])
        return found == [expected[at] for at in order]

    in_children(3, is_right)
    assert answers(searcher, requests) == expected


def test_a_process_that_was_forked_sees_what_is_published_later(tmp_path: Path) -> None:
    build_index(tmp_path / "index", [make_article("mot", "Lũ lụt")])
    searcher = open_searcher(tmp_path / "index")
    searcher.prepare()
    build_index(tmp_path / "index", [make_article("hai", "Lũ lụt")])
    in_children(
        2, lambda _: [hit.id for hit in search(searcher, "lũ lụt").hits] == ["hai"]
    )


def test_without_an_index_preparing_says_so_and_hinders_nothing(tmp_path: Path) -> None:
    searcher = open_searcher(tmp_path / "index")
    with pytest.raises(IndexNotFoundError):
        searcher.prepare()
    build_index(tmp_path / "index", [make_article("mot", "Lũ lụt")])
    in_children(1, lambda _: search(searcher, "lũ lụt").total == 1)


def test_what_is_kept_for_children_is_out_of_the_collector_s_reach() -> None:
    class Circle:
        pass

    with kept_for_children():
        kept = Circle()
        kept.itself = kept
    try:
        assert gc.get_freeze_count() > 0
        assert not any(each is kept for each in gc.get_objects())
    finally:
        gc.unfreeze()
    assert any(each is kept for each in gc.get_objects())
