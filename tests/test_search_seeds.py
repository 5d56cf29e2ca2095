"""The queries of the first issue, over the five real pages the project began from."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.searcher import Searcher, open_searcher
from tests.helpers import reindex_pages, search


@pytest.fixture(scope="module")
def seeds(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index_dir = tmp_path_factory.mktemp("seeds") / "index"
    assert reindex_pages(index_dir, [shared / "seeds"]).articles == 5
    return open_searcher(index_dir)


def marked_texts(seeds: Searcher, query: str) -> set[str]:
    return {
        hit.snippet.text[start:end]
        for hit in search(seeds, query).hits
        for start, end in hit.snippet.highlights
    }


def test_words_with_and_without_marks_find_the_same_five_pages(seeds: Searcher) -> None:
    marked = search(seeds, "Ban Tổ chức Trung ương")
    plain = search(seeds, "ban to chuc trung uong")
    assert marked.total == plain.total == 5
    assert "Ban Tổ chức Trung ương" in marked_texts(seeds, "Ban Tổ chức Trung ương")
    assert "Ban Tổ chức Trung ương" in marked_texts(seeds, "ban to chuc trung uong")


def test_a_phrase_finds_the_resolution_by_its_number(seeds: Searcher) -> None:
    results = search(seeds, '"Nghị quyết số 18"')
    assert sorted(hit.published for hit in results.hits) == [
        "2017-12-04T18:19",
        "2018-08-10T19:27",
    ]
    assert marked_texts(seeds, '"Nghị quyết số 18"') == {"Nghị quyết số 18"}


def test_a_name_finds_the_pages_that_name_her_and_counts_them(seeds: Searcher) -> None:
    results = search(seeds, "Trương Thị Mai")
    assert sorted(hit.published for hit in results.hits) == ["2021-06-28", "2023-02-17"]
    assert (results.facets.persons[0].name, results.facets.persons[0].count) == (
        "Trương Thị Mai",
        2,
    )
    by_person = search(seeds, "", persons=("Trương Thị Mai",))
    assert by_person.total == 2
