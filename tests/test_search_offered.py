"""What a reader who types is offered, as articles come and go."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.article import Article
from search.searcher import open_searcher
from tests.helpers import build_index, make_article


def articles(numbers: Iterable[int]) -> list[Article]:
    return [
        make_article(f"a{n}", f"Tin số {n}", persons=["Lê Thị Hà"]) for n in numbers
    ]


def offered(index_dir: Path, text: str) -> list[tuple[str, str, int]]:
    found = open_searcher(index_dir).suggestions(text, 10)
    return [(one.kind, one.text, one.count) for one in found]


def test_persons_words_and_titles_are_offered(tmp_path: Path) -> None:
    build_index(tmp_path / "index", articles(range(3)))
    assert offered(tmp_path / "index", "tin so") == [
        ("words", "Tin số", 3),
        ("title", "Tin số 0", 1),
        ("title", "Tin số 1", 1),
        ("title", "Tin số 2", 1),
    ]
    assert offered(tmp_path / "index", "le thi") == [("person", "Lê Thị Hà", 3)]


def test_what_was_removed_is_no_longer_offered_and_what_came_is(
    tmp_path: Path,
) -> None:
    index_dir = tmp_path / "index"
    build_index(index_dir, articles(range(20)))
    build_index(index_dir, articles(range(20, 22)), removed=["a0"])
    assert offered(index_dir, "ha") == [("person", "Lê Thị Hà", 21)]
    assert offered(index_dir, "tin so 0") == []
    assert offered(index_dir, "tin so 21") == [("title", "Tin số 21", 1)]


def test_an_index_without_articles_suggests_nothing(tmp_path: Path) -> None:
    build_index(tmp_path / "index", [])
    assert offered(tmp_path / "index", "a") == []
