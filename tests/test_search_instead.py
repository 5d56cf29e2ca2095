"""Queries that find nothing as they were typed, and are read otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.searcher import Searcher
from tests.helpers import found_ids, make_article, search, searcher_over

ARTICLES = [
    make_article(
        "to-chuc", "Ban Tổ chức họp", "Công tác tổ chức cán bộ.", "2020-05-06"
    ),
    make_article("ten-lua", "Triều Tiên công bố video phóng tên lửa Hwasong -15"),
    make_article("lu", "Lũ cuốn trôi 4 người: đã tìm thấy 1 thi thể"),
    make_article("nghi-quyet", "Quán triệt Nghị quyết 18 -NQ/TW"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("instead") / "index", ARTICLES)


@pytest.mark.parametrize("typed", ["tor chuwcs", "to63 chu71c", "toor chuwsc"])
def test_raw_keystrokes_are_read_where_nothing_else_is_found(
    archive: Searcher, typed: str
) -> None:
    results = search(archive, typed)
    assert (results.query, results.searched_instead) == (typed, "tổ chức")
    assert [hit.id for hit in results.hits] == ["to-chuc"]
    assert results.hits[0].title_highlights == ((4, 11),)


@pytest.mark.parametrize("typed", ["tổ chức", "to chuc", "test", "box", "qwerty"])
def test_what_is_no_keystroke_is_left_as_it_was_typed(
    archive: Searcher, typed: str
) -> None:
    assert search(archive, typed).searched_instead is None


def test_filters_alone_are_no_reason_to_read_a_query_otherwise(
    archive: Searcher,
) -> None:
    results = search(archive, "tổ chức", date_from="2021-01-01")
    assert (results.total, results.searched_instead) == (0, None)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_a_headline_that_was_pasted_finds_its_article_first(
    archive: Searcher, article
) -> None:
    assert found_ids(archive, article.title)[0] == article.id


def test_a_short_query_with_a_minus_means_it(archive: Searcher) -> None:
    results = search(archive, "họp -tổ")
    assert (results.total, results.searched_instead) == (0, None)


def test_a_document_number_with_a_space_in_it_is_one(tmp_path: Path) -> None:
    articles = [make_article("a", "Nghị quyết 18 -NQ/TW"), make_article("b", "18 tuổi")]
    assert found_ids(searcher_over(tmp_path / "i", articles), "18 -NQ/TW")[0] == "a"
