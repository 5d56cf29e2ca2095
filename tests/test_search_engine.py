"""The embedded engine against the slow and obvious search of plain text."""

from __future__ import annotations

import gc
import random
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from index.analysis.collation import collation_key
from index.analysis.names import person_key
from index.article import published_minute
from search.embedded import EmbeddedEngine
from search.query import parse
from search.searcher import Searcher, open_searcher
from search.types import FEW, SearchRequest, SearchResults
from tests.helpers import build_index, make_article, searcher_over
from tests.plain_answers import begins_so, is_in_range, names_asked_for
from tests.random_search import random_article, random_request
from tests.search_oracle import Doc, Oracle

OPEN_FILES = Path("/proc/self/fd")


@pytest.mark.parametrize("seed", range(3))
def test_hits_totals_and_facets_are_those_of_the_oracle(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    articles = [random_article(rng, n) for n in range(40)]
    searcher = searcher_over(tmp_path / "index", articles)
    oracle = Oracle(articles)
    for _ in range(120):
        check_against_oracle(searcher, oracle, random_request(rng))


@pytest.mark.parametrize("seed", range(3))
def test_many_segments_with_deleted_articles_answer_like_the_oracle(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    articles = {f"bai-{n}": random_article(rng, n) for n in range(40)}
    searcher = searcher_over(tmp_path / "index", articles.values())
    for _ in range(6):
        numbers = rng.sample(range(50), 6)
        changed = [random_article(rng, n) for n in numbers]
        gone = rng.sample(sorted(articles.keys() - {a.id for a in changed}), 4)
        build_index(tmp_path / "index", changed, removed=gone)
        articles = {id_: a for id_, a in articles.items() if id_ not in gone}
        articles |= {article.id: article for article in changed}
        oracle = Oracle(list(articles.values()))
        for _ in range(30):
            check_against_oracle(searcher, oracle, random_request(rng))


def check_against_oracle(
    searcher: Searcher, oracle: Oracle, request: SearchRequest
) -> None:
    keys = {person_key(p.name) for doc in oracle.docs for p in doc.article.persons}
    asked = {person_key(name) for name in (*request.persons, *request.without)}
    if not asked <= keys:
        return  # It stands for other spellings: tests/test_search_resolve.py.
    query = parse(request.query)[0]
    complete = [doc for doc in oracle.docs if oracle.holds(query, doc)]
    n_complete = oracle.count([doc for doc in complete if is_asked_for(request, doc)])
    matching = list(complete)
    if oracle.count(complete) < FEW:
        matching += [d for d in oracle.partly_holding(query) if d not in complete]
    found = [doc for doc in matching if is_asked_for(request, doc)]
    scores = {doc.article.id: oracle.score(query, doc) for doc in found}
    rounded = {id_: round(score, 6) for id_, score in scores.items()}
    found = oracle.shown(found, complete, rounded)
    scores = {doc.article.id: scores[doc.article.id] for doc in found}

    results = searcher.search(request)
    if results.searched_instead:
        return  # Another query was answered: tests/test_search_instead.py.
    assert results.complete == n_complete, request
    assert results.total == len(found), request
    assert {
        hit.id: sum(part.score for part in hit.explanation) for hit in results.hits
    } == pytest.approx(scores, abs=1e-5)
    assert {hit.id: hit.score for hit in results.hits} == pytest.approx(
        scores, abs=1e-5
    )
    expected = sorted(found, key=lambda d: order_of(request, d, d in complete, rounded))
    assert [hit.id for hit in results.hits] == [d.article.id for d in expected], request
    for hit in results.hits:
        others = [id_ for id_ in oracle.group_of(hit.id) if id_ != hit.id]
        assert [copy.id for copy in hit.also_in] == others
    naming = [doc for doc in matching if names_asked_for(request, doc.article)]
    check_date_facet(results, oracle, naming, request)
    in_range = [doc for doc in matching if is_in_range(request, doc.article)]
    check_person_facet(results, oracle, in_range, request)


def is_asked_for(request: SearchRequest, doc: Doc) -> bool:
    return is_in_range(request, doc.article) and names_asked_for(request, doc.article)


def order_of(
    request: SearchRequest, doc: Doc, is_complete: bool, scores: dict[str, float]
) -> tuple:
    """The key by which an article stands in the order that was asked for."""
    article = doc.article
    score = -scores[article.id]
    minute = article.published and published_minute(article.published)
    newest = (minute is None, -(minute or 0))
    oldest = (minute is None, minute or 0)
    if request.sort == "oldest":
        key = (*oldest, score)
    elif request.sort == "newest" or not any(scores.values()):
        key = (*newest, score)
    else:
        key = (score, *newest)
    return (not is_complete, *key, article.id)


def check_date_facet(
    results: SearchResults, oracle: Oracle, naming: list[Doc], request: SearchRequest
) -> None:
    facet = results.facets.published
    dated = [doc for doc in naming if doc.day]
    assert facet.unknown == oracle.count([doc for doc in naming if not doc.day])
    for bucket in facet.buckets:
        inside = [doc for doc in dated if bucket.first <= doc.day <= bucket.last]
        assert bucket.count == oracle.count(inside)
        assert (request.date_from or date.min) <= bucket.last
        assert bucket.first <= (request.date_to or date.max)


def check_person_facet(
    results: SearchResults,
    oracle: Oracle,
    in_range: Iterable[Doc],
    request: SearchRequest,
) -> None:
    named = {
        (person_key(person.name), oracle.group_of(doc.article.id))
        for doc in in_range
        for person in doc.article.persons
    }
    counts = Counter(key for key, _ in named)
    selected = {person_key(name) for name in request.persons}
    excluded = {person_key(name) for name in request.without}
    like = {key for key in counts if begins_so(key, request.find_person)}
    listed = {person_key(p.name): p for p in results.facets.persons}
    assert set(listed) == like | selected | excluded
    for key, person in listed.items():
        assert person.count == counts[key]
        assert person.is_selected == (key in selected)
        assert person.is_excluded == (key in excluded)
    ranked = [(-p.count, collation_key(p.name)) for p in results.facets.persons]
    assert ranked == sorted(ranked)


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="open files are listed in /proc")
def test_a_generation_that_was_replaced_leaves_no_file_open(tmp_path: Path) -> None:
    rng = random.Random(1)
    build_index(tmp_path / "index", [random_article(rng, n) for n in range(20)])
    gc.collect()
    before = len(list(OPEN_FILES.iterdir()))
    gc.disable()  # Full collections are seldom in a service.
    try:
        searcher = open_searcher(tmp_path / "index")
        for _ in range(20):
            searcher.search(random_request(rng))
        searcher.suggestions("t", 5)
        assert len(list(OPEN_FILES.iterdir())) > before
        del searcher
        assert len(list(OPEN_FILES.iterdir())) == before
    finally:
        gc.enable()


def test_a_pointer_is_read_again_when_it_is_replaced_or_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if every file had been there for long.
    monkeypatch.setattr("search.embedded.engine._SETTLED_NS", -(10**15))
    index = tmp_path / "index"
    first = build_index(index, [make_article("a", "Hà Nội", "Trời mưa.", None)])
    engine = EmbeddedEngine(index)
    numbers = [engine.snapshot().generation for _ in range(3)]
    monkeypatch.setattr("search.embedded.engine.read_pointer", pytest.fail)
    assert engine.snapshot().generation == numbers[0]
    monkeypatch.undo()
    second = build_index(index, [make_article("b", "Huế", "Trời nắng.", None)])
    assert {*numbers} == {first.manifest.generation}
    assert engine.snapshot().generation == second.manifest.generation
    (index / "CURRENT").write_bytes(b"no pointer\n")
    engine.snapshot()
    assert engine.damaged == "CURRENT"
