"""Copies of one article: one hit, counted once, and none of them lost."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.analysis.syllables import syllables
from index.article import Article, published_minute
from search.searcher import Searcher
from search.types import Copy, SearchRequest
from tests.helpers import (
    build_index,
    found_ids,
    make_article,
    search,
    searcher_over,
    seeds,
)
from tests.random_search import random_article, random_request
from tests.search_oracle import Oracle
from tests.strategies import SYLLABLES
from tests.test_search_engine import check_against_oracle

BODY = (
    "Sáng nay, xã vùng cao khánh thành cây cầu treo bắc qua suối Nậm Ngà. Cây cầu dài "
    "bốn mươi mét, do bà con góp công dựng trong ba tháng. Từ nay học sinh hai bản "
    "không phải lội suối mùa lũ để đến trường. Già làng cắt băng, rồi cả bản cùng đi "
    "qua cầu trong tiếng chiêng. Trưởng bản nói bà con sẽ thay nhau trông nom cây cầu."
)


def groups_of(articles: Iterable[Article]) -> list[list[str]]:
    """The groups of articles whose copies are exact and whose bodies are long."""
    by_body: dict[tuple[str, ...], list[Article]] = defaultdict(list)
    for article in articles:
        words = tuple(syllables(article.body))
        if len(words) >= 50:
            by_body[words].append(article)

    def order(article: Article) -> tuple:
        known = article.published is not None
        minute = published_minute(article.published) if known else 0
        return not known, minute, article.id

    return [
        [article.id for article in sorted(copies, key=order)]
        for copies in by_body.values()
        if len(copies) > 1
    ]


def random_copies(rng: random.Random, numbers: Iterable[int]) -> list[Article]:
    """Articles of which many share one of a few long bodies."""
    bodies = [" ".join(random.Random(n).choices(SYLLABLES, k=50 + n)) for n in range(5)]
    articles = []
    for number in numbers:
        article = random_article(rng, number)
        if rng.random() < 0.6:
            article = replace(article, body=rng.choice(bodies))
        articles.append(article)
    return articles


@pytest.mark.parametrize("seed", seeds(4))
def test_hits_totals_and_facets_count_copies_once_like_the_oracle(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    articles = random_copies(rng, range(50))
    oracle = Oracle(articles, groups_of(articles))
    assert len(oracle.groups) >= 4
    searcher = searcher_over(tmp_path / "index", articles)
    for _ in range(120):
        check_against_oracle(searcher, oracle, random_request(rng))


@pytest.mark.parametrize("seed", seeds(3))
def test_groups_across_segments_and_deletions_answer_like_the_oracle(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    articles = {a.id: a for a in random_copies(rng, range(40))}
    searcher = searcher_over(tmp_path / "index", articles.values())
    for _ in range(6):
        changed = random_copies(rng, rng.sample(range(50), 6))
        gone = rng.sample(sorted(articles.keys() - {a.id for a in changed}), 4)
        build_index(tmp_path / "index", changed, removed=gone)
        articles = {id_: a for id_, a in articles.items() if id_ not in gone}
        articles |= {article.id: article for article in changed}
        oracle = Oracle(list(articles.values()), groups_of(articles.values()))
        for _ in range(30):
            check_against_oracle(searcher, oracle, random_request(rng))


@pytest.mark.parametrize("seed", seeds(2))
def test_choosing_a_facet_value_gives_as_many_hits_as_it_showed(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    searcher = searcher_over(tmp_path / "index", random_copies(rng, range(60)))
    for _ in range(40):
        request = replace(random_request(rng), explain=False)
        results = searcher.search(request)
        if results.searched_instead:
            continue
        for bucket in results.facets.published.buckets:
            chosen = replace(
                request, date_from=bucket.first, date_to=bucket.last, undated=False
            )
            assert searcher.search(chosen).total == bucket.count
        for person in results.facets.persons:
            chosen = replace(request, persons=(person.name,))
            if not request.persons and not request.without:
                assert searcher.search(chosen).total == person.count


COPIED = random_copies(random.Random(7), range(60))


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("copied") / "index", COPIED)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", ["", "tổ chức", "-ban"])
def test_pages_of_hits_hold_every_article_once(
    copied: Searcher, sort: str, query: str
) -> None:
    whole = search(copied, query, sort=sort, per_page=100)
    paged = [
        hit.id
        for page in range(1, whole.total // 7 + 2)
        for hit in search(copied, query, sort=sort, page=page, per_page=7).hits
    ]
    assert paged == [hit.id for hit in whole.hits]
    assert len(paged) == whole.total
    if not query:
        shown = [{hit.id, *(c.id for c in hit.also_in)} for hit in whole.hits]
        assert sum(map(len, shown)) == len(COPIED)
        assert set().union(*shown) == {article.id for article in COPIED}


@pytest.fixture(scope="module")
def reprinted(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """One article in three places, and another one."""
    return searcher_over(
        tmp_path_factory.mktemp("reprinted") / "index",
        [
            make_article("a-lai", "Cầu mới", BODY, None, ["Hà Văn Nọi"]),
            make_article(
                "b-sau", "Thêm một cây cầu", BODY, "2021-04-02", source="Báo Bản Mới"
            ),
            replace(
                make_article(
                    "c-truoc",
                    "Khánh thành cầu treo Nậm Ngà",
                    BODY,
                    "2021-03-31T08:00",
                    source="Tin Vùng Cao",
                ),
                url="https://vungcao.example/cau",
            ),
            make_article("khac", "Chợ phiên", "Chợ phiên họp bên cầu.", "2021-04-02"),
        ],
    )


def test_a_hit_names_all_its_copies_the_earliest_first(reprinted: Searcher) -> None:
    (hit,) = search(reprinted, "title:thêm").hits
    assert hit.id == "b-sau"
    assert hit.also_in == (
        Copy(
            "c-truoc",
            "Khánh thành cầu treo Nậm Ngà",
            "https://vungcao.example/cau",
            "Tin Vùng Cao",
            "2021-03-31T08:00",
        ),
        Copy("a-lai", "Cầu mới", None, None, None),
    )


def test_the_best_copy_is_shown_whatever_the_order(reprinted: Searcher) -> None:
    for sort in ("relevance", "newest", "oldest"):
        assert "c-truoc" in found_ids(reprinted, "khánh thành nậm ngà", sort=sort)
        assert found_ids(reprinted, "title:thêm", sort=sort) == ["b-sau"]


def test_among_equals_the_earliest_known_date_is_shown(reprinted: Searcher) -> None:
    assert found_ids(reprinted, "trưởng bản già làng") == ["c-truoc"]
    assert found_ids(reprinted, "", sort="oldest") == ["c-truoc", "khac"]


def test_a_filter_shows_the_copy_that_passes_it(reprinted: Searcher) -> None:
    assert found_ids(reprinted, "", persons=("Hà Văn Nọi",)) == ["a-lai"]
    days = {"date_from": "2021-04-01", "date_to": "2021-04-30"}
    results = search(reprinted, "", **days)
    assert {hit.id for hit in results.hits} == {"b-sau", "khac"}
    assert results.total == 2


def test_a_bucket_of_months_counts_an_article_of_two_days_once() -> None:
    from search.buckets import make_date_facet
    from search.engine import DayCounts

    first, last = date(2021, 3, 1), date(2021, 3, 31)
    days = [(first, 1), (last, 1), (date(2025, 12, 31), 1)]
    facet = make_date_facet(DayCounts.of(days), 0, None, None, [(first, last)])
    assert facet.interval == "month"
    assert [b.count for b in facet.buckets if b.count] == [1, 1]
    days = make_date_facet(DayCounts.of(days), 0, first, last, [(first, last)])
    assert days.interval == "day"
    assert [b.count for b in days.buckets if b.count] == [1, 1]


def test_every_copy_is_an_article_of_its_own(reprinted: Searcher) -> None:
    for article_id in ("a-lai", "b-sau", "c-truoc"):
        others = {copy.id for copy in reprinted.also_in(article_id)}
        assert others == {"a-lai", "b-sau", "c-truoc"} - {article_id}
        assert reprinted.article(article_id).id == article_id
    assert reprinted.also_in("khac") == ()
    assert reprinted.also_in("khong-co") == ()


def test_the_start_page_and_a_search_count_alike(reprinted: Searcher) -> None:
    assert reprinted.search(SearchRequest()).total == 2
    assert reprinted.status().n_articles == 4
