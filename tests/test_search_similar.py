"""Articles like one: by its most telling words and its persons, copies left out."""

from __future__ import annotations

import math
import random
from collections import Counter
from pathlib import Path

import pytest

from index.analysis.syllables import syllables
from index.analysis.terms import field_terms
from index.article import Article
from search.deadline import Deadline
from search.errors import ArticleNotFoundError, TimeLimitError
from search.query.nodes import Or, Phrase, Word
from search.searcher import Searcher, open_searcher
from search.similar import N_TERMS, telling_terms
from search.types import N_SIMILAR, SearchRequest
from tests.helpers import (
    build_index,
    make_article,
    open_snapshot,
    searcher_over,
    seeds,
)
from tests.random_search import random_article
from tests.search_oracle import Oracle
from tests.test_search_deadline import Clock
from tests.test_search_duplicates import BODY, groups_of, random_copies
from tests.test_search_engine import order_of

FLOODS = [
    make_article(
        f"lu-{n}",
        f"Lũ quét ở bản {place}",
        f"Lũ quét cuốn trôi cầu treo ở {place}. Dân bản dựng lại nhà sau lũ quét."
        + (" Ông Lò Văn Mẫu đến thăm." if n < 2 else ""),
        f"2020-08-{n + 10}",
        persons=["Lò Văn Mẫu"] if n < 2 else [],
    )
    for n, place in enumerate(["Nậm Ngà", "Pa Ủ", "Tà Tổng"])
]
OTHERS = [
    make_article(
        f"khac-{n}",
        title,
        f"{title}. Tin của ban biên tập gửi bạn đọc trong ngày hôm nay, số {n}.",
        persons=["Lò Văn Mẫu"] if n == 0 else [],
    )
    for n, title in enumerate(
        ["Giá cà phê tăng", "Đội bóng thắng", "Học sinh vào lớp", "Mùa vải chín"] * 3
    )
]


def naive_terms(article: Article, articles: list[Article]) -> list[tuple[str, ...]]:
    """The terms by their definition, counted in every article."""
    titles = [set(field_terms(a.title).terms) for a in articles]
    bodies = [set(field_terms(a.body).terms) for a in articles]
    counts: Counter[tuple[str, ...]] = Counter()
    for text, weight in ((article.title, 3), (article.body, 1)):
        found = syllables(text)
        for at, syllable in enumerate(found):
            counts[(syllable,)] += weight
            if at + 1 < len(found):
                counts[syllable, found[at + 1]] += weight
    weights = {}
    for term, n in counts.items():
        joined = "_".join(term)
        # The engine's estimate: in how many bodies or, if more, titles.
        n_docs = max(sum(joined in t for t in held) for held in (titles, bodies))
        if n_docs > 1:
            rarity = math.log(1 + len(articles) / n_docs)
            weights[term] = (1 + math.log(n)) * rarity * (1.2 if len(term) > 1 else 1)
    heaviest = sorted(weights, key=lambda term: (-weights[term], term))[:N_TERMS]
    names = [tuple(syllables(p.name)) for p in article.persons[:5]]
    return heaviest + [name for name in names if name not in heaviest]


def naive_similar(article: Article, articles: list[Article]) -> list[str]:
    """The ids by the slow and obvious search."""
    oracle = Oracle(articles, groups=groups_of(articles))
    leaves = []
    for term in naive_terms(article, articles):
        words = tuple(Word(syllable, 0, 0, True) for syllable in term)
        leaves.append(words[0] if len(words) == 1 else Phrase(words))
    query = Or(tuple(leaves))
    found = [doc for doc in oracle.docs if oracle.holds(query, doc)]
    scores = {d.article.id: round(oracle.score(query, d), 6) for d in found}
    shown = oracle.shown(found, found, scores)
    ordered = sorted(
        shown, key=lambda doc: order_of(SearchRequest("x"), doc, True, scores)
    )
    own = {article.id, *oracle.group_of(article.id)}
    return [doc.article.id for doc in ordered if doc.article.id not in own][:N_SIMILAR]


@pytest.mark.parametrize("seed", seeds(4))
def test_similar_articles_are_those_of_the_slow_search(tmp_path: Path, seed: int):
    rng = random.Random(seed)
    if seed % 2:
        articles = random_copies(rng, range(30))
    else:
        articles = [random_article(rng, n) for n in range(30)]
    searcher = searcher_over(tmp_path / "index", articles)
    snapshot = open_snapshot(tmp_path / "index")
    for article in articles[::3]:
        assert telling_terms(snapshot, article) == naive_terms(article, articles)
        found = [one.id for one in searcher.similar(article.id)]
        assert found == naive_similar(article, articles)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    copy = make_article("cau-1", "Cầu treo mới", BODY)
    again = make_article("cau-2", "Cầu treo mới ở Nậm Ngà", BODY, source="Báo bản")
    folder = tmp_path_factory.mktemp("similar") / "index"
    return searcher_over(folder, [*FLOODS, *OTHERS, copy, again])


def test_the_same_kind_of_event_comes_first_and_never_the_article_itself(searcher):
    found = [one.id for one in searcher.similar("lu-0")]
    assert found[0] == "lu-1"
    assert "lu-2" in found[:3]
    assert "lu-0" not in found


def test_no_more_come_than_were_asked_for(searcher):
    assert len(searcher.similar("lu-0", 1)) == 1
    assert len(searcher.similar("lu-0")) <= N_SIMILAR


def test_copies_of_an_article_are_not_like_it(searcher):
    found = {one.id for one in searcher.similar("cau-1")}
    assert found
    assert not found & {"cau-1", "cau-2"}


def test_copies_of_another_article_are_one(searcher):
    found = [one.id for one in searcher.similar("lu-0")]
    assert len({"cau-1", "cau-2"} & set(found)) <= 1


def test_what_is_known_of_a_similar_article_is_shown(searcher):
    first = searcher.similar("lu-0")[0]
    assert (first.title, first.published) == ("Lũ quét ở bản Pa Ủ", "2020-08-11")
    assert (first.url, first.source) == (None, None)


def test_an_article_whose_words_nobody_else_has_is_like_none(tmp_path):
    articles = [make_article("a", "Xyz", "Qwrt"), make_article("b", "Bản", "Làng.")]
    assert searcher_over(tmp_path / "index", articles).similar("a") == ()


def test_an_article_of_signs_alone_is_like_none(tmp_path):
    articles = [make_article("a", "…", "—"), make_article("b", "…", "!")]
    assert searcher_over(tmp_path / "index", articles).similar("a") == ()


def test_an_article_that_is_not_there_is_an_error(searcher):
    with pytest.raises(ArticleNotFoundError):
        searcher.similar("không có")


def test_whenever_time_runs_out_the_answer_is_whole_or_refused(tmp_path):
    build_index(tmp_path / "index", [*FLOODS, *OTHERS])
    outcomes = set()
    whole = open_searcher(tmp_path / "index").similar("lu-0")
    for n_asked in range(0, 80, 3):
        searcher = open_searcher(tmp_path / "index")
        try:
            deadline = Deadline(10.0, Clock(n_asked, 11.0))
            found = searcher.similar("lu-0", deadline=deadline)
        except TimeLimitError:
            outcomes.add("refused")
        else:
            outcomes.add("whole")
            assert found == whole
        assert searcher.similar("lu-0") == whole
    assert outcomes == {"refused", "whole"}
