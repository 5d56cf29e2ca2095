"""What only a cluster can have: estimates, limits of its queries, lost generations."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from index.analysis.normalise import other_i_or_y
from index.article import Article
from index.errors import ClusterIncompleteError
from index.opensearch.connection import Cluster, ClusterSettings
from search.opensearch import ClusterEngine, facets, scoring
from search.opensearch.facets import PersonCounting
from search.query import parse
from search.searcher import Searcher
from search.types import SearchRequest
from tests.cluster_index import (
    delete_library,
    fresh_cluster,
    needs_cluster,
    publish_articles,
)
from tests.helpers import found_ids, make_article, search
from tests.search_oracle import Oracle

HOSTILE = '"}],"query":{"match_all":{}}}\n{"index":{}}\n\\u0000 \x1f\u2028</script>|~'
NAME = HOSTILE.replace("\n", " ").replace("\x1f", " ")
"""Of what a name may hold; no line breaks and no controls are left in one."""


@pytest.fixture(scope="module")
def open_library() -> Iterator[Any]:
    """Publish articles in a library of the test's own, and open it."""
    made: list[Cluster] = []

    def open_(
        articles: Sequence[Article], look_seconds: float = 0, **options: object
    ) -> Searcher:
        cluster = fresh_cluster(**options)
        made.append(cluster)
        publish_articles(cluster, articles)
        engine = ClusterEngine(cluster.settings, look_seconds)
        found = Searcher(engine)
        found.cluster = cluster  # type: ignore[attr-defined]
        return found

    yield open_
    for cluster in made:
        delete_library(cluster)


def article_naming(number: int, *names: str) -> Article:
    return make_article(f"bai-{number}", f"Tin lũ {number}", persons=names)


@needs_cluster
def test_counts_over_many_shards_are_exact_as_long_as_all_names_are_told(
    open_library,
) -> None:
    articles = [
        article_naming(n, f"Lê Văn {chr(65 + n % 13)}", "Vũ Hoa") for n in range(60)
    ]
    searcher = open_library(articles, n_shards=3)
    persons = search(searcher, "lũ").facets.persons
    assert [(p.name, p.count) for p in persons[:2]] == [
        ("Vũ Hoa", 60),
        ("Lê Văn A", 5),
    ]
    assert len(persons) == 14 and not any(p.error for p in persons)


