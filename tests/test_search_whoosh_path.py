"""The fast path on arrays against the same search by Whoosh's own matchers."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from pathlib import Path

import pytest

import index.segments.pairs
import search.embedded.matching
import search.embedded.ranking
from index import generations
from search.embedded.snapshot import EmbeddedSnapshot
from search.engine import Matches
from search.query import parse
from search.query.nodes import Also, Reading, Word
from search.types import SearchRequest
from tests.helpers import build_index, make_article
from tests.test_search_engine import random_article, random_query, random_request


def snapshots_of(index_dir: Path) -> tuple[EmbeddedSnapshot, EmbeddedSnapshot]:
    generation = generations.open_current(index_dir)
    return EmbeddedSnapshot(generation), EmbeddedSnapshot(generation, by_whoosh=True)


def check_same(fast: Matches, slow: Matches, request: SearchRequest) -> None:
    assert (fast.total, fast.complete) == (slow.total, slow.complete), request
    assert fast.facets == slow.facets, request
    found = [(article.id, score) for article, score in fast.articles]
    expected = [(article.id, score) for article, score in slow.articles]
    assert [id_ for id_, _ in found] == [id_ for id_, _ in expected], request
    assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-5)


@pytest.fixture
def common_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pairs be common, and few matches be many, in indexes of forty articles."""
    monkeypatch.setattr(index.segments.pairs, "COMMON", 6)
    monkeypatch.setattr(search.embedded.matching, "CHEAP", 6)
    monkeypatch.setattr(search.embedded.ranking, "_SEEDS", 1)
    monkeypatch.setattr(search.embedded.ranking, "_MANY", 2)


@pytest.mark.usefixtures("common_pairs")
@pytest.mark.parametrize("seed", range(4))
def test_random_queries_are_answered_alike_over_segments_with_deletions(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    articles = {f"bai-{n}": random_article(rng, n) for n in range(60)}
    build_index(tmp_path / "index", articles.values())
    for round_ in range(3):
        fast, slow = snapshots_of(tmp_path / "index")
        for _ in range(90):
            request = random_request(rng)
            request = SearchRequest(
                request.query,
                request.persons,
                request.date_from,
                request.date_to,
                request.sort,
                page=rng.choice([1, 1, 2]),
                per_page=rng.choice([1, 3, 10]),
            )
            query = parse(request.query)[0]
            check_same(
                fast.search(query, request, 5), slow.search(query, request, 5), request
            )
            assert fast.count(query) == slow.count(query)
        numbers = rng.sample(range(70), 3 + round_)
        changed = [random_article(rng, n) for n in numbers]
        kept = sorted(articles.keys() - {a.id for a in changed})
        gone = rng.sample(kept, 3)
        build_index(tmp_path / "index", changed, removed=gone)
        articles = {id_: a for id_, a in articles.items() if id_ not in gone}
        articles |= {article.id: article for article in changed}


def test_the_best_by_words_alone_are_those_of_the_first_page_without_pairs(
    tmp_path: Path,
) -> None:
    rng = random.Random(5)
    build_index(tmp_path / "index", [random_article(rng, n) for n in range(40)])
    fast, _ = snapshots_of(tmp_path / "index")
    for _ in range(40):
        query = parse(random_query(rng))[0]
        total, best = fast.top(query, 10)
        assert len(best) == min(total, 10)
        scores = [score for _, score in best]
        assert scores == sorted(scores, reverse=True)


def test_the_other_spelling_of_i_and_y_counts_less_though_no_text_has_the_typed_one(
    tmp_path: Path,
) -> None:
    build_index(
        tmp_path / "index",
        [
            make_article("0", "Xử lí nước thải", "Quản lí đô thị"),
            make_article("1", "Đạo đức", "Bàn về đạo đức"),
        ],
    )
    fast, slow = snapshots_of(tmp_path / "index")
    reading = Reading(Word("đức", 0, 2), 0.5)
    query = Also(Word("lý", 0, 2), (reading,))
    request = SearchRequest("lý")
    found = fast.search(query, request, 5)
    assert len(found.articles) == 2
    check_same(found, slow.search(query, request, 5), request)


@dataclass(frozen=True, slots=True)
class Unheard:
    """A kind of node that nobody knows."""


def test_what_the_arrays_do_not_cover_is_left_to_whoosh_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(1)
    build_index(tmp_path / "index", [random_article(rng, n) for n in range(5)])
    fast, _ = snapshots_of(tmp_path / "index")
    monkeypatch.setattr("search.embedded.snapshot.is_covered", lambda _: False)
    with caplog.at_level(logging.INFO):
        fast.search(parse("tổ")[0], SearchRequest("tổ"), 5)
    assert "left to Whoosh" in caplog.text
    assert not search.embedded.matching.is_covered(Unheard())
