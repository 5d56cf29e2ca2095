"""The fast path on arrays against the same search by Whoosh's own matchers."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

import index.segments.pair_counting
import search.embedded.matching
import search.embedded.ranking
from search.engine import DayCounts, FacetCounts, Matches
from search.facets import PersonCount
from search.query import parse
from search.query.nodes import Also, Reading, Word
from search.types import SearchRequest
from tests.comparing import differences, snapshots_of
from tests.helpers import build_index, make_article
from tests.plain_answers import differences_from_plain, has_persons
from tests.random_search import (
    random_article,
    random_paged_request,
    random_query,
    random_updates,
)


@pytest.fixture
def common_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pairs be common, and few matches be many, in indexes of forty articles."""
    monkeypatch.setattr(index.segments.pair_counting, "COMMON", 6)
    monkeypatch.setattr(search.embedded.matching, "CHEAP", 6)
    monkeypatch.setattr(search.embedded.ranking, "_SEEDS", 1)
    monkeypatch.setattr(search.embedded.ranking, "_MANY", 2)


@pytest.mark.usefixtures("common_pairs")
@pytest.mark.parametrize("seed", range(4))
def test_random_queries_are_answered_alike_over_segments_with_deletions(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    for _ in random_updates(rng, tmp_path / "index", 60, 2):
        fast, slow = snapshots_of(tmp_path / "index")
        for _ in range(90):
            request = random_paged_request(rng)
            query = parse(request.query)[0]
            found = fast.search(query, request, 5)
            assert not differences(found, slow.search(query, request, 5)), request
            every = fast.search(query, SearchRequest(per_page=100), 0)
            copies = fast.copies_of([article.id for article, _ in every.articles])
            if not copies and has_persons(found, request):
                assert not differences_from_plain(found, every, request, 5), request
            assert fast.count(query) == slow.count(query)


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
    assert not differences(found, slow.search(query, request, 5))


@pytest.mark.parametrize(
    ("phrase", "n_found"), [("ly chuc chuc", 1), ("ly chuc nghi", 0)]
)
def test_a_phrase_takes_two_answers_to_one_word_side_by_side_for_two_words(
    tmp_path: Path, phrase: str, n_found: int
) -> None:
    articles = [
        make_article("0", "Tin", "lý chức chúc nghị"),
        make_article("1", "Tin", "chức lý nghị chúc"),
    ]
    build_index(tmp_path / "index", articles)
    for snapshot in snapshots_of(tmp_path / "index"):
        assert snapshot.count(parse(f'"{phrase}"')[0]) == n_found


def test_whatever_differs_between_two_answers_is_told() -> None:
    article, other = make_article("0"), make_article("1")
    day, persons = date(2020, 1, 1), (PersonCount("Lê Hà", 1, False),)
    counts = FacetCounts(DayCounts([day], [1]), 0, persons)
    found = Matches(1, 1, [(article, 0.5)], counts)
    assert not differences(found, replace(found, articles=[(article, 0.500009)]))
    for told, different in (
        ("total", replace(found, total=2)),
        ("complete", replace(found, complete=0)),
        ("ids of like scores", replace(found, articles=[(other, 0.5)])),
        ("ids", replace(found, articles=[])),
        ("scores", replace(found, articles=[(article, 0.50002)])),
        ("days", replace(found, facets=replace(counts, days=DayCounts([], [])))),
        ("unknown", replace(found, facets=replace(counts, unknown=1))),
        ("persons", replace(found, facets=replace(counts, persons=()))),
        ("spread", replace(found, facets=replace(counts, spread=[(day, day)]))),
    ):
        assert differences(found, different)[0].startswith(f"{told}: ")


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