@needs_cluster
def test_a_count_that_the_cluster_estimates_says_by_how_much(
    open_library, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each shard tells its three commonest of twenty.
    monkeypatch.setattr(facets, "SIZES", (3,))
    monkeypatch.setattr("search.opensearch.finding.SIZES", (3,))
    monkeypatch.setattr(facets, "_OF_A_SHARD", 1)
    names = [f"Lê Văn {chr(65 + n)}" for n in range(20)]
    articles = [
        article_naming(n, *(names[k] for k in range(20) if (n * 7 + k * k) % 5 < 2))
        for n in range(80)
    ]
    searcher = open_library(articles, n_shards=4)
    true = {
        name: sum(name in (p.name for p in a.persons) for a in articles)
        for name in names
    }
    results = search(searcher, "lũ")
    told = results.facets.persons
    assert len(told) == 3 and any(person.error for person in told)
    for person in told:
        assert person.count <= true[person.name] <= person.count + person.error
    # Whom the request names is counted exactly.
    (chosen,) = (
        person
        for person in search(searcher, "lũ", persons=(names[0],)).facets.persons
        if person.is_selected
    )
    assert (chosen.count, chosen.error) == (true[names[0]], 0)
    # The days and the total are never an estimate.
    assert results.total == results.facets.published.unknown == 80


@needs_cluster
def test_a_query_of_as_many_words_as_may_be_and_of_more_is_answered(
    open_library, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each may be spelled in two ways, and two neighbours in four.
    tones = ("ý", "ỳ", "ỷ", "ỹ", "ỵ", "y")
    words = [initial + y for y in tones for initial in ("h", "k", "l", "m", "qu", "s")]
    rng = random.Random(1)
    typed = [*words, *rng.sample(words, 64 - len(words))]
    other = [other_i_or_y(word) or word for word in typed]
    articles = [
        make_article("y", "Tin", " ".join(typed)),
        make_article("i", "Tin", " ".join(other)),
        make_article("nửa", "Tin", " ".join(typed[:30])),
    ]
    searcher = open_library(articles)
    n_clauses: list[int] = []
    count = scoring._n_queries

    def counted(packed: scoring.Packed) -> int:
        n_clauses.append(1 + count(packed))
        return count(packed)

    monkeypatch.setattr(scoring, "_n_queries", counted)
    results = search(searcher, " ".join(typed))
    oracle, tree = Oracle(articles), parse(" ".join(typed))[0]
    held = [doc.article.id for doc in oracle.docs if oracle.holds(tree, doc)]
    assert sorted(hit.id for hit in results.hits) == sorted(held)
    assert results.complete == len(held) == 3
    # As many as a query may have, nearly: the cluster takes them.
    assert 800 < sum(n_clauses) <= scoring.MAX_CLAUSES
    # What is not scored are neighbours.
    few = " ".join(typed[:20])
    whole = {hit.id: hit.score for hit in search(searcher, few).hits}
    monkeypatch.setattr(scoring, "MAX_CLAUSES", 20 * 6)
    cut = Searcher(ClusterEngine(searcher.cluster.settings))
    hits = search(cut, few, explain=True).hits
    assert {hit.id for hit in hits} == whole.keys() == {"y", "i", "nửa"}
    for hit in hits:
        assert 0 < hit.score < whole[hit.id]
        kinds = [part.kind for part in hit.explanation]
        assert kinds.count("word") == 20 > kinds.count("pair")


@needs_cluster
def test_spellings_with_i_and_y_inside_a_phrase_score_as_at_home(open_library) -> None:
    texts = ["kỹ sư lý lịch", "kĩ sư lý lịch", "ky su ly lich", "sư kỹ lý lịch"]
    articles = [make_article(f"b{n}", "Tin", text) for n, text in enumerate(texts)]
    searcher = open_library(articles)
    oracle = Oracle(articles)
    for query in ('"kỹ sư lý lịch"', '"ki su li lich"', 'kĩ sư "lí lịch"'):
        tree = parse(query)[0]
        expected = {
            doc.article.id: oracle.score(tree, doc)
            for doc in oracle.docs
            if oracle.holds(tree, doc)
        }
        hits = search(searcher, query).hits
        assert {hit.id: hit.score for hit in hits} == pytest.approx(expected, abs=1e-5)
        assert len(hits) >= 2


@needs_cluster
def test_a_word_said_more_often_than_is_counted_spills_into_nothing_else(
    open_library,
) -> None:
    often = make_article("nhiều", "Lũ " * 9, "lũ " * 5000 + "lụt")
    most = make_article("vừa", "Lũ " * 9, "lũ " * 511 + "nước " * 4489 + "lụt")
    often, most = (replace(one, content_hash=one.id) for one in (often, most))
    searcher = open_library([often, most, make_article("khác", "Mùa", "lụt vàng")])
    for query in ("lũ", "lu", '"lũ lũ"', "lũ lụt"):
        hits = {hit.id: hit for hit in search(searcher, query, explain=True).hits}
        assert hits["nhiều"].score >= hits["vừa"].score > 0
        for hit in hits.values():
            parts = sum(part.score for part in hit.explanation)
            assert parts == pytest.approx(hit.score)
    # Of a word that is not in the title nothing is said there.
    (part,) = (
        part
        for part in search(searcher, "lụt", explain=True).hits[-1].explanation
        if part.kind == "word"
    )
    assert part.title_freq == 0


IDS = [
    "lone \ud83d surrogate",
    "\udc00",
    "dài" * 200,
    "dài" * 200 + "!",
    "#" + "0" * 48,
    "a/b?c=1#d%41",
    "😀",
    "\uff21",
    "_id",
    '"},{"',
    " ",
]


@needs_cluster
def test_articles_of_any_id_are_found_and_fetched_and_come_once_by_cursors(
    open_library,
) -> None:
    articles = [make_article(id_, "Tin lũ", f"Bài số {n}") for n, id_ in enumerate(IDS)]
    searcher = open_library(articles, n_shards=3)
    assert sorted(found_ids(searcher, "lũ", per_page=50)) == sorted(IDS)
    for article in articles:
        assert searcher.article(article.id) == article
    request = SearchRequest("lũ", per_page=2)
    found, ids = searcher.search(request), []
    while True:
        assert found.first == len(ids) + 1
        ids += [hit.id for hit in found.hits]
        if found.next is None:
            break
        found = searcher.search(SearchRequest("lũ", per_page=2, after=found.next))
    assert ids == found_ids(searcher, "lũ", per_page=50)
    assert len(ids) == len(IDS)


@needs_cluster
def test_text_that_looks_like_a_request_is_text(open_library) -> None:
    article = make_article(
        "thù địch",
        f"Tin {HOSTILE}",
        f"Lũ {HOSTILE} lụt",
        "2020-05-05",
        [f"Lê {NAME}", 'Vũ "Hoa" .*[a-z]'],
        [f"Tác giả {NAME}"],
        NAME,
    )
    searcher = open_library([article, make_article("khác", "Tin", "Lũ")])
    assert searcher.article(article.id) == article
    for query in (HOSTILE, f'"{HOSTILE}"', f"lũ {HOSTILE}", 'lũ person:"Vũ Hoa"'):
        assert search(searcher, query).hits[0].id == "thù địch"
    for person in article.persons:
        results = search(searcher, "", persons=(person.name,))
        assert [hit.id for hit in results.hits] == ["thù địch"]
        (chosen,) = (p for p in results.facets.persons if p.is_selected)
        assert chosen.count == 1
        profile = searcher.person(person.name)
        assert (profile.total, profile.spellings[0].count) == (1, 1)
    assert search(searcher, "", find_person='vũ "hoa').facets.persons


@needs_cluster
def test_a_search_whose_generation_is_removed_is_answered_from_the_next(
    open_library,
) -> None:
    searcher = open_library([make_article("cũ", "Tin lũ")], look_seconds=1e9)
    assert found_ids(searcher, "lũ") == ["cũ"]
    # Of three generations the first is removed; whoever has it open is not told.
    for id_ in ("giữa", "mới"):
        publish_articles(searcher.cluster, [make_article(id_, "Tin lũ lụt")])
    results = search(searcher, "lụt")
    assert [hit.id for hit in results.hits] == ["mới"]
    assert results.generation == 3


class HalfCluster(Cluster):
    """Answers every search, but never from all shards."""

    def __init__(self, whole: Cluster | None = None) -> None:
        super().__init__(ClusterSettings(("http://a:9200",)))
        self.whole = whole
        self.n_asked = 0

    def ask(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        self.n_asked += 1
        shards = {"total": 3, "successful": 2, "failed": 1, "failures": []}
        answer = {
            "took": 1,
            "timed_out": False,
            "_shards": shards,
            "hits": {"total": {"value": 7, "relation": "eq"}, "hits": []},
        }
        if path.endswith("_msearch"):
            n = len(body.splitlines()) // 2
            return {"responses": [answer | {"status": 200}] * n}
        return answer


@pytest.mark.parametrize("n", [1, 2])
def test_the_answer_of_some_shards_is_never_taken_for_a_whole_one(
    n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.opensearch.connection.time.sleep", lambda _: None)
    cluster = HalfCluster()
    with pytest.raises(ClusterIncompleteError):
        cluster.search_many("kho-000001", [{"size": 0}] * n)
    # It asked again before it gave up.
    assert cluster.n_asked > 1


def counting(n_wanted: int) -> PersonCounting:
    class Column:
        def resolve(self, name: str) -> list[int]:
            return []

    return PersonCounting(Column(), SearchRequest(), n_wanted, False)  # type: ignore[arg-type]


def bucket(count: int, error: int = 0) -> dict[str, int]:
    return {"doc_count": count, "doc_count_error_upper_bound": error}


@pytest.mark.parametrize(
    ("buckets", "left_out", "error", "is_enough"),
    [
        ([bucket(9), bucket(5)], 0, 0, True),
        # Who was left out may be named as often as the last that is listed.
        ([bucket(9), bucket(5)], 3, 5, False),
        ([bucket(9), bucket(5), bucket(2)], 3, 4, True),
        ([bucket(9), bucket(5, 1), bucket(2)], 3, 4, False),
        ([bucket(9)], 3, 1, False),
    ],
)
def test_more_names_are_asked_for_until_the_commonest_are_known(
    buckets: list[dict], left_out: int, error: int, is_enough: bool
) -> None:
    answer = {
        "most": {
            "buckets": buckets,
            "sum_other_doc_count": left_out,
            "doc_count_error_upper_bound": error,
        }
    }
    assert json.loads(json.dumps(answer)) == answer
    assert counting(2).is_enough(answer, facets.SIZES[0]) is is_enough
    # There is nothing more to ask for.
    assert counting(2).is_enough(answer, facets.SIZES[-1])
